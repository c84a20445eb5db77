"""One field side by side: as it was, as I want it, as somebody else has it."""

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from salesdesk.desktop.theme.look import look
from salesdesk.desktop.widgets.buttons import Button
from salesdesk.desktop.widgets.plain import PlainLabel, panel

_LONGEST: Final = 1_500
"""So many letters of a value are shown; nobody compares more in three columns."""


class Side(QWidget):
    """One of the values, with whose it is above it."""

    def __init__(self, caption_key: str) -> None:
        super().__init__()
        self.caption = PlainLabel(key=caption_key, role="tiny", elide=True)
        self.value = PlainLabel(wrap=True, selectable=True)
        self.value.setMinimumWidth(look().px(60))
        box = panel("quiet", self)
        outer, self.column = QVBoxLayout(self), QVBoxLayout(box)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(box)
        self.column.setContentsMargins(10, 8, 10, 8)
        self.column.setSpacing(4)
        self.column.addWidget(self.caption)
        self.column.addWidget(self.value)
        self.column.addStretch()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def show_value(self, text: str) -> None:
        """Show a value; one of many lines is cut."""
        self.value.setText(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…")


class Comparison(QWidget):
    """The sides of one field. `asked` tells which is wanted: mine, theirs or other."""

    asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = PlainLabel(role="strong")
        self.base = Side("inbox.side.base")
        self.mine = Side("inbox.side.mine")
        self.theirs = Side("inbox.side.theirs")
        self.take = Button(key="inbox.act.mine", icon="user-check", run=lambda: self.asked.emit("mine"))
        self.keep = Button(key="inbox.act.theirs", icon="users", run=lambda: self.asked.emit("theirs"))
        self.other = Button(key="inbox.act.other", kind="link", run=lambda: self.asked.emit("other"))
        self.mine.column.addWidget(self.take)
        self.theirs.column.addWidget(self.keep)
        head, row, column = QHBoxLayout(), QHBoxLayout(), QVBoxLayout(self)
        head.addWidget(self.name, 1)
        head.addWidget(self.other)
        row.setSpacing(8)
        for side in (self.base, self.mine, self.theirs):
            row.addWidget(side, 1)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(head)
        column.addLayout(row)

    def show_field(self, name: str, base: str, mine: str) -> None:
        """Show what one person wants, beside what was there."""
        self._show(name, base, mine)
        self.mine.caption.say("inbox.side.new")
        for widget in (self.theirs, self.take, self.other):
            widget.hide()

    def show_conflict(self, name: str, sides: tuple[str, str, str], by: str, *, typed: bool) -> None:
        """Show base, mine and theirs; `typed` offers a third value."""
        base, mine, theirs = sides
        self._show(name, base, mine)
        self.mine.caption.say("inbox.side.mine")
        self.theirs.show_value(theirs)
        if by:
            self.theirs.caption.say("inbox.side.by", name=by)
        else:
            self.theirs.caption.say("inbox.side.theirs")
        for widget in (self.theirs, self.take):
            widget.show()
        self.other.setVisible(typed)

    def _show(self, name: str, base: str, mine: str) -> None:
        self.name.setText(name)
        self.base.show_value(base)
        self.base.setVisible(bool(base))
        self.mine.show_value(mine)
        self.setAccessibleName(name)
        self.show()
