"""Customers side by side, field by field: which is kept, and whose value stands."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QVBoxLayout, QWidget

from salesdesk.desktop.doubles.groups import COLUMNS, Group, fullest
from salesdesk.desktop.inbox.values import label, value_text
from salesdesk.desktop.theme.look import look
from salesdesk.desktop.widgets.buttons import Button
from salesdesk.desktop.widgets.drawer import scrolled
from salesdesk.desktop.widgets.plain import PlainLabel
from salesdesk.domain.merging import Side
from salesdesk.services.merging import Comparison
from salesdesk.words import say

_LONGEST: Final = 120


class SideBySide(QWidget):
    """A column for each customer. A field in which they differ is a choice; the rest is only shown."""

    kept_changed = Signal(str)  # the name of the customer that is kept

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.found: Comparison | None = None
        self.kept = 0
        self.keepers: list[Button] = []
        self.cells: dict[str, list[Button]] = {}
        self._chosen: dict[str, int] = {}
        self._grid = QGridLayout()
        inner, column = QWidget(), QVBoxLayout(self)
        outer = QVBoxLayout(inner)
        outer.setContentsMargins(0, 0, 8, 0)
        outer.addLayout(self._grid)
        outer.addStretch(1)
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(4)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(scrolled(inner))

    def show_found(self, found: Comparison) -> None:
        """Show these customers; the one on which most hangs is kept until somebody says otherwise."""
        self.found, self._chosen = found, {}
        self.keepers, self.cells = [], {}
        self._clear()
        self._heads(found)
        for row, (name, values) in enumerate(found.fields.items(), 3):
            self._field(row, name, values)
        self.keep(fullest(found))

    def keep(self, place: int) -> None:
        """Keep the customer in a column; values nobody chose are its own, where it has any."""
        if self.found is None or not 0 <= place < len(self.found.ids):
            return
        self.kept = place
        self.keepers[place].setChecked(True)
        for name, cells in self.cells.items():
            cells[self._standing(name)].setChecked(True)
        self.kept_changed.emit(self.found.names[place])

    def choose(self, name: str, place: int) -> None:
        """Let the value of a column stand in a field."""
        self._chosen[name] = place
        self.cells[name][place].setChecked(True)

    def losers(self) -> list[UUID]:
        """Return the customers that become part of the kept one."""
        return [row_id for place, row_id in enumerate(self._ids()) if place != self.kept]

    def kept_id(self) -> UUID:
        """Return the customer that is kept."""
        return self._ids()[self.kept]

    def sides(self) -> Mapping[UUID, Mapping[str, Side]]:
        """Return, for each of the others, the fields in which its value stands."""
        found: dict[UUID, dict[str, Side]] = {}
        for name in self.cells:
            place = self._standing(name)
            if place != self.kept:
                found.setdefault(self._ids()[place], {})[name] = Side.LOSER
        return found

    def _ids(self) -> Sequence[UUID]:
        assert self.found is not None
        return self.found.ids

    def _standing(self, name: str) -> int:
        assert self.found is not None
        values = self.found.fields[name]
        if name in self._chosen:
            return self._chosen[name]
        if values[self.kept]:
            return self.kept
        return next(place for place, value in enumerate(values) if value)

    def _clear(self) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.setParent(None)
                widget.deleteLater()

    def _heads(self, found: Comparison) -> None:
        group = QButtonGroup(self)
        for place in range(COLUMNS):
            self._grid.setColumnStretch(place + 1, int(place < len(found.ids)))
        for place, name in enumerate(found.names):
            button = Button(key="doubles.keep", kind="segment", run=partial(self.keep, place))
            button.setAccessibleName(f"{say('doubles.keep')}: {name}")
            button.setCheckable(True)
            button.setMinimumWidth(look().px(80))
            group.addButton(button)
            self.keepers.append(button)
            title = PlainLabel(role="strong", elide=True)
            title.setText(name)
            hangs = PlainLabel(role="small", wrap=True)
            hangs.setText(hanging(found.counts[place]))
            for row, widget in enumerate((title, hangs, button)):
                self._grid.addWidget(widget, row, place + 1)

    def _field(self, row: int, name: str, values: Sequence[Any]) -> None:
        caption = PlainLabel(role="muted")
        caption.setText(label("customers", name))
        self._grid.addWidget(caption, row, 0, Qt.AlignmentFlag.AlignVCenter)
        group = QButtonGroup(self)
        cells: list[Button] = []
        for place, value in enumerate(values):
            text = _short(value_text("customers", name, _plain(value), {})) if value else "–"
            if self.found is None or name not in self.found.differing:
                shown = PlainLabel(wrap=True)
                shown.setText(text)
                self._grid.addWidget(shown, row, place + 1)
                continue
            button = Button(text=text, kind="segment", run=partial(self.choose, name, place))
            button.setCheckable(True)
            button.setEnabled(bool(value))
            button.setMinimumWidth(look().px(80))
            button.setAccessibleName(f"{label('customers', name)}: {text}")
            group.addButton(button)
            cells.append(button)
            self._grid.addWidget(button, row, place + 1)
        if cells:
            self.cells[name] = cells


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _short(text: str) -> str:
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= _LONGEST else f"{one_line[:_LONGEST]}…"


def hanging(counts: Mapping[str, int]) -> str:
    """Return in words how much hangs on a customer."""
    parts = [say("doubles.hangs", n=n, kind=say(f"inbox.entity.{entity}")) for entity, n in counts.items()]
    return "  ·  ".join(parts) or say("doubles.hangs.nothing")


def why(group: Group) -> str:
    """Return in words why customers may be one."""
    reasons = [say(f"reason.{reason}") for reason in group.likeness.reasons]
    return ", ".join(reasons) or say("doubles.by_hand")
