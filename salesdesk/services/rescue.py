"""When a workspace cannot be opened as usual: repair it, take out what can be read, look into a copy."""

import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import msgspec

from salesdesk.domain.errors import StorageError
from salesdesk.integrations.table_writer import writer_for
from salesdesk.protocol.entities import ENTITIES
from salesdesk.security.kdf import KdfCosts
from salesdesk.security.keyring_store import find_keyring
from salesdesk.services.unlocking import Keyring, held, keys_by_password, told
from salesdesk.services.workspace import Workspace, open_workspace
from salesdesk.settings import Places
from salesdesk.storage import backup, migrations, restoring, salvage
from salesdesk.storage.database import Database
from salesdesk.storage.engine import make_engine
from salesdesk.storage.files import Files
from salesdesk.storage.in_use import InUse
from salesdesk.storage.restoring import Repaired

__all__ = ["Repaired", "TakenOut", "copy_made_at", "export_readable", "open_copy", "repair"]
_LOOKED_AT: Final = "looked-at.db"


@dataclass(frozen=True, slots=True)
class TakenOut:
    """What could be read of a damaged database: rows of each table, and places where nothing could be."""

    folder: Path
    rows: dict[str, int]
    unreadable: int


def repair(
    places: Places,
    password: str,
    *,
    now: datetime,
    keyring: Keyring = find_keyring,
    costs: KdfCosts | None = None,
    in_use: InUse | None = None,
) -> Workspace:
    """Make a damaged workspace whole and open it: the newest proven copy, and the outbox journal on top.

    `repaired` of the workspace tells what it came to. The database as it was is kept beside it as
    `….aside-<moment>`; nothing is deleted.

    Raises:
        VaultError: as `unlock`.
        StorageError: `no-copy` (and no journal that goes back to the beginning), or what the disk refuses.
    """
    with told(), held(places, in_use) as right:
        keys = keys_by_password(places, password, now=now, keyring=keyring, costs=costs)
        repaired = restoring.repair(places, keys.keyspec, keys.outbox, now)
        workspace = open_workspace(places, keys, right)
        workspace.repaired = repaired
        return workspace


def export_readable(
    places: Places,
    password: str,
    folder: Path,
    *,
    now: datetime,
    keyring: Keyring = find_keyring,
    costs: KdfCosts | None = None,
    in_use: InUse | None = None,
) -> TakenOut:
    """Write every row that can still be read into `folder`, one CSV file a table. The database stays.

    Raises:
        VaultError: as `unlock`.
        StorageError: `database-damaged` (nothing can be read), `folder-unwritable`, `export-unwritable`.
    """
    with told(), held(places, in_use) as right:
        try:
            keys = keys_by_password(places, password, now=now, keyring=keyring, costs=costs)
            _make_folder(folder)
            rows: dict[str, int] = {}
            unreadable = 0
            for table in salvage.readable(places.database, keys.keyspec, tuple(ENTITIES)):
                rows[table.name] = _write(table, folder)
                unreadable += table.unreadable
        finally:
            if in_use is None:
                right.release()
    return TakenOut(folder, rows, unreadable)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise StorageError("folder-unwritable", folder=str(folder)) from error


def _write(table: salvage.ReadableTable, folder: Path) -> int:
    written = 0
    with writer_for(folder / f"{table.name}.csv") as writer:
        writer.head(table.columns)
        for row in table.rows():
            writer.row([_cell(value) for value in row])
            written += 1
    return written


def _cell(value: Any) -> Any:
    if isinstance(value, dict | list):
        return msgspec.json.encode(value).decode()
    return str(value) if isinstance(value, UUID) else value


def open_copy(
    places: Places,
    password: str,
    *,
    now: datetime,
    keyring: Keyring = find_keyring,
    costs: KdfCosts | None = None,
    in_use: InUse | None = None,
) -> Workspace:
    """Open the newest copy this program understands, only to look at it. The workspace stays as it is.

    Every change is refused with `read-only`.

    Raises:
        VaultError: as `unlock`.
        StorageError: `no-copy`, or what the disk refuses.
    """
    with told(), held(places, in_use) as right:
        keys = keys_by_password(places, password, now=now, keyring=keyring, costs=costs)
        database = _read_only(places, keys.keyspec)
        return Workspace(places, database, keys, Files(places.files, keys.attach), right)


def copy_made_at(places: Places) -> datetime | None:
    """Return when the newest copy was made, or None when there is none."""
    found = backup.copies(places.backups)
    return backup.made_at(found[0]) if found else None


def _read_only(places: Places, keyspec: str) -> Database:
    path = places.profile / _LOOKED_AT
    for copy in backup.copies(places.backups):
        for end in ("", "-wal", "-shm"):
            path.with_name(path.name + end).unlink(missing_ok=True)
        shutil.copyfile(copy, path)
        engine = make_engine(path, keyspec)
        try:
            migrations.bring_up_to_date(engine, places)
            database = Database(engine)
        except StorageError as error:
            engine.dispose()
            if error.code not in {"database-newer", "database-damaged"}:
                raise
        else:
            database.refuse_writing(backup.made_at(copy))
            return database
    path.unlink(missing_ok=True)
    raise StorageError("no-copy")
