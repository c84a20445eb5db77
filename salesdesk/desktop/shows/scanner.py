"""Scanners that type into the window: their bursts are taken out of the form again, and told as one text."""

from collections.abc import Callable
from time import monotonic
from typing import Any, Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget

from salesdesk.domain.wedge import QUIET, Heard, Wedge

_ENDS: Final = {Qt.Key.Key_Return: "\n", Qt.Key.Key_Enter: "\n", Qt.Key.Key_Tab: "\t"}
_HELD: Final = (
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
)
_SHIFTS: Final = (Qt.Key.Key_Shift, Qt.Key.Key_CapsLock, Qt.Key.Key_NumLock)


def pressed_at(event: QKeyEvent) -> float:
    """Return when a key was pressed, in milliseconds: as the system says, or else now."""
    return float(event.timestamp()) or monotonic() * 1_000


class ScannerWatch(QObject):
    """Watches the keys of the widgets it is put on.

    `remember` is asked how the form is at the first key of a run, and `take_back` is given the answer when
    the run turns out to be a scanner's. What an input method commits is not a key: it passes by.
    """

    scanned = Signal(str)
    doubtful = Signal(str)  # without the Enter or Tab of a scanner: a hand may have typed it

    def __init__(
        self, remember: Callable[[], Any], take_back: Callable[[Any], None], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._remember, self._take_back = remember, take_back
        self._before: Any = None
        self._wedge = Wedge()
        self._quiet = QTimer(self, singleShot=True, interval=round(QUIET))
        self._quiet.timeout.connect(self.end)

    @property
    def is_hearing(self) -> bool:
        """Whether a scanner is typing, or what it typed is still to be told."""
        return self._wedge.is_burst

    def watch(self, widget: QWidget) -> None:
        """Watch the keys of a widget."""
        widget.installEventFilter(self)

    def end(self) -> None:
        """End a burst, and tell what was scanned."""
        self._quiet.stop()
        told = self.scanned if self._wedge.is_ended else self.doubtful
        text = self._wedge.take()
        if text:
            told.emit(text)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or watched is not QApplication.focusWidget():
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            return self._keep_from_shortcuts(event)
        return event.type() == QEvent.Type.KeyPress and self._hear(event)

    def _keep_from_shortcuts(self, event: QKeyEvent) -> bool:
        """A letter of a scanner is no command, wherever the cursor is."""
        if _sign(event) and (self._wedge.is_burst or event.text().isprintable()):
            event.accept()
            return True
        return False

    def _hear(self, event: QKeyEvent) -> bool:
        sign = _sign(event)
        if event.key() in _SHIFTS:
            return False
        if not sign or event.isAutoRepeat():
            self._wedge.pause()
            return False
        at = pressed_at(event)
        if self._wedge.is_over(at):
            self.end()
        heard = self._wedge.key(sign, at)
        if heard is Heard.FIRST:
            self._before = self._remember()
        elif heard is Heard.BURST:
            self._take_back(self._before)
        if self._wedge.is_burst:
            self._quiet.start()
        return heard in (Heard.BURST, Heard.MORE)


def type_into(widget: QWidget | None, text: str) -> bool:
    """Put text where a hand typed it; return False where nothing can be typed."""
    if isinstance(widget, QLineEdit):
        widget.insert(text)
        widget.textEdited.emit(widget.text())
    elif isinstance(widget, QPlainTextEdit):
        widget.insertPlainText(text)
    else:
        return False
    return True


def _sign(event: QKeyEvent) -> str:
    """Return the one character a key types; "" for a key that types none."""
    if event.modifiers() & _HELD:
        return ""
    end = _ENDS.get(Qt.Key(event.key()), "")
    return end or (event.text() if len(event.text()) == 1 and event.text().isprintable() else "")
