"""Fields of a newer program than this server: kept beside their row as they came, and given back with it."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from salesdesk.server.rows import Key
from salesdesk.server.tables import UnknownData


def keep(connection: Connection, fields: Mapping[Key, Mapping[str, Any]]) -> None:
    """Add to what is kept of some rows."""
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    for (entity, row_id), told in fields.items():
        known = of(connection, entity, [row_id]).get(row_id, {}) | dict(told)
        fresh = insert(UnknownData).values(entity=entity, row_id=row_id, fields=known)
        connection.execute(
            fresh.on_conflict_do_update(index_elements=["entity", "row_id"], set_={"fields": known})
        )


def of(connection: Connection, entity: str, ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """Return what is kept of these rows."""
    query = select(UnknownData.row_id, UnknownData.fields)
    found = connection.execute(query.where(UnknownData.entity == entity, UnknownData.row_id.in_(ids)))
    return {row.row_id: row.fields for row in found}


def entities(connection: Connection) -> frozenset[str]:
    """Return the kinds of rows of which anything is kept; usually none."""
    return frozenset(connection.scalars(select(UnknownData.entity).distinct()))
