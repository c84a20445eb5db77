"""How a cell of a quote's lines is painted."""

from typing import Any, Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyle

from salesdesk.desktop.quotes.line_columns import AMOUNT, COLUMNS, PRODUCT, TAX, basis_text
from salesdesk.desktop.quotes.line_model import ROW_ROLE, LineModel, LineRow
from salesdesk.desktop.tables.cells import draw_text
from salesdesk.desktop.theme.look import MEDIUM, REGULAR, SEMIBOLD, colour, look
from salesdesk.desktop.widgets.painting import draw_pill, pill_width
from salesdesk.words import say

Index = QModelIndex | QPersistentModelIndex
_PADDING: Final = 8
_STATE: Final = QStyle.StateFlag


def paint_cell(painter: QPainter, option: Any, model: LineModel, index: Index) -> None:
    """Paint ground, text, and, around the cell that has the cursor, a frame."""
    row: LineRow = index.data(ROW_ROLE)
    rect, tokens = QRect(option.rect), look().tokens
    selected = bool(option.state & _STATE.State_Selected) and bool(option.state & _STATE.State_Active)
    ground = tokens.surface2 if row.heading else tokens.sel if selected and not row.blank else tokens.surface
    painter.fillRect(rect, colour(ground))
    painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), colour(tokens.border))
    room = rect.adjusted(look().px(_PADDING), 0, -look().px(_PADDING), -1)
    if index.column() == PRODUCT:
        _paint_product(painter, room, row, editable=model.editable)
    elif not row.heading and not row.blank:
        _paint_figure(painter, room, model.text(row, index.column()), row, index.column())
    if option.state & _STATE.State_HasFocus:
        painter.setPen(QPen(colour(tokens.accent), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(rect.adjusted(0, 0, -1, -2))


def _paint_product(painter: QPainter, room: QRect, row: LineRow, *, editable: bool) -> None:
    if row.heading:
        text = row.line.section or say("quote.section.none")
        draw_text(painter, room, text, weight=SEMIBOLD, tone="text2", size=12)
        return
    if row.blank:
        if editable:
            draw_text(painter, room, say("quote.line.hint"), tone="text3")
        return
    line = row.line
    below = " · ".join(part for part in (line.code, line.spec, line.note.partition("\n")[0]) if part)
    if line.optional:
        text = say("quote.line.optional")
        width = pill_width(text)
        draw_pill(painter, QRect(room.right() - width, room.top(), width, room.height()), text, "plain")
        room = room.adjusted(0, 0, -width - look().px(6), 0)
    if not below or room.height() < look().px(36):
        draw_text(painter, room, line.name, weight=MEDIUM)
        return
    half = room.height() // 2
    draw_text(painter, QRect(room.left(), room.top() + 2, room.width(), half), line.name, weight=MEDIUM)
    lower = QRect(room.left(), room.top() + half, room.width(), half - 2)
    draw_text(painter, lower, below, tone="text3", size=11)


def _paint_figure(painter: QPainter, room: QRect, text: str, row: LineRow, column: int) -> None:
    if column == TAX:
        half = look().metrics(11).horizontalAdvance(basis_text(row.line)) + look().px(4)
        rate = text.removesuffix(basis_text(row.line)).strip()
        draw_text(painter, room.adjusted(0, 0, -half, 0), rate, right=True, tabular=True)
        draw_text(painter, room, basis_text(row.line), right=True, tone="text3", size=11)
        return
    weight = MEDIUM if column == AMOUNT else REGULAR
    tone = "text3" if row.line.optional and column == AMOUNT else "text"
    draw_text(painter, room, text, right=COLUMNS[column].right, tabular=True, weight=weight, tone=tone)
