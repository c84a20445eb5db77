"""Rows in groups: what they can be grouped by, and the room above the first row of each."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QHeaderView, QMenu

from salesdesk.desktop.tables.paged_model import PagedModel
from salesdesk.desktop.tables.rows import head_height
from salesdesk.desktop.theme.look import look
from salesdesk.services.listings import Group
from salesdesk.words import say

Called = Callable[[str, Any], str]
"""Says the value of a group in words, given what it is grouped by; "" where it is open."""


class Grouping(QObject):
    """The groups of one list. `asked` tells by what the rows are to be grouped, "" for not at all."""

    asked = Signal(str)
    crowded = Signal()  # there are so many groups that none is shown

    def __init__(self, rows: QHeaderView, records: PagedModel[Any]) -> None:
        super().__init__(rows)
        self._rows, self._records = rows, records
        self._options: Sequence[tuple[str, str]] = ()
        self._called: Called = lambda _name, value: str(value)
        self._worth: Callable[[Sequence[Any]], str] = lambda _amounts: ""
        self._wanted = self._by = self._told = ""
        self._raised: set[int] = set()
        records.counted.connect(self._counted)

    def offer(
        self,
        options: Sequence[tuple[str, str]],
        called: Called,
        worth: Callable[[Sequence[Any]], str] | None = None,
    ) -> None:
        """Offer groups as (name, key of its title); `worth` says the amounts of one, by currency."""
        self._options, self._called, self._worth = options, called, worth or self._worth

    def show_group(self, name: str) -> None:
        """Show by what the rows that come next are grouped."""
        self._wanted = name

    def said(self, group: Group) -> str:
        """Return what stands above a group."""
        called = self._called(self._by, group.value) or say("window.group.none")
        head = say("window.group.head", name=called, n=group.count, shown=f"{group.count:,}")
        worth = self._worth(group.amounts) if group.amounts else ""
        return say("window.group.head.worth", head=head, worth=worth) if worth else head

    def fill_menu(self, menu: QMenu) -> None:
        """Add a menu of what the rows can be grouped by; nothing where nothing is offered."""
        if not self._options:
            return
        self.fill(menu.addMenu(say("window.group")))
        menu.addSeparator()

    def fill(self, menu: QMenu) -> None:
        """Fill a menu with what the rows can be grouped by; the cursor is on the present choice."""
        alone = QActionGroup(menu)
        for name, key in (("", "window.group.off"), *self._options):
            action = QAction(say(key), menu, checkable=True, checked=name == self._wanted)
            action.triggered.connect(partial(self.asked.emit, name))
            alone.addAction(action)
            menu.addAction(action)
            if name == self._wanted:
                menu.setActiveAction(action)

    def make_room(self) -> None:
        """Let the first row of each group be higher by the line above it."""
        heads = set(self._records.heads)
        self._rows.setUpdatesEnabled(False)  # else it measures what to paint, though hidden, for each of them
        for number in self._raised - heads:
            if number < self._rows.count():
                self._rows.resizeSection(number, look().row)
        for number in heads:
            if self._rows.sectionSize(number) != look().row + head_height():
                self._rows.resizeSection(number, look().row + head_height())
        self._rows.setUpdatesEnabled(True)
        self._raised = heads

    def _counted(self, total: int) -> None:
        self._by = self._wanted
        self.make_room()
        crowded = self._by if total and not self._records.heads else ""
        if crowded and crowded != self._told:
            self.crowded.emit()
        self._told = crowded  # once, not with every change of the rows
