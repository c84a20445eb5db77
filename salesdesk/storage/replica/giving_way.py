"""A long statement of ours is broken off when somebody waits to write: nobody waits for it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from salesdesk.storage.database import Database

TRIES: Final = 20
"""So often it is tried again, then left to the next cycle."""
LOOKS_EVERY: Final = 10_000
"""So many steps of SQLite, a millisecond or so, pass before it is looked whether somebody waits."""
_INTERRUPTED: Final = 9


@dataclass(slots=True)
class Turn:
    """One transaction; `is_over` once it is committed."""

    connection: Connection
    is_over: bool = False


@contextmanager
def giving_way(database: Database) -> Iterator[Turn]:
    """Give a transaction that comes to nothing where somebody wants to write meanwhile."""
    try:
        with database.absorb(quiet=True) as absorbed:
            turn = Turn(absorbed.session.connection())
            with _looking_up(database, turn.connection):
                yield turn
        turn.is_over = True
    except OperationalError as error:
        if getattr(error.orig, "sqlite_errorcode", None) != _INTERRUPTED:
            raise


@contextmanager
def _looking_up(database: Database, connection: Connection) -> Iterator[None]:
    driver: Any = connection.connection.driver_connection
    driver.set_progress_handler(lambda: database.is_wanted, LOOKS_EVERY)
    try:
        yield
    finally:
        driver.set_progress_handler(None, 0)
