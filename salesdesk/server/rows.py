"""Synced rows of the server, as plain values: read with a lock, written many at once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, Final, cast
from uuid import UUID

from sqlalchemy import Connection, Table, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import Insert as PostgresInsert

from salesdesk.protocol.entities import ENTITIES
from salesdesk.protocol.scopes import AGGREGATE, PERSONAL, SHARED, STOCKED
from salesdesk.storage.base import Base
from salesdesk.storage.recorder import defaults_of

Row = dict[str, Any]
Key = tuple[str, UUID]
_AT_ONCE: Final = 500
ORDER: Final = (*SHARED, *AGGREGATE, *STOCKED, *PERSONAL, "held_acts")
"""Parents before what lies beneath them."""


def table_of(entity: str) -> Table:
    """Return the table of a kind of row."""
    return Base.metadata.tables[entity]


def load(connection: Connection, wanted: Mapping[str, Iterable[UUID]]) -> dict[Key, Row]:
    """Return the rows that exist, locked until the transaction ends.

    Always in one order, so that two transactions wait for one another instead of for ever.
    """
    found: dict[Key, Row] = {}
    for entity in ORDER:
        ids = sorted(set(wanted.get(entity, ())))
        table = table_of(entity)
        for start in range(0, len(ids), _AT_ONCE):
            query = _by_ids(table)
            for row in connection.execute(query, {"ids": ids[start : start + _AT_ONCE]}):
                found[entity, row.id] = dict(row._mapping)  # noqa: SLF001 - its public name
    return found


@cache
def _by_ids(table: Table, column: str = "id") -> Any:
    some = table.c[column].in_(bindparam("ids", expanding=True))
    return select(table).where(some).order_by(table.c.id).with_for_update()


def beneath(connection: Connection, entity: str, column: str, parents: Sequence[UUID]) -> list[Row]:
    """Return all rows of a kind that lie beneath some others, deleted ones too, locked."""
    query = _by_ids(table_of(entity), column)
    found = connection.execute(query, {"ids": parents})
    return [dict(row._mapping) for row in found]  # noqa: SLF001 - its public name


def held_about(connection: Connection, ids: Sequence[UUID]) -> list[Row]:
    """Return the acts that wait for a decision about some rows, locked."""
    table = table_of("held_acts")
    waits = (table.c.state == "waiting") & table.c.deleted_at.is_(None)
    found: list[Row] = []
    for start in range(0, len(ids), _AT_ONCE):
        about = table.c.row_id.in_(ids[start : start + _AT_ONCE])
        query = select(table).where(waits, about).order_by(table.c.id).with_for_update()
        found += [dict(row._mapping) for row in connection.execute(query)]  # noqa: SLF001 - its public name
    return found


def new(entity: str, fields: Mapping[str, Any]) -> Row:
    """Return a row with the defaults of its columns under the fields given."""
    return dict(defaults_of(table_of(entity))) | dict(fields)


def save(connection: Connection, rows: Iterable[tuple[str, Row]]) -> None:
    """Write rows, new or changed, whole; parents first."""
    by_entity: dict[str, list[Row]] = defaultdict(list)
    for entity, row in rows:
        by_entity[entity].append(row)
    for entity in sorted(by_entity, key=ORDER.index):
        connection.execute(_upsert(table_of(entity), connection.dialect.name), by_entity[entity])


@cache
def _upsert(table: Table, dialect: str) -> Any:
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    statement = cast("PostgresInsert", insert(table))
    fresh = {column.name: statement.excluded[column.name] for column in table.columns if column.name != "id"}
    return statement.on_conflict_do_update(index_elements=["id"], set_=fresh)


def visible(entity: str, row: Row) -> Row:
    """Return the fields of a row that travel."""
    return {name: row[name] for name in ENTITIES[entity].fields}
