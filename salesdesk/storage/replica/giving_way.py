"""A long piece of work gives way to whoever waits to write, and is not begun while somebody works here."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from salesdesk.storage.database import Database
from salesdesk.storage.replica.pace import is_save_expected

_TRIES: Final = 20
"""The program itself writes now and then: so often it is tried again."""
LOOKS_EVERY: Final = 10_000
"""So many steps of SQLite, a millisecond or so, pass before it is looked whether somebody waits."""
_INTERRUPTED: Final = 9


def is_done(database: Database, work: Callable[[Session], None]) -> bool:
    """Do `work` in one transaction; return False where it has to wait for another time, with nothing done."""
    tries = (_is_done(database, work) for _ in range(_TRIES) if not is_save_expected(database))
    done = any(tries)
    if done:
        database.carry_over()  # whoever saves next would do it within their commit
    return done


def _is_done(database: Database, work: Callable[[Session], None]) -> bool:
    try:
        with database.absorb(quiet=True) as absorbed, _looking_up(database, absorbed.session):
            work(absorbed.session)
    except OperationalError as error:
        if getattr(error.orig, "sqlite_errorcode", None) != _INTERRUPTED:
            raise
        return False
    return True


@contextmanager
def _looking_up(database: Database, session: Session) -> Iterator[None]:
    driver: Any = session.connection().connection.driver_connection
    driver.set_progress_handler(lambda: database.is_wanted, LOOKS_EVERY)
    try:
        yield
    finally:
        driver.set_progress_handler(None, 0)
