"""The head of a list: titles, the order with its arrow, and, with Shift, a second key."""

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter
from PySide6.QtWidgets import QHeaderView, QWidget

from salesdesk.desktop.tables.cells import draw_text
from salesdesk.desktop.tables.columns import Column, Order
from salesdesk.desktop.theme.icons import draw_icon
from salesdesk.desktop.theme.look import MEDIUM, colour, look
from salesdesk.words import say


class RecordHeader(QHeaderView):
    """Titles of columns. A click asks for an order; dragging moves a column."""

    asked = Signal(int, bool)  # column, with Shift

    def __init__(self, columns: tuple[Column, ...], parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._columns = columns
        self.order: Order = ()
        self._pressed_at = -1
        self.setSectionsMovable(True)
        self.setSectionsClickable(False)  # we tell a click from a drag ourselves
        self.setHighlightSections(False)
        self.setMinimumSectionSize(40)
        self.setStretchLastSection(True)
        self.setMouseTracking(True)
        self._fit()

    def show_columns(self, columns: tuple[Column, ...]) -> None:
        """Have titles for these."""
        self._columns = columns

    def show_order(self, order: Order) -> None:
        """Show by what the rows are sorted."""
        self.order = order
        self.viewport().update()

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        column, tokens = self._columns[section], look().tokens
        painter.fillRect(rect, colour(tokens.surface))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), colour(tokens.border))
        room = rect.adjusted(look().px(10), 0, -look().px(10), 0)
        place = self._place(column)
        side = look().px(12) if place >= 0 else 0
        text, metrics = say(column.title_key), look().metrics(12, MEDIUM)
        width = min(metrics.horizontalAdvance(text), room.width() - side)
        left = room.right() - width - side if column.align == "right" else room.left()
        spot = QRect(left, room.top(), width + 1, room.height())
        draw_text(painter, spot, text, tone="text2" if side else "text3", size=12, weight=MEDIUM)
        if side:
            name = "arrow-down" if self.order[place].descending else "arrow-up"
            arrow = QRect(left + width + look().px(2), room.top(), side, room.height())
            draw_icon(painter, arrow, name, tokens.text2 if place == 0 else tokens.text3)

    def _place(self, column: Column) -> int:
        names = [key.name for key in self.order]
        return names.index(column.sort) if column.sort and column.sort in names else -1

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed_at = event.position().toPoint().x()
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint().x()
        resizing = self.cursor().shape() == Qt.CursorShape.SplitHCursor
        super().mouseReleaseEvent(event)
        left = event.button() == Qt.MouseButton.LeftButton
        section = self.logicalIndexAt(at)
        if left and not resizing and abs(at - self._pressed_at) < look().px(4) and section >= 0:
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.asked.emit(section, shift)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._fit()

    def _fit(self) -> None:
        self.setFixedHeight(look().px(36))
