"""What the records are called that an import would change."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy.orm import Session

from salesdesk.storage.database import Database
from salesdesk.storage.queries import imports as queries


def names_of(database: Database, entity: str, ids: Collection[UUID]) -> dict[UUID, str]:
    """Return the names of living customers, contacts or products."""
    return database.ask(_names, entity, ids)


def _names(session: Session, entity: str, ids: Collection[UUID]) -> dict[UUID, str]:
    return {row["id"]: row["name"] for row in queries.rows_by(session, entity, "id", ids, ("name",))}
