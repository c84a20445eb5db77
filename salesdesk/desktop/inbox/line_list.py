"""The list of a section: two lines for each thing, several can be chosen at once."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from salesdesk.desktop.inbox.lines import Line
from salesdesk.desktop.inbox.telling import title
from salesdesk.desktop.runtime.language import bind
from salesdesk.desktop.tables.cells import draw_text
from salesdesk.desktop.theme.icons import draw_icon
from salesdesk.desktop.theme.look import MEDIUM, colour, look

Index = QModelIndex | QPersistentModelIndex
LINE_ROLE: Final = Qt.ItemDataRole.UserRole + 1
ICONS: Final = {
    "customers": "building-2",
    "contacts": "user-round",
    "activities": "calendar-check",
    "quotes": "file-text",
    "quote_lines": "file-text",
    "products": "package",
    "product_prices": "package",
}
_NOWHERE: Final = QModelIndex()
_HEIGHT: Final = 56


class LineModel(QAbstractListModel):
    """Lines; `told` gives the second line and the time of each."""

    def __init__(self, told: Callable[[Line], tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines: Sequence[Line] = ()
        self.told = told

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Show these."""
        self.beginResetModel()
        self.lines = lines
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self.lines[index.row()]
        if role == LINE_ROLE:
            return line
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return ", ".join(part for part in (title(line), *self.told(line)) if part)
        return None


class LineList(QListView):
    """Enter opens the record; Left and Right go to the next section."""

    opened = Signal()
    chosen = Signal()
    section_asked = Signal(int)  # a step to the left or right

    def __init__(self, told: Callable[[Line], tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("part", "list")
        self.found = LineModel(told, self)
        self.setModel(self.found)
        self.setItemDelegate(LinePainter(self))
        self.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        bind(self, self.setAccessibleName, "inbox.list")
        self.selectionModel().selectionChanged.connect(lambda *_: self.chosen.emit())

    def show_lines(self, lines: Sequence[Line], wanted: object = None) -> None:
        """Show these; the cursor stays with its line or at its place, so that one after the other is done."""
        at, kept = self.currentIndex().row(), self._keys()
        here = self.current()
        self.found.show_lines(lines)
        keys = [line.key for line in lines]
        wanted = wanted if wanted is not None else here.key if here is not None else None
        if wanted in keys:
            at = keys.index(wanted)
        self.go_to(min(max(at, 0), len(lines) - 1))
        self._choose([number for number, key in enumerate(keys) if key in kept])

    def go_to(self, row: int) -> None:
        """Put the cursor on a line, and choose it alone."""
        if 0 <= row < self.found.rowCount():
            self.setCurrentIndex(self.found.index(row))

    def current(self) -> Line | None:
        """Return the line under the cursor."""
        row = self.currentIndex().row()
        return self.found.lines[row] if 0 <= row < len(self.found.lines) else None

    def chosen_lines(self) -> list[Line]:
        """Return the lines that are chosen, in their order."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        return [self.found.lines[row] for row in rows]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
        elif plain and event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.section_asked.emit(1 if event.key() == Qt.Key.Key_Right else -1)
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.scheduleDelayedItemsLayout()
        elif event.type() == QEvent.Type.LanguageChange:
            self.viewport().update()

    def _keys(self) -> set[object]:
        lines = self.chosen_lines()
        return {line.key for line in lines} if len(lines) > 1 else set()

    def _choose(self, rows: Sequence[int]) -> None:
        """Choose several lines at once: each choice is shown, and a hundred would be shown one by one."""
        chosen = QItemSelection()
        for row in rows if len(rows) > 1 else ():
            chosen.select(self.found.index(row), self.found.index(row))
        self.selectionModel().select(chosen, QItemSelectionModel.SelectionFlag.Select)


class LinePainter(QStyledItemDelegate):
    """An icon, what the record is called, what happened to it, and when."""

    def __init__(self, view: LineList) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002 - Qt's signature
        return QSize(look().px(200), look().px(_HEIGHT))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line: Line = index.data(LINE_ROLE)
        rect: QRect = option.rect
        painter.save()
        self._paint_ground(painter, rect, option.state)
        side, left = look().px(16), rect.left() + look().px(16)
        icon = QRect(left, rect.top() + look().px(11), side, side)
        draw_icon(painter, icon, ICONS.get(line.entity, "circle-dot"), look().tokens.text2)
        left += side + look().px(12)
        second, when = self._view.found.told(line)
        right = rect.right() - look().px(16)
        width = look().width(when, 12) + look().px(10) if when else 0
        high = look().px(19)
        top = rect.top() + (rect.height() - 2 * high) // 2
        draw_text(painter, QRect(left, top, right - left - width, high), title(line), weight=MEDIUM)
        clock = QRect(right - width, top, width, high)
        draw_text(painter, clock, when, tone="text3", size=12, right=True)
        draw_text(painter, QRect(left, top + high, right - left, high), second, tone="text2", size=12)
        painter.restore()

    def _paint_ground(self, painter: QPainter, rect: QRect, state: QStyle.StateFlag) -> None:
        tokens = look().tokens
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if chosen or bool(state & QStyle.StateFlag.State_MouseOver):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour(tokens.sel if chosen else tokens.hover))
            painter.drawRoundedRect(QRectF(rect.adjusted(6, 1, -6, -1)), 6, 6)
        if chosen and self._view.hasFocus():
            painter.fillRect(
                QRect(rect.left() + 6, rect.top() + 8, look().px(2), rect.height() - 16),
                colour(tokens.accent),
            )
