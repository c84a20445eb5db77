"""How far each scope was read. A scope has a cursor here for as long as this device may hold it."""

from collections.abc import Iterable, Mapping
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.orm import Session

from salesdesk.protocol.messages import Cursor
from salesdesk.protocol.wire import heads_hash
from salesdesk.storage.base import Base
from salesdesk.storage.tables.replication import CursorRow

_TABLE: Final = Base.metadata.tables[CursorRow.__tablename__]
START: Final = Cursor()


def every(session: Session) -> dict[str, Cursor]:
    """Return the cursor of each scope this device holds."""
    rows = session.execute(select(_TABLE)).all()
    return {row.scope_id: Cursor(row.seq, row.head, row.stage, row.after) for row in rows}


def held(session: Session) -> frozenset[str]:
    """Return the scopes this device holds."""
    return frozenset(session.scalars(select(CursorRow.scope_id)))


def hash_of(cursors: Mapping[str, Cursor], sketch: bytes = b"") -> bytes:
    """Return what the server compares with its own heads, and with the sketch it would lend."""
    return heads_hash({scope: cursor.seq for scope, cursor in cursors.items()}, sketch)


def is_first_copy(cursor: Cursor) -> bool:
    """Return whether a scope has not arrived as a whole yet."""
    return cursor.seq == 0 or cursor.head > 0


def grant(session: Session, scopes: Iterable[str]) -> None:
    """Begin to hold scopes; those held already stay where they are."""
    rows = [_values(scope, START) for scope in scopes]
    if rows:
        session.connection().execute(insert(_TABLE).on_conflict_do_nothing(), rows)


def put(session: Session, scope: str, cursor: Cursor) -> None:
    """Set how far a scope was read."""
    values = _values(scope, cursor)
    statement = insert(_TABLE).values(values)
    session.connection().execute(
        statement.on_conflict_do_update(index_elements=["scope_id"], set_=values),
    )


def restart(session: Session) -> None:
    """Read every scope from its beginning: the server is not the one that was read."""
    for scope in every(session):
        put(session, scope, START)


def drop(session: Session, scope: str) -> None:
    """Hold a scope no longer."""
    session.execute(delete(CursorRow).where(CursorRow.scope_id == scope))


def _values(scope: str, cursor: Cursor) -> dict[str, object]:
    return {
        "scope_id": scope,
        "seq": cursor.seq,
        "head": cursor.head,
        "stage": cursor.stage,
        "after": cursor.after,
    }
