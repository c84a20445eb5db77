"""The list of records: lazy, painted, worked by keyboard.

Rows are chosen with Up, Down, Home, End, PageUp, PageDown; Space peeks, Enter opens. Left and Right go from
the row to its cells: there F2 or just typing edits, with an input method too. Escape goes back to the row,
and single letters are commands again.
"""

from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QMenu, QTableView, QWidget

from salesdesk.desktop.runtime.background import Background
from salesdesk.desktop.runtime.language import bind
from salesdesk.desktop.tables.columns import Column, Order, turned
from salesdesk.desktop.tables.copying import copy_rows
from salesdesk.desktop.tables.editing import CellEditing
from salesdesk.desktop.tables.grouping import Grouping
from salesdesk.desktop.tables.header import RecordHeader
from salesdesk.desktop.tables.layout import ColumnLayout
from salesdesk.desktop.tables.paged_model import PagedModel, Source
from salesdesk.desktop.tables.rows import Marks, paint_rows
from salesdesk.desktop.theme.look import look
from salesdesk.settings import DeviceChoices


class RecordTable(QTableView):
    """A list of records. A page tells it the columns, and gives it a Source by `show_rows`."""

    opened = Signal(object)  # a row: Enter or double click
    peeked = Signal(object)  # a row: Space
    current_row_changed = Signal(object)  # a row, or None
    stepped = Signal(object)  # the row that the cursor was put on, once it is here
    selection_counted = Signal(int)  # how many rows are selected
    order_asked = Signal(object)  # an Order: show rows sorted so
    paste_asked = Signal()
    edited = Signal(object, str, str)  # a row, the key of the column, what was typed

    def __init__(
        self,
        columns: Sequence[Column],
        background: Background,
        *,
        name_key: str,
        key: Callable[[Any], object] = attrgetter("id"),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._background = background
        self._steps = False  # the cursor was put on a row that is not here yet
        self.records: PagedModel[Any] = PagedModel(columns, background, self, key=key)
        self.cell_mode = False
        self.two_sorts = False  # whether the source sorts by a second key
        self._hovered = -1
        self._head = RecordHeader(self.records.columns, self)
        self.setHorizontalHeader(self._head)
        self.setModel(self.records)
        self.columns = ColumnLayout(self._head, self.records.columns)
        self.columns.restore()
        self.groups = Grouping(self.verticalHeader(), self.records)
        self._dress()
        self._listen()
        bind(self, self.setAccessibleName, name_key)

    def show_rows(self, source: Source[Any]) -> None:
        """Show these rows."""
        self.records.show(source)

    def end_with(self, columns: Sequence[Column]) -> None:
        """Let these follow the columns the table was made with; those in sight before are again."""
        kept = self.columns.state()
        self._head.show_columns((*self.records.columns[: self.records.usual], *columns))
        self.records.end_with(columns)
        self.columns.show_columns(self.records.columns, kept)

    def fill_menu(self, menu: QMenu) -> None:
        """Fill a menu with what the rows can be grouped by, and the columns to tick."""
        self.groups.fill_menu(menu)
        self.columns.fill_menu(menu)

    def ask_groups(self) -> None:
        """Ask by what the rows are to be grouped."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.groups.fill(menu)
        menu.popup(self.mapToGlobal(QPoint(look().px(8), self._head.height())))

    def refresh(self) -> None:
        """Show the same rows afresh, keeping place and selection."""
        self.records.refresh()

    def show_order(self, order: Order) -> None:
        """Show in the header by what the rows are sorted."""
        self._head.show_order(order)

    def remember(self, choices: DeviceChoices, name: str) -> None:
        """Keep the arrangement of the columns on this device under a name."""
        kept = choices.get(f"columns.{name}")
        self.columns.restore(kept if isinstance(kept, dict) else None)
        self.columns.changed.connect(lambda: choices.set(f"columns.{name}", self.columns.state()))

    def current_row(self) -> Any:
        """Return the row the cursor is on, or None."""
        index = self.currentIndex()
        return self.records.row(index.row()) if index.isValid() else None

    def selected_count(self) -> int:
        """Return how many rows are selected, loaded or not."""
        return sum(last - first + 1 for first, last in self.spans())

    def spans(self) -> list[tuple[int, int]]:
        """Return first and last number of each stretch of selected rows."""
        chosen = self.selectionModel().selection()
        parts = (chosen.at(at) for at in range(chosen.count()))
        return sorted((part.top(), part.bottom()) for part in parts)

    def all_selected(self) -> bool:
        """Say whether every row of the list is selected; then act on the list's filter, not on ids."""
        return 0 < self.records.rowCount() == self.selected_count()

    def selected_rows(self) -> list[Any]:
        """Return the selected rows that are loaded, from top to bottom."""
        return [row for top, bottom in self.spans() for row in self.records.here(top, bottom)]

    def select_key(self, key: object) -> bool:
        """Put the cursor on the row with this key, if it is loaded."""
        number = self.records.number_of(key)
        if number is not None:
            self.go_to(number)
        return number is not None

    def go_to(self, number: int) -> None:
        """Put the cursor on a row."""
        column = max(self.currentIndex().column(), 0)
        self.setCurrentIndex(self.records.index(number, column))

    def copy(self) -> None:
        """Copy the selected rows, as text for a spreadsheet and as a table."""
        copy_rows(self.records, self.columns.shown(), self.spans(), self._background)

    def paintEvent(self, event: QPaintEvent) -> None:
        index = self.currentIndex()
        cursor = (index.row(), index.column()) if index.isValid() and self.hasFocus() else None
        marks = Marks(self.spans(), self._hovered, cursor, self.cell_mode)
        painter = QPainter(self.viewport())
        shown, said = self.columns.shown(), self.groups.said
        paint_rows(self, self.records, shown, painter, event.rect(), marks, said)
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        editing = self.state() == QAbstractItemView.State.EditingState
        handled = not editing and (
            self._copy_key(event) or self._row_key(event) or self._cell_key(event) or self._typing_key(event)
        )
        if not handled:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and self._types(event):
            event.accept()  # in a cell, letters are text and not commands
            return True
        return super().event(event)

    def keyboardSearch(self, _search: str) -> None:
        """Search nothing: Qt would go through every row. The search box and the palette search."""

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        if self.cell_mode and self.editing.open(self.currentIndex(), ""):
            self.editing.forward(event)
            return
        event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.enter_cells(on=False)
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        row = self.records.row(self.rowAt(event.position().toPoint().y()))
        if row is not None and event.button() == Qt.MouseButton.LeftButton:
            self.opened.emit(row)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self.rowAt(event.position().toPoint().y()))
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(-1)
        super().leaveEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.records.rowCount():
            self.go_to(0)
        self.viewport().update()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "columns"):
            self._measure()
        elif event.type() == QEvent.Type.LanguageChange:
            self.viewport().update()
            self._head.viewport().update()

    def enter_cells(self, *, on: bool) -> None:
        """Go from rows to cells, or back."""
        if self.cell_mode != on:
            self.cell_mode = on
            self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, on)
            self.viewport().update()

    def _dress(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(1)  # set once: with rows in it, it looks at each of them
        self.editing = CellEditing(self)
        self.setItemDelegate(self.editing)
        self._measure()

    def _measure(self) -> None:
        self.verticalHeader().setDefaultSectionSize(look().row)
        self.groups.make_room()
        self.columns.fit()

    def _listen(self) -> None:
        self._head.asked.connect(self._ask_order)
        self._head.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._head.customContextMenuRequested.connect(self._column_menu)
        self.editing.typed.connect(self._typed)
        self.selectionModel().selectionChanged.connect(self._selection_changed)
        self.selectionModel().currentRowChanged.connect(self._current_changed)
        self.records.arrived.connect(self._arrived)
        self.records.modelReset.connect(self._begin)

    def _ask_order(self, section: int, shift: bool) -> None:  # noqa: FBT001 - a signal's argument
        column = self.records.columns[section]
        if column.sort:
            order = turned(self._head.order, column.sort, add=shift and self.two_sorts)
            self._head.show_order(order)
            self.order_asked.emit(order)

    def _column_menu(self, at: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.fill_menu(menu)
        menu.popup(self._head.mapToGlobal(at))

    def _selection_changed(self) -> None:
        self.viewport().update()
        self.selection_counted.emit(self.selected_count())

    def _current_changed(self, *_indexes: QModelIndex) -> None:
        self._steps = self.currentIndex().isValid()
        self._tell_row()

    def _tell_row(self) -> None:
        row = self.current_row()
        self.current_row_changed.emit(row)
        if self._steps and row is not None:
            self._steps = False
            self.stepped.emit(row)

    def _begin(self) -> None:
        if self.hasFocus() and self.records.rowCount():
            self.go_to(0)
        self._current_changed()

    def _arrived(self, first: int, last: int) -> None:
        if first <= self.currentIndex().row() <= last:
            self._tell_row()

    def _typed(self, number: int, at: int, text: str) -> None:
        row, column = self.records.row(number), self.records.columns[at]
        if row is not None and column.edit is not None and text != column.edit(row):
            self.edited.emit(row, column.key, text)

    def _hover(self, number: int) -> None:
        if number != self._hovered:
            self._hovered = number
            self.viewport().update()

    def _copy_key(self, event: QKeyEvent) -> bool:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
            return True
        if event.matches(QKeySequence.StandardKey.Paste):
            self.paste_asked.emit()
            return True
        return False

    def _row_key(self, event: QKeyEvent) -> bool:
        row, plain = self.current_row(), event.modifiers() == Qt.KeyboardModifier.NoModifier
        if event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End) and plain and self.records.rowCount():
            self.go_to(0 if event.key() == Qt.Key.Key_Home else self.records.rowCount() - 1)
            return True
        if row is None or not plain or self.cell_mode:
            return False
        if event.key() == Qt.Key.Key_Space:
            self.peeked.emit(row)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(row)
        else:
            return False
        return True

    def _cell_key(self, event: QKeyEvent) -> bool:
        key = event.key()
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and not self.cell_mode:
            self.enter_cells(on=True)
            return True
        if key == Qt.Key.Key_Escape and self.cell_mode:
            self.enter_cells(on=False)
            return True
        edits = key == Qt.Key.Key_F2 or (self.cell_mode and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter))
        if edits:
            self.enter_cells(on=True)
            self.editing.open(self._nearest_editable())
        return edits

    def _typing_key(self, event: QKeyEvent) -> bool:
        if not self.cell_mode or not _is_letter(event):
            return False
        return self.editing.open(self.currentIndex(), event.text())

    def _types(self, event: QEvent) -> bool:
        return (
            self.cell_mode
            and isinstance(event, QKeyEvent)
            and (_is_letter(event) or event.key() == Qt.Key.Key_F2)
            and bool(self.records.flags(self.currentIndex()) & Qt.ItemFlag.ItemIsEditable)
        )

    def _nearest_editable(self) -> QModelIndex:
        here = self.currentIndex()
        shown = [self.records.columns.index(column) for column in self.columns.shown()]
        order = [here.column(), *shown]
        editable = (at for at in order if at >= 0 and self.records.columns[at].edit is not None)
        column = next(editable, here.column())
        index = self.records.index(here.row(), column)
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
        return index


def _is_letter(event: QKeyEvent) -> bool:
    held = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
    return bool(event.text()) and event.text().isprintable() and not held
