"""Rows in groups: what they can be grouped by, and the room above the first row of each."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QHeaderView, QMenu

from salesdesk.desktop.tables.paged_model import Head, PagedModel
from salesdesk.desktop.tables.rows import head_height
from salesdesk.desktop.theme.look import look
from salesdesk.words import say


class Grouping(QObject):
    """The groups of one list. `asked` tells by what the rows are to be grouped, "" for not at all."""

    asked = Signal(str)

    def __init__(self, rows: QHeaderView, records: PagedModel[Any]) -> None:
        super().__init__(rows)
        self._rows, self._records = rows, records
        self._options: Sequence[tuple[str, str]] = ()
        self._called: Callable[[str, Any], str] = lambda _name, value: str(value)
        self._by = ""
        self._raised: set[int] = set()
        records.counted.connect(self.make_room)

    def offer(self, options: Sequence[tuple[str, str]], called: Callable[[str, Any], str]) -> None:
        """Offer groups as (name, key of its title); `called` says a value of one in words, "" for none."""
        self._options, self._called = options, called

    def show_group(self, name: str) -> None:
        """Show by what the rows are grouped from now on."""
        self._by = name

    def said(self, head: Head) -> str:
        """Return what stands above a group."""
        called = self._called(self._by, head.value) or say("window.group.none")
        return say("window.group.head", name=called, n=head.count, shown=f"{head.count:,}")

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
            action = QAction(say(key), menu, checkable=True, checked=name == self._by)
            action.triggered.connect(partial(self.asked.emit, name))
            alone.addAction(action)
            menu.addAction(action)
            if name == self._by:
                menu.setActiveAction(action)

    def make_room(self) -> None:
        """Let the first row of each group be higher by the line above it."""
        heads = set(self._records.heads)
        for number in self._raised - heads:
            if number < self._rows.count():
                self._rows.resizeSection(number, look().row)
        for number in heads:
            if self._rows.sectionSize(number) != look().row + head_height():
                self._rows.resizeSection(number, look().row + head_height())
        self._raised = heads
