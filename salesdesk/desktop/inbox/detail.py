"""The chosen line in full, and what can be done with it; of several lines, what can be done with all."""

from collections.abc import Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from salesdesk.desktop.inbox.acting import OFFERED, WAYS, Act
from salesdesk.desktop.inbox.comparison import Comparison
from salesdesk.desktop.inbox.lines import Change, Found, Line
from salesdesk.desktop.inbox.telling import about, sentence, title
from salesdesk.desktop.inbox.third_value import can_be_typed
from salesdesk.desktop.inbox.values import label, told_fields, value_text
from salesdesk.desktop.runtime.clock import Clock
from salesdesk.desktop.runtime.turns import turns
from salesdesk.desktop.widgets.buttons import Button
from salesdesk.desktop.widgets.drawer import scrolled
from salesdesk.desktop.widgets.plain import PlainLabel, line, panel
from salesdesk.words import say

_MOST: Final = 40
"""So many fields of one step are shown; an import has thousands."""


class Detail(QWidget):
    """Title, who and when, a sentence, the fields side by side, and the buttons at the foot."""

    asked = Signal(str)  # an act on the chosen lines
    one_asked = Signal(str, int)  # an act on one conflict

    def __init__(self, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self.title, self.about = PlainLabel(role="h2", elide=True), PlainLabel(role="faint", elide=True)
        self.sentence = PlainLabel(role="muted", wrap=True)
        self.more = PlainLabel(role="small")
        self.fields: list[Comparison] = []
        self.buttons = {act: self._button(act) for act in WAYS}
        self._shown: list[Change] = []
        inner, self._column = QWidget(), QVBoxLayout()
        inner.setLayout(self._column)
        self._column.setContentsMargins(0, 6, 10, 8)
        self._column.setSpacing(14)
        self._column.addWidget(self.more)
        self._column.addStretch(1)
        sheet = panel("sheet", self)
        outer, column, self._foot = QVBoxLayout(self), QVBoxLayout(sheet), QHBoxLayout()
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(sheet)
        column.setContentsMargins(18, 14, 8, 12)
        column.setSpacing(6)
        for widget in (self.title, self.about, self.sentence, scrolled(inner)):
            column.addWidget(widget, 1 if widget not in (self.title, self.about, self.sentence) else 0)
        column.addWidget(line())
        column.addLayout(self._foot)
        for button in self.buttons.values():
            self._foot.addWidget(button)
        self._foot.addStretch()

    def show_lines(self, lines: Sequence[Line], found: Found) -> None:
        """Show one line in full, or how many there are."""
        self.setVisible(bool(lines))
        if not lines:
            return
        if len(lines) == 1:
            self._show_one(lines[0], found)
        else:
            self._show_many(lines)
        for act, button in self.buttons.items():
            offered = act in OFFERED[lines[0].section]
            button.setVisible(offered and (len(lines) == 1 or WAYS[act].many))

    def _show_one(self, chosen: Line, found: Found) -> None:
        self.title.setText(title(chosen))
        self.about.setText(about(chosen, self._clock.now()))
        self.sentence.setText(sentence(chosen))
        self.setAccessibleName(self.title.text())
        changes = chosen.changes
        if chosen.section == "conflicts":  # all that is open about this record
            same = [each for each in found.of("conflicts") if each.row_id == chosen.row_id]
            changes = tuple(change for each in same for change in each.changes)
        self._show_changes(_told(changes), found, chosen.by)

    def _show_many(self, lines: Sequence[Line]) -> None:
        self.title.setText(say("inbox.chosen", n=len(lines)))
        self.about.setText(say(f"inbox.section.{lines[0].section}"))
        self.sentence.setText(say(f"inbox.many.{lines[0].section}"))
        self.setAccessibleName(self.title.text())
        self._show_changes([], Found(), "")

    def _show_changes(self, changes: Sequence[Change], found: Found, by: str) -> None:
        """Show fields one after the other: a step may hold very many."""
        self._shown = shown = list(changes[:_MOST])
        turns().hold_still(self)
        for at in range(max(len(shown), len(self.fields))):
            turns().add(self, partial(self._show_field, at, shown, found, by))
        rest = len(changes) - len(self._shown)
        self.more.setVisible(rest > 0)
        self.more.setText(say("inbox.more", n=rest))

    def _show_field(self, at: int, shown: list[Change], found: Found, by: str) -> None:
        if shown is not self._shown:
            return  # another line was chosen meanwhile
        if at >= len(self.fields):
            self._add_field()
        if at < len(shown):
            _show(self.fields[at], shown[at], found, by)
        else:
            self.fields[at].hide()

    def _add_field(self) -> None:
        field = Comparison(self._column.parentWidget())
        field.asked.connect(partial(self._ask, len(self.fields)))
        self._column.insertWidget(len(self.fields), field)
        self.fields.append(field)

    def _ask(self, at: int, act: str) -> None:
        self.one_asked.emit(act, self._shown[at].conflict_id)

    def _button(self, act: Act) -> Button:
        kind = "primary" if act in ("retry", "accept") else "plain"
        button = Button(key=f"inbox.act.{act}", icon=WAYS[act].icon, kind=kind)
        button.clicked.connect(lambda _checked: self.asked.emit(act))
        return button


def _told(changes: Sequence[Change]) -> list[Change]:
    """Return those a person is told of, in the order of the record's fields."""
    kept: list[Change] = []
    for entity in dict.fromkeys(change.entity for change in changes):
        some = [change for change in changes if change.entity == entity]
        order = told_fields(entity, [change.field for change in some])
        kept += sorted(
            (change for change in some if change.field in order), key=lambda change: order.index(change.field)
        )
    return kept


def _show(field: Comparison, change: Change, found: Found, by: str) -> None:
    def text(value: object) -> str:
        currency = found.currencies.get(change.row_id, "")
        return value_text(change.entity, change.field, value, found.names, currency)

    name = label(change.entity, change.field)
    if change.conflict_id:
        sides = (text(change.base), text(change.mine), text(change.theirs))
        field.show_conflict(name, sides, by, typed=can_be_typed(change.entity, change.field))
    else:
        field.show_field(name, "" if change.is_new else text(change.base), text(change.mine))
