"""What pages that are a list have in common: filters to open, columns to choose, drawers beside the list."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from salesdesk.desktop.tables.grouping import Called
from salesdesk.desktop.tables.list_sheet import ListSheet
from salesdesk.desktop.tables.view import RecordTable
from salesdesk.desktop.theme.dress import dress
from salesdesk.desktop.widgets.buttons import Button, MenuButton
from salesdesk.desktop.widgets.drawer import Drawer
from salesdesk.desktop.widgets.filter_bar import FilterBar
from salesdesk.desktop.widgets.page import Page
from salesdesk.desktop.widgets.saved_views import SavedViews

DrawerT = TypeVar("DrawerT", bound=Drawer)
_DRAWERS = ("drawer", "new_drawer")


class ListPage(Page):
    """A list with its views and filters. The page that it becomes makes `table`, `filters`, `views`, `sheet`.

    Its drawers are cached properties called `drawer` and `new_drawer`, made when they are first opened: the
    list must not wait for them.
    """

    wanted: Any  # a frozen filter with `group`, by what the rows are grouped
    table: RecordTable
    filters: FilterBar
    views: SavedViews
    sheet: ListSheet
    filter_button: Button

    def dress_parts(self) -> None:
        """Have head, list and drawers wear the sheet each by itself: together they are 200 widgets."""
        dress(self.header)

    def look(self, wanted: Any) -> None:
        """Show the rows that are wanted."""

    def group_by(self, name: str) -> None:
        """Show the same in groups; "" is in one list."""
        self.look(replace(self.wanted, group=name))

    def offer_groups(
        self,
        options: Sequence[tuple[str, str]],
        called: Called,
        worth: Callable[[Sequence[Any]], str] | None = None,
    ) -> None:
        """Offer groups in the menu of the columns and by key; as `Grouping.offer` says."""
        self.table.groups.offer(options, called, worth)
        self.table.groups.asked.connect(self.group_by)
        self.table.groups.crowded.connect(lambda: self.desk.notices.say("window.group.crowded"))

    def search(self) -> None:
        """Go to the search line of the list."""
        self.show_filters(shown=True)
        self.filters.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filters.line.selectAll()

    def show_filters(self, *, shown: bool) -> None:
        """Show the filter bar, or hide it."""
        self.sheet.show_filters(shown=shown)
        self.filter_button.setChecked(shown)
        if shown:
            self.load_filters()

    def load_filters(self) -> None:
        """Read what can be filtered by; called when the filters come into sight."""

    def is_open(self, name: str) -> bool:
        """Say whether a drawer is in sight; it is not made for the question."""
        drawer = vars(self).get(name)
        return drawer is not None and drawer.isVisible()

    def close_drawers(self) -> None:
        """Close what is beside the list."""
        for name in _DRAWERS:
            if self.is_open(name):
                getattr(self, name).close_drawer()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self.table.selected_count() > 1:
            self.table.clearSelection()
        else:
            self.close_drawers()

    def build_head(self, buttons: Sequence[QWidget]) -> None:
        """Fill the head: views, filter, columns, and then the page's own buttons."""
        self.filter_button = Button(key=f"{self.kind}.filter", icon="list-filter", kind="ghost")
        self.filter_button.setCheckable(True)
        self.filter_button.clicked.connect(lambda on: self.search() if on else self.show_filters(shown=False))
        columns = MenuButton(
            fill=self.table.fill_menu, key=f"{self.kind}.columns", icon="columns-3", kind="ghost"
        )
        self.header.add_views(self.views)
        for widget in (self.filter_button, columns, *buttons):
            self.header.add_action(widget)

    def build_body(self) -> None:
        """Put the list in its place, with room for drawers beside it."""
        self._row = QHBoxLayout()
        self._row.setSpacing(10)
        dress(self.sheet)
        self._row.addWidget(self.sheet, 1)
        self.body.addLayout(self._row, 1)

    def put_beside(self, drawer: DrawerT) -> DrawerT:
        """Put a drawer beside the list; when it closes, the keyboard goes back to the list."""
        drawer.closed.connect(self.table.setFocus)
        dress(drawer)
        self._row.addWidget(drawer)
        return drawer

    def restore_columns(self, definition: Mapping[str, Any]) -> None:
        """Arrange the columns as a view has them, or as they are kept on this device."""
        columns = definition.get("columns") or self.desk.choices.get(f"columns.{self.kind}")
        self.table.columns.restore(columns if isinstance(columns, Mapping) else None)
