"""How an appointment and the days around it are painted."""

from datetime import date
from typing import Final

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from salesdesk import formats
from salesdesk.desktop.calendar.slots import Slot, clock, title
from salesdesk.desktop.tables.cells import draw_text
from salesdesk.desktop.theme.icons import draw_icon
from salesdesk.desktop.theme.look import MEDIUM, SEMIBOLD, colour, look
from salesdesk.desktop.theme.tokens import Tone
from salesdesk.domain.activities import ActivityKind
from salesdesk.domain.working_days import is_working_day, special_day
from salesdesk.words import language, say

TONES: Final[dict[ActivityKind, Tone]] = {
    ActivityKind.CALL: "info",
    ActivityKind.VISIT: "ok",
    ActivityKind.MEETING: "violet",
    ActivityKind.MAIL: "plain",
    ActivityKind.MESSAGE: "plain",
    ActivityKind.NOTE: "plain",
    ActivityKind.TASK: "accent",
}
_CENTRE: Final = Qt.AlignmentFlag.AlignCenter


def draw_slot(painter: QPainter, rect: QRect, slot: Slot, *, today: date, chosen: bool) -> None:
    """Draw one appointment: its bar tells the kind, a dashed edge what a series will bring."""
    tokens, appointment = look().tokens, slot.appointment
    tone: Tone = "bad" if slot.is_late(today) else TONES[appointment.kind]
    ink, ground = tokens.of_tone(tone)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    edge = QPen(colour(tokens.accent if chosen else ink), 2 if chosen else 1)
    if appointment.expected:
        edge.setStyle(Qt.PenStyle.DashLine)
    painter.setPen(edge if chosen or appointment.expected else Qt.PenStyle.NoPen)
    faint = appointment.done or appointment.expected
    painter.setBrush(colour(tokens.surface2 if faint else ground))
    painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
    if not appointment.expected:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(tokens.border2 if appointment.done else ink))
        painter.drawRoundedRect(QRectF(rect.left(), rect.top(), look().px(3), rect.height()), 1.5, 1.5)
    _draw_words(painter, rect, slot, "text3" if faint else "text")
    painter.restore()


def _draw_words(painter: QPainter, rect: QRect, slot: Slot, tone: str) -> None:
    line, left = look().px(17), look().px(8)
    room = rect.adjusted(left, 1, -look().px(4), -1)
    if slot.appointment.done:
        side = look().px(12)
        draw_icon(
            painter,
            QRect(room.left(), room.top(), side, min(line, room.height())),
            "check",
            look().tokens.text3,
        )
        room.setLeft(room.left() + side + look().px(3))
    if room.height() < 2 * line:
        when = "" if slot.start is None else f"{clock(slot.start)} "
        draw_text(painter, room, when + title(slot), tone=tone, size=11, weight=MEDIUM)
        return
    first = QRect(room.left(), room.top() + look().px(2), room.width(), line)
    draw_text(painter, first, slot.appointment.customer_name, tone=tone, size=12, weight=MEDIUM)
    when = (
        f"{clock(slot.start or 0)}–{clock(slot.end)}" if slot.appointment.minutes else clock(slot.start or 0)
    )
    below = f"{when} {slot.appointment.subject}".strip()
    draw_text(
        painter, first.translated(0, line), below, tone="text3" if tone == "text3" else "text2", size=11
    )


def draw_day_number(painter: QPainter, rect: QRect, day: date, *, today: date, faint: bool = False) -> int:
    """Draw the number of a day at the left of `rect`, today's on a ground of its own; return its width."""
    tokens, side = look().tokens, look().px(22)
    spot = QRect(rect.left(), rect.top() + (rect.height() - side) // 2, side, side)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(look().font(12, SEMIBOLD, tabular=True))
    if day == today:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(tokens.accent))
        painter.drawEllipse(spot)
    ink = tokens.on_accent if day == today else tokens.text3 if faint else tokens.text
    painter.setPen(colour(ink))
    painter.drawText(spot, _CENTRE, str(day.day))
    painter.restore()
    return side


def draw_mark(painter: QPainter, rect: QRect, day: date, *, right: bool = False) -> None:
    """Draw which holiday it is, or that a weekend day is worked."""
    special = special_day(day)
    if special is None:
        return
    words = say("calendar.worked") if special.works else say(f"holiday.{special.holiday}")
    draw_text(
        painter, rect, words, tone="warn" if special.works else "ok", size=11, weight=MEDIUM, right=right
    )


def ground_of(day: date) -> str:
    """Return the colour behind a day: that of work, or of rest."""
    tokens = look().tokens
    return tokens.surface if is_working_day(day) else tokens.surface2


def weekday_words(day: date) -> str:
    """Return the weekday, short in both languages."""
    name = formats.weekday(day, language())
    return name.replace("星期", "周")
