"""Which rows name which by a key of the database: one that is not there cannot be named."""

from collections.abc import Mapping
from functools import cache

from sqlalchemy import ColumnElement, and_, exists, true

from salesdesk.storage.base import Base


@cache
def references(entity: str) -> Mapping[str, str]:
    """Return the fields by which a kind of row names others, each with the kind it names."""
    keys = Base.metadata.tables[entity].foreign_keys
    return dict(sorted((str(key.parent.name), str(key.column.table.name)) for key in keys))


@cache
def unnamed(entity: str) -> ColumnElement[bool]:
    """Return the condition that no other row names a row of this kind."""
    table = Base.metadata.tables[entity]
    naming = (
        key.parent
        for other in Base.metadata.tables.values()
        for key in other.foreign_keys
        if key.column.table is table
    )
    return and_(true(), *(~exists().where(column == table.c.id) for column in naming))
