"""Rows that left a scope. They may come again by another one, on this page or on a later one.

So they wait, and go when everything was read and nothing brought them: in which order scopes arrive does not
matter, nor how many pages lie between. Whatever hangs on a row that only moves stays where it is. Which rows
wait is kept, wherever a cycle is cut off.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.orm import Session

from salesdesk.protocol.messages import Block, Departure
from salesdesk.storage.base import Base
from salesdesk.storage.database import Database
from salesdesk.storage.replica import cursors, unknown
from salesdesk.storage.replica.forms import AT_ONCE, is_known, table_of
from salesdesk.storage.replica.removing import remove
from salesdesk.storage.tables.replication import DepartedRow

_TABLE: Final = Base.metadata.tables[DepartedRow.__tablename__]
_STEP: Final = 1_000
"""Up to so many rows go at once: as many as an ordinary page has."""


def note(session: Session, departures: Sequence[Departure]) -> None:
    """Note the rows that left and still name a scope they left, or one that is not held here."""
    named: dict[str, dict[UUID, set[str]]] = defaultdict(lambda: defaultdict(set))
    for gone in departures:
        named[gone.entity][UUID(bytes=gone.row_id)].add(gone.scope)
    held = cursors.held(session)
    for entity, left in named.items():
        here = _scopes_of(session, entity, list(left))
        going = [row_id for row_id, scope in here.items() if scope in left[row_id] or scope not in held]
        rows = [{"entity": entity, "row_id": row_id} for row_id in going]
        if rows:
            session.connection().execute(insert(_TABLE).on_conflict_do_nothing(), rows)


def _scopes_of(session: Session, entity: str, ids: Sequence[UUID]) -> dict[UUID, str]:
    if not is_known(entity):
        return unknown.scopes_of(session, entity, ids)
    table = table_of(entity)
    found: dict[UUID, str] = {}
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        rows = session.execute(select(table.c.id, table.c.scope_id).where(table.c.id.in_(some)))
        found |= {row.id: row.scope_id for row in rows}
    return found


def came(session: Session, block: Block) -> None:
    """Let the rows of a block stay: they came again."""
    if not any_waits(session):
        return
    ids = [UUID(bytes=row_id) for row_id in block.values[block.columns.index("id")]]
    for start in range(0, len(ids), AT_ONCE):
        these = (_TABLE.c.entity == block.entity) & _TABLE.c.row_id.in_(ids[start : start + AT_ONCE])
        session.connection().execute(delete(_TABLE).where(these))


def any_waits(session: Session) -> bool:
    """Return whether any row left and is not gone yet."""
    return session.scalar(select(_TABLE.c.entity).limit(1)) is not None


def every(session: Session, most: int | None = None) -> list[tuple[str, UUID]]:
    """Return the rows that left and did not come again so far, by kind and id."""
    wanted = select(_TABLE.c.entity, _TABLE.c.row_id).order_by(_TABLE.c.entity, _TABLE.c.row_id)
    return [(row.entity, row.row_id) for row in session.execute(wanted.limit(most))]


def let_go(database: Database) -> None:
    """Erase what left and did not come again. It may be cut off anywhere: what is left goes the next time."""
    while some := database.ask(every, _STEP):
        gone: dict[str, list[UUID]] = defaultdict(list)
        for entity, row_id in some:
            gone[entity].append(row_id)
        with database.absorb(erasing=True) as absorbed:
            remove(absorbed, gone)
