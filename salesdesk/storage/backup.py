"""Copies of the database that are proven before they count.

A copy is written under another name, opened with its key, checked page by page and counted; only then is it
given its name. Copies of old are thinned out, but never the newest.
"""

from collections.abc import Iterable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Engine

from salesdesk.domain.errors import StorageError
from salesdesk.settings import sync_file, sync_folder
from salesdesk.storage.engine import engine_for_copy, storage_error

SUFFIX: Final = ".sdcopy"
_STAMP: Final = "%Y%m%dT%H%M%S"
_PAGES: Final = 1_000
_DAYS: Final = 7
_WEEKS: Final = 4
_MONTHS: Final = 12


def make(engine: Engine, folder: Path, *, reason: str, now: datetime | None = None) -> Path:
    """Copy the database into `folder` and prove the copy; return its path.

    `reason` becomes part of the name (letters, digits and hyphens).

    Raises:
        StorageError: `copy-unproven`, or what the disk refuses; no half copy is left under a final name.
    """
    stamp = (now or datetime.now(UTC)).astimezone(UTC).strftime(_STAMP)
    final = folder / f"{stamp}-{reason}{SUFFIX}"
    fresh = final.with_suffix(".new")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        counts = _copy(engine, fresh)
        _prove(engine, fresh, counts)
        _settle(fresh, final)
    finally:
        for left in (fresh, Path(f"{fresh}-wal"), Path(f"{fresh}-shm")):
            left.unlink(missing_ok=True)
    thin(folder, now=now)
    return final


def _copy(engine: Engine, target: Path) -> dict[str, int]:
    """Copy page by page under the same key; return the rows of each table, counted in the same snapshot."""
    copy = engine_for_copy(engine, target)
    try:
        with closing(engine.raw_connection()) as source, closing(copy.raw_connection()) as sink:
            source.cursor().execute("BEGIN")
            counts = _counts(source.driver_connection)
            source.driver_connection.backup(sink.driver_connection, pages=_PAGES)  # type: ignore[union-attr]
            source.rollback()
    finally:
        copy.dispose()
    return counts


def _counts(connection: Any) -> dict[str, int]:
    tables = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND sql NOT LIKE"
        " 'CREATE VIRTUAL%' ORDER BY name"
    ).fetchall()
    count = 'SELECT count(*) FROM "{}"'
    return {name: connection.execute(count.format(name)).fetchone()[0] for (name,) in tables}


def _prove(engine: Engine, path: Path, counts: dict[str, int]) -> None:
    copy = engine_for_copy(engine, path)
    try:
        with closing(copy.raw_connection()) as connection:
            found = damage(connection.driver_connection)
            if found or _counts(connection.driver_connection) != counts:
                raise StorageError("copy-unproven", places=len(found))
    finally:
        copy.dispose()


def damage(connection: Any) -> list[str]:
    """Return what SQLCipher and SQLite find wrong with a database file; [] when it is whole.

    The log is written back first: what a crash left there would look like damage.
    """
    try:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        found = [str(row[0]) for row in connection.execute("PRAGMA cipher_integrity_check").fetchall()]
        if found:
            return found  # what stands on such pages cannot be read
        rows = connection.execute("PRAGMA integrity_check").fetchall()
    except Exception as error:
        known = storage_error(error)
        if known is None or known.code != "database-damaged":
            raise
        return [known.code]
    return [str(row[0]) for row in rows if row[0] != "ok"]


def _settle(fresh: Path, final: Path) -> None:
    """Give a proven copy its name, so that a power cut leaves the name with all of it or not at all."""
    sync_file(fresh)
    fresh.replace(final)
    sync_folder(final.parent)


def copies(folder: Path) -> list[Path]:
    """Return the proven copies, the newest first."""
    return sorted(folder.glob(f"*{SUFFIX}"), reverse=True)


def made_at(copy: Path) -> datetime:
    """Return when a copy was made."""
    return datetime.strptime(copy.name.partition("-")[0], _STAMP).replace(tzinfo=UTC)


def thin(folder: Path, *, now: datetime | None = None) -> list[Path]:
    """Remove copies of old: all of two days stay, then one a day, a week and a month. Return what went.

    The newest always stays.
    """
    found = copies(folder)
    kept = set(found[:1]) | _worth_keeping(found, now or datetime.now(UTC))
    gone = [copy for copy in found if copy not in kept]
    for copy in gone:
        copy.unlink(missing_ok=True)
    return gone


def _worth_keeping(found: Iterable[Path], now: datetime) -> set[Path]:
    kept: set[Path] = set()
    seen: dict[str, list[str]] = {"%Y%m%d": [], "%G%V": [], "%Y%m": []}
    room = {"%Y%m%d": _DAYS, "%G%V": _WEEKS, "%Y%m": _MONTHS}
    for copy in found:
        at = made_at(copy)
        if now - at <= timedelta(days=2):
            kept.add(copy)
        for form, stamps in seen.items():
            stamp = at.strftime(form)
            if stamp not in stamps and len(stamps) < room[form]:
                stamps.append(stamp)
                kept.add(copy)
    return kept
