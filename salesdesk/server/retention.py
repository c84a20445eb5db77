"""What is forgotten: departures and deleted rows that are older than anybody may be away.

A device that was away for longer cannot be told of them any more. Its cursor is below the `floor` of the
scope, which it is given as a whole once more (`feed`). Results of acts are kept for good: a disk copied years
ago may hand in its acts, and what was done once is only known by them.

Several processes may do this at once: each takes rows that nobody has locked. Age is told by when the server
made the change; what a laptop's clock said of it counts for nothing.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Engine, delete, exists, select, update

from salesdesk.server.engine import ask, change
from salesdesk.server.leasing import lasting
from salesdesk.server.rows import ORDER, table_of
from salesdesk.server.tables import DepartureRow, Scope, UnknownData
from salesdesk.storage.references import unnamed

LEAST: Final = timedelta(days=180)
AT_ONCE: Final = 1_000
"""So many rows go in one transaction: writers of their scopes wait for its commit."""
_KEPT: Final = frozenset({"users"})
"""Whoever wrote a row is named by it for good."""
Batch = Callable[[Connection, datetime], int]


def keeping_time(engine: Engine) -> timedelta:
    """Return for how long everything is kept: half a year, and twice the lease of a device."""
    return max(LEAST, 2 * ask(engine, lambda session: lasting(session.connection())))


def forget_old(engine: Engine, before: datetime) -> int:
    """Forget what left and what was deleted before a moment; return how many rows and departures it was."""
    batches: list[Batch] = [_forget_departures]
    batches += [partial(_forget_rows, entity) for entity in reversed(ORDER) if entity not in _KEPT]
    return sum(_until_done(engine, batch, before) for batch in batches)


def _until_done(engine: Engine, batch: Batch, before: datetime) -> int:
    done = 0
    while gone := change(engine, lambda session: batch(session.connection(), before)):
        done += gone
    return done


def _forget_departures(connection: Connection, before: datetime) -> int:
    old = select(DepartureRow.id).where(DepartureRow.left_at < before).order_by(DepartureRow.left_at)
    ids = connection.scalars(old.limit(AT_ONCE).with_for_update(skip_locked=True)).all()
    places = (DepartureRow.scope_id, DepartureRow.seq)
    gone = delete(DepartureRow).where(DepartureRow.id.in_(ids)).returning(*places)
    rows = connection.execute(gone).all()
    _raise_floors(connection, rows)
    return len(rows)


def _forget_rows(entity: str, connection: Connection, before: datetime) -> int:
    """Forget deleted rows that no other row names: what lay beneath them has to be forgotten first."""
    table = table_of(entity)
    old = table.c.deleted_at.is_not(None) & (table.c.edited_at < before) & unnamed(entity)
    if entity == "customers":
        old &= ~_may_come_back()
    wanted = select(table.c.id).where(old).order_by(table.c.edited_at).limit(AT_ONCE)
    ids = connection.scalars(wanted.with_for_update(skip_locked=True)).all()
    some = table.c.id.in_(ids) & unnamed(entity)  # somebody may have named one before it was locked
    gone = connection.execute(delete(table).where(some).returning(table.c.id, table.c.scope_id, table.c.seq))
    rows = gone.all()
    beside = UnknownData.row_id.in_([row.id for row in rows])
    connection.execute(delete(UnknownData).where(UnknownData.entity == entity, beside))
    _raise_floors(connection, rows)
    return len(rows)


def _may_come_back() -> ColumnElement[bool]:
    """Return the condition that a customer is part of another one: they may be parted again at any time."""
    merges, customers = table_of("customer_merges").c, table_of("customers").c
    holds = merges.undone_at.is_(None) & merges.deleted_at.is_(None)
    return exists().where(merges.loser_id == customers.id, holds)


def _raise_floors(connection: Connection, gone: Iterable[Any]) -> None:
    """Let no cursor stand below what was forgotten. The scopes come last and in order, as with any change."""
    floors: dict[str, int] = {}
    for row in gone:
        floors[row.scope_id] = max(row.seq, floors.get(row.scope_id, 0))
    for scope in sorted(floors):
        lower = (Scope.id == scope) & (Scope.floor < floors[scope])
        connection.execute(update(Scope).where(lower).values(floor=floors[scope]))
