"""What a process of the server works with, made once when it starts."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, TypeVar

from litestar import Request
from sqlalchemy import Engine, QueuePool

from salesdesk.protocol.messages import Limits
from salesdesk.security.signing import SigningKey
from salesdesk.server.access import Access, Caller
from salesdesk.server.accounts import Passwords
from salesdesk.server.admission import Admission
from salesdesk.server.config import Config
from salesdesk.server.engine import open_database
from salesdesk.server.exchange import Exchange
from salesdesk.server.files import Files
from salesdesk.server.metrics import Metrics
from salesdesk.server.signing_in import Registry
from salesdesk.server.waiting import DatabaseStreams, Watcher
from salesdesk.storage.tables import relate_tables

T = TypeVar("T")
Asked = Request[Any, Any, Any]
_OTHER_THREADS: Final = 8
"""The watcher's, the jobs', and those that wait for news read in these."""

_ROWS: Final = 2_000
"""A page of a first copy has about so many rows: both sides hold it in memory several times over."""


def now() -> datetime:
    """Return the time of day; everything below takes it as an argument."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of one process. Work that waits for the database runs in `threads`."""

    config: Config
    engine: Engine
    access: Access
    registry: Registry
    exchange: Exchange
    files: Files
    admission: Admission
    watcher: Watcher
    metrics: Metrics
    threads: ThreadPoolExecutor
    sign_in_threads: ThreadPoolExecutor

    async def run(self, work: Callable[[], T]) -> T:
        """Return what `work` returns, from a thread that may wait for the database."""
        return await asyncio.get_running_loop().run_in_executor(self.threads, work)

    async def caller(self, request: Asked, *, turned_away: bool = True) -> Caller:
        """Return who asks, or raise Refused as `Access.caller` and `Caller.check_state`.

        A device that is suspended or to be wiped may only hear so and hand in what waits there.
        """
        token = request.headers.get("authorization", "")
        caller = self.access.remembered(token)
        if caller is None:
            caller = await self.run(lambda: self.access.caller(token))
        request.scope["state"]["device"] = str(caller.device)
        if turned_away:
            caller.check_state()
        return caller

    def close(self) -> None:
        """Wait for what is running, then close the database."""
        self.threads.shutdown()
        self.sign_in_threads.shutdown()
        self.metrics.close()
        self.engine.dispose()


def make_parts(
    config: Config, *, clock: Callable[[], datetime] = now, passwords: Passwords | None = None
) -> Parts:
    """Return the parts of a process. The database is opened when it is first used.

    Raises:
        CannotStart: `database-address`.
    """
    relate_tables()
    threads = config.threads + config.sign_ins + _OTHER_THREADS
    engine = open_database(config.database, connections=threads)
    access, seal = Access(engine, clock=clock), SigningKey.kept_in(config.seal)
    watcher = Watcher(
        DatabaseStreams(engine),
        pause=config.poll_seconds,
        longest=config.wait_seconds,
        most=config.waiting,
    )
    parts = Parts(
        config=config,
        engine=engine,
        access=access,
        registry=Registry(engine, access, passwords or Passwords(), clock, seal),
        exchange=Exchange(engine, clock=clock, seal=seal, limits=Limits(rows=_ROWS)),
        files=Files(config.data / "files"),
        admission=Admission(config.sessions),
        watcher=watcher,
        metrics=Metrics(config.data / "metrics"),
        threads=ThreadPoolExecutor(config.threads, "database"),
        sign_in_threads=ThreadPoolExecutor(config.sign_ins, "sign-in"),
    )
    _show_gauges(parts)
    return parts


def _show_gauges(parts: Parts) -> None:
    pool = parts.engine.pool
    assert isinstance(pool, QueuePool)
    parts.metrics.gauge("salesdesk_devices_in_cycle", lambda: parts.admission.inside)
    parts.metrics.gauge("salesdesk_devices_waiting", lambda: parts.watcher.waiting)
    parts.metrics.gauge("salesdesk_connections_in_use", pool.checkedout)
