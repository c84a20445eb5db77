"""One day or seven, hour by hour, with whole days above."""

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Final

from PySide6.QtCore import QModelIndex, QPoint, QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from salesdesk.desktop.calendar.painting import (
    draw_day_number,
    draw_mark,
    draw_slot,
    ground_of,
    weekday_words,
)
from salesdesk.desktop.calendar.slots import DAY, Slot, SlotModel, clock, side_by_side
from salesdesk.desktop.calendar.view import QUARTER, CalendarView, Index
from salesdesk.desktop.tables.cells import draw_text
from salesdesk.desktop.theme.look import MEDIUM, colour, look
from salesdesk.domain.days import Spoken

_GUTTER, _HOUR, _HEAD, _CHIP, _GAP = 52, 44, 34, 22, 3
_CHIPS: Final = {7: (4, 1), 1: (8, 3)}
"""In a view of so many days, how many rows and columns of whole days stand above the hours."""
_MORNING: Final = 7 * 60 + 45
"""The minute that is at the top when a view is opened."""


class HourView(CalendarView):
    """Hours go down, days across. `wall` tells what a wall here shows now, for the line of the present."""

    def __init__(
        self, model: SlotModel, wall: Callable[[], datetime], days: int, parent: QWidget | None = None
    ) -> None:
        self.count, self._wall = days, wall
        self._chips: dict[int, QRect] = {}
        self._more: dict[date, int] = {}
        self._strip = 0
        super().__init__(model, parent)

    def arrange(self) -> None:
        by_day: dict[date, list[tuple[int, Slot]]] = {day: [] for day in self.days}
        for row, slot in enumerate(self._slots()):
            if slot.day in by_day:
                by_day[slot.day].append((row, slot))
        whole = {day: [row for row, slot in there if slot.start is None] for day, there in by_day.items()}
        most, columns = _CHIPS[self.count]
        rows = min(most, max((-(-len(there) // columns) for there in whole.values()), default=0))
        self._strip = look().px(_CHIP + _GAP) * rows + (look().px(_GAP) if rows else 0)
        self._rects, self._chips, self._more = {}, {}, {}
        for column, day in enumerate(self.days):
            self._arrange_day(column, by_day[day])
            self._arrange_chips(column, day, whole[day])
        bar, port = self.verticalScrollBar(), self.viewport().height() - self.first_hour()
        bar.setRange(0, max(0, look().px(_HOUR) * 24 - port))
        bar.setPageStep(max(1, port))
        bar.setSingleStep(look().px(_HOUR) // 2)
        self.viewport().update()

    def first_hour(self) -> int:
        """Return how high the head with its whole days is: the hours scroll below it."""
        return look().px(_HEAD) + self._strip

    def scroll_to_morning(self) -> None:
        """Begin where the working day does."""
        self.verticalScrollBar().setValue(self._y(_MORNING))

    def visualRect(self, index: Index) -> QRect:
        row = index.row()
        if row in self._chips:
            return self._chips[row]
        return self._rects.get(row, QRect()).translated(0, self.first_hour() - self.verticalOffset())

    def indexAt(self, point: QPoint) -> QModelIndex:
        if point.y() < self.first_hour():
            row = next((row for row, rect in self._chips.items() if rect.contains(point)), -1)
        else:
            under = point + QPoint(0, self.verticalOffset() - self.first_hour())
            row = next((row for row, rect in reversed(self._rects.items()) if rect.contains(under)), -1)
        return self.model().index(row, 0)

    def scrollTo(self, index: Index, _hint: object = None) -> None:
        rect = self._rects.get(index.row())
        if rect is None:
            return
        bar, port = self.verticalScrollBar(), self.viewport().height() - self.first_hour()
        if rect.top() < bar.value() or rect.bottom() > bar.value() + port:
            bar.setValue(rect.top() - port // 3)

    def when_at(self, point: QPoint) -> Spoken | None:
        column = (point.x() - look().px(_GUTTER)) * self.count // max(1, self._wide())
        if not 0 <= column < self.count or point.x() < look().px(_GUTTER):
            return None
        if point.y() < self.first_hour():
            return Spoken(self.days[column])
        minute = (point.y() - self.first_hour() + self.verticalOffset()) * 60 // look().px(_HOUR)
        minute = min(max(minute // QUARTER * QUARTER, 0), DAY - QUARTER)
        return Spoken(self.days[column], time(*divmod(minute, 60)))

    def more_at(self, point: QPoint) -> date | None:
        when = self.when_at(point)
        if when is None or when.at is not None or when.day not in self._more or self.count == 1:
            return None
        return when.day if point.y() > self.first_hour() - look().px(_CHIP + _GAP) else None

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - all is painted
        painter = QPainter(self.viewport())
        port = self.viewport().rect()
        painter.save()
        painter.setClipRect(port.adjusted(0, self.first_hour(), 0, 0))
        self._paint_hours(painter)
        self._paint_slots(painter, self._rects)
        self._paint_now(painter)
        painter.restore()
        self._paint_head(painter)
        self._paint_slots(painter, self._chips)
        self._paint_target(painter)
        painter.end()

    def _arrange_day(self, column: int, there: list[tuple[int, Slot]]) -> None:
        rows = {slot: row for row, slot in there if slot.start is not None}
        left, width = self._x(column), self._x(column + 1) - self._x(column) - look().px(6)
        for slot, (place, places) in side_by_side(rows).items():
            wide = width // places
            top, bottom = self._y(slot.start or 0), self._y(slot.end)
            x = left + look().px(2) + place * wide
            self._rects[rows[slot]] = QRect(x, top + 1, wide - 2, bottom - top - 2)

    def _arrange_chips(self, column: int, day: date, rows: list[int]) -> None:
        most, columns = _CHIPS[self.count]
        shown = rows if len(rows) <= most * columns else rows[: most * columns - 1]
        left, width = self._x(column) + look().px(2), self._x(column + 1) - self._x(column) - look().px(6)
        top, wide = look().px(_HEAD), width // columns
        for place, row in enumerate(shown):
            down, across = divmod(place, columns)
            spot = QPoint(left + across * wide, top + down * look().px(_CHIP + _GAP))
            self._chips[row] = QRect(spot.x(), spot.y(), wide - look().px(2), look().px(_CHIP))
        if len(rows) > len(shown):
            self._more[day] = len(rows) - len(shown)

    def _paint_hours(self, painter: QPainter) -> None:
        tokens, top = look().tokens, self.first_hour() - self.verticalOffset()
        bottom = top + look().px(_HOUR) * 24
        for column, day in enumerate(self.days):
            area = QRect(self._x(column), top, self._x(column + 1) - self._x(column), bottom - top)
            painter.fillRect(area, colour(ground_of(day)))
        for hour in range(24):
            y = top + self._y(hour * 60)
            painter.setPen(colour(tokens.border))
            painter.drawLine(look().px(_GUTTER), y, self.viewport().width(), y)
            room = QRect(0, y - look().px(8), look().px(_GUTTER - 8), look().px(16))
            if hour:
                draw_text(painter, room, clock(hour * 60), tone="text3", size=11, right=True, tabular=True)
        self._paint_borders(painter, self.first_hour())

    def _paint_borders(self, painter: QPainter, top: int) -> None:
        painter.setPen(colour(look().tokens.border))
        for column in range(self.count):
            painter.drawLine(self._x(column), top, self._x(column), self.viewport().height())

    def _paint_slots(self, painter: QPainter, rects: dict[int, QRect]) -> None:
        current = self.currentIndex().row() if self.hasFocus() else -1
        for row, slot in enumerate(self._slots()):
            if row in rects:
                rect = self.visualRect(self.model().index(row, 0))
                draw_slot(painter, rect, slot, today=self.today, chosen=row == current)

    def _paint_head(self, painter: QPainter) -> None:
        tokens, high = look().tokens, look().px(_HEAD)
        painter.fillRect(QRect(0, 0, self.viewport().width(), self.first_hour()), colour(tokens.surface))
        for column, day in enumerate(self.days):
            left, width = self._x(column), self._x(column + 1) - self._x(column)
            if self._strip:
                painter.fillRect(QRect(left, high, width, self._strip), colour(ground_of(day)))
            room = QRect(left + look().px(8), 0, width - look().px(14), high)
            name = weekday_words(day)
            wide = look().width(name, 12, MEDIUM) + look().px(6)
            draw_text(painter, room, name, tone="text2", size=12, weight=MEDIUM)
            wide += draw_day_number(painter, room.adjusted(wide, 0, 0, 0), day, today=self.today)
            draw_mark(painter, room.adjusted(wide + look().px(4), 0, 0, 0), day, right=True)
            if day in self._more:
                self._paint_more(painter, left, width, self._more[day])
        painter.setPen(colour(tokens.border))
        painter.drawLine(0, self.first_hour(), self.viewport().width(), self.first_hour())
        self._paint_borders(painter, 0)

    def _paint_more(self, painter: QPainter, left: int, width: int, count: int) -> None:
        most, columns = _CHIPS[self.count]
        top = look().px(_HEAD) + (most - 1) * look().px(_CHIP + _GAP)
        left, width = left + (columns - 1) * width // columns, width // columns
        room = QRect(left + look().px(8), top, width - look().px(14), look().px(_CHIP))
        draw_text(painter, room, f"+{count}", tone="text3", size=11, weight=MEDIUM)

    def _paint_now(self, painter: QPainter) -> None:
        wall = self._wall()
        if wall.date() not in self.days:
            return
        column = self.days.index(wall.date())
        y = self.first_hour() - self.verticalOffset() + self._y(wall.hour * 60 + wall.minute)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour(look().tokens.bad), 1.5))
        painter.drawLine(self._x(column), y, self._x(column + 1), y)
        painter.setBrush(colour(look().tokens.bad))
        painter.drawEllipse(QPoint(self._x(column), y), look().px(3), look().px(3))

    def _paint_target(self, painter: QPainter) -> None:
        """Paint where the dragged appointment would go."""
        slot, target = self.current(), self._target
        if slot is None or target is None or target.day not in self.days:
            return
        column = self.days.index(target.day)
        left, width = self._x(column) + 2, self._x(column + 1) - self._x(column) - 4
        if target.at is None:
            rect = QRect(left, look().px(_HEAD), width, look().px(_CHIP))
        else:
            start = target.at.hour * 60 + target.at.minute
            length = slot.end - slot.start if slot.start is not None else 60
            top = self.first_hour() - self.verticalOffset() + self._y(start)
            rect = QRect(left, top, width, self._y(start + length) - self._y(start))
        painter.setPen(QPen(colour(look().tokens.accent), 2, Qt.PenStyle.DashLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(rect, 4, 4)
        if target.at is not None:
            room = rect.adjusted(look().px(8), 2, 0, 0)
            room.setHeight(look().px(16))
            draw_text(painter, room, f"{target.at:%H:%M}", tone="accent", size=11, weight=MEDIUM)

    def _wide(self) -> int:
        return self.viewport().width() - look().px(_GUTTER)

    def _x(self, column: int) -> int:
        return look().px(_GUTTER) + column * self._wide() // self.count

    def _y(self, minute: int) -> int:
        return minute * look().px(_HOUR) // 60
