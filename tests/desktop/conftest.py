"""Real windows, offscreen. A test fails if it leaves a thread, a timer or a window, or holds up the window.

For how long it may be held up, tests/watching.py says; `make battery` runs these tests at P21's own bound.
`desk` is a Desk over a real database; `settle` waits until all work in the background has been answered.
"""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import gc
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from importlib import import_module
from pathlib import Path

import pytest
from PySide6 import QtGui, QtWidgets
from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from PySide6.QtWidgets import QApplication

from salesdesk import words
from salesdesk.desktop.loading import BESIDE, CRAFTS, PAGE_CRAFTS
from salesdesk.desktop.pages import PAGES, modules_of
from salesdesk.desktop.runtime.background import Background
from salesdesk.desktop.runtime.changes import Changes
from salesdesk.desktop.runtime.clock import Clock
from salesdesk.desktop.runtime.commands import Commands
from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.runtime.language import Language
from salesdesk.desktop.runtime.notices import Offer
from salesdesk.desktop.runtime.turns import turns
from salesdesk.desktop.theme.application import STYLE_ARGUMENTS
from salesdesk.desktop.theme.fonts import load_fonts
from salesdesk.desktop.theme.theme import Theme
from salesdesk.desktop.widgets.plain import PlainLabel
from salesdesk.settings import DeviceChoices
from tests.longest import HELD, WORTH_TELLING
from tests.watching import Held, WatchedApplication, is_blocked

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items):
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.window)


@pytest.fixture(scope="session")
def qapp_args():
    return ["salesdesk", *STYLE_ARGUMENTS]


@pytest.fixture(scope="session")
def qapp_cls():
    return WatchedApplication


@pytest.fixture(scope="session", autouse=True)
def dressed(qapp, tmp_path_factory) -> Theme:
    """The look, applied once, with our own fonts, so that drawings are the same everywhere."""
    load_fonts()
    theme = Theme(qapp, DeviceChoices(tmp_path_factory.mktemp("look") / "device.json", {"theme": "light"}))
    theme.apply()
    for name in (*CRAFTS, *PAGE_CRAFTS, *BESIDE, *modules_of(*(entry.kind for entry in PAGES))):
        import_module(name)  # as the program does once its window stands, piece by piece; so too the classes
    for module in (QtGui, QtWidgets):
        for name in dir(module):
            getattr(module, name)
    label = PlainLabel("鑫源 Ag 12", role="h1")  # the first letters load the fonts: that is part of the start
    label.grab()
    label.deleteLater()
    return theme


@pytest.fixture(autouse=True)
def not_held_up(qapp, request) -> Iterator[list[Held]]:
    """Full collections of garbage wait for the end of a test; in the program they are small (app.py)."""
    slow: list[Held] = []
    longest: list[Held] = []

    def take(held: Held) -> None:
        if held.own > WORTH_TELLING:
            longest.append(held)
        if is_blocked(held, qapp.watch):
            slow.append(held)

    qapp.take = take
    gc.disable()
    yield slow
    gc.enable()
    request.node.user_properties += [(HELD, (held.own, str(held))) for held in longest]
    assert [str(held) for held in slow] == [], "the window was held up"


@pytest.fixture(autouse=True)
def nothing_left_behind(qapp) -> Iterator[None]:
    windows, threads = set(qapp.topLevelWidgets()), set(threading.enumerate())
    timers = set(_ticking(qapp))
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    qapp.processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert [widget for widget in qapp.topLevelWidgets() if widget not in windows] == []
    assert [timer for timer in _ticking(qapp) if timer not in timers] == []
    assert [thread.name for thread in threading.enumerate() if thread not in threads] == []


def _ticking(app: QApplication) -> list[QTimer]:
    return [timer for timer in app.findChildren(QTimer) if timer.isActive()]


@pytest.fixture
def english() -> Iterator[None]:
    yield from _speaking("en")


@pytest.fixture
def chinese() -> Iterator[None]:
    yield from _speaking("zh")


def _speaking(language: str) -> Iterator[None]:
    before = words.language()
    words.use(language)
    yield
    words.use(before)


@pytest.fixture(autouse=True)
def usual_language() -> Iterator[None]:
    yield from _speaking("en")


@dataclass
class Heard:
    """Notices as a test hears them: what was said, and the way to take it back."""

    said: list[str] = field(default_factory=list)
    errors: list[Exception] = field(default_factory=list)
    undo: Callable[[], None] | None = None
    offer: Offer | None = None
    asked: list[str] = field(default_factory=list)  # what stands there now, waiting for an answer
    offers: dict[str, Callable[[], None]] = field(default_factory=dict)

    def ask(self, text, offers, *, icon, closed) -> Callable[[], None]:
        self.asked.append(text)
        self.offers = {offer.key: offer.run for offer in offers} | {"close": closed}
        return partial(self.asked.remove, text)

    def say(self, key: str, **values: object) -> None:
        self.said.append(words.say(key, **values))

    def stay(self, key: str, *, offer: Offer | None = None, **values: object) -> None:
        self.say(key, **values)
        self.offer = offer

    def done(self, key: str, *, undo: Callable[[], None] | None = None, **values: object) -> None:
        self.said.append(words.say(key, **values))
        self.undo = undo

    def failed(self, error: Exception) -> None:
        self.errors.append(error)


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def choices(tmp_path) -> DeviceChoices:
    return DeviceChoices(tmp_path / "device.json")


@pytest.fixture
def background(qapp) -> Iterator[Background]:
    background = Background()
    yield background
    background.close()


@pytest.fixture
def desk(qapp, database, places, choices, background, heard, clock, dressed) -> Iterator[Desk]:
    """A Desk over the empty workspace; failures nobody handles are in `heard.errors`, and fail the test."""
    choices.set("language", "en")
    choices.write = partial(background.change, owner=qapp)
    changes, wall = Changes(database.changes), Clock(lambda: clock.now)
    background.failed.connect(heard.failed)
    desk = Desk(
        database=database,
        places=places,
        background=background,
        changes=changes,
        language=Language(choices),
        theme=dressed,
        notices=heard,
        choices=choices,
        clock=wall,
        commands=Commands(),
    )
    yield desk
    changes.close()
    wall.close()


@pytest.fixture
def settle(qapp, qtbot, background) -> Callable[[], None]:
    """Wait until nothing is under way in the background, and what came of it is on the screen."""

    def wait() -> None:
        paint()
        while background.busy or turns().waiting:
            with qtbot.waitSignal(background.idle if background.busy else turns().over, timeout=60_000):
                pass
            paint()

    def paint() -> None:  # what is painted may ask for more
        qapp.processEvents()
        for window in qapp.topLevelWidgets():
            if window.isVisible():
                window.repaint()

    return wait
