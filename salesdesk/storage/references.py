"""Which rows name which by a key of the database: none is taken from under a row that names it."""

from functools import cache

from sqlalchemy import ColumnElement, and_, exists, true

from salesdesk.storage.base import Base


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
