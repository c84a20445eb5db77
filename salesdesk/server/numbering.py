"""Document numbers that two devices gave out alike: the one that comes first keeps its number.

Devices have letters of their own, given to them when they sign in; what they wrote before that, working
alone, may bear the letters of another. The later document gets a counter with a million more: Q-2026-A7K0001
becomes Q-2026-A7K1000001. Its author is shown both numbers side by side.
"""

from dataclasses import replace
from typing import Final

from sqlalchemy import select

from salesdesk.domain.errors import BadInput
from salesdesk.domain.numbers import DocumentNumber
from salesdesk.server.rows import Row, table_of
from salesdesk.server.staging import Stage

_FURTHER: Final = 1_000_000


def settled(stage: Stage, row: Row) -> str:
    """Return the number of a new quote: its own, or one that is free. A revision goes by its first one."""
    text: str = row["number"]
    first = stage.get("quotes", row["root_id"]) if row["revision"] > 1 else None
    try:
        number = DocumentNumber.parse(text if first is None else first["number"])
    except BadInput:
        return text  # made by another program
    number = replace(number, revision=row["revision"])
    while _is_taken(stage, str(number), row):
        number = replace(number, counter=number.counter + _FURTHER)
    return str(number)


def _is_taken(stage: Stage, number: str, row: Row) -> bool:
    """Return whether a document has the number by now; a push of two is done again, one by one."""
    table = table_of("quotes")
    same = (table.c.number == number) & (table.c.revision == row["revision"]) & table.c.deleted_at.is_(None)
    return stage.work.connection.scalar(select(table.c.id).where(same)) is not None
