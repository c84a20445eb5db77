"""The one place where a database file is opened.

SQLCipher takes a malformed raw key for a passphrase, and opens a plain file without a word when no key is
given; both are refused here. SQLite below 3.51.3 can damage a WAL file that two connections share (the
"WAL-reset" bug).
The pool is QueuePool: the dialect's own choice, one connection a thread, ends in a crash with SQLCipher.
"""

import re
import shutil
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, Final
from weakref import WeakKeyDictionary

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import URL, Connection, Engine, ExceptionContext, QueuePool, create_engine, event

from salesdesk.domain.errors import SalesDeskError, StorageError

OLDEST_SQLITE: Final = (3, 51, 3)
READER_CACHE: Final = 16_384  # KiB
WRITER_CACHE: Final = 65_536  # KiB: the first touch of an encrypted page costs four of a plain one
LONGEST_LOG: Final = 4_000  # pages; a commit that finds so many brings them into the file
_KEYSPEC: Final = re.compile(r"[0-9a-f]{96}\Z")  # 32 bytes of key, 16 of salt
_KEYSPECS: Final = WeakKeyDictionary[Engine, str]()
_PLAIN: Final = b"SQLite format 3\0"
_PRAGMAS: Final = (
    "journal_mode=WAL",
    "synchronous=FULL",  # NORMAL loses acknowledged commits at a power cut
    "fullfsync=ON",  # macOS: a plain fsync stops in the drive's cache
    "foreign_keys=ON",
    "temp_store=MEMORY",  # FILE writes plain text to disk
    "trusted_schema=OFF",
    "cell_size_check=ON",
    "busy_timeout=5000",
    "mmap_size=0",
    f"cache_size=-{READER_CACHE}",
    f"wal_autocheckpoint={LONGEST_LOG}",
)
_DISK_FULL: Final = {28, 112, 122}  # ENOSPC, Windows' ERROR_DISK_FULL, EDQUOT
_NO_ROOM: Final = 64 * 1024  # bytes; what the smallest log needs
_CODES: Final = {
    5: "database-busy",
    6: "database-busy",
    8: "disk-unwritable",
    10: "disk-failed",
    11: "database-damaged",
    13: "disk-full",
    14: "disk-unwritable",
    26: "database-damaged",
}


def make_engine(path: Path, keyspec: str) -> Engine:
    """Make the pool of connections to one database file; a missing file is created.

    A transaction of `engine.execution_options(rw=True)` begins IMMEDIATE, all others DEFERRED; one of
    `(rw=True, wide=True)` lets its connection keep WRITER_CACHE from there on.
    `keyspec` is 96 lower-case hex digits: key and salt.

    Raises:
        ValueError: the keyspec is not one.
        StorageError: this build of SQLite is too old, or `path` is a plain database. Every use of the engine
            may raise `database-damaged`, `disk-full`, `disk-unwritable`, `disk-failed`, `database-busy`.
    """
    if not _KEYSPEC.match(keyspec):
        message = "a keyspec is 96 hex digits"
        raise ValueError(message)
    if sqlcipher.sqlite_version_info < OLDEST_SQLITE:
        raise StorageError("sqlite-old", version=sqlcipher.sqlite_version)
    _refuse_plain(path)
    engine = create_engine(
        URL.create("sqlite+pysqlite", database=str(path)),
        module=sqlcipher,
        creator=partial(_connect, path, keyspec),
        poolclass=QueuePool,
        pool_size=4,
        max_overflow=4,
        pool_use_lifo=True,  # so that the writer meets its own warm cache again
        hide_parameters=True,
    )
    event.listen(engine, "begin", _begin)
    event.listen(engine, "handle_error", lambda context: _translate(path, context))
    _KEYSPECS[engine] = keyspec
    return engine


def engine_for_copy(engine: Engine, path: Path) -> Engine:
    """Make the pool of another file under the same key and salt: for copies, and to look into them."""
    return make_engine(path, _KEYSPECS[engine])


def _connect(path: Path, keyspec: str) -> Any:
    _refuse_plain(path)
    connection = None
    try:
        connection = sqlcipher.connect(str(path), check_same_thread=False, isolation_level=None, timeout=5)
        _prepare(connection, keyspec)
    except BaseException as error:
        if connection is not None:
            connection.close()
        known = _refused_at(path, error)
        if known is None:
            raise
        raise known from error
    return connection


def _prepare(connection: Any, keyspec: str) -> None:
    connection.execute(f"PRAGMA key=\"x'{keyspec}'\"")  # nothing may come before it
    connection.execute("PRAGMA cipher_log_level=NONE")  # its lines on stderr are for developers
    if not connection.execute("PRAGMA cipher_version").fetchone():
        raise StorageError("sqlite-old", version=sqlcipher.sqlite_version)
    connection.execute("SELECT count(*) FROM sqlite_master").fetchone()  # proves the key
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}").fetchall()


def _refuse_plain(path: Path) -> None:
    try:
        with path.open("rb") as file:
            plain = file.read(len(_PLAIN)) == _PLAIN
    except FileNotFoundError:
        return
    except OSError as error:
        raise StorageError("disk-unwritable", file=path.name) from error
    if plain:
        raise StorageError("database-plain", file=path.name)


def _begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    if not options.get("rw"):
        connection.exec_driver_sql("BEGIN")
        return
    if options.get("wide") and not connection.info.get("wide"):
        connection.exec_driver_sql(f"PRAGMA cache_size=-{WRITER_CACHE}")
        connection.info["wide"] = True
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _translate(path: Path, context: ExceptionContext) -> SalesDeskError | None:
    original = context.original_exception
    return original if isinstance(original, SalesDeskError) else _refused_at(path, original)


def _refused_at(path: Path, error: BaseException) -> StorageError | None:
    """As `storage_error`; of a disk too full for a log to begin SQLite says only that it failed."""
    known = storage_error(error)
    if known is not None and known.code == "disk-failed":
        with suppress(OSError):
            if shutil.disk_usage(path.parent).free < _NO_ROOM:
                return StorageError("disk-full")
    return known


def storage_error(error: BaseException) -> StorageError | None:
    """Return what an error of driver or system means to a person, or None if it is about a statement."""
    if isinstance(error, OSError):
        return StorageError("disk-full" if error.errno in _DISK_FULL else "disk-unwritable")
    code = getattr(error, "sqlite_errorcode", None)
    known = _CODES.get(code & 0xFF) if isinstance(code, int) else None
    return StorageError(known) if known else None
