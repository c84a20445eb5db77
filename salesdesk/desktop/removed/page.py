"""What was removed in the last 30 days, to be brought back with all that went with it."""

from collections.abc import Sequence
from functools import partial
from typing import Final
from uuid import UUID

from PySide6.QtWidgets import QWidget

from salesdesk.desktop.activities.when import ago
from salesdesk.desktop.runtime.changes import Touched
from salesdesk.desktop.runtime.clock import Clock
from salesdesk.desktop.runtime.commands import Command
from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.tables.cells import TextCell
from salesdesk.desktop.tables.columns import Column
from salesdesk.desktop.tables.list_sheet import ListSheet
from salesdesk.desktop.tables.selection import with_selected
from salesdesk.desktop.tables.view import RecordTable
from salesdesk.desktop.theme.dress import dress
from salesdesk.desktop.widgets.buttons import Button
from salesdesk.desktop.widgets.empty import EmptyState
from salesdesk.desktop.widgets.filter_bar import Filter, FilterBar
from salesdesk.desktop.widgets.page import Page
from salesdesk.services import removed
from salesdesk.services.removed import Removed
from salesdesk.words import say

_UNNAMED: Final = "bin.unnamed"


class BinPage(Page):
    """A list; Enter, R or a button brings back what is selected."""

    kind = "bin"
    title_key = "bin.title"
    icon = "trash-2"
    help_topic = "undo"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.filters = FilterBar([Filter("kind", "bin.column.kind", _kinds)])
        self.filters.line.hide()
        self.table = RecordTable(_columns(desk.clock), desk.background, name_key="bin.title")
        self.table.remember(desk.choices, self.kind)
        self.back = Button(key="bin.restore", icon="undo-2", kind="primary", run=self.bring_back)
        self.header.add_action(self.back)
        bulk = QWidget()
        self.sheet = ListSheet(self.table, self.filters, _nothing, _nothing, bulk)
        self.sheet.show_filters(shown=True)
        dress(self.sheet)
        self.body.addWidget(self.sheet, 1)
        self.setFocusProxy(self.table)
        self._listen()
        self._look()

    def bring_back(self) -> None:
        """Bring back what is selected, or the record under the cursor."""
        with_selected(self.table, self.desk.background, self._bring_back)

    def commands(self) -> tuple[Command, ...]:
        return (Command("bin-restore", "bin.restore", self.bring_back, "R", "undo-2"),)

    def dress_parts(self) -> None:
        dress(self.header)

    def _listen(self) -> None:
        self.filters.changed.connect(self._look)
        self.table.opened.connect(lambda row: self._bring_back([row.id]))
        self.table.selection_counted.connect(lambda _number: self._fit())
        self.table.current_row_changed.connect(lambda _row: self._fit())
        self.table.records.counted.connect(self._counted)
        self.desk.changes.listen(self, self._touched, *removed.KINDS)

    def _look(self) -> None:
        kind = self.filters.values().get("kind", "")
        self.table.show_rows(removed.listing(self.desk.database, kind))

    def _touched(self, _touched: Touched) -> None:
        self._look()

    def _counted(self, total: int) -> None:
        self.sheet.count.say("bin.count", n=total, shown=f"{total:,}")
        self.sheet.show_total(total, narrowed=False)
        self._fit()

    def _fit(self) -> None:
        self.back.setEnabled(self.table.current_row() is not None or self.table.selected_count() > 0)

    def _bring_back(self, ids: Sequence[UUID]) -> None:
        if ids:
            work = partial(removed.restore, self.desk.database, ids)
            then = partial(self.desk.notices.done, "bin.restored")
            failed = self.desk.notices.failed
            self.desk.background.change(work, owner=self, then=lambda n: then(n=n), failed=failed)


def _kinds() -> list[tuple[str, str]]:
    return [(kind, say(f"inbox.entity.{kind}")) for kind in removed.KINDS]


def _nothing() -> EmptyState:
    return EmptyState("trash-2", "bin.empty", "bin.empty.text")


def _columns(clock: Clock) -> tuple[Column, ...]:
    def name(row: Removed) -> str:
        return row.name.partition("\n")[0] or say(_UNNAMED)

    return (
        Column("name", "bin.column.name", name, width=320),
        Column("kind", "bin.column.kind", lambda row: say(f"inbox.entity.{row.entity}"), width=120),
        Column("of", "bin.column.of", lambda row: row.of, width=260, cell=TextCell("text2")),
        Column(
            "at",
            "bin.column.at",
            lambda row: ago(row.removed_at, clock.now()),
            width=140,
            cell=TextCell("text2"),
            raw=lambda row: f"{row.removed_at:%Y-%m-%d %H:%M}",
        ),
        Column("by", "bin.column.by", lambda row: row.by, width=140, cell=TextCell("text2")),
    )
