"""Looking after the workspace's file: a copy now, and a look whether all of it is whole."""

from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy.orm import Session

from salesdesk.settings import Places
from salesdesk.storage import backup, meta
from salesdesk.storage.database import Database

_COPIED: Final = "copied_as"
"""The fact that says as which device and user the workspace was copied last."""


def back_up(database: Database, places: Places, *, reason: str = "by-hand") -> Path:
    """Make a proven copy now and return its path. Raise StorageError if it cannot be made or proven."""
    who = _who(database)
    if database.looked_at is None and database.ask(meta.get, _COPIED) != who:
        with database.absorb(quiet=True) as absorbed:
            meta.put(absorbed.session, _COPIED, who)
    return backup.make(database.engine, places.backups, reason=reason, now=database.clock())


def back_up_if_due(database: Database, places: Places, *, old: timedelta) -> Path | None:
    """Make a copy if the newest is `old`, or of another device or user: the journal would not fit it."""
    last = last_copy(places)
    if last is not None and database.clock() - last < old and database.ask(_is_ours, _who(database)):
        return None
    return back_up(database, places, reason="by-itself")


def _is_ours(session: Session, who: str) -> bool:
    return meta.get(session, _COPIED) == who


def _who(database: Database) -> str:
    return f"{database.device_id} {database.me}"


def last_copy(places: Places) -> datetime | None:
    """Return when the newest copy was made, or None when there is none yet."""
    found = backup.copies(places.backups)
    return backup.made_at(found[0]) if found else None


def damage(database: Database) -> list[str]:
    """Return what is wrong with the file, page by page; [] when it is whole."""
    with closing(database.engine.raw_connection()) as connection:
        return backup.damage(connection.driver_connection)
