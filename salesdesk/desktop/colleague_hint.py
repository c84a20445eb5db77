"""Beside a form: that a colleague may know who is typed there. It only hints, it stops nobody."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.runtime.language import rebind
from salesdesk.desktop.widgets.icon_label import IconLabel
from salesdesk.desktop.widgets.plain import PlainLabel, panel, tip
from salesdesk.services.collisions import IN_A_THOUSAND, Clue
from salesdesk.storage.database import Database
from salesdesk.words import say

Asks = Callable[[Database, Mapping[str, str]], Sequence[Clue]]
_MARGINS: Final = (12, 8, 12, 10)


class ColleagueHint(QWidget):
    """Shown while there is something to tell; `asks` is the question for one's own kind of form."""

    def __init__(self, desk: Desk, asks: Asks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._asks = desk, asks
        self._asked = 0
        self._seen: Mapping[str, str] = {}
        self.clues: Sequence[Clue] = ()
        self.told = PlainLabel(wrap=True)
        card = panel("card", self)
        outer, row, column = QVBoxLayout(self), QHBoxLayout(card), QVBoxLayout()
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(card)
        row.setContentsMargins(*_MARGINS)
        row.setSpacing(10)
        row.addWidget(IconLabel("users-round", "text2", 18), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(column, 1)
        column.setSpacing(2)
        column.addWidget(self.told)
        column.addWidget(PlainLabel(key="collision.go_on", role="small", wrap=True))
        rebind(self, self._say)
        self.hide()

    def look(self, values: Mapping[str, str]) -> None:
        """Look for whoever is typed; answers to what was typed before are dropped."""
        if dict(values) == self._seen:
            return
        self._seen = dict(values)
        self._asked += 1
        work = partial(self._asks, self._desk.database, self._seen)
        self._desk.background.ask(work, owner=self, then=partial(self._found, self._asked))

    def clear(self) -> None:
        """Hint at nothing."""
        self._asked += 1
        self._seen = {}
        self._found(self._asked, ())

    def _found(self, asked: int, clues: Sequence[Clue]) -> None:
        if asked == self._asked:
            self.clues = clues
            self._say()
            self.setVisible(bool(clues))

    def _say(self) -> None:
        shared = say("collision.and").join(say(f"collision.clue.{clue}") for clue in self.clues)
        self.told.setText(say("collision.known", clues=shared))
        tip(self, say("collision.rate", n=IN_A_THOUSAND))
