"""Makes the server's tables, once, however many processes start at the same time.

The rows that travel have the columns they have on a laptop. Of a laptop's indexes only those are made that
keep a key unique, lead from a row to what lies beneath it or from a file to who names it: the server shows no
lists.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Final
from uuid import uuid4

from sqlalchemy import (
    Connection,
    Engine,
    Index,
    MetaData,
    Table,
    Update,
    insert,
    inspect,
    select,
    text,
    update,
)

from salesdesk.protocol.entities import ENTITIES
from salesdesk.protocol.files import NAMED_BY
from salesdesk.server import walls
from salesdesk.server.failures import CannotStart
from salesdesk.server.tables import Device, ServerFact, ServerTable
from salesdesk.storage.base import Base
from salesdesk.storage.tables import every_table

VERSION: Final = 6
_LOCK: Final = 0x5A1E5DE5
"""Who holds this advisory lock of PostgreSQL may change the tables."""


@cache
def synced_tables() -> MetaData:
    """Return the tables of the rows that travel, as the server makes them."""
    every_table()
    made = MetaData(naming_convention=Base.metadata.naming_convention)
    for entity in ENTITIES:
        table = Base.metadata.tables[entity].to_metadata(made)
        for index in [index for index in table.indexes if not _is_needed(index)]:
            table.indexes.remove(index)
        Index(f"ix_{entity}_stream", table.c.scope_id, table.c.seq)
        dead = table.c.deleted_at.is_not(None)
        Index(f"ix_{entity}_dead", table.c.edited_at, sqlite_where=dead, postgresql_where=dead)
    return made


def _is_needed(index: Index) -> bool:
    if not len(index.columns):  # over an expression: only the lists of a laptop ask so
        return False
    return index.unique or _names_file(index) or bool(next(iter(index.columns)).foreign_keys)


def _names_file(index: Index) -> bool:
    table, first = index.table, next(iter(index.columns))
    assert table is not None
    return table.name in NAMED_BY and first.name == NAMED_BY[table.name].sha256


def tables() -> Iterator[Table]:
    """Return every table of the server."""
    yield from synced_tables().sorted_tables
    yield from ServerTable.metadata.sorted_tables


def bring_up_to_date(engine: Engine) -> str:
    """Make the tables or bring older ones up to date; return the epoch.

    Raises:
        CannotStart: `server-database-newer`: a newer program made these tables.
    """
    with engine.execution_options(rw=True).begin() as connection:
        alone(connection)
        synced_tables().create_all(connection)
        ServerTable.metadata.create_all(connection)
        version = _fact(connection, "schema", str(VERSION))
        if int(version) > VERSION:
            raise CannotStart("server-database-newer", version=version)
        for begins_at, step in _STEPS.items():
            if begins_at >= int(version):
                step(connection)
        connection.execute(_set_fact("schema", str(VERSION)))
        _build_walls(connection)
        return _fact(connection, "epoch", uuid4().hex)


def _build_walls(connection: Connection) -> None:
    if _fact(connection, "walls", "") != walls.digest():
        walls.build(connection)
        connection.execute(_set_fact("walls", walls.digest()))


def _lead_from_files(connection: Connection) -> None:
    for table in synced_tables().sorted_tables:
        for index in filter(_names_file, table.indexes):
            index.create(connection, checkfirst=True)


def _give_orders(connection: Connection) -> None:
    """Let devices be told to wipe themselves, and say that they did; give them letters of their own."""
    table = ServerTable.metadata.tables[Device.__tablename__]
    known = {column["name"] for column in inspect(connection).get_columns(table.name)}
    for column in (table.c[name] for name in ("letters", "ordered_at", "at_once", "obeyed_at")):
        if column.name not in known:
            kind = column.type.compile(connection.dialect)
            usual = "" if column.nullable else " NOT NULL DEFAULT FALSE"
            connection.execute(text(f"ALTER TABLE {table.name} ADD COLUMN {column.name} {kind}{usual}"))
            if column.unique:
                name = f"uq_{table.name}_{column.name}"
                connection.execute(text(f"CREATE UNIQUE INDEX {name} ON {table.name} ({column.name})"))


def _lead_to_the_old(connection: Connection) -> None:
    for table in tables():
        for index in table.indexes:
            if index.name in {f"ix_{table.name}_dead", "ix_departures_left"}:
                index.create(connection, checkfirst=True)


def _widen(connection: Connection) -> None:
    """Give the rows that travel the fields and indexes they have by now."""
    for table in synced_tables().sorted_tables:
        known = {column["name"] for column in inspect(connection).get_columns(table.name)}
        for column in table.columns:
            if column.name not in known:
                kind = column.type.compile(connection.dialect)
                usual = "" if column.nullable else " NOT NULL DEFAULT ''"
                connection.execute(text(f"ALTER TABLE {table.name} ADD COLUMN {column.name} {kind}{usual}"))
        for index in table.indexes:
            index.create(connection, checkfirst=True)


_STEPS: Final[Mapping[int, Callable[[Connection], None]]] = {
    1: _lead_from_files,
    2: _give_orders,
    3: _lead_to_the_old,
    4: _widen,
    5: _widen,
}
"""From each version of the tables to the next one."""


def renew_epoch(engine: Engine) -> str:
    """Begin a new epoch: after a backup was put back, so that devices hand in again what it does not know."""
    epoch = uuid4().hex
    with engine.execution_options(rw=True).begin() as connection:
        connection.execute(_set_fact("epoch", epoch))
    return epoch


def epoch_of(engine: Engine) -> str:
    """Return the epoch the database is in now."""
    with engine.connect() as connection:
        return connection.execute(select(ServerFact.value).where(ServerFact.key == "epoch")).scalar_one()


def alone(connection: Connection) -> None:
    """Wait for other processes that are making tables. SQLite's transaction is alone from its beginning."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        connection.execute(text("SET LOCAL lock_timeout = 0"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})


def _fact(connection: Connection, key: str, usual: str) -> str:
    """Return a fact; if nobody has told it yet, it is the usual one from now on."""
    told = connection.execute(select(ServerFact.value).where(ServerFact.key == key)).scalar()
    if told is None:
        connection.execute(insert(ServerFact).values(key=key, value=usual))
    return told or usual


def _set_fact(key: str, value: str) -> Update:
    return update(ServerFact).where(ServerFact.key == key).values(value=value)
