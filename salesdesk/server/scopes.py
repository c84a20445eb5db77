"""Streams: how far each is, who may hold which, and the place of every change in them."""

from collections.abc import Mapping
from threading import Lock
from typing import Any, Final

from sqlalchemy import Connection, bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite

from salesdesk.protocol import scopes
from salesdesk.server.policy import Directory, Person, Role, directory
from salesdesk.server.tables import Scope
from salesdesk.storage.tables.users import UserRow

_heads_of: Final = select(Scope.id, Scope.head_seq).where(Scope.id.in_(bindparam("ids", expanding=True)))


class Directories:
    """The users' directory, read again only when the company's stream has moved."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._known: tuple[int, Directory] | None = None

    def now(self, connection: Connection) -> Directory:
        """Return the directory as this transaction sees it."""
        at = heads(connection, [scopes.COMPANY])[scopes.COMPANY]
        with self._lock:
            if self._known is not None and self._known[0] == at:
                return self._known[1]
        fresh = read_directory(connection)
        with self._lock:
            self._known = (at, fresh)
        return fresh


def read_directory(connection: Connection) -> Directory:
    """Return everyone who ever had an account, deleted ones as no longer active."""
    table = UserRow.__table__
    columns = (table.c[name] for name in ("id", "name", "role", "manager_id", "is_active", "deleted_at"))
    return directory(
        [
            Person(row.id, row.name, Role(row.role), row.manager_id, row.is_active and row.deleted_at is None)
            for row in connection.execute(select(*columns).order_by(table.c.id))
        ]
    )


def heads(connection: Connection, ids: list[str]) -> dict[str, int]:
    """Return the place of the newest change of each scope; of one that never had any, 0."""
    found = {row.id: row.head_seq for row in connection.execute(_heads_of, {"ids": ids})}
    return {scope: found.get(scope, 0) for scope in ids}


def advance(connection: Connection, steps: Mapping[str, int]) -> dict[str, int]:
    """Take so many places in each scope; return the last place before them.

    The last statement before the commit that may wait: whoever has the counter has it until the commit, so
    order in a scope is the order of commits. Scopes in order, so that nobody waits in a circle.
    """
    before: dict[str, int] = {}
    for scope in sorted(steps):
        taken = connection.scalar(_advance, {"scope": scope, "steps": steps[scope]})
        if taken is None:
            connection.execute(_fresh_scope(connection), {"id": scope, "head_seq": 0, "floor": 0})
            taken = connection.scalar(_advance, {"scope": scope, "steps": steps[scope]})
        before[scope] = int(taken or 0) - steps[scope]
    return before


_advance: Final = (
    update(Scope)
    .where(Scope.id == bindparam("scope"))
    .values(head_seq=Scope.head_seq + bindparam("steps"))
    .returning(Scope.head_seq)
)


def _fresh_scope(connection: Connection) -> Any:
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    return insert(Scope).on_conflict_do_nothing()


def floors(connection: Connection, ids: list[str]) -> dict[str, int]:
    """Return the oldest place a cursor may stand at in each scope."""
    rows = connection.execute(select(Scope.id, Scope.floor).where(Scope.id.in_(ids)))
    return {row.id: row.floor for row in rows}
