"""The line a slow scanner types into. No input method: it would make words of the letters of a code."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from salesdesk.desktop.runtime.language import bind
from salesdesk.domain.badges import is_open_card

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class ScanLine(QLineEdit):
    """Enter takes what was scanned; of an address card it takes line after line until its end has come."""

    scanned = Signal(str)
    typed = Signal(str)  # a person typed here, and went on

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("part", "scan")
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setAcceptDrops(False)
        self._lines = ""
        bind(self, self.setPlaceholderText, "shows.scan.hint")
        bind(self, self.setAccessibleName, "shows.scan")

    def clear(self) -> None:
        self._lines = ""
        super().clear()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() not in _ENTER or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().keyPressEvent(event)
            return
        self._lines += f"{self.text()}\n"
        super().clear()
        if is_open_card(self._lines):
            return
        text, self._lines = self._lines.strip(), ""
        if text:
            self.scanned.emit(text)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self.text().strip() and event.reason() in (
            Qt.FocusReason.TabFocusReason,
            Qt.FocusReason.MouseFocusReason,
        ):
            self.typed.emit(self.text().strip())
