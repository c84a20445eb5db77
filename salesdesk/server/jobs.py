"""What a process does beside answering: sweeps out what is over, and shows its figures to the others."""

import asyncio
import os
import random
import secrets
import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Final

from sqlalchemy.orm import Session

from salesdesk.protocol.sketches import KEY
from salesdesk.server import allotments, devices, guessing, logs, recycling, retention, sketching
from salesdesk.server.engine import change
from salesdesk.server.parts import Parts, now

_OFTEN: Final = 2.0
_SWEEP_EVERY: Final = 3600.0
_SKETCH_EVERY: Final = 600.0


async def run(parts: Parts) -> None:
    """Work until cancelled. What fails is told in the log and tried again next time."""
    await asyncio.gather(_often(parts), _hourly(parts), _sketch(parts))


async def _often(parts: Parts) -> None:
    """One of several processes: show the figures, and do not outlive whoever started them."""
    parent = os.getppid()
    while parts.config.processes > 1:
        await _try(parts, parts.metrics.keep)
        await asyncio.sleep(_OFTEN)
        if os.getppid() != parent:
            signal.raise_signal(signal.SIGTERM)
            return


async def _hourly(parts: Parts) -> None:
    while True:
        await _pause(_SWEEP_EVERY)
        await _try(parts, partial(change, parts.engine, _sweep))
        await _try(parts, lambda: parts.files.forget_old(now()))
        await _try(parts, lambda: _return_allotments(parts))
        await _try(parts, lambda: _forget(parts))
        await _try(parts, lambda: _recycle(parts))


async def _sketch(parts: Parts) -> None:
    """See often whether it is time: a sketch that was turned off goes soon. Making one takes minutes."""
    while True:
        await _pause(_SKETCH_EVERY)
        is_over = threading.Event()
        try:
            await asyncio.to_thread(_renew_sketch, parts, is_over)
        except Exception as error:  # noqa: BLE001 - as in _try
            logs.tell("job-failed", amiss=error)
        finally:
            is_over.set()


def _renew_sketch(parts: Parts, is_over: threading.Event) -> None:
    def go_on() -> None:
        if is_over.is_set():
            raise InterruptedError

    with suppress(InterruptedError):
        values = sketching.renew(parts.engine, now(), key=secrets.token_bytes(KEY), go_on=go_on)
        if values is not None:
            logs.tell("sketched", values=values)


async def _pause(seconds: float) -> None:
    await asyncio.sleep(seconds * random.uniform(0.5, 1.5))  # noqa: S311 - to part the processes


def _sweep(session: Session) -> None:
    moment = now()
    guessing.forget_old(session, moment)
    devices.forget_old(session, moment)


def _forget(parts: Parts) -> None:
    gone = retention.forget_old(parts.engine, now() - retention.keeping_time(parts.engine))
    if gone:
        logs.tell("forgotten", rows=gone)


def _return_allotments(parts: Parts) -> None:
    returned = allotments.return_over(parts.engine, now())
    if returned:
        logs.tell("allotments-returned", allotments=returned)


def _recycle(parts: Parts) -> None:
    returned = recycling.recycle(parts.engine, now())
    if returned:
        logs.tell("recycled", customers=returned)


async def _try(parts: Parts, job: Callable[[], None]) -> None:
    try:
        await parts.run(job)
    except Exception as error:  # noqa: BLE001 - it is told; the next round may do better
        logs.tell("job-failed", amiss=error)
