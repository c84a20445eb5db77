"""What a show came to, drawn: a figure with what it was the last time, leads by the hour."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from salesdesk import formats
from salesdesk.desktop.theme.look import MEDIUM, colour, look
from salesdesk.desktop.widgets.plain import PlainLabel, panel
from salesdesk.words import language

_CENTRE = Qt.AlignmentFlag.AlignCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class FigureCard(QWidget):
    """A caption, a figure, and what it was at the last show."""

    def __init__(self, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        card = panel("card", self)
        outer, column = QVBoxLayout(self), QVBoxLayout(card)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(card)
        column.setContentsMargins(16, 10, 16, 12)
        column.setSpacing(2)
        self.figure, self.before = PlainLabel(role="kpi"), PlainLabel(role="small")
        column.addWidget(PlainLabel(key=key, role="muted"))
        column.addWidget(self.figure)
        column.addWidget(self.before)

    def show_figure(self, text: str, before: str) -> None:
        """Show a figure, and the one before in words."""
        self.figure.setText(text)
        self.before.setText(before)


class HourBars(QWidget):
    """One bar an hour; the day stands under its first hour."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hours: tuple[tuple[datetime, int], ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(look().px(180))

    def show_hours(self, hours: Sequence[tuple[datetime, int]]) -> None:
        """Show so many leads in each hour."""
        self._hours = tuple(hours)
        told = (
            f"{formats.short_day(at.date(), at.date(), language())} {at:%H} h: {count}" for at, count in hours
        )
        self.setAccessibleName("; ".join(told))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(look().px(420), look().px(220))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        if not self._hours:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        foot, head = look().px(36), look().px(18)
        room = self.rect().adjusted(0, head, 0, -foot)
        most = max(count for _, count in self._hours) or 1
        wide = room.width() / len(self._hours)
        painter.setPen(colour(look().tokens.border))
        painter.drawLine(room.bottomLeft(), room.bottomRight())
        for at, (hour, count) in enumerate(self._hours):
            high = room.height() * count / most
            slot = QRectF(room.left() + at * wide, room.bottom() - high, wide, high)
            self._bar(
                painter, slot, hour, count, first=at == 0 or hour.date() != self._hours[at - 1][0].date()
            )
        painter.end()

    def _bar(self, painter: QPainter, slot: QRectF, hour: datetime, count: int, *, first: bool) -> None:
        tokens, gap, line = look().tokens, min(slot.width() * 0.25, look().px(10)), look().px(16)
        if count:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour(tokens.accent))
            painter.drawRoundedRect(slot.adjusted(gap, 0, -gap, 0), 3, 3)
            painter.setPen(colour(tokens.text2))
            painter.setFont(look().font(11, MEDIUM, tabular=True))
            above = QRectF(slot.left(), slot.top() - line, slot.width(), line)
            painter.drawText(above, _CENTRE, str(count))
        painter.setPen(colour(tokens.text3))
        painter.setFont(look().font(11, tabular=True))
        below = QRectF(slot.left(), self.height() - 2 * line, slot.width(), line)
        painter.drawText(below, _CENTRE, f"{hour:%H}")
        if first:
            day = formats.short_day(hour.date(), hour.date(), language())
            wide = QRectF(slot.left() + gap, self.height() - line, look().px(90), line)
            painter.drawText(wide, _LEFT, day)
