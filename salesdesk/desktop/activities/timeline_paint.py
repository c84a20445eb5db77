"""How an entry of the timeline is painted: an icon on a rail, what happened, who and when."""

from typing import Final

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from salesdesk.desktop.tables.cells import draw_text
from salesdesk.desktop.theme.icons import draw_icon
from salesdesk.desktop.theme.look import colour, look

Index = QModelIndex | QPersistentModelIndex
TOLD_ROLE: Final = Qt.ItemDataRole.UserRole + 1
BODY_ROLE: Final = Qt.ItemDataRole.UserRole + 2
_WRAP: Final = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
_LEFT, _RAIL, _HIGH, _LINE, _TOP = 34, 14, 44, 18, 5


class TimelinePainter(QStyledItemDelegate):
    """Paints entries. One of them may be open."""

    def __init__(self, view: QListView) -> None:
        super().__init__(view)
        self._view = view
        self._opened = QPersistentModelIndex()

    def turn_entry(self, index: QModelIndex) -> None:
        """Open this entry, or close it."""
        before, self._opened = self._opened, QPersistentModelIndex()
        if before != index and index.data(BODY_ROLE):
            self._opened = QPersistentModelIndex(index)
        self.sizeHintChanged.emit(index)

    def close_entry(self) -> None:
        """Close what is open."""
        self._opened = QPersistentModelIndex()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002 - Qt's signature
        high = look().px(_HIGH)
        if self._opened.isValid() and self._opened == index:
            high += self._body_height(index)
        return QSize(look().px(80), high)

    def _body_height(self, index: Index) -> int:
        width = max(1, self._view.viewport().width() - look().px(_LEFT + 8))
        room = QRect(0, 0, width, 1_000_000)
        return look().metrics(12).boundingRect(
            room, int(_WRAP), str(index.data(BODY_ROLE))
        ).height() + look().px(4)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        self._paint_ground(painter, rect, state)
        self._paint_rail(painter, rect, index)
        told = index.data(TOLD_ROLE)
        left, line = rect.left() + look().px(_LEFT), look().px(_LINE)
        width = rect.right() - left - look().px(6)
        top = rect.top() + look().px(_TOP)
        draw_text(painter, QRect(left, top, width, line), told.title)
        draw_text(painter, QRect(left, top + line, width, line - 2), told.below, tone="text3", size=11)
        if self._opened.isValid() and self._opened == index:
            painter.setFont(look().font(12))
            painter.setPen(colour(look().tokens.text2))
            body = QRect(left, top + 2 * line, width, rect.bottom() - top - 2 * line)
            painter.drawText(body, int(_WRAP), told.body)
        painter.restore()

    def _paint_ground(self, painter: QPainter, rect: QRect, state: QStyle.StateFlag) -> None:
        tokens = look().tokens
        chosen = bool(state & QStyle.StateFlag.State_Selected) and self._view.hasFocus()
        if chosen or state & QStyle.StateFlag.State_MouseOver:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour(tokens.sel if chosen else tokens.hover))
            painter.drawRoundedRect(QRectF(rect), look().px(6), look().px(6))

    def _paint_rail(self, painter: QPainter, rect: QRect, index: Index) -> None:
        tokens, told = look().tokens, index.data(TOLD_ROLE)
        middle, side = rect.left() + look().px(_RAIL), look().px(16)
        top = rect.top() + look().px(_TOP) + 1
        painter.setPen(colour(tokens.border))
        if index.row() < index.model().rowCount() - 1:
            painter.drawLine(
                middle, top + side + look().px(4), middle, rect.bottom() + look().px(_TOP) - look().px(2)
            )
        ink = tokens.of_tone(told.tone)[0]
        draw_icon(painter, QRect(middle - side // 2, top, side, side), told.icon, ink)
