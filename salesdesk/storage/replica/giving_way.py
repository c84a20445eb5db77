"""A long piece of work gives way to whoever waits to write, and is not begun while somebody works here."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from salesdesk.storage.database import Database
from salesdesk.storage.replica.pace import is_save_expected

_TRIES: Final = 20
"""The program itself writes now and then: so often it is tried again."""
LOOKS_EVERY: Final = 10_000
"""So many steps of SQLite, a millisecond or so, pass before it is looked whether somebody waits."""
_INTERRUPTED: Final = 9


def is_done(database: Database, work: Callable[[Connection], None]) -> bool:
    """Do `work` in one transaction; return False where it has to wait for another time, with nothing done."""
    tries = (_is_done(database, work) for _ in range(_TRIES) if not is_save_expected(database))
    return any(tries)


def _is_done(database: Database, work: Callable[[Connection], None]) -> bool:
    try:
        with database.absorb(quiet=True) as absorbed:
            connection = absorbed.session.connection()
            with _looking_up(database, connection):
                work(connection)
    except OperationalError as error:
        if getattr(error.orig, "sqlite_errorcode", None) != _INTERRUPTED:
            raise
        return False
    return True


@contextmanager
def _looking_up(database: Database, connection: Connection) -> Iterator[None]:
    driver: Any = connection.connection.driver_connection
    driver.set_progress_handler(lambda: database.is_wanted, LOOKS_EVERY)
    try:
        yield
    finally:
        driver.set_progress_handler(None, 0)
