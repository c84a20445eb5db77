"""Beside the form of a new customer: those who may be the same. It only hints, it stops nobody."""

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.runtime.places import Place
from salesdesk.desktop.theme.look import look
from salesdesk.desktop.widgets.buttons import Button
from salesdesk.desktop.widgets.plain import PlainLabel, panel, tip
from salesdesk.services.duplicates import Match, likely_duplicates
from salesdesk.words import say

_MOST = 3
_WIDEST = 296


class AlikeHint(QWidget):
    """Up to three customers that look like what is typed: to be opened, or to take in what was typed."""

    open_requested = Signal(Place)
    take_in_asked = Signal(object)  # the id of the customer

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._asked = 0
        self._seen: dict[str, str] = {}
        self.buttons: list[Button] = []
        self.takers: list[Button] = []
        self._rows: list[QWidget] = []
        card = panel("card", self)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(card)
        self._column = QVBoxLayout(card)
        self._column.setContentsMargins(12, 8, 12, 8)
        self._column.setSpacing(2)
        self._column.addWidget(PlainLabel(key="customer.new.alike", role="small"))
        self.hide()

    def look(self, values: Mapping[str, str]) -> None:
        """Look for customers like these values."""
        if dict(values) == self._seen:
            return
        self._seen = dict(values)
        self._asked += 1
        typed = {name: value.strip() for name, value in values.items() if value.strip()}
        if not typed:
            self._show(self._asked, [])
            return
        work = partial(likely_duplicates, self._desk.database, typed, limit=_MOST)
        self._desk.background.ask(work, owner=self, then=partial(self._show, self._asked))

    def clear(self) -> None:
        """Hint at nobody."""
        self._asked += 1
        self._seen = {}
        self._show(self._asked, [])

    def _show(self, asked: int, found: Sequence[Match]) -> None:
        if asked != self._asked:
            return
        for row in self._rows:
            self._column.removeWidget(row)
            row.deleteLater()
        self._rows, self.buttons, self.takers = [], [], []
        for each in found:
            self._add(each)
        self.setVisible(bool(found))

    def _add(self, match: Match) -> None:
        row = QWidget()
        beside = QHBoxLayout(row)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(10)
        opens = self._button(match)
        takes = Button(key="customer.take_in", kind="link")
        takes.clicked.connect(lambda _checked: self.take_in_asked.emit(match.customer_id))
        takes.setAccessibleName(say("customer.take_in.into", name=match.name))
        tip(takes, say("customer.take_in.into", name=match.name))
        beside.addWidget(opens, 1, Qt.AlignmentFlag.AlignLeft)
        beside.addWidget(takes)
        self._column.addWidget(row)
        self._rows.append(row)
        self.buttons.append(opens)
        self.takers.append(takes)

    def _button(self, match: Match) -> Button:
        why = ", ".join(say(f"reason.{reason}") for reason in match.likeness.reasons)
        place = Place("customers", match.customer_id)
        button = Button(
            text=f"{match.name} · {why}", kind="link", run=lambda: self.open_requested.emit(place)
        )
        button.setMaximumWidth(look().px(_WIDEST))
        tip(button, button.text())
        return button
