"""Putting a proven copy in the place of a damaged database. The damaged one is set aside, never deleted.

`repair` also carries out what the outbox journal has and the copy lacks, before the copy takes the name: at
every moment there is the database as it was or the repaired one, whole.
"""

import shutil
from collections import deque
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import Engine
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from salesdesk.domain.errors import StorageError
from salesdesk.settings import Places, sync_file, sync_folder
from salesdesk.storage import backup, meta, migrations, outbox
from salesdesk.storage.engine import make_engine
from salesdesk.storage.journal import Journal, Owner
from salesdesk.storage.journaling import set_aside
from salesdesk.storage.replay import Replayed, replay

_PARTS = ("", "-wal", "-shm")


@dataclass(frozen=True, slots=True)
class Repaired:
    """What a repair came to: the copy it began with (None: the journal alone) and what was carried out.

    `blind` tells that no journal could say what the copy lacks: it is gone, unreadable, or another device's.
    """

    copy: Path | None
    replayed: Replayed
    blind: bool = False

    @property
    def was_whole(self) -> bool:
        """Say whether it began with the database itself, in which nothing was damaged."""
        return self.copy is not None and self.copy.suffix != backup.SUFFIX

    @property
    def was_needless(self) -> bool:
        """Say whether there was nothing to repair."""
        return self.was_whole and not self.replayed.acts and not self.replayed.held

    @property
    def made_at(self) -> datetime | None:
        """When the copy was made; None where it was the database itself, or none at all."""
        return backup.made_at(self.copy) if self.copy and self.copy.suffix == backup.SUFFIX else None


def put_back(places: Places, keyspec: str, now: datetime) -> Path:
    """Put back the newest copy that proves whole, and return which it was. The journal is set aside.

    Raises:
        StorageError: `no-copy`, or what the disk refuses; the database is then untouched.
    """
    fresh = _fresh(places)
    copy = _newest_whole(places, keyspec, fresh)
    if copy is None:
        raise StorageError("no-copy")
    if places.journal.exists():
        set_aside(places.journal)
    _settle(places, fresh, now)
    return copy


def repair(places: Places, keyspec: str, key: bytes, now: datetime) -> Repaired:
    """Make the database whole: itself if it is, or the newest proven copy, and on it what the journal has.

    `key` is the journal's. Without any copy the journal alone will do, if it goes back to the beginning.

    Raises:
        StorageError: `no-copy`, or what the disk refuses; the database is then untouched.
    """
    fresh, journal = _fresh(places), Journal(places.journal, key)
    try:
        owner = _owner(journal)
        whole = places.database.exists() and _is_whole(places.database, keyspec)
        committed = None if whole else _last_number(places.database, keyspec)
        copy = _take(places.database, fresh) if whole else _newest_whole(places, keyspec, fresh)
        if copy is None and not (owner and _is_complete(journal)):
            raise StorageError("no-copy")
        replayed, fits, agree = _replayed(places, keyspec, fresh, journal, owner, committed)
    finally:
        journal.close()
    if not agree and places.journal.exists():
        set_aside(places.journal)  # it is made anew from the outbox
    _settle(places, fresh, now)
    return Repaired(copy, replayed, blind=not (whole or fits))


def _owner(journal: Journal) -> Owner | None:
    try:
        return journal.open()
    except FileNotFoundError:
        return None
    except StorageError as error:
        if error.code != "journal-damaged":
            raise
        return None


def _is_complete(journal: Journal) -> bool:
    return next((entry.first == 1 for _, entry in journal.entries()), False)


def _replayed(
    places: Places, keyspec: str, fresh: Path, journal: Journal, owner: Owner | None, committed: int | None
) -> tuple[Replayed, bool, bool]:
    """Carry the journal out on `fresh`; tell also whether it fits, and whether both end with the same act."""
    engine = make_engine(fresh, keyspec)
    try:
        migrations.bring_up_to_date(engine, places)
        replayed = Replayed()
        fits = agree = owner is not None and _is_of(engine, owner)
        if fits:
            newest_settled = journal.newest_is_settled()
            replayed = replay(engine, journal, committed=None if newest_settled else committed)
            newest = next(iter(deque(journal.entries(), maxlen=1)), None)
            with Session(engine) as session:
                last, _ = outbox.last_group(session)
            agree = newest is not None and newest[1].last == last and journal.is_whole()
        with closing(engine.raw_connection()) as connection:
            if backup.damage(connection.driver_connection):
                raise StorageError("copy-unproven")
    finally:
        engine.dispose()
    return replayed, fits, agree


def _is_of(engine: Engine, owner: Owner) -> bool:
    """Return whether the database is of the journal's device and user; a new one is made theirs."""
    device, me = (str(UUID(bytes=one)) for one in (owner.device, owner.me))
    with Session(engine.execution_options(rw=True)) as session, session.begin():
        if meta.get(session, meta.DEVICE) is None:
            meta.put(session, meta.DEVICE, device)
            meta.put(session, meta.ME, me)
        return (meta.get(session, meta.DEVICE), meta.get(session, meta.ME)) == (device, me)


def _last_number(database: Path, keyspec: str) -> int | None:
    """Return the last number a damaged database has given, or None if it cannot tell."""
    if not database.exists():
        return None
    engine = make_engine(database, keyspec)
    try:
        with Session(engine) as session:
            return outbox.last_group(session)[0] or None
    except (StorageError, DatabaseError, ValueError):
        return None
    finally:
        engine.dispose()


def _fresh(places: Places) -> Path:
    return places.database.with_name(places.database.name + ".new")


def _newest_whole(places: Places, keyspec: str, fresh: Path) -> Path | None:
    for copy in backup.copies(places.backups):
        _take(copy, fresh)
        if _is_whole(fresh, keyspec):
            return copy
    _remove(fresh)
    return None


def _take(source: Path, fresh: Path) -> Path:
    _remove(fresh)
    shutil.copyfile(source, fresh)
    return source


def _settle(places: Places, fresh: Path, now: datetime) -> None:
    """Give the fresh file the name of the database."""
    sync_file(fresh)
    _set_aside(places.database, now)
    fresh.replace(places.database)
    sync_folder(places.profile)


def _is_whole(path: Path, keyspec: str) -> bool:
    if not path.stat().st_size:
        return False  # it would open as a new database
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
    """Give the database another name as well; its own stays with it until the fresh file takes it."""
    aside = database.with_name(f"{database.name}.aside-{now.astimezone(UTC):%Y%m%dT%H%M%S}")
    for part in _PARTS[1:]:  # a log that were left would be taken for that of the fresh file
        path = database.with_name(database.name + part)
        if path.exists():
            path.replace(aside.with_name(aside.name + part))
    if not database.exists():
        return
    aside.unlink(missing_ok=True)
    try:
        aside.hardlink_to(database)
    except OSError:  # a disk without links
        shutil.copyfile(database, aside)


def _remove(path: Path) -> None:
    for part in _PARTS:
        path.with_name(path.name + part).unlink(missing_ok=True)
