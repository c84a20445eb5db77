"""A computer that slept, or that its user locked, locks the workspace."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from salesdesk.desktop.unlock.sleep import LOOK_AGAIN, SleepWatch


@pytest.fixture
def watch(qapp, wall):
    watch = SleepWatch(wall)
    yield watch
    watch.close()


@pytest.fixture
def left(watch):
    left = []
    watch.left.connect(lambda: left.append(True))
    return left


def test_a_gap_of_more_than_a_minute_was_sleep(watch, left, wall):
    for _ in range(100):
        wall.forward(seconds=LOOK_AGAIN / 1000)
        watch.look()
    assert left == []
    wall.forward(seconds=61)
    watch.look()
    watch.look()
    assert left == [True]


def test_a_busy_window_is_no_sleep(watch, left, wall):
    wall.forward(seconds=59)
    watch.look()
    assert left == []


def test_a_clock_set_back_is_no_sleep(watch, left, wall):
    wall.forward(hours=-3)
    watch.look()
    wall.forward(seconds=5)
    watch.look()
    assert left == []


def test_going_to_sleep_tells_and_waking_up_does_not(watch, left):
    watch.turned(True)
    watch.turned(False)
    assert left == [True]


def test_the_systems_lock_tells(watch, left):
    watch.told()
    assert left == [True]


def test_a_program_the_system_puts_away_tells(watch, left):
    QGuiApplication.instance().applicationStateChanged.emit(Qt.ApplicationState.ApplicationInactive)
    assert left == []
    QGuiApplication.instance().applicationStateChanged.emit(Qt.ApplicationState.ApplicationSuspended)
    assert left == [True]


def test_after_its_end_it_tells_nothing(watch, left):
    watch.close()
    watch.close()
    QGuiApplication.instance().applicationStateChanged.emit(Qt.ApplicationState.ApplicationSuspended)
    assert left == []
