"""The sheet a list lies on: filters above it, counts below it, and what to say when it is empty."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from salesdesk.desktop.tables.view import RecordTable
from salesdesk.desktop.widgets.filter_bar import FilterBar
from salesdesk.desktop.widgets.plain import PlainLabel, line, panel


class ListSheet(QWidget):
    """A list with its surroundings.

    What `first_use` makes is shown when there is nothing at all, what `no_match` makes when filters leave
    nothing; `bulk` takes the place of the counts while several rows are selected.
    """

    def __init__(
        self,
        table: RecordTable,
        filters: FilterBar,
        first_use: Callable[[], QWidget],
        no_match: Callable[[], QWidget],
        bulk: QWidget,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.filters = filters
        self.count, self.more = PlainLabel(role="small"), PlainLabel(role="small", elide=True)
        self.more.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._stack = QStackedWidget()
        self._stack.addWidget(table)
        self._shown, self._makers = "rows", {"first-use": first_use, "no-match": no_match}
        self._made: dict[str, QWidget] = {"rows": table}
        self._bar, self._bulk = _padded(filters), _padded(bulk)
        self._foot = _padded(self.count, self.more)
        sheet = panel("sheet", self)
        outer, column = QVBoxLayout(self), QVBoxLayout(sheet)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(sheet)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(self._bar)
        column.addWidget(self._stack, 1)
        for widget in (line(), self._foot, self._bulk):
            column.addWidget(widget)
        self._bar.hide()
        self._bulk.hide()

    def show_filters(self, *, shown: bool) -> None:
        """Show the filters, or hide them."""
        self._bar.setVisible(shown)

    def filters_shown(self) -> bool:
        """Say whether the filters are in sight, or would be if the page were."""
        return not self._bar.isHidden()

    def show_total(self, total: int, *, narrowed: bool) -> None:
        """Show the list, or why it is empty."""
        self._shown = name = "rows" if total else "no-match" if narrowed else "first-use"
        if name not in self._made:
            self._made[name] = self._makers[name]()
            self._stack.addWidget(self._made[name])
        self._stack.setCurrentWidget(self._made[name])

    def says(self) -> str:
        """Return what is in sight: the rows, or why there are none: "rows", "first-use" or "no-match"."""
        return self._shown

    def show_selected(self, number: int) -> None:
        """Show what can be done with several rows, or the counts."""
        self._foot.setVisible(number <= 1)
        self._bulk.setVisible(number > 1)


def _padded(*widgets: QWidget) -> QWidget:
    box = QWidget()
    row = QHBoxLayout(box)
    row.setContentsMargins(10, 6, 10, 6)
    for at, widget in enumerate(widgets):
        row.addWidget(widget, 1 if at + 1 == len(widgets) else 0)
    return box
