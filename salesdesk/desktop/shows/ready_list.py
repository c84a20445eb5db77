"""Before going offline: one line a thing, green or red, and beside what is red the way to put it right."""

from collections.abc import Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.runtime.places import Place
from salesdesk.desktop.shows.opening import CHOSEN, as_id
from salesdesk.desktop.theme.look import look
from salesdesk.desktop.widgets.buttons import Button
from salesdesk.desktop.widgets.icon_label import IconLabel
from salesdesk.desktop.widgets.plain import PlainLabel, line, panel
from salesdesk.services import ready
from salesdesk.services.ready import Check, Light
from salesdesk.words import say

_ICONS: Final = {
    Light.GOOD: ("circle-check", "ok"),
    Light.BAD: ("circle-alert", "bad"),
    Light.NONE: ("circle-dot", "text3"),
}
_WAYS: Final = {
    "prices": Place("import"),
    "show": Place("shows", args=(("tab", "preset"),)),
    "sync": Place("settings"),
}


class ReadyPanel(QWidget):
    """The list; `check_again` reads it anew."""

    open_requested = Signal(Place)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._checks: Sequence[Check] = ()
        self._rows: list[QWidget] = []
        self.title = PlainLabel(role="h2")
        sheet = panel("sheet")
        sheet.setMaximumWidth(look().px(860))
        self._column, outer, head = QVBoxLayout(sheet), QHBoxLayout(self), QHBoxLayout()
        outer.setContentsMargins(0, 0, 0, 0)
        self._column.setContentsMargins(look().px(24), look().px(18), look().px(24), look().px(18))
        self._column.setSpacing(0)
        head.addWidget(self.title, 1)
        if desk.sync is not None and desk.sync.is_connected:
            head.addWidget(Button(key="sync.now", icon="refresh-cw", run=desk.sync.wake))
        head.addWidget(
            Button(key="shows.ready.again", kind="primary", icon="check-check", run=self.check_again)
        )
        self._column.addLayout(head)
        self._column.addSpacing(look().px(10))
        self._foot = QVBoxLayout()
        self._column.addLayout(self._foot)
        self._column.addStretch(1)
        outer.addStretch(1)
        outer.addWidget(sheet, 100)
        outer.addStretch(1)

    def check_again(self) -> None:
        """Look at everything anew."""
        desk, chosen = self._desk, as_id(self._desk.choices.get(CHOSEN))
        work = partial(ready.checks, desk.database, desk.places, chosen=chosen, today=desk.today())
        desk.background.ask(work, owner=self, then=self._show)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and self._checks:
            self._show(self._checks)

    def _show(self, checks: Sequence[Check]) -> None:
        self._checks = checks
        wrong = sum(check.light is Light.BAD for check in checks)
        self.title.setText(say("shows.ready.wrong", n=wrong) if wrong else say("shows.ready.good"))
        for row in self._rows:
            self._foot.removeWidget(row)
            row.deleteLater()
        self._rows = []
        for check in checks:
            self._rows += [line(), self._row(check)]
        for row in self._rows:
            self._foot.addWidget(row)

    def _row(self, check: Check) -> QWidget:
        row = QWidget()
        across, words = QHBoxLayout(row), QVBoxLayout()
        across.setContentsMargins(0, look().px(9), 0, look().px(9))
        across.setSpacing(look().px(14))
        words.setSpacing(1)
        words.addWidget(PlainLabel(say(f"ready.{check.name}"), role="strong"))
        words.addWidget(
            PlainLabel(say(f"ready.{check.name}.{check.case}", **check.values), role="muted", wrap=True)
        )
        across.addWidget(IconLabel(*_ICONS[check.light], size=20))
        across.addLayout(words, 1)
        place = _WAYS.get(check.name)
        if check.light is Light.BAD and place is not None:
            run = partial(self.open_requested.emit, place)
            across.addWidget(Button(key=f"ready.{check.name}.mend", run=run))
        return row
