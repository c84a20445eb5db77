"""A demo's window with a person at its keys: they reach it where those of a real keyboard do."""

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtGui import QInputMethodEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from salesdesk.desktop.runtime.language import Language
from salesdesk.desktop.session import Session
from salesdesk.storage.files import Files


@dataclass
class Open:
    """A workspace that is open, as far as the window asks of it. It stays open for the next window."""

    database: Any
    places: Any
    files: Files
    keys: None = None
    repaired: None = None

    def close(self) -> None:
        """The test's own database goes on."""


@pytest.fixture
def open_window(qtbot, database, places, background, choices, dressed, settle):
    choices.set("language", "en")
    opened: list[Session] = []

    def open_it(*, demo: bool = True) -> Session:
        ground = SimpleNamespace(
            background=background, language=Language(choices), theme=dressed, choices=choices
        )
        session = Session(ground, Open(database, places, Files(places.files, b"k" * 32)), demo=demo)
        session.clock.now = database.clock
        qtbot.addWidget(session.window)
        session.window.resize(1280, 860)
        session.window.open_last()
        session.window.show()
        session.window.activateWindow()
        settle()
        if session.coach is not None:
            session.coach.begin()
            settle()
        opened.append(session)
        return session

    yield open_it
    for session in opened:
        session.close()


@pytest.fixture
def session(open_window) -> Session:
    return open_window()


@pytest.fixture
def coach(session):
    return session.coach


@pytest.fixture
def rest(coach, settle):
    """Wait until all is done, and the coach has looked up: it does so each second."""

    def wait() -> None:
        settle()
        coach.tick()
        settle()

    return wait


@pytest.fixture
def press(session, rest):
    """Press keys one after the other ("Ctrl+K"), each once what the one before began has ended."""

    def press_keys(*keys: str) -> None:
        for key in keys:
            window = QApplication.activeWindow() or session.window
            QTest.keySequence(window.windowHandle(), QKeySequence(key))
            rest()

    return press_keys


@pytest.fixture
def write(session, rest, press):
    """Type text where the cursor is; Chinese comes by an input method. Then press keys."""

    def type_text(text: str, *then: str) -> None:
        for letter in text:
            if letter.isascii():
                QTest.keyClick(session.window.windowHandle(), letter)
            else:
                event = QInputMethodEvent()
                event.setCommitString(letter)
                QApplication.sendEvent(QApplication.focusWidget(), event)
        rest()
        press(*then)

    return type_text
