"""What a person keeps at hand, wherever they sit down: their own affair."""

from uuid import UUID, uuid5

from salesdesk.storage.database import Database
from salesdesk.storage.queries import stars as queries
from salesdesk.storage.queries.stars import Starred
from salesdesk.storage.tables.personal import StarRow
from salesdesk.storage.undo import Step

__all__ = ["Starred", "is_starred", "set_star", "starred"]


def set_star(database: Database, entity: str, row_id: UUID, *, on: bool) -> None:
    """Keep a record at hand, or let it go."""
    with database.write(Step("star-set" if on else "star-take")) as session:
        row = queries.star_of(session, entity, row_id)
        if row is None and on:
            star_id = uuid5(database.me, f"{entity} {row_id.hex}")
            session.add(StarRow(id=star_id, entity=entity, row_id=row_id))
        elif row is not None:
            row.deleted_at = None if on else database.clock()


def is_starred(database: Database, entity: str, row_id: UUID) -> bool:
    """Return whether a record is kept at hand."""
    return database.ask(queries.is_starred, entity, row_id)


def starred(database: Database) -> list[Starred]:
    """Return what is kept at hand, the newest first."""
    return database.ask(queries.starred)
