"""Looking after the workspace's file: a copy now, and a look whether all of it is whole."""

from contextlib import closing
from datetime import datetime
from pathlib import Path

from salesdesk.settings import Places
from salesdesk.storage import backup
from salesdesk.storage.database import Database


def back_up(database: Database, places: Places, *, reason: str = "by-hand") -> Path:
    """Make a proven copy now and return its path. Raise StorageError if it cannot be made or proven."""
    return backup.make(database.engine, places.backups, reason=reason, now=database.clock())


def last_copy(places: Places) -> datetime | None:
    """Return when the newest copy was made, or None when there is none yet."""
    found = backup.copies(places.backups)
    return backup.made_at(found[0]) if found else None


def damage(database: Database) -> list[str]:
    """Return what is wrong with the file, page by page; [] when it is whole."""
    with closing(database.engine.raw_connection()) as connection:
        return backup.damage(connection.driver_connection)
