"""The one place where the server opens its database, and how it reads and writes there.

PostgreSQL reads from one snapshot a transaction and writes READ COMMITTED: order comes from the row of the
scope, which is locked to the commit. SQLite has one writer at a time; the writers of a process stand in a
line of their own, because SQLite's own waiting is by chance. Its driver is the one laptops use: the system's
SQLite may be older than 3.51.3 and damage a WAL file that two connections share.
"""

import random
import time
from collections.abc import Callable
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Any, Final, TypeVar
from weakref import WeakKeyDictionary

import psycopg
import sqlcipher3.dbapi2 as sqlite
from sqlalchemy import URL, Connection, Engine, QueuePool, create_engine, event, make_url
from sqlalchemy.exc import DatabaseError, DBAPIError, InternalError, OperationalError, StatementError
from sqlalchemy.orm import Session

from salesdesk.server.failures import CannotStart

T = TypeVar("T")
_PRAGMAS: Final = (
    "journal_mode=WAL",
    "synchronous=FULL",  # NORMAL loses acknowledged commits at a power cut
    "fullfsync=ON",
    "foreign_keys=ON",
    "trusted_schema=OFF",
    "cell_size_check=ON",
    "busy_timeout=10000",
    "cache_size=-8192",
)
_POSTGRES: Final = (
    "-c timezone=UTC -c statement_timeout=60000 -c lock_timeout=20000 "
    "-c idle_in_transaction_session_timeout=60000"
)
_PASSES: Final = {
    "40001",  # serialization failure
    "40P01",  # deadlock
    "55P03",  # a lock was not to be had in time
    "57P01",  # the server is stopped
    "57P02",  # it crashed
    "57P03",  # it is starting
    "25006",  # it is a standby now
    "53300",  # too many connections
}
"""States after which the same transaction may well succeed."""
_BUSY: Final = {5, 6}
_OF_VALUES: Final = {"22", "23", "54"}
"""Classes of states: a value is wrong, breaks a constraint, is too long for an index."""
_OF_KINDS: Final = {"42804", "42846", "42883"}
"""A value of another kind than the column."""
TRIES: Final = 8
LONGEST_WAIT: Final = 2.0
_LANES: Final = WeakKeyDictionary[Engine, Lock]()


def open_database(address: str, *, connections: int = 16) -> Engine:
    """Return the pool of connections to `sqlite:///file` or `postgresql+psycopg://…`; nothing is read yet.

    Raises:
        CannotStart: `database-address`.
    """
    try:
        url = make_url(address)
    except Exception as error:
        raise CannotStart("database-address") from error
    if url.get_backend_name() == "sqlite" and url.database not in {None, "", ":memory:"}:
        return _sqlite(Path(str(url.database)), connections)
    if url.get_backend_name() == "postgresql":
        return _postgresql(url.set(drivername="postgresql+psycopg"), connections)
    raise CannotStart("database-address")


def _sqlite(path: Path, connections: int) -> Engine:
    engine = create_engine(
        URL.create("sqlite+pysqlite", database=str(path)),
        module=sqlite,
        creator=partial(_connect, path),
        poolclass=QueuePool,
        pool_size=connections,
        max_overflow=4,
        hide_parameters=True,
    )
    event.listen(engine, "begin", _begin)
    _LANES[engine] = Lock()
    return engine


def _connect(path: Path) -> Any:
    connection = sqlite.connect(str(path), check_same_thread=False, isolation_level=None, timeout=10)
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}").fetchall()
    return connection


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("rw")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _postgresql(url: URL, connections: int) -> Engine:
    return create_engine(
        url,
        pool_size=connections,
        max_overflow=4,
        pool_pre_ping=True,
        pool_recycle=1800,
        pool_timeout=20,
        hide_parameters=True,
        connect_args={"connect_timeout": 5, "options": _POSTGRES, "application_name": "salesdesk"},
    )


def ask(engine: Engine, work: Callable[[Session], T]) -> T:
    """Return what `work` reads, all of it from one snapshot. It is run again if the database gave way."""
    options: dict[str, Any] = {}
    if engine.dialect.name == "postgresql":
        options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    return _persistent(partial(_transaction, engine.execution_options(**options), work))


def change(engine: Engine, work: Callable[[Session], T]) -> T:
    """Return what `work` says of the changes it made, once they are committed.

    After a serialization failure, a deadlock or a failover `work` is run again from the start, perhaps after
    a commit whose answer was lost: it has to be safe to repeat.
    """
    with _LANES.get(engine, nullcontext()):
        return _persistent(partial(_transaction, engine.execution_options(rw=True), work))


def _transaction(engine: Engine, work: Callable[[Session], T]) -> T:
    with Session(engine, expire_on_commit=False) as session, session.begin():
        return work(session)


def _persistent(attempt: Callable[[], T]) -> T:
    for n in range(TRIES):
        try:
            return attempt()
        except DBAPIError as error:
            if n == TRIES - 1 or not passes(error):
                raise
            time.sleep(random.uniform(0, min(LONGEST_WAIT, 0.02 * 2**n)))  # noqa: S311 - only to part the rivals
    raise AssertionError


def passes(error: DBAPIError) -> bool:
    """Tell whether an error of the database passes by itself: a rival, a restart, a failover."""
    if error.connection_invalidated:
        return True
    if isinstance(error.orig, psycopg.Error):
        state = error.orig.sqlstate
        if state is None:  # no server answered at all
            return isinstance(error, OperationalError)
        return state in _PASSES or state.startswith("08")
    code = getattr(error.orig, "sqlite_errorcode", None)
    return isinstance(code, int) and code & 0xFF in _BUSY


def comes_of_values(error: Exception) -> bool:
    """Tell whether an error comes of what was to be stored, and would come again with it.

    All else is of the machine: no room on the disk, a table that is not there, no more threads.
    """
    if not isinstance(error, DBAPIError):
        mistaken = (StatementError, ValueError, TypeError, ArithmeticError, LookupError, AttributeError)
        return isinstance(error, (*mistaken, RecursionError))
    state = getattr(error.orig, "sqlstate", None)
    if state is not None:
        return state[:2] in _OF_VALUES or state in _OF_KINDS
    of_machine = isinstance(error, OperationalError | InternalError) or type(error) is DatabaseError
    return not (of_machine or passes(error))
