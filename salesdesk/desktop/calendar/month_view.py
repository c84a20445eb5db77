"""Six weeks at a glance."""

from datetime import date, timedelta
from typing import Final

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from salesdesk.desktop.calendar.painting import (
    draw_day_number,
    draw_mark,
    draw_slot,
    ground_of,
    weekday_words,
)
from salesdesk.desktop.calendar.slots import Slot, SlotModel
from salesdesk.desktop.calendar.view import CalendarView
from salesdesk.desktop.tables.cells import draw_text
from salesdesk.desktop.theme.look import MEDIUM, colour, look
from salesdesk.domain.days import Spoken
from salesdesk.words import say

_HEAD, _NUMBER, _CHIP, _GAP = 28, 28, 20, 2
_WEEK: Final = 7
_WEEKS: Final = 6


class MonthView(CalendarView):
    """Weeks go down, days across; `month` is any day of the month that is meant."""

    count = _WEEK * _WEEKS

    def __init__(self, model: SlotModel, parent: QWidget | None = None) -> None:
        self.month = date(2026, 1, 1)
        self._more: dict[date, int] = {}
        super().__init__(model, parent)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def arrange(self) -> None:
        by_day: dict[date, list[int]] = {}
        for row, slot in enumerate(self._slots()):
            by_day.setdefault(slot.day, []).append(row)
        self._rects, self._more = {}, {}
        for place, day in enumerate(self.days):
            self._arrange_day(day, self._cell(place), by_day.get(day, []))
        self.viewport().update()

    def when_at(self, point: QPoint) -> Spoken | None:
        place = next((place for place in range(self.count) if self._cell(place).contains(point)), -1)
        return Spoken(self.days[place]) if place >= 0 else None

    def moved_by(self, slot: Slot, across: int, down: int) -> Spoken:
        return Spoken(slot.day + timedelta(days=across + _WEEK * down), slot.at)

    def _dragged(self, slot: Slot, grasped: Spoken | None, under: Spoken | None) -> Spoken | None:  # noqa: ARG002
        return None if under is None else Spoken(under.day, slot.at)

    def more_at(self, point: QPoint) -> date | None:
        when = self.when_at(point)
        if when is None or when.day not in self._more:
            return None
        cell = self._cell(self.days.index(when.day))
        return when.day if point.y() > cell.bottom() - look().px(_CHIP) else None

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - all is painted
        painter = QPainter(self.viewport())
        for place, day in enumerate(self.days):
            self._paint_day(painter, self._cell(place), day)
        self._paint_lines(painter)
        current = self.currentIndex().row() if self.hasFocus() else -1
        for row, slot in enumerate(self._slots()):
            if row in self._rects:
                draw_slot(painter, self._rects[row], slot, today=self.today, chosen=row == current)
        if self._target is not None and self._target.day in self.days:
            painter.setPen(QPen(colour(look().tokens.accent), 2))
            painter.drawRect(self._cell(self.days.index(self._target.day)).adjusted(1, 1, -1, -1))
        painter.end()

    def _arrange_day(self, day: date, cell: QRect, rows: list[int]) -> None:
        step = look().px(_CHIP + _GAP)
        room = max(0, (cell.height() - look().px(_NUMBER)) // step)
        shown = rows if len(rows) <= room else rows[: max(0, room - 1)]
        left, width = cell.left() + look().px(3), cell.width() - look().px(6)
        for place, row in enumerate(shown):
            top = cell.top() + look().px(_NUMBER) + place * step
            self._rects[row] = QRect(left, top, width, look().px(_CHIP))
        if len(rows) > len(shown):
            self._more[day] = len(rows) - len(shown)

    def _paint_day(self, painter: QPainter, cell: QRect, day: date) -> None:
        outside = (day.year, day.month) != (self.month.year, self.month.month)
        painter.fillRect(cell, colour(ground_of(day)))
        head = QRect(cell.left() + look().px(4), cell.top(), cell.width() - look().px(10), look().px(_NUMBER))
        wide = draw_day_number(painter, head, day, today=self.today, faint=outside)
        draw_mark(painter, head.adjusted(wide + look().px(4), 0, 0, 0), day, right=True)
        if day in self._more:
            foot = QRect(
                cell.left() + look().px(8), cell.bottom() - look().px(_CHIP), cell.width(), look().px(_CHIP)
            )
            draw_text(
                painter, foot, say("calendar.more", n=self._more[day]), tone="text3", size=11, weight=MEDIUM
            )

    def _paint_lines(self, painter: QPainter) -> None:
        tokens = look().tokens
        head = QRect(0, 0, self.viewport().width(), look().px(_HEAD))
        painter.fillRect(head, colour(tokens.surface))
        painter.setPen(colour(tokens.border))
        for place in range(self.count):
            cell = self._cell(place)
            painter.setPen(colour(tokens.border))
            painter.drawLine(cell.topLeft(), cell.topRight())
            if place % _WEEK:
                painter.drawLine(cell.topLeft(), cell.bottomLeft())
            if place < _WEEK:
                room = QRect(cell.left() + look().px(10), 0, cell.width(), look().px(_HEAD))
                draw_text(
                    painter, room, weekday_words(self.days[place]), tone="text2", size=12, weight=MEDIUM
                )

    def _cell(self, place: int) -> QRect:
        week, column = divmod(place, _WEEK)
        width, top = self.viewport().width(), look().px(_HEAD)
        high = self.viewport().height() - top
        left, right = column * width // _WEEK, (column + 1) * width // _WEEK
        return QRect(
            left,
            top + week * high // _WEEKS,
            right - left,
            (week + 1) * high // _WEEKS - week * high // _WEEKS,
        )
