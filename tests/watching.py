"""How long single events hold the UI thread (P21), told apart from how long the machine kept it waiting.

An event blocks the window if the thread computes for it, or if the thread sleeps in it: on a lock, a file, a
worker that holds the interpreter. It does not if the thread was ready to go on and other programs had the
processors; the Linux scheduler counts that waiting for every thread (`schedstat`, its second figure), and it
is taken off the time by the clock. So is the waiting of one worker, the longest: a worker that holds the
interpreter and has no processor keeps the window waiting, and it is the machine that keeps both. What is
left is never less than the work itself. Where the scheduler tells nothing (Windows, macOS) the clock would
accuse the machine: there the work counts, and a wait that no machine explains.

P21's bound is held where it is measured: in the bench, and in `make battery`. How long honest work takes is
the machine's affair, and a virtual one that is taken away for a moment counts it as work; so elsewhere a
test fails only for what no machine makes of it. Five times the bound is well above what the slowest machine
made of the longest event (60 ms), and well below what is forbidden there: a password's derivation, a wait
for the network or for a worker, a question that reads a whole table.
"""

import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from time import perf_counter, thread_time
from typing import TypeVar

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication

T = TypeVar("T")
LONGEST = 0.050  # seconds, P21
GROSS = 5 * LONGEST
BOUND = LONGEST if "SALESDESK_BATTERY_SECONDS" in os.environ else GROSS
FRESH = 0.001  # seconds: so old may be what the scheduler told, and so short a wait is not asked about
STUCK = 1.0  # seconds by the clock, where nobody tells how much of them the machine took


@dataclass(frozen=True, slots=True)
class Held:
    """One event: seconds of work, seconds by the clock, and those in which others had the processor."""

    what: str
    work: float
    clock: float
    kept_waiting: float

    @property
    def own(self) -> float:
        """Return the seconds that the window was held up for by ourselves."""
        return max(self.work, self.clock - self.kept_waiting)

    def __str__(self) -> str:
        return f"{self.what}: {self.own * 1000:.0f} ms, of them {self.work * 1000:.0f} ms of work"


class Waited:
    """How long each thread of this process was ready to run and had no processor, by the scheduler.

    Each: Qt has threads of its own, which read folders for a window that waits for them.
    """

    def __init__(self) -> None:
        self._files: dict[int, int] = {}

    def now(self) -> dict[int, float]:
        """Return the seconds of each living thread since it began."""
        found, living = {}, _threads()
        for number in self._files.keys() - living:
            os.close(self._files.pop(number))
        for number in living:
            if (file := self._file(number)) is not None:
                try:
                    found[number] = int(os.pread(file, 96, 0).split()[1]) / 1e9
                except ProcessLookupError:  # it has just ended
                    os.close(self._files.pop(number))
        return found

    def _file(self, number: int) -> int | None:
        if number not in self._files:
            try:
                self._files[number] = os.open(f"/proc/self/task/{number}/schedstat", os.O_RDONLY)
            except OSError:
                return None
        return self._files[number]

    def close(self) -> None:
        for file in self._files.values():
            os.close(file)
        self._files.clear()


def _threads() -> set[int]:
    try:
        return {int(name) for name in os.listdir("/proc/self/task")}  # noqa: PTH208 - twice at each event
    except OSError:
        return set()


class Stopwatch:
    """Measures on the thread that made it, and on no other."""

    def __init__(self) -> None:
        self._waited = Waited()
        self._mine = threading.get_native_id()
        self._known: dict[int, float] = {}
        self._known_at = 0.0
        self.tells = self._mine in self._waited.now()  # whether the system says how long a thread waited

    def time(self, what: str, work: Callable[[], T], take: Callable[[Held], object]) -> T:
        """Do the work, and hand over what it took."""
        before, cpu, clock = self._lately(), thread_time(), perf_counter()
        try:
            return work()
        finally:
            clock, cpu = perf_counter() - clock, thread_time() - cpu
            idle = clock - cpu
            take(Held(what, cpu, clock, self._kept_waiting(before, idle) if idle > FRESH else 0.0))

    def _lately(self) -> dict[int, float]:
        """Return what the scheduler told just now: events come in thousands, and asking it takes long."""
        if perf_counter() - self._known_at > FRESH:
            self._known, self._known_at = self._waited.now(), perf_counter()
        return self._known

    def _kept_waiting(self, before: dict[int, float], idle: float) -> float:
        """Return how much of the idle time the machine explains."""
        after = self._waited.now()
        late = {number: after[number] - before.get(number, 0.0) for number in after if number in before}
        mine = late.pop(self._mine, 0.0)
        return min(mine + max(late.values(), default=0.0), idle)

    def close(self) -> None:
        self._waited.close()


class WatchedApplication(QApplication):
    """Measures each event that comes from outside; what it causes at once is part of it."""

    def __init__(self, arguments: list[str]) -> None:
        super().__init__(arguments)
        self.take: Callable[[Held], object] = lambda _held: None
        self.watch = Stopwatch()
        self._inside = False

    def notify(self, receiver: QObject, event: QEvent) -> bool:
        if self._inside or threading.current_thread() is not threading.main_thread():
            return super().notify(receiver, event)
        what = f"{event.type().name} to {type(receiver).__name__}"
        return self.timed(what, partial(super().notify, receiver, event))

    def timed(self, what: str, work: Callable[[], T]) -> T:
        """Do what an event of the person's would have done, measured like one."""
        self._inside = True
        try:
            return self.watch.time(what, work, self.take)
        finally:
            self._inside = False


def is_blocked(held: Held, watch: Stopwatch) -> bool:
    """Say whether an event held the window up for too long."""
    if watch.tells:
        return held.own > BOUND
    return held.work > BOUND or held.clock > STUCK
