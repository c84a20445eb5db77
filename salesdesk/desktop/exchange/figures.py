"""What an import comes to, as a few large calm figures."""

from collections.abc import Mapping
from typing import Final

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from salesdesk.desktop.runtime.language import bind, rebind
from salesdesk.desktop.widgets.icon_label import IconLabel
from salesdesk.desktop.widgets.plain import PlainLabel, panel
from salesdesk.services.imports import Outcome
from salesdesk.words import say

_LOOKS: Final = {
    Outcome.CREATED: ("circle-plus", "ok"),
    Outcome.UPDATED: ("pencil", "accent"),
    Outcome.UNCHANGED: ("check", "text3"),
    Outcome.SKIPPED: ("minus", "text3"),
    Outcome.REFUSED: ("circle-alert", "bad"),
}


class Figure(QWidget):
    """One number, and what it counts."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__()
        self._name = outcome.name.lower()
        self._icon, self._tone = _LOOKS[outcome]
        self._number = 0
        self.label = PlainLabel(key=f"exchange.count.{self._name}", role="muted")
        self.number = PlainLabel("0", role="kpi")
        self.mark = IconLabel(self._icon, "text3", 15)
        box = panel("figure", self)
        outer, column, row = QVBoxLayout(self), QVBoxLayout(box), QHBoxLayout()
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(box)
        column.setContentsMargins(16, 10, 16, 10)
        column.setSpacing(2)
        row.setSpacing(6)
        row.addWidget(self.mark)
        row.addWidget(self.label)
        row.addStretch()
        column.addLayout(row)
        column.addWidget(self.number)
        bind(self, self.setToolTip, f"exchange.count.{self._name}.tip")
        rebind(self, self._name_it)

    def show_number(self, number: int) -> None:
        """Show another number; one that counts nothing is faint."""
        self._number = number
        self.number.setText(f"{number:,}")
        self.mark.show_icon(self._icon, self._tone if number else "text3")
        self._name_it()

    def _name_it(self) -> None:
        self.setAccessibleName(f"{say(f'exchange.count.{self._name}')}: {self._number:,}")


class Figures(QWidget):
    """The five outcomes of rows side by side."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.figures = {outcome: Figure(outcome) for outcome in Outcome}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        for figure in self.figures.values():
            row.addWidget(figure, 1)

    def show_counts(self, counts: Mapping[Outcome, int]) -> None:
        """Show how many rows came to what."""
        for outcome, figure in self.figures.items():
            figure.show_number(counts.get(outcome, 0))
