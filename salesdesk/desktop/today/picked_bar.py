"""What is done with the lines that are picked: put off to a day that is typed, done, or planned as a tour."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from salesdesk.desktop.theme.look import look
from salesdesk.desktop.widgets.buttons import Button, IconButton
from salesdesk.desktop.widgets.fields.dates import WhenField
from salesdesk.desktop.widgets.flow import FlowLayout
from salesdesk.desktop.widgets.plain import PlainLabel
from salesdesk.domain.days import Spoken
from salesdesk.domain.errors import BadInput

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class PickedBar(QWidget):
    """A small line for a day (fri, 明天, +3d) beside buttons. Enter takes the day; Escape goes back."""

    day_given = Signal(object)  # Spoken
    done_asked = Signal()
    plan_asked = Signal()
    cleared = Signal()

    def __init__(self, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today, self._picked = today, 0
        self.count = PlainLabel(role="strong")
        self.when = WhenField("today.put_off.day", today, placeholder_key="today.put_off.hint")
        self.when.setFixedWidth(look().px(220))
        self.when.line.installEventFilter(self)
        self.done = Button(key="today.bar.done", icon="check", kind="ghost", run=self.done_asked.emit)
        self.plan = Button(key="today.bar.plan", icon="map-pin", kind="ghost", run=self.plan_asked.emit)
        self._arrange()
        self.hide()

    def show_count(self, number: int) -> None:
        """Say how many are picked; the bar goes where none is, unless a day is being typed."""
        self._picked = number
        self.count.say("today.picked", n=number)
        self.count.setVisible(number > 0)
        self.setVisible(number > 0 or self.when.line.hasFocus())

    def begin(self, text: str = "") -> None:
        """Go to the line for the day, in which `text` is typed already."""
        self.show()
        self.when.show_value(None)
        self.when.line.setText(text)
        self.when.line.setFocus(Qt.FocusReason.OtherFocusReason)  # selects nothing: one types on
        self.when.typed.emit(text)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Escape:
                self._empty()
                self.cleared.emit()
                return True
            if event.key() in _ENTER:
                self.take()
                return True
        if isinstance(event, QFocusEvent) and event.lostFocus() and not self._picked:
            self.setVisible(event.reason() == Qt.FocusReason.PopupFocusReason)  # the small calendar is open
        return super().eventFilter(watched, event)

    def take(self) -> None:
        """Give the day that is typed, unless it is none or is over."""
        if not self.when.commit():
            return
        when = self.when.value()
        if not isinstance(when, Spoken):
            return
        if when.day < self._today():
            self.when.send_back(None, BadInput("put-off-past", field="date", day=when.day))
            return
        self._empty()
        self.day_given.emit(when)

    def _empty(self) -> None:
        self.when.line.setModified(False)
        self.when.show_value(None)
        self.when.line.clear()

    def _arrange(self) -> None:
        row = FlowLayout(self)
        self.setContentsMargins(look().px(14), look().px(8), look().px(8), look().px(4))
        for label in (self.count, PlainLabel(key="today.put_off.day", role="muted")):
            label.setMinimumHeight(look().control)
            row.addWidget(label)
        row.addWidget(self.when)
        row.addWidget(self.done)
        row.addWidget(self.plan)
        row.addWidget(IconButton("x", "today.bar.clear", self.cleared.emit))
