"""Devices wait for news: one watcher a process looks, not one a device.

While anybody waits the watcher asks the database many times a second for one small sign that something was
committed (PostgreSQL: the snapshot's own text; SQLite: `data_version`), and reads how far the streams are
only when the sign has changed. What this process itself commits wakes it at once. Used on the loop's thread,
but for the reading.
"""

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, Protocol
from uuid import UUID

from sqlalchemy import Connection, Engine, select, text

from salesdesk.protocol.wire import heads_hash
from salesdesk.server import logs
from salesdesk.server.engine import ask
from salesdesk.server.failures import refused
from salesdesk.server.scopes import Directories, heads
from salesdesk.server.tables import Scope

Heads = dict[str, int]
_SIGNS: Final = {"postgresql": "SELECT pg_current_snapshot()::text", "sqlite": "PRAGMA data_version"}
_EVERY: Final = select(Scope.id, Scope.head_seq)
_PAUSE_AFTER_FAILURE: Final = 1.0


class Streams(Protocol):
    """How far the streams are."""

    def of(self, user: UUID) -> Heads:
        """Return the place of the newest change in each scope a person may hold."""

    def moved(self) -> Heads | None:
        """Return the places of all scopes, or None if nothing was committed since the last call."""

    def rest(self) -> None:
        """Give back what `moved` needs until its next call."""


class DatabaseStreams:
    """How far the streams are in the database. `moved` and `rest` are for one thread at a time."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._directories = Directories()
        self._connection: Connection | None = None
        self._sign: object = None

    def of(self, user: UUID) -> Heads:
        """Return the place of the newest change in each scope a person may hold."""

        def read(connection: Connection) -> Heads:
            return heads(connection, self._directories.now(connection).scopes_of(user))

        return ask(self._engine, lambda db: read(db.connection()))

    def moved(self) -> Heads | None:
        """Return the places of all scopes, or None if nothing was committed since the last call."""
        if self._connection is None:
            self._connection = self._engine.connect()
            self._sign = None
        with self._connection.begin():
            sign = self._connection.scalar(text(_SIGNS[self._engine.dialect.name]))
        if sign == self._sign:
            return None
        with self._connection.begin():
            found = {row.id: row.head_seq for row in self._connection.execute(_EVERY)}
        self._sign = sign
        return found

    def rest(self) -> None:
        """Give the connection back, whatever state it is in."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(Exception):
                connection.close()


@dataclass(eq=False, slots=True)
class _Waiter:
    heads: Heads
    moved: asyncio.Event

    def sees(self, now: Heads, scopes: Iterable[str]) -> None:
        if any(now.get(scope, 0) > self.heads[scope] for scope in scopes if scope in self.heads):
            self.moved.set()


class Watcher:
    """Lets devices wait until one of their scopes moves."""

    def __init__(self, streams: Streams, *, pause: float, longest: float, most: int) -> None:
        self._streams = streams
        self._pause, self._longest, self._most = pause, longest, most
        self._known: Heads = {}
        self._waiting: set[_Waiter] = set()
        self._by_scope: dict[str, set[_Waiter]] = {}
        self._look = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._stopped = False

    @property
    def waiting(self) -> int:
        """How many devices wait."""
        return len(self._waiting)

    def nudge(self) -> None:
        """Look now: this process has just committed something."""
        self._look.set()

    async def wait(self, user: UUID, since: bytes) -> bool:
        """Return True as soon as what the person may hold is not at `since` any more, False after a while.

        Raises:
            Refused: `busy`: too many wait already.
        """
        if len(self._waiting) >= self._most:
            raise refused("busy", retry_after=self._longest)
        now = await asyncio.to_thread(self._streams.of, user)
        if heads_hash(now) != since:
            return True
        waiter = _Waiter(now, asyncio.Event())
        self._add(waiter)
        try:
            async with asyncio.timeout(self._longest):
                await waiter.moved.wait()
        except TimeoutError:
            return False
        finally:
            self._remove(waiter)
        return not self._stopped

    def stop(self) -> None:
        """Send everybody home: the server stops."""
        self._stopped = True
        for waiter in self._waiting:
            waiter.moved.set()
        self._look.set()

    def _add(self, waiter: _Waiter) -> None:
        self._waiting.add(waiter)
        for scope in waiter.heads:
            self._by_scope.setdefault(scope, set()).add(waiter)
        waiter.sees(self._known, waiter.heads)  # what moved after its places were read
        if self._stopped:
            waiter.moved.set()
        elif self._task is None:
            self._task = asyncio.create_task(self._watch())

    def _remove(self, waiter: _Waiter) -> None:
        self._waiting.discard(waiter)
        for scope in waiter.heads:
            some = self._by_scope[scope]
            some.discard(waiter)
            if not some:
                del self._by_scope[scope]

    async def _watch(self) -> None:
        """Look until nobody waits any more."""
        try:
            while self._waiting and not self._stopped:
                await self._look_once()
        finally:
            await asyncio.to_thread(self._streams.rest)
            self._known = {}
            again = self._waiting and not self._stopped
            self._task = asyncio.create_task(self._watch()) if again else None

    async def _look_once(self) -> None:
        pause = self._pause
        self._look.clear()
        try:
            self._tell(await asyncio.to_thread(self._streams.moved))
        except Exception as error:  # noqa: BLE001 - a failover is over some time; those who wait shall not see it
            logs.tell("watcher-failed", amiss=error)
            await asyncio.to_thread(self._streams.rest)
            pause = _PAUSE_AFTER_FAILURE
        with suppress(TimeoutError):
            async with asyncio.timeout(pause):
                await self._look.wait()

    def _tell(self, now: Heads | None) -> None:
        if now is None:
            return
        moved = [scope for scope, head in now.items() if head != self._known.get(scope)]
        self._known = now
        for scope in moved:
            for waiter in self._by_scope.get(scope, ()):
                waiter.sees(now, (scope,))
