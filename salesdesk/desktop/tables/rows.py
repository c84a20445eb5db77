"""Painting what is in sight of a list, row by row: one call from Qt a frame, not one a cell."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QTableView

from salesdesk.desktop.tables.cells import draw_text
from salesdesk.desktop.tables.columns import Column
from salesdesk.desktop.tables.paged_model import PagedModel
from salesdesk.desktop.theme.look import MEDIUM, colour, look
from salesdesk.services.listings import Group

_PADDING: Final = 10
_HEAD: Final = 30


@dataclass(frozen=True, slots=True)
class Marks:
    """What the person is doing with the rows: selected spans, the row under the mouse, the cursor."""

    spans: Sequence[tuple[int, int]]
    hovered: int
    cursor: tuple[int, int] | None  # row and column; None without the focus
    cell_mode: bool

    def selected(self, number: int) -> bool:
        """Say whether a row is selected."""
        return any(first <= number <= last for first, last in self.spans)


@dataclass(frozen=True, slots=True)
class _Slot:
    """One column where it stands now."""

    at: int
    column: Column
    left: int
    width: int


def paint_rows(
    table: QTableView,
    records: PagedModel[Any],
    shown: Sequence[Column],
    painter: QPainter,
    area: QRect,
    marks: Marks,
    said: Callable[[Group], str] = lambda group: str(group.value),
) -> None:
    """Paint the rows of `table` that touch `area`, and above each group what `said` says of it."""
    tokens, height = look().tokens, look().row
    painter.fillRect(area, colour(tokens.surface))
    first = table.rowAt(max(area.top(), 0))
    if first < 0:
        return
    slots = _slots(table, records, shown, area)
    top, width = table.rowViewportPosition(first), table.viewport().width()
    for number in range(first, records.rowCount()):
        if top > area.bottom():
            break
        if number in records.heads:
            _paint_head(painter, QRect(0, top, width, head_height()), said(records.heads[number]))
            top += head_height()
        room = QRect(0, top, width, height)
        _paint_ground(painter, room, number, marks)
        _paint_row(painter, room, records.seen(number), slots)
        if marks.cursor is not None and marks.cursor[0] == number:
            _paint_cursor(painter, room, slots, marks)
        top += height


def head_height() -> int:
    """Return how high the line above a group is."""
    return look().px(_HEAD)


def _paint_head(painter: QPainter, room: QRect, text: str) -> None:
    tokens, padding = look().tokens, look().px(_PADDING)
    painter.fillRect(room, colour(tokens.surface2))
    painter.fillRect(QRect(room.left(), room.bottom(), room.width(), 1), colour(tokens.border))
    draw_text(painter, room.adjusted(padding, 0, -padding, 0), text, tone="text2", size=12, weight=MEDIUM)


def _slots(table: QTableView, records: PagedModel[Any], shown: Sequence[Column], area: QRect) -> list[_Slot]:
    slots = []
    for column in shown:
        at = records.columns.index(column)
        left, width = table.columnViewportPosition(at), table.columnWidth(at)
        if left <= area.right() and left + width >= area.left():
            slots.append(_Slot(at, column, left, width))
    return slots


def _paint_ground(painter: QPainter, room: QRect, number: int, marks: Marks) -> None:
    tokens = look().tokens
    if marks.selected(number):
        painter.fillRect(room, colour(tokens.sel))
    elif number == marks.hovered:
        painter.fillRect(room, colour(tokens.hover))
    painter.fillRect(QRect(room.left(), room.bottom(), room.width(), 1), colour(tokens.border))


def _paint_row(painter: QPainter, room: QRect, row: Any, slots: Sequence[_Slot]) -> None:
    padding = look().px(_PADDING)
    for slot in slots:
        rect = QRect(slot.left + padding, room.top(), slot.width - 2 * padding, room.height() - 1)
        if row is None:
            _paint_coming(painter, rect)
        elif rect.width() > 0:
            column = slot.column
            column.cell.paint(painter, rect, row, column.text(row), right=column.align == "right")


def _paint_coming(painter: QPainter, rect: QRect) -> None:
    bar = QRectF(rect.left(), rect.center().y() - 3, min(rect.width() * 0.6, look().px(120)), 6)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour(look().tokens.quiet))
    painter.drawRoundedRect(bar, 3, 3)


def _paint_cursor(painter: QPainter, room: QRect, slots: Sequence[_Slot], marks: Marks) -> None:
    accent = colour(look().tokens.accent)
    if not marks.cell_mode:
        painter.fillRect(QRect(room.left(), room.top(), look().px(2), room.height() - 1), accent)
        return
    for slot in slots:
        if marks.cursor is not None and slot.at == marks.cursor[1]:
            painter.setPen(QPen(accent, 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRect(slot.left, room.top(), slot.width - 1, room.height() - 2))
