"""One of a few, each with its key: the grade, the answers to a question, the next step."""

from collections.abc import Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from salesdesk.desktop.widgets.buttons import Button
from salesdesk.desktop.widgets.flow import FlowLayout
from salesdesk.desktop.widgets.plain import PlainLabel

_CLEARING: Final = (Qt.Key.Key_Backspace, Qt.Key.Key_Delete, Qt.Key.Key_0)


class ChoiceRow(QWidget):
    """A title and its choices; `options` are (value, text). A figure chooses, 0 or Backspace takes it back.

    `keys` are shown before the texts instead of figures: for choices that have keys of their own.
    """

    chosen = Signal(str)
    answered = Signal()  # by a figure: the cursor may go on

    def __init__(
        self,
        title: PlainLabel,
        options: Sequence[tuple[str, str]],
        keys: Sequence[str] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("part", "asked")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._value, self._keys = "", tuple(keys)
        self._buttons: dict[str, Button] = {}
        self.title = title
        column, box = QVBoxLayout(self), QWidget()
        column.setContentsMargins(8, 4, 8, 6)
        column.setSpacing(4)
        self._flow = FlowLayout(box, spacing=6)
        column.addWidget(title)
        column.addWidget(box)
        self.show_options(options)

    def show_options(self, options: Sequence[tuple[str, str]]) -> None:
        """Offer other choices, or the same in other words; what is chosen stays."""
        for button in self._buttons.values():
            self._flow.removeWidget(button)
            button.deleteLater()
        self._buttons = {}
        marks = self._keys or [str(number) for number in range(1, len(options) + 1)]
        for mark, (value, text) in zip(marks, options, strict=True):
            button = Button(text=f"{mark}  {text}", kind="choice", run=partial(self.choose, value))
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self._buttons[value] = button
            self._flow.addWidget(button)
        self.setAccessibleName(self.title.text())
        self.show_value(self._value)

    def value(self) -> str:
        """Return what is chosen, or ""."""
        return self._value

    def show_value(self, value: str) -> None:
        """Show a choice without telling; "" is none."""
        self._value = value if value in self._buttons else ""
        for each, button in self._buttons.items():
            button.setChecked(each == self._value)
        self.setAccessibleDescription(self._value)

    def choose(self, value: str) -> None:
        """Choose, or take the choice back where it is made already."""
        self.show_value("" if value == self._value else value)
        self.chosen.emit(self._value)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        values, at = list(self._buttons), event.key() - Qt.Key.Key_1
        if event.key() in _CLEARING:
            self.show_value("")
            self.chosen.emit("")
        elif 0 <= at < len(values):
            self.show_value(values[at])
            self.chosen.emit(values[at])
            self.answered.emit()
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right) and values:
            self._step(1 if event.key() == Qt.Key.Key_Right else -1)
        else:
            super().keyPressEvent(event)

    def _step(self, by: int) -> None:
        values = list(self._buttons)
        at = values.index(self._value) + by if self._value in values else 0
        self.show_value(values[max(0, min(at, len(values) - 1))])
        self.chosen.emit(self._value)
