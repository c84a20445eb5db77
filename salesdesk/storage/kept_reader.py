"""A connection that is kept for a list, and with it its cache of decrypted pages.

A pooled connection is another one each time, and decrypts again what the last one had; that takes longer than
most questions. SQLite empties the cache after every write of another connection: `warm` fills it again.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Final

from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session

from salesdesk.storage.queries import warming

CACHE: Final = 32_768
"""In KiB: the names of 100,000 customers, what they are found by, and the rows on the pages last seen."""
_PATIENCE: Final = 0.03
"""Seconds to wait for the question before: another connection takes longer to decrypt what it reads."""


class KeptReader:
    """Lends one connection to one question at a time."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = Lock()
        self._kept: Connection | None = None
        self._warm_at: int | None = None

    @contextmanager
    def session(self) -> Iterator[Session]:
        """Give a session that sees one state of the data; on a pooled connection while this one is in use."""
        if self._lock.acquire(timeout=_PATIENCE):
            try:
                with self._on_kept() as session:
                    yield session
            finally:
                self._lock.release()
        else:
            with Session(self._engine, expire_on_commit=False, autoflush=False) as session:
                yield session

    def warm(self, is_over: Callable[[], bool] = lambda: False) -> None:
        """Read what finding customers reads, in steps of a few milliseconds, until `is_over`.

        Nothing is read if nothing was written since the last time.
        """
        with self._lock, self._on_kept() as session:
            version: int | None = session.connection().exec_driver_sql("PRAGMA data_version").scalar()
            walks = [walk for walk in warming.WALKS if walk.is_there(session)]
        if version == self._warm_at:
            return
        for walk in walks:
            at = walk.first
            while at is not None:
                if is_over():
                    return
                with self._lock, self._on_kept() as session:
                    at = walk.step(session, at)
        self._warm_at = version

    @contextmanager
    def _on_kept(self) -> Iterator[Session]:
        if self._kept is None:
            self._kept = self._engine.connect()
            self._kept.exec_driver_sql(f"PRAGMA cache_size=-{CACHE}")
            self._kept.rollback()
        with (
            self._kept.begin(),
            Session(self._kept, expire_on_commit=False, autoflush=False) as session,
        ):
            yield session

    def close(self) -> None:
        """Give the connection back to the pool."""
        with self._lock:
            if self._kept is not None:
                self._kept.close()
                self._kept = None
