"""The program as it is, in a process of its own, with a test at its keyboard.

Each line of stdin is a JSON list: the name of an act and its arguments. Each act answers with one line of
stdout. The last key is answered before it is pressed, because a dialog may keep its key until it is closed.
A program that has begun anew says so first. `python at_the_keyboard.py --profile DIR` starts it.
"""

import json
import os
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from functools import partial
from time import monotonic

import pypdfium2
from PySide6.QtCore import QAbstractListModel, QEvent, QEventLoop, QModelIndex, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QWidget,
)

from salesdesk.command_line.run import run
from salesdesk.desktop import app as program
from salesdesk.desktop.quotes.editor import QuoteEditor
from salesdesk.desktop.shows import evening, scanner
from salesdesk.domain.customers import check_customer
from salesdesk.protocol.entities import ENTITIES
from salesdesk.services import accounts, customers, drafts
from salesdesk.storage.base import Base
from salesdesk.storage.database import Step
from salesdesk.storage.tables.customers import CustomerRow

accounts.find_keyring = lambda: None  # the keyring of whoever runs the tests is not ours
evening.QDesktopServices.openUrl = lambda _url: True  # nobody looks at the folder
_PATIENCE = 60.0  # seconds
_ROWS = 30


class Pace:
    """When each key was pressed, in milliseconds: a hand is slow, a scanner is not; this clock is its own."""

    def __init__(self) -> None:
        self._now, self.step = 0.0, 90.0

    def tick(self, _event: QKeyEvent) -> float:
        self._now += self.step
        return self._now


PACE = Pace()
scanner.pressed_at = PACE.tick


class Reader(QObject):
    """Hears each line of stdin on a thread of its own."""

    heard = Signal(str)

    def start(self) -> None:
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        for line in iter(sys.stdin.readline, ""):
            self.heard.emit(line)


class App(program.App):
    """The program; what it is asked is done between two events of its own."""

    def start(self) -> None:
        super().start()
        self.reader = Reader(self)
        self.reader.heard.connect(self._hear, Qt.ConnectionType.QueuedConnection)
        self.reader.start()
        answer({"pid": os.getpid()})

    def _hear(self, line: str) -> None:
        name, *arguments = json.loads(line)
        try:
            getattr(self, f"do_{name}")(*arguments)
        except Exception:  # noqa: BLE001 - told to the test
            answer({"failed": traceback.format_exc()})

    def do_press(self, *keys: str) -> None:
        for key in keys[:-1]:
            self._press(key)
        self._press(keys[-1], before=partial(answer, {}))

    def _press(self, key: str, before: Callable[[], None] = lambda: None) -> None:
        self._settle()
        before()
        QTest.keySequence(_focus(), QKeySequence(key))

    def do_type(self, text: str) -> None:
        self._settle()
        answer({})
        for letter in text:
            if letter.isascii():
                QTest.keyClick(_focus(), letter)
            else:
                composed = QInputMethodEvent()
                composed.setCommitString(letter)
                QApplication.sendEvent(_focus(), composed)

    def do_scan(self, text: str) -> None:
        """Type as a scanner does, with Enter at the end of each line; wait until it was read."""
        self._settle()
        PACE.step = 4.0
        for letter in f"{text}\n":
            key = Qt.Key.Key_Return if letter == "\n" else Qt.Key.Key_unknown
            said = "\r" if letter == "\n" else letter
            event = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, said)
            QApplication.sendEvent(_focus(), event)
        PACE.step = 90.0
        page = self.session.window.stack.front()
        self._wait(lambda: not page.scanner.is_hearing)
        answer({})

    def do_kept(self, text: str) -> None:
        """Wait until an unfinished form with this text is kept; tell how many seconds that took."""
        began = monotonic()
        self._wait(lambda: any(text in str(each.body) for each in drafts.drafts(self._database())))
        answer(monotonic() - began)

    def do_until(self, *texts: str) -> None:
        """Wait until all of this can be read, and nothing is under way."""
        self._wait(lambda: all(any(text in seen for seen in _seen()) for text in texts))
        self.do_look()

    def do_glimpse(self, text: str) -> None:
        """Wait until this can be read, whatever else is under way: what goes away by itself."""
        self._wait(lambda: any(text in seen for seen in _seen()), idle=False)
        self.do_look()

    def _wait(self, met: Callable[[], bool], *, idle: bool = True) -> None:
        """Let the program go on from event to event until this is met, or patience ends."""
        began = monotonic()
        while ((idle and self.background.busy) or not met()) and monotonic() - began < _PATIENCE:
            QTimer.singleShot(200, lambda: None)  # the next look at the latest
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)

    def do_look(self) -> None:
        focus = _focus()
        answer({
            "title": getattr(QApplication.activeWindow(), "windowTitle", str)(),
            "seen": list(_seen()),
            "focus": focus.accessibleName() or getattr(focus, "text", str)(),
        })  # fmt: skip

    def do_place(self) -> None:
        window = self.session.window
        answer({"size": [window.width(), window.height()], "kind": window.stack.front().kind})

    def do_resize(self, width: int, height: int) -> None:
        self.session.window.resize(width, height)
        answer({})

    def do_paper(self, text: str) -> None:
        """Wait until the paper beside the form says this; tell how many shades of grey each page has."""
        view = next(_widgets(QuoteEditor)).preview.view
        self._wait(lambda: view.rendering is not None and text in _text(view.rendering.pdf))
        answer({
            "text": _text(view.rendering.pdf),
            "shades": [len(set(bytes(page.constBits()))) for page in view.rendering.pages.values()],
        })  # fmt: skip

    def do_counts(self) -> None:
        """Count the living records of each kind."""
        answer(self._database().ask(_counts))

    def do_write_on(self, count: int) -> None:
        """Write in the background as long as nobody stops it, and tell each record that is written."""
        answer({})
        threading.Thread(target=self._write, args=(count,), daemon=True).start()

    def do_hold(self) -> None:
        """Begin to write, and never end: what was never told as written must be lost, and lost whole."""
        threading.Thread(target=self._hold, daemon=True).start()

    def _write(self, count: int) -> None:
        for number in range(count):
            customers.add_customer(self._database(), {"name": f"断电前 {number:04}"})
            answer(number)

    def _hold(self) -> None:
        with self._database().write(Step("customer-add", name="断电时")) as session:
            given = check_customer({"name": "断电时"})
            session.add(CustomerRow(**given, owner_id=self._database().me))
            session.flush()
            answer(_counts(session)["customers"])
            threading.Event().wait()

    def _database(self):
        return self.session.window.desk.database

    def _settle(self) -> None:
        """Wait until nothing is under way, and what came of it is on the screen."""
        QApplication.processEvents()
        while self.background.busy:
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)


def answer(what: object) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def _text(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        return "".join(page.get_textpage().get_text_range() for page in document)


def _counts(session) -> dict[str, int]:
    tables = (Base.metadata.tables[entity] for entity in ENTITIES)
    return {
        table.name: len(session.execute(table.select().where(table.c.deleted_at.is_(None))).all())
        for table in tables
    }


def _focus() -> QWidget:
    """Return what has the keyboard; nobody manages windows here, so after a dialog ours is called back."""
    if QApplication.activeWindow() is None:
        window = next(each for each in QApplication.topLevelWidgets() if each.isVisible())
        window.activateWindow()
        QApplication.processEvents()
    return QApplication.focusWidget() or QApplication.activeWindow()


def _widgets(kind: type[QWidget]) -> Iterator[QWidget]:
    return (each for each in QApplication.allWidgets() if isinstance(each, kind) and each.isVisible())


def _seen() -> Iterator[str]:
    """All that can be read on the screen."""
    for widget in _widgets(QWidget):
        if isinstance(widget, QLabel | QAbstractButton | QLineEdit):
            yield widget.text()
        elif isinstance(widget, QComboBox):
            yield widget.currentText()
        elif isinstance(widget, QAbstractItemView) and widget.model() is not None:
            yield from _cells(widget)


def _cells(view: QAbstractItemView) -> Iterator[str]:
    model = view.model()
    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount(QModelIndex())
    for row in range(min(model.rowCount(QModelIndex()), _ROWS)):
        for column in range(columns):
            yield str(model.index(row, column).data() or "")


program.App = App
if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
