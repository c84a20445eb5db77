"""The watchdog itself: what it has to catch, and what it must not blame on the window."""

import os
import subprocess
import sys
import threading
import time

import pytest
from PySide6.QtCore import QEvent, QObject

from tests.watching import LONGEST, Held, Stopwatch, is_blocked

LONG = 0.060


class Receiver(QObject):
    """Does something when it is sent an event."""

    def __init__(self, work) -> None:
        super().__init__()
        self._work = work

    def event(self, event: QEvent) -> bool:
        self._work()
        return True


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


def test_a_busy_loop_is_caught(send):
    [held] = send(lambda: compute(LONG))
    assert held.work > LONGEST
    assert "User to Receiver" in str(held)


def test_a_blocking_wait_is_caught(send):
    lock = threading.Lock()
    with lock:
        [held] = send(lambda: lock.acquire(timeout=LONG))
    assert held.work < LONGEST
    assert held.own > LONGEST


def test_a_wait_for_a_thread_that_holds_the_interpreter_is_caught(send):
    worker = threading.Thread(target=compute, args=(LONG,))
    worker.start()
    assert len(send(worker.join)) == 1


def test_a_short_event_is_not(send):
    assert send(lambda: None) == []


def test_what_the_machine_gives_to_others_is_not_blamed_on_the_window():
    """As many busy programs as it takes: the clock runs on, and the thread's own time does not."""
    watch, seen = Stopwatch(), []
    try:
        if not watch.tells:
            assert not is_blocked(Held("", 0.001, 0.2, 0.0), watch)
            return
        command = [sys.executable, "-c", "while True: pass"]
        others = [subprocess.Popen(command) for _ in range(3 * (os.cpu_count() or 1))]
        try:
            watch.time("work", lambda: compute(0.040), seen.append)
        finally:
            for other in others:
                other.kill()
                other.wait()
        assert seen[0].clock > seen[0].own
        assert seen[0].kept_waiting > 0.010
    finally:
        watch.close()
