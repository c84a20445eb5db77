"""What a person keeps at hand, wherever they sit down: their own affair."""

from uuid import UUID, uuid5

from sqlalchemy.orm import Session

from salesdesk.storage.database import Database
from salesdesk.storage.queries import stars as queries
from salesdesk.storage.queries.stars import Starred
from salesdesk.storage.tables.personal import StarRow
from salesdesk.storage.undo import Step

__all__ = ["Starred", "is_starred", "put", "set_star", "starred"]


def set_star(database: Database, entity: str, row_id: UUID, *, on: bool) -> None:
    """Keep a record at hand, or let it go; of a customer also the stars of those who are part of it."""
    with database.write(Step("star-set" if on else "star-take")) as session:
        put(session, database.me, entity, row_id, on=on)


def put(session: Session, me: UUID, entity: str, row_id: UUID, *, on: bool) -> None:
    """The same inside `Database.write`."""
    stars = queries.living_stars(session, entity, row_id)
    if on and not stars:
        _give(session, me, entity, row_id)
    for star in () if on else stars:
        star.deleted_at = session.info["recorder"].now


def _give(session: Session, me: UUID, entity: str, row_id: UUID) -> None:
    if entity == "customers":
        row_id = queries.now_of(session, row_id)
    row = queries.own_star(session, entity, row_id)
    if row is None:
        session.add(StarRow(id=uuid5(me, f"{entity} {row_id.hex}"), entity=entity, row_id=row_id))
    else:
        row.deleted_at = None


def is_starred(database: Database, entity: str, row_id: UUID) -> bool:
    """Return whether a record is kept at hand."""
    return database.ask(queries.is_starred, entity, row_id)


def starred(database: Database) -> list[Starred]:
    """Return what is kept at hand, the newest first."""
    return database.ask(queries.starred)
