"""Shapes that lists and widgets draw alike: avatars, pills, marks."""

from functools import lru_cache
from typing import Final
from zlib import crc32

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap

from salesdesk.desktop.theme.look import MEDIUM, SEMIBOLD, colour, look
from salesdesk.desktop.theme.tokens import Tone

_CENTRE: Final = Qt.AlignmentFlag.AlignCenter
_HAN: Final = ("\u3400", "\u9fff")


def initials(name: str) -> str:
    """Return what an avatar says: the first Chinese character, or the initials of the first two words."""
    words = [word for word in name.replace("-", " ").split() if word[0].isalnum()]
    if not words:
        return name.strip()[:1].upper()
    first = words[0][0]
    if _HAN[0] <= first <= _HAN[1] or len(words) == 1:
        return first.upper() if _HAN[0] <= first <= _HAN[1] else words[0][:2].upper()
    return (first + words[1][0]).upper()


def draw_avatar(painter: QPainter, rect: QRect, name: str) -> None:
    """Draw the round mark of a company or person; its colour is always the same for the same name."""
    device = painter.device()
    scale = device.devicePixelRatio() if device is not None else 1.0
    painter.drawPixmap(rect.topLeft(), _avatar(name, rect.width(), scale))


@lru_cache(maxsize=512)
def _avatar(name: str, side: int, scale: float) -> QPixmap:
    picture = QPixmap(round(side * scale), round(side * scale))
    picture.setDevicePixelRatio(scale)
    picture.fill(Qt.GlobalColor.transparent)
    tokens = look().tokens
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour(tokens.avatars[crc32(name.encode()) % len(tokens.avatars)]))
    painter.drawEllipse(QRectF(0, 0, side, side))
    font = look().font(13, SEMIBOLD)
    font.setPixelSize(max(6, round(side * 0.4)))
    painter.setFont(font)
    painter.setPen(colour(tokens.on_avatar))
    painter.drawText(QRect(0, 0, side, side), _CENTRE, initials(name))
    painter.end()
    return picture


def pill_width(text: str) -> int:
    """Return how wide a pill with this text is."""
    return look().metrics(11, MEDIUM).horizontalAdvance(text) + look().px(14)


def draw_pill(painter: QPainter, rect: QRect, text: str, tone: Tone) -> int:
    """Draw a state as a pill at the left of `rect`, in the middle of its height; return its width."""
    ink, ground = look().tokens.of_tone(tone)
    width = min(pill_width(text), rect.width())
    height = look().px(20)
    shape = QRectF(rect.left(), rect.top() + (rect.height() - height) / 2, width, height)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour(ground))
    painter.drawRoundedRect(shape, height / 2, height / 2)
    painter.setPen(colour(ink))
    painter.setFont(look().font(11, MEDIUM))
    shown = look().metrics(11, MEDIUM).elidedText(text, Qt.TextElideMode.ElideRight, width - look().px(10))
    painter.drawText(shape, _CENTRE, shown)
    return width
