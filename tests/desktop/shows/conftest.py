"""The stand's form in the real window, with a place for pictures and a clock for keys."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image
from PySide6.QtGui import QInputMethodEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from salesdesk.desktop.main_window import MainWindow
from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.runtime.places import Place
from salesdesk.desktop.shows import scanner
from salesdesk.desktop.shows.capture import CapturePage
from salesdesk.services import shows
from salesdesk.services.accounts import Workspace
from salesdesk.storage.files import Files
from tests.conftest import TODAY

QUESTIONS = [
    {"text": "When do they buy", "choices": ["this month", "this year", "later"]},
    {"text": "Who decides", "choices": ["they do", "their boss"]},
    {"text": "Sample wanted", "choices": ["yes", "no"]},
]


@pytest.fixture
def files(places) -> Files:
    return Files(places.files, b"k" * 32)


@pytest.fixture
def stand(desk, database, places, files) -> Desk:
    """The desk with a place for pictures."""
    workspace = Workspace(places=places, database=database, keys=None, files=files, in_use=None)
    return replace(desk, workspace=workspace)


@pytest.fixture
def make_show(database) -> Callable[..., shows.Show]:
    def make(name: str = "上海泵阀展", **fields) -> shows.Show:
        usual = {"starts_on": TODAY, "ends_on": TODAY + timedelta(days=2), "questions": QUESTIONS}
        return shows.show(database, shows.add_show(database, {"name": name, **usual, **fields}))

    return make


@pytest.fixture
def window(qtbot, stand, settle) -> Iterator[MainWindow]:
    window = MainWindow(lambda _notices: stand)
    qtbot.addWidget(window)
    window.open(Place("help"))
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    settle()
    return window


@pytest.fixture
def hands(monkeypatch, settle, qtbot) -> "Hands":
    made = Hands(settle, qtbot)
    monkeypatch.setattr(scanner, "pressed_at", lambda _event: made.tick())
    return made


class Hands:
    """A person at the keyboard, and a scanner: only the time between two keys tells them apart."""

    def __init__(self, settle, qtbot) -> None:
        self._settle, self._qtbot = settle, qtbot
        self._now, self._pace = 0.0, 90.0
        self.keys = 0

    def tick(self) -> float:
        self._now += self._pace
        return self._now

    def press(self, *keys: str) -> None:
        for key in keys:
            self.keys += 1
            QTest.keySequence(QApplication.focusWidget() or QApplication.activeWindow(), QKeySequence(key))
            self._settle()

    def type(self, text: str) -> None:
        for letter in text:
            if letter.isascii():
                QTest.keyClick(QApplication.focusWidget(), letter)
            else:
                event = QInputMethodEvent()
                event.setCommitString(letter)
                QApplication.sendEvent(QApplication.focusWidget(), event)
        self._settle()

    def scan(self, page: CapturePage, text: str) -> None:
        """Type as a scanner does: Latin letters only, Enter at each end of a line and at the end."""
        self._now, self._pace = self._now + 500, 4.0
        with self._qtbot.waitSignal(page.scanner.scanned):
            for letter in text + "\n":
                focus = QApplication.focusWidget()
                QTest.keyClick(focus, "\r" if letter == "\n" else letter)
        self._now, self._pace = self._now + 500, 90.0
        self._settle()

    def all_at_once(self, page: CapturePage, text: str) -> None:
        """Type by hand what the machine delivers late."""
        self._now, self._pace = self._now + 500, 1.0
        with self._qtbot.waitSignal(page.scanner.doubtful):
            QTest.keyClicks(QApplication.focusWidget(), text)
        self._now, self._pace = self._now + 500, 90.0
        self._settle()


@pytest.fixture
def photo() -> bytes:
    written = BytesIO()
    Image.new("RGB", (900, 520), "navy").save(written, format="PNG")
    return written.getvalue()


@pytest.fixture
def capture(window, hands) -> CapturePage:
    """The form, opened by its key."""
    hands.press("F2")
    page = window.stack.front()
    assert isinstance(page, CapturePage)
    hands.keys = 0
    return page
