"""Writing down a call, a visit or a note in two lines, with the day to come back to it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from salesdesk.desktop.runtime.language import bind
from salesdesk.desktop.widgets.buttons import Button
from salesdesk.desktop.widgets.fields.dates import DateField
from salesdesk.desktop.widgets.fields.text import LongTextField
from salesdesk.desktop.widgets.plain import PlainLabel

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


@dataclass(frozen=True, slots=True)
class Logged:
    """What was written down. `next_on` None leaves the follow-up as it is."""

    kind: str
    text: str
    next_on: date | None


class QuickLog(QWidget):
    """Hidden until `open_for`. Enter saves, Shift+Enter begins a line, Escape closes and keeps the text."""

    logged = Signal(Logged)
    closed = Signal()

    def __init__(self, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind = "note"
        self.title = PlainLabel(role="h3")
        self.text = LongTextField("log.what", lines=2)
        self.next_on = DateField("log.next", today, placeholder_key="log.next.hint")
        self.save = Button(key="log.save", kind="primary", run=self._save)
        self._build()
        self.text.text.installEventFilter(self)
        self.next_on.line.installEventFilter(self)
        self.hide()

    def open_for(self, kind: str) -> None:
        """Begin writing down something of this kind: call, visit or note."""
        self._kind = kind
        self.title.say(f"timeline.{kind}")
        bind(self.text.text, self.text.text.setPlaceholderText, f"log.{kind}.hint")
        self.show()
        self.text.text.setFocus()

    def clear(self) -> None:
        """Forget what was written: another customer is shown."""
        self.text.text.clear()
        self.text.commit()
        self.next_on.show_value(None)
        self.next_on.line.clear()
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Escape:
                self._close()
                return True
            if event.key() in _ENTER and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                self._save()
                return True
        return super().eventFilter(watched, event)

    def _build(self) -> None:
        row, column = QHBoxLayout(), QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 4)
        column.setSpacing(6)
        row.setSpacing(6)
        row.addWidget(PlainLabel(key="log.next", role="faint"), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.next_on, 1)
        row.addWidget(self.save, 0, Qt.AlignmentFlag.AlignTop)
        column.addWidget(self.title)
        column.addWidget(self.text)
        column.addLayout(row)

    def _close(self) -> None:
        self.hide()
        self.closed.emit()

    def _save(self) -> None:
        text = self.text.text.toPlainText().strip()
        if not self.next_on.commit() or not (text or self.next_on.value()):
            return
        logged = Logged(self._kind, text, self.next_on.value())
        self.clear()
        self.logged.emit(logged)
        self.closed.emit()
