"""Putting a proven copy in the place of a damaged database. The damaged one is set aside, never deleted."""

import shutil
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from salesdesk.domain.errors import StorageError
from salesdesk.settings import Places, sync_file, sync_folder
from salesdesk.storage import backup
from salesdesk.storage.engine import make_engine

_PARTS = ("", "-wal", "-shm")


def put_back(places: Places, keyspec: str, now: datetime) -> Path:
    """Put back the newest copy that proves whole, and return which it was.

    Raises:
        StorageError: `no-copy`, or what the disk refuses; the database is then untouched.
    """
    fresh = places.database.with_name(places.database.name + ".new")
    for copy in backup.copies(places.backups):
        _remove(fresh)
        shutil.copyfile(copy, fresh)
        if _is_whole(fresh, keyspec):
            sync_file(fresh)
            _set_aside(places.database, now)
            fresh.replace(places.database)
            sync_folder(places.profile)
            return copy
    _remove(fresh)
    raise StorageError("no-copy")


def _is_whole(path: Path, keyspec: str) -> bool:
    engine = make_engine(path, keyspec)
    try:
        with closing(engine.raw_connection()) as connection:
            return not backup.damage(connection.driver_connection)
    except StorageError as error:
        if error.code == "database-damaged":
            return False
        raise
    finally:
        engine.dispose()


def _set_aside(database: Path, now: datetime) -> None:
    ending = f".aside-{now.astimezone(UTC):%Y%m%dT%H%M%S}"
    for part in _PARTS:
        path = database.with_name(database.name + part)
        if path.exists():
            path.replace(path.with_name(database.name + ending + part))


def _remove(path: Path) -> None:
    for part in _PARTS:
        path.with_name(path.name + part).unlink(missing_ok=True)
