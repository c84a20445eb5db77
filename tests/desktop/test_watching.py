"""The watchdog itself: what it has to catch, and what it must not blame on the window."""

import os
import subprocess
import sys
import threading
import time

import pytest
from PySide6.QtCore import QEvent, QObject

from tests.watching import BOUND, Held, Stopwatch, is_blocked

LONG = BOUND * 1.2


class Receiver(QObject):
    """Does something when it is sent an event."""

    def __init__(self, work) -> None:
        super().__init__()
        self._work = work

    def event(self, event: QEvent) -> bool:
        self._work()
        return True


class Machine:
    """What the scheduler tells of each thread, as a test wants it."""

    def __init__(self, told: dict[int, float]) -> None:
        self.now = lambda: told


def compute(seconds: float) -> None:
    """Use so much of the processor."""
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        pass


@pytest.fixture
def send(qapp, not_held_up):
    """Send an event to work; return what the watchdog of this test had to say, and forget it."""

    def to(work) -> list[Held]:
        qapp.postEvent(receiver := Receiver(work), QEvent(QEvent.Type.User))
        qapp.sendPostedEvents(receiver, 0)
        told = list(not_held_up)
        not_held_up.clear()
        return told

    return to


@pytest.fixture
def quiet_machine(qapp, monkeypatch):
    """A machine with nothing else to do: on a real one a wait may well be the machine's, and is excused."""
    monkeypatch.setattr(qapp.watch, "tells", True)
    monkeypatch.setattr(qapp.watch, "_waited", Machine({threading.get_native_id(): 0.0}))
    monkeypatch.setattr(qapp.watch, "_known_at", 0.0)


def test_a_busy_loop_is_caught(send):
    [held] = send(lambda: compute(LONG))
    assert held.work >= LONG
    assert "User to Receiver" in str(held)


def test_a_blocking_wait_is_caught(send, quiet_machine):
    lock = threading.Lock()
    with lock:
        [held] = send(lambda: lock.acquire(timeout=LONG))
    assert held.own > held.work


def test_a_wait_for_a_thread_that_holds_the_interpreter_is_caught(send, quiet_machine):
    worker = threading.Thread(target=compute, args=(LONG,))

    def wait() -> None:
        worker.start()
        worker.join()

    assert len(send(wait)) == 1


def test_a_short_event_is_not(send):
    assert send(lambda: None) == []


@pytest.fixture
def watch():
    watch = Stopwatch()
    yield watch
    watch.close()


@pytest.mark.parametrize(("idle", "explained"), [(0.200, 0.070), (0.060, 0.060)])
def test_the_machine_explains_what_it_took_from_the_window_and_one_worker(
    watch, monkeypatch, idle, explained
):
    me = threading.get_native_id()
    before = {me: 1.0, -1: 0.0, -2: 5.0}
    monkeypatch.setattr(watch, "_waited", Machine({me: 1.030, -1: 0.040, -2: 5.010, -3: 9.0}))
    assert watch._kept_waiting(before, idle) == pytest.approx(explained)


def test_what_the_machine_gives_to_others_is_not_blamed_on_the_window(watch):
    """As many busy programs as it takes: the clock runs on, and the thread's own time does not."""
    if not watch.tells:
        assert not is_blocked(Held("", 0.001, 0.2, 0.0), watch)
        return
    me, seen = threading.get_native_id(), []

    def work() -> None:
        before = watch._waited.now()[me]
        while watch._waited.now()[me] < before + 0.010:
            pass

    others = [_busy() for _ in range(3 * (os.cpu_count() or 1))]
    try:
        watch.time("work", work, seen.append)
    finally:
        for other in others:
            other.kill()
            other.wait()
    assert seen[0].kept_waiting >= 0.010
    assert seen[0].clock > seen[0].own


def _busy() -> subprocess.Popen:
    return subprocess.Popen([sys.executable, "-c", "while True: pass"])
