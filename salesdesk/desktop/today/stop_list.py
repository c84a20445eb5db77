"""The visits of a planned day under their districts: hour, way in, and what is open there."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractListModel,
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

from salesdesk.desktop.runtime.language import bind
from salesdesk.desktop.tables.cells import draw_text
from salesdesk.desktop.theme.look import MEDIUM, SEMIBOLD, colour, look

Index = QModelIndex | QPersistentModelIndex
_NOWHERE: Final = QModelIndex()
_LINE, _GAP, _HEADING, _HOURS, _LABEL = 17, 8, 30, 84, 76
_STOP_ROLE: Final = Qt.ItemDataRole.UserRole + 1
_REMOVES: Final = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
_OPENS: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


@dataclass(frozen=True, slots=True)
class StopLine:
    """One visit in words, as it is painted. `source` is what it stands for."""

    source: object
    area: str
    hours: str
    mark: str
    name: str
    texts: tuple[str, ...]
    details: tuple[tuple[str, str], ...]
    without_room: bool


Row = StopLine | str


class StopModel(QAbstractListModel):
    """Visits and, as plain texts, the districts above them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: list[Row] = []

    def show(self, stops: Sequence[StopLine]) -> None:
        """Show these."""
        self.beginResetModel()
        self.rows = []
        for at, stop in enumerate(stops):
            if at == 0 or stops[at - 1].area != stop.area:
                self.rows.append(stop.area)
            self.rows.append(stop)
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if isinstance(self.rows[index.row()], str):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.rows[index.row()]
        if role == _STOP_ROLE:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            if isinstance(row, str):
                return row
            details = (f"{name}: {text}" for name, text in row.details)
            return ", ".join(filter(None, (row.hours, row.mark, row.name, *row.texts, *details)))
        return None


class StopList(QListView):
    """As high as its lines: the drawer scrolls. Enter opens a customer, Del leaves it out."""

    opened = Signal(object)  # the source of a line
    left_out = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("part", "list")
        self.stops = StopModel(self)
        self.setModel(self.stops)
        self.setItemDelegate(_StopPainter(self))
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        bind(self, self.setAccessibleName, "plan.title")

    def show_stops(self, stops: Sequence[StopLine]) -> None:
        """Show these; the cursor stays at its place."""
        at = self.currentIndex().row()
        self.stops.show(stops)
        rows = [number for number, row in enumerate(self.stops.rows) if isinstance(row, StopLine)]
        wanted = next((number for number in rows if number >= at), rows[-1] if rows else -1)
        if wanted >= 0:
            self.setCurrentIndex(self.stops.index(wanted))
        self.fit()

    def fit(self) -> None:
        """Be as high as all lines."""
        self.setFixedHeight(sum(_height(row) for row in self.stops.rows) + 2)

    def current(self) -> StopLine | None:
        """Return the visit under the cursor."""
        index = self.currentIndex()
        row = self.stops.rows[index.row()] if index.isValid() else None
        return row if isinstance(row, StopLine) else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        stop = self.current()
        if stop is not None and event.key() in _REMOVES:
            self.left_out.emit(stop.source)
        elif stop is not None and event.key() in _OPENS:
            self.opened.emit(stop.source)
        else:
            super().keyPressEvent(event)


def _height(row: Row) -> int:
    if isinstance(row, str):
        return look().px(_HEADING)
    return look().px(_LINE) * (1 + len(row.texts) + len(row.details)) + look().px(2 * _GAP)


class _StopPainter(QStyledItemDelegate):
    """Paints districts and visits."""

    def __init__(self, view: QListView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002 - Qt's signature
        return QSize(look().px(200), _height(index.data(_STOP_ROLE)))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        rect: QRect = option.rect
        row = index.data(_STOP_ROLE)
        if isinstance(row, StopLine):
            chosen = bool(option.state & QStyle.StateFlag.State_Selected) and self._view.hasFocus()
            self._paint_stop(painter, rect, row, chosen=chosen)
        else:
            room = rect.adjusted(look().px(8), look().px(8), 0, 0)
            draw_text(painter, room, row, tone="accent", size=12, weight=SEMIBOLD)
        painter.restore()

    def _paint_stop(self, painter: QPainter, rect: QRect, stop: StopLine, *, chosen: bool) -> None:
        if chosen:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour(look().tokens.sel))
            painter.drawRoundedRect(QRectF(rect.adjusted(0, 1, 0, -1)), 6, 6)
        pad, line, hours = look().px(8), look().px(_LINE), look().px(_HOURS)
        top, left = rect.top() + look().px(_GAP), rect.left() + pad
        tone = "bad" if stop.without_room else "text"
        draw_text(painter, QRect(left, top, hours - pad, line), stop.hours, tone=tone, size=12, tabular=True)
        below = QRect(left, top + line, hours - pad, line)
        draw_text(painter, below, stop.mark, tone="text3", size=11)
        left += hours
        wide = rect.right() - pad - left
        draw_text(painter, QRect(left, top, wide, line), stop.name, weight=MEDIUM)
        for text in stop.texts:
            top += line
            draw_text(painter, QRect(left, top, wide, line), text, tone="text2", size=12)
        label = look().px(_LABEL)
        for name, text in stop.details:
            top += line
            draw_text(painter, QRect(left, top, label, line), name, tone="text3", size=12)
            draw_text(painter, QRect(left + label, top, wide - label, line), text, tone="text2", size=12)
