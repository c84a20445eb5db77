"""Columns of the wire and columns of the database: mostly the same values, so that they only pass through.

What differs: a figure is text on the wire and a whole number of 10^-places here; yes and no are 1 and 0 here.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cache, partial
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, Table

from salesdesk.protocol.entities import ENTITIES, Kind
from salesdesk.protocol.wire import columns_of, from_wire, to_wire
from salesdesk.storage.base import Base, Scaled

AT_ONCE: Final = 500
"""So many ids are asked about in one statement."""
Column = list[Any]
Image = dict[str, Any]
"""One row as it travels, by column, and its `scope_id`."""


def table_of(entity: str) -> Table:
    """Return the table of a kind of row."""
    return Base.metadata.tables[entity]


@cache
def columns_here(entity: str) -> dict[str, Kind]:
    """Return the columns of the wire that this program's table has, in their order."""
    table = table_of(entity)
    return {name: kind for name, kind in columns_of(entity).items() if name in table.c}


@cache
def into_database(entity: str, column: str) -> Callable[[Any], Any] | None:
    """Return how a value of the wire becomes one of the driver, or None if it is one."""
    kind = columns_of(entity)[column]
    if kind is Kind.FIGURE:
        return partial(_whole, places=_places(entity, column))
    return None


@cache
def _out_of_database(entity: str, column: str) -> Callable[[Any], Any] | None:
    kind = columns_of(entity)[column]
    if kind is Kind.FIGURE:
        return partial(_figure, places=_places(entity, column))
    return bool if kind is Kind.YES else None


def _places(entity: str, column: str) -> int:
    kept = table_of(entity).c[column].type
    assert isinstance(kept, Scaled)
    return kept.places


def _whole(text: str, *, places: int) -> int:
    whole, _, part = text.partition(".")
    if len(part) > places:
        raise ValueError(text)
    return int(whole + part.ljust(places, "0"))


def _figure(whole: int, *, places: int) -> str:
    digits = f"{abs(whole):0{places + 1}d}"
    part = digits[-places:].rstrip("0")
    sign = "-" if whole < 0 else ""
    return f"{sign}{digits[:-places]}.{part}" if part else f"{sign}{digits[:-places]}"


def converted(column: Column, convert: Callable[[Any], Any] | None) -> Column:
    """Return a column with every value converted that is there."""
    if convert is None:
        return column
    return [None if value is None else convert(value) for value in column]


def rows_as_wire(entity: str, rows: Sequence[Sequence[Any]]) -> list[tuple[Any, ...]]:
    """Return rows that the driver gave, in the order of `columns_here`, as they travel."""
    if not rows:
        return []
    names = columns_here(entity)
    by_column = zip(*rows, strict=True)
    turned = (
        converted(list(column), _out_of_database(entity, name))
        for name, column in zip(names, by_column, strict=True)
    )
    return list(zip(*turned, strict=True))


def selected(entity: str) -> str:
    """Return the columns of `columns_here` for a statement."""
    return ", ".join(f'"{name}"' for name in columns_here(entity))


def images(connection: Connection, entity: str, ids: Iterable[bytes]) -> dict[UUID, Image]:
    """Return rows as they travel, by id."""
    found: dict[UUID, Image] = {}
    for some in sliced(ids):
        asked = f'SELECT {selected(entity)}, "scope_id" FROM {entity} WHERE id IN ({places_for(some)})'  # noqa: S608
        rows = connection.exec_driver_sql(asked, tuple(some)).all()
        scopes = [row[-1] for row in rows]
        for wire, scope in zip(rows_as_wire(entity, [row[:-1] for row in rows]), scopes, strict=True):
            image = dict(zip(columns_here(entity), wire, strict=True)) | {"scope_id": scope}
            found[UUID(bytes=image["id"])] = image
    return found


def typed(entity: str, image: Image) -> dict[str, Any]:
    """Return an image as plain values of the row's columns; what this table lacks is left out."""
    kinds = columns_here(entity)
    row = {name: from_wire(kinds[name], [value])[0] for name, value in image.items() if name in kinds}
    return row | {"scope_id": image["scope_id"]}


def wired(entity: str, row: dict[str, Any]) -> Image:
    """Return plain values of a row's columns as they travel."""
    kinds = columns_here(entity)
    image = {name: to_wire(kind, [row[name]])[0] for name, kind in kinds.items()}
    return image | {"scope_id": row["scope_id"]}


def is_known(entity: str) -> bool:
    """Return whether this program knows a kind of row."""
    return entity in ENTITIES


def places_for(values: Sequence[Any]) -> str:
    """Return as many question marks."""
    return ", ".join("?" * len(values))


def sliced(values: Iterable[bytes]) -> list[list[bytes]]:
    """Return values in lists that fit into one statement."""
    every = list(values)
    return [every[start : start + AT_ONCE] for start in range(0, len(every), AT_ONCE)]
