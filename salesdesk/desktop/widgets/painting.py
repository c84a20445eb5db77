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
    picture = _clear_picture(side, side, scale)
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
    return look().width(text, 11, MEDIUM) + look().px(14)


def draw_pill(painter: QPainter, rect: QRect, text: str, tone: Tone) -> int:
    """Draw a state as a pill at the left of `rect`, in the middle of its height; return its width."""
    width = min(pill_width(text), rect.width())
    if width <= 0:
        return 0
    device = painter.device()
    scale = device.devicePixelRatio() if device is not None else 1.0
    ink, ground = look().tokens.of_tone(tone)
    picture = _pill(text, width, look().zoom, ink, ground, scale)
    top = rect.top() + (rect.height() - look().px(20)) // 2
    painter.drawPixmap(rect.left(), top, picture)
    return width


@lru_cache(maxsize=512)
def _pill(text: str, width: int, zoom: int, ink: str, ground: str, scale: float) -> QPixmap:  # noqa: ARG001 - the zoom is a cache key
    height = look().px(20)
    picture = _clear_picture(width, height, scale)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour(ground))
    shape = QRectF(0, 0, width, height)
    painter.drawRoundedRect(shape, height / 2, height / 2)
    painter.setPen(colour(ink))
    painter.setFont(look().font(11, MEDIUM))
    shown = look().fitted(text, width - look().px(10), 11, MEDIUM)
    painter.drawText(shape, _CENTRE, shown)
    painter.end()
    return picture


def _clear_picture(width: int, height: int, scale: float) -> QPixmap:
    picture = QPixmap(round(width * scale), round(height * scale))
    picture.setDevicePixelRatio(scale)
    picture.fill(Qt.GlobalColor.transparent)
    return picture
