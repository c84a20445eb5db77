"""The lessons side by side, each with its stars."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from salesdesk.desktop.practice.telling import Results, spoken, starred, stars_of
from salesdesk.desktop.widgets.buttons import Button
from salesdesk.desktop.widgets.flow import FlowLayout
from salesdesk.desktop.widgets.plain import PlainLabel
from salesdesk.services.practice import LESSONS
from salesdesk.words import say


class Choosing(QWidget):
    """`chosen` is told with the name of a lesson."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons: dict[str, Button] = {}
        column, lines = QVBoxLayout(self), FlowLayout(spacing=8)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(PlainLabel(key="practice.intro", role="muted", wrap=True))
        for lesson in LESSONS:
            press = partial(self.chosen.emit, lesson.name)
            button = Button(icon=lesson.icon, run=press)
            self.buttons[lesson.name] = button
            lines.addWidget(button)
        column.addLayout(lines)

    def show_results(self, results: Results) -> None:
        """Show the stars of each."""
        for lesson in LESSONS:
            button = self.buttons[lesson.name]
            stars = starred(stars_of(lesson, results))
            button.setText(f"{say(f'practice.{lesson.name}')}  {stars}")
            button.setAccessibleName(spoken(lesson, results))

    def next_one(self, results: Results) -> Button:
        """Return the first that has not been tried, or the first."""
        fresh = (one for one in LESSONS if one.name not in results)
        return self.buttons[next(fresh, LESSONS[0]).name]
