"""Rows of the wire into the tables, many at once: new ones and those that are there already.

Never REPLACE: it would delete a row first, and with it what only this device knows.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from operator import itemgetter
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import Connection, update
from sqlalchemy.dialects.sqlite import dialect, insert
from sqlalchemy.exc import IntegrityError

from salesdesk.protocol.codec import typed
from salesdesk.protocol.messages import Block
from salesdesk.protocol.wire import UNKNOWN
from salesdesk.storage.base import Base
from salesdesk.storage.derived import derive
from salesdesk.storage.recorder import defaults_of
from salesdesk.storage.replica.forms import (
    columns_here,
    converted,
    into_database,
    is_known,
    places_for,
    sliced,
    table_of,
)
from salesdesk.storage.tables.replication import UnknownDataRow

_UNIQUE: Final[Mapping[str, tuple[str, ...]]] = {
    "products": ("code",),
    "quotes": ("number", "revision"),
    "company_settings": ("key",),
}
"""What no two living rows of a kind share."""
_DERIVED: Final[Mapping[str, tuple[str, ...]]] = {
    "customers": ("sort_key", "core_name"),
    "contacts": ("sort_key",),
    "products": ("sort_key",),
}
_pack: Final = msgspec.msgpack.Encoder().encode
Values = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class _Shape:
    """How blocks with certain columns go into their table."""

    statement: str
    known: Sequence[tuple[int, Callable[[Any], Any] | None]]
    otherwise: Values
    unknown: Sequence[tuple[int, str]]


def upsert(connection: Connection, block: Block) -> list[UUID]:
    """Write the rows of a block, and keep what this program does not know of them; return their ids.

    Rows that were in the way of a unique key are moved aside; they are returned too.

    Raises:
        ValueError, TypeError: a value is not of its kind; nothing may be committed then.
    """
    ids = _ids(block)
    if not ids:
        return []
    if not is_known(block.entity):
        _keep_unknown(connection, block, list(enumerate(block.columns)))
        return []
    shape = _shape(block.entity, tuple(block.columns))
    rows = _rows(block, shape)
    aside: list[bytes] = []
    try:
        connection.exec_driver_sql(shape.statement, rows)
    except IntegrityError:
        aside = _make_room(connection, block)
        connection.exec_driver_sql(shape.statement, rows)
    if shape.unknown:
        _keep_unknown(connection, block, shape.unknown)
    if UNKNOWN in block.columns:
        _take_up(connection, block)
    return [UUID(bytes=row_id) for row_id in (*ids, *aside)]


def part_of(block: Block, start: int, stop: int) -> Block:
    """Return some of a block's rows."""
    return Block(block.scope, block.entity, block.columns, [column[start:stop] for column in block.values])


def size_of(block: Block) -> int:
    """Return how many rows a block has."""
    return len(block.values[0]) if block.values else 0


def _ids(block: Block) -> list[bytes]:
    found: list[bytes] = block.values[block.columns.index("id")] if block.values else []
    return found


def _rows(block: Block, shape: _Shape) -> list[Values]:
    columns: list[Sequence[Any]] = [converted(block.values[place], convert) for place, convert in shape.known]
    columns += _derived(block)
    fixed = (block.scope, *shape.otherwise)
    return [(*row, *fixed) for row in zip(*columns, strict=True)]


def _derived(block: Block) -> list[Sequence[Any]]:
    names = _DERIVED.get(block.entity, ())
    if not names or "name" not in block.columns:
        return []
    heads = block.values[block.columns.index("name")]
    values = map(itemgetter(*names), (derive(block.entity, {"name": name or ""}) for name in heads))
    return [list(values)] if len(names) == 1 else list(zip(*values, strict=True))


@cache
def _shape(entity: str, columns: tuple[str, ...]) -> _Shape:
    here, table = columns_here(entity), table_of(entity)
    known = [(place, name) for place, name in enumerate(columns) if name in here]
    names = [name for _, name in known]
    if "name" in columns:
        names += _DERIVED.get(entity, ())
    names.append("scope_id")
    missing = [column.name for column in table.columns if column.name not in names]
    update = ", ".join(f'"{name}" = excluded."{name}"' for name in names if name != "id")
    into = ", ".join(f'"{name}"' for name in (*names, *missing))
    statement = (
        f"INSERT INTO {entity} ({into}) VALUES ({places_for([*names, *missing])})"  # noqa: S608
        f" ON CONFLICT (id) DO UPDATE SET {update}"
    )
    return _Shape(
        statement,
        [(place, into_database(entity, name)) for place, name in known],
        tuple(_default(entity, name) for name in missing),
        [(place, name) for place, name in enumerate(columns) if name not in here],
    )


def _default(entity: str, name: str) -> Any:
    """Return what a column holds that an older server does not send, as the driver takes it."""
    column, spoken = table_of(entity).c[name], dialect()
    bind = column.type.dialect_impl(spoken).bind_processor(spoken)
    value = defaults_of(table_of(entity)).get(name)
    return bind(value) if bind is not None else value


def _make_room(connection: Connection, block: Block) -> list[bytes]:
    """Take living rows out of the way that hold a key which the server gives to another row.

    Those of the block itself are about to be written. A row made here waits unseen for what the server says
    of it; one of the server's own comes with a later page.
    """
    ids = _ids(block)
    for some in sliced(ids):
        connection.exec_driver_sql(
            f"UPDATE {block.entity} SET deleted_at = coalesce(deleted_at, 0)"  # noqa: S608
            f" WHERE id IN ({places_for(some)})",
            tuple(some),
        )
    key = _UNIQUE.get(block.entity, ())
    columns = [block.values[block.columns.index(name)] for name in key]
    same = " AND ".join(f'"{name}" = ?' for name in key)
    asked = f"SELECT id FROM {block.entity} WHERE {same} AND deleted_at IS NULL"  # noqa: S608
    aside = [
        row_id
        for values in zip(*columns, strict=True)
        for row_id in connection.exec_driver_sql(asked, values).scalars()
    ]
    for row_id in aside:
        move_aside(connection, block.entity, row_id)
    return aside


def move_aside(connection: Connection, entity: str, row_id: bytes) -> None:
    """Take one row out of sight until the server has spoken of it."""
    connection.exec_driver_sql(f"DELETE FROM {entity} WHERE id = ? AND seq IS NULL", (row_id,))  # noqa: S608
    connection.exec_driver_sql(f"UPDATE {entity} SET deleted_at = 0 WHERE id = ?", (row_id,))  # noqa: S608


def put_row(connection: Connection, entity: str, row: Mapping[str, Any]) -> bool:
    """Write one row of plain values; return False where another living row holds its key."""
    table = table_of(entity)
    values = {name: value for name, value in row.items() if name in table.c}
    values |= derive(entity, values)
    statement = insert(table).values(values)
    changes = {name: value for name, value in values.items() if name != "id"}
    try:
        with connection.begin_nested():
            connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=changes))
    except IntegrityError:
        return False
    return True


def _take_up(connection: Connection, block: Block) -> None:
    """Put into the rows what an older server only keeps of them, and this program knows."""
    table, here = table_of(block.entity), columns_here(block.entity).keys() - set(block.columns)
    for row_id, kept in zip(_ids(block), block.values[block.columns.index(UNKNOWN)], strict=True):
        fields = {name: value for name, value in (kept or {}).items() if name in here}
        if fields:
            mine = update(table).where(table.c.id == UUID(bytes=row_id))
            connection.execute(mine.values(typed(block.entity, fields)))


def _keep_unknown(connection: Connection, block: Block, columns: Sequence[tuple[int, str]]) -> None:
    table = Base.metadata.tables[UnknownDataRow.__tablename__]
    by_row = zip(*(block.values[place] for place, _ in columns), strict=True)
    names = [name for _, name in columns]
    scope = {} if is_known(block.entity) else {"scope_id": block.scope}
    rows = [
        {
            "entity": block.entity,
            "row_id": UUID(bytes=row_id),
            "fields": _pack(dict(zip(names, values, strict=True)) | scope),
        }
        for row_id, values in zip(_ids(block), by_row, strict=True)
        if names != [UNKNOWN] or values != (None,)
    ]
    if not rows:
        return
    statement = insert(table)
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=["entity", "row_id"], set_={"fields": statement.excluded.fields}
        ),
        rows,
    )
