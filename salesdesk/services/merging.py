"""One customer once: two records of one customer become one, and part again. Nothing is lost by either."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from salesdesk.domain.errors import NotFound
from salesdesk.domain.merging import AUTOMATIC, MERGED, Side, is_empty
from salesdesk.storage import uniting
from salesdesk.storage.base import Base
from salesdesk.storage.database import Database
from salesdesk.storage.queries import customers as queries
from salesdesk.storage.tables import every_table
from salesdesk.storage.tables.customers import CustomerRow
from salesdesk.storage.tables.merges import CustomerMergeRow
from salesdesk.storage.tables.replication import UndoStepRow
from salesdesk.storage.undo import Step
from salesdesk.storage.uniting import Choice

__all__ = [
    "Alias",
    "Choice",
    "Comparison",
    "Side",
    "aliases",
    "canonical",
    "compare",
    "merge",
    "part",
    "turn",
]
_MERGES: Final = "merges"
"""The value of a step that names the merges it made, or undid (`parts`)."""
_PARTS: Final = "parts"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Customers side by side, in the order asked; `fields` holds what any of them says, as on a card.

    `differing` are those in which two say different things. `counts` tell how much hangs on each, by kind.
    """

    ids: tuple[UUID, ...]
    names: tuple[str, ...]
    fields: Mapping[str, tuple[Any, ...]]
    differing: frozenset[str]
    counts: tuple[Mapping[str, int], ...]


@dataclass(frozen=True, slots=True)
class Alias:
    """A customer that became part of another: what it was called, when and by whom."""

    merge_id: UUID
    name: str
    merged_at: datetime
    merged_by: UUID | None


def merge(
    database: Database,
    kept: UUID,
    losers: Sequence[UUID],
    *,
    sides: Mapping[UUID, Mapping[str, Side]] | None = None,
) -> list[UUID]:
    """Let customers become part of one, as one step; return the merges' ids.

    `sides` says for each loser whose value stands, by field; without a word what is filled stays. Raise
    NotFound where one is gone, RuleBroken (`merge-with-itself`).
    """
    step = Step("customers-merge", name=database.ask(queries.one, kept).name, n=len(losers) + 1)
    with database.write(step) as session:
        made = [
            uniting.unite(session, kept, loser, Choice((sides or {}).get(loser, {}), {})) for loser in losers
        ]
        step.values = {**step.values, _MERGES: [str(one) for one in made]}
        return made


def part(database: Database, merge_id: UUID) -> None:
    """Part two customers again. Raise NotFound (`merge-gone`) where they are parted already."""
    name = database.ask(_name_of, merge_id)
    with database.write(
        Step("customer-part", name=name, **{_MERGES: [str(merge_id)], _PARTS: True})
    ) as session:
        uniting.part(session, merge_id)


def _name_of(session: Session, merge_id: UUID) -> str:
    row = session.get(CustomerMergeRow, merge_id)
    if row is None:
        raise NotFound("merge-gone")
    return str(row.before["loser"]["name"])


def turn(session: Session, step: UndoStepRow) -> int | None:
    """Take back a step that merged or parted customers, or take it again; return how many it left.

    Its inverse is an order of its own: what a laptop does not hold goes back, too. None: it is another step.
    """
    ids = [UUID(one) for one in step.details.get(_MERGES, ())]
    if not ids:
        return None
    rows = [row for row in (session.get(CustomerMergeRow, one) for one in ids) if row is not None]
    if (step.state == "done") != bool(step.details.get(_PARTS)):
        together = [row for row in rows if row.undone_at is None and row.deleted_at is None]
        for row in reversed(together):
            uniting.part(session, row.id)
        return len(ids) - len(together)
    step.details = {**step.details, _MERGES: [str(_again(session, row)) for row in rows]}
    return len(ids) - len(rows)


def _again(session: Session, row: CustomerMergeRow) -> UUID:
    sides = {name: Side(side) for name, side in row.before["sides"].items()}
    values = {UUID(field): Side(side) for field, side in row.before["values"].items()}
    return uniting.unite(session, row.customer_id, row.loser_id, Choice(sides, values))


def canonical(database: Database, customer_id: UUID) -> UUID:
    """Return who a customer is by now: itself, or whom it became part of."""
    return database.ask(uniting.canonical, customer_id)


def aliases(database: Database, customer_id: UUID) -> list[Alias]:
    """Return the customers that became part of one, the newest first."""
    return database.ask(_aliases, customer_id)


def _aliases(session: Session, customer_id: UUID) -> list[Alias]:
    M = CustomerMergeRow  # noqa: N806 - a short name for a table
    theirs = (M.customer_id == customer_id) & M.deleted_at.is_(None) & M.undone_at.is_(None)
    rows = session.scalars(select(M).where(theirs).order_by(M.merged_at.desc(), M.id))
    return [Alias(row.id, row.before["loser"]["name"], row.merged_at, row.merged_by) for row in rows]


def compare(database: Database, ids: Sequence[UUID]) -> Comparison:
    """Return customers side by side; those that are not here any more are left out."""
    return database.ask(_compare, ids)


def _compare(session: Session, ids: Sequence[UUID]) -> Comparison:
    every_table()
    found = session.scalars(
        select(CustomerRow).where(CustomerRow.id.in_(ids), CustomerRow.deleted_at.is_(None))
    )
    by_id = {row.id: row for row in found}
    rows = [by_id[row_id] for row_id in ids if row_id in by_id]
    values = {name: tuple(getattr(row, name) for row in rows) for name in _ORDER}
    told = {name: some for name, some in values.items() if not all(map(is_empty, some))}
    differing = {name for name, some in told.items() if name not in AUTOMATIC and _differ(some)}
    counts = tuple(_counts(session, row.id) for row in rows)
    names = tuple(row.name for row in rows)
    return Comparison(tuple(row.id for row in rows), names, told, frozenset(differing), counts)


_ORDER: Final = tuple(
    column.name
    for column in CustomerRow.__table__.columns
    if column.name in MERGED and column.name != "referrer_id"
)


def _differ(values: Sequence[Any]) -> bool:
    filled = [value for value in values if not is_empty(value)]
    return any(value != filled[0] for value in filled)


def _counts(session: Session, customer: UUID) -> dict[str, int]:
    """Return how much hangs on a customer, by kind of row; what there is none of is left out."""
    found: dict[str, int] = {}
    for entity in uniting.DIRECT:
        table = Base.metadata.tables[entity]
        living = (table.c.customer_id == customer) & table.c.deleted_at.is_(None)
        n = session.scalar(select(func.count()).select_from(table).where(living)) or 0
        if n:
            found[entity] = n
    return found
