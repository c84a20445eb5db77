"""What came of it, by one press: 1 to 5 where the bar has the keyboard, Alt+1 to Alt+5 from the text."""

from functools import partial
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from salesdesk.desktop.runtime.language import bind, rebind
from salesdesk.desktop.widgets.buttons import Button
from salesdesk.desktop.widgets.flow import FlowLayout
from salesdesk.domain.activities import Outcome
from salesdesk.words import say

OUTCOMES: Final = tuple(Outcome)


class OutcomeBar(QWidget):
    """One of a few outcomes, or none: pressed again, it is taken back."""

    turned = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = FlowLayout(self, spacing=4)
        self.buttons: dict[str, Button] = {}
        for outcome in OUTCOMES:
            button = Button(text=" ", kind="chip", run=partial(self.turn, outcome))
            button.setCheckable(True)
            self.buttons[outcome] = button
            row.addWidget(button)
        bind(self, self.setAccessibleName, "log.outcome")
        rebind(self, self._name)

    def value(self) -> str:
        """Return the outcome, or ""."""
        return next((value for value, button in self.buttons.items() if button.isChecked()), "")

    def turn(self, value: str) -> None:
        """Choose an outcome, or take it back."""
        chosen = self._shown != value
        self.show_value(value if chosen else "")
        self.turned.emit()

    def show_value(self, value: str) -> None:
        """Show an outcome; "" is none."""
        self._shown = value
        for each, button in self.buttons.items():
            button.setChecked(each == value)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.take_digit(event.key() - ord("1")):
            super().keyPressEvent(event)

    def take_digit(self, place: int) -> bool:
        """Turn the outcome at a place, counted from 0; return whether there is one."""
        if not 0 <= place < len(OUTCOMES):
            return False
        self.turn(OUTCOMES[place])
        return True

    _shown: str = ""

    def _name(self) -> None:
        for place, (outcome, button) in enumerate(self.buttons.items(), 1):
            button.setText(f"{place} {say(f'outcome.{outcome}')}")
