"""A workspace that is open, and how its database is opened once the keys are known."""

from contextlib import closing, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import Engine

from salesdesk.domain.errors import SalesDeskError, StorageError
from salesdesk.security.vault import Keys
from salesdesk.services.profiles import open_mark, unfinished
from salesdesk.settings import Places, replace_whole
from salesdesk.storage import backup, journaling, migrations
from salesdesk.storage.database import Database
from salesdesk.storage.engine import make_engine, storage_error
from salesdesk.storage.files import Files
from salesdesk.storage.in_use import InUse
from salesdesk.storage.replica import lease
from salesdesk.storage.tables import relate_tables

if TYPE_CHECKING:
    from salesdesk.storage.restoring import Repaired


@dataclass(slots=True)
class Workspace:
    """A workspace that is open."""

    places: Places
    database: Database
    keys: Keys = field(repr=False)
    files: Files = field(repr=False)
    in_use: InUse = field(repr=False)
    repaired: "Repaired | None" = None

    def close(self) -> None:
        """Close the database and let the next program in."""
        self.database.close()
        with suppress(OSError):
            open_mark(self.places).unlink(missing_ok=True)
        self.in_use.release()


def make_ready() -> None:
    """Do what the first question to any database would have to do, before there is one: relate the tables."""
    relate_tables()


def open_workspace(
    places: Places, keys: Keys, in_use: InUse, *, check: bool = True, heeds: bool = True
) -> Workspace:
    """Open the database of a profile, and with `check` look it over first if its last end was violent.

    With `heeds` off it is also opened where the server has to be asked first, so that it can be.

    Raises:
        VaultError: `lease-closed` (until), `device-suspended`.
        StorageError: `database-missing`, `database-damaged`, `database-harmed` (n), `database-behind` (n),
            `database-newer`, `migration-failed`, or what the disk refuses.
    """
    if not places.database.exists() and not unfinished(places).exists():
        raise StorageError("database-missing", folder=places.profile.name)
    if not unfinished(places).exists() and not places.database.stat().st_size:
        raise StorageError("database-damaged")  # it would open as a new one
    violent = open_mark(places).exists()
    engine = make_engine(places.database, keys.keyspec)
    try:
        if check and violent:
            _look_over(engine)
        _bring_up_to_date(engine, places)
        database = Database(engine)
        _keep_journal(database, places, keys, violent=violent, check=check)
        _heed_lease(database, heeds=heeds)
    except BaseException:
        engine.dispose()
        raise
    with suppress(OSError):  # a full disk shall not keep anybody from reading
        replace_whole(open_mark(places), b"")
    return Workspace(places, database, keys, Files(places.files, keys.attach), in_use)


def _keep_journal(database: Database, places: Places, keys: Keys, *, violent: bool, check: bool) -> None:
    try:
        journaling.keep(database, places.journal, keys.outbox, violent=violent)
    except StorageError as error:
        if check or error.code != "database-behind":
            raise
        journaling.set_aside(places.journal)
        journaling.keep(database, places.journal, keys.outbox, violent=violent)


def _heed_lease(database: Database, *, heeds: bool) -> None:
    stand = database.ask(lease.stand)
    if heeds:
        stand.check_opening(database.clock())
    database.heed(stand.check_writing)


def _look_over(engine: Engine) -> None:
    with closing(engine.raw_connection()) as connection:
        found = backup.damage(connection.driver_connection)
    if found:
        raise StorageError("database-harmed", n=len(found))


def _bring_up_to_date(engine: Engine, places: Places) -> None:
    try:
        migrations.bring_up_to_date(engine, places)
    except SalesDeskError:
        raise
    except Exception as error:
        raise storage_error(error) or StorageError("migration-failed") from error
