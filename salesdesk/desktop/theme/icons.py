"""Line icons (Lucide) drawn from SVG at any size, in the colours of the theme and of the state.

An icon is named by its file in `resources/icons`. It follows a change of theme by itself, for its colour
is a token that is looked up when it is painted.
"""

from functools import cache, lru_cache
from typing import Final

from PySide6.QtCore import QByteArray, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from salesdesk.desktop.theme.look import look
from salesdesk.settings import RESOURCES

_STROKE: Final = "1.75"
_alive: list[QIconEngine] = []  # QIcon owns the C++ half of an engine; this keeps the Python half


class LineEngine(QIconEngine):
    """Paints one icon. `tone` is the token of its usual colour."""

    def __init__(self, name: str, tone: str) -> None:
        super().__init__()
        self._name, self._tone = name, tone
        _alive.append(self)

    def clone(self) -> QIconEngine:
        return LineEngine(self._name, self._tone)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        draw_icon(painter, rect, self._name, self._colour(mode, state))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return drawn(self._name, self._colour(mode, state), size.width(), 1.0)

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        """Return a pixmap of `size` logical pixels with as many of the screen's as `scale` asks for."""
        return drawn(self._name, self._colour(mode, state), size.width(), scale)

    def _colour(self, mode: QIcon.Mode, state: QIcon.State) -> str:
        tokens = look().tokens
        if mode == QIcon.Mode.Disabled:
            return tokens.text3
        return str(tokens.accent if state == QIcon.State.On else getattr(tokens, self._tone))


@cache
def icon(name: str, tone: str = "text2") -> QIcon:
    """Return the icon of that name in the colour of the token `tone`."""
    return QIcon(LineEngine(name, tone))


def draw_icon(painter: QPainter, rect: QRect, name: str, colour: str) -> None:
    """Draw an icon into the middle of `rect`, as large as its shorter side."""
    side = min(rect.width(), rect.height())
    scale = painter.deviceTransform().m11() or 1.0  # asking for the device itself costs 30 ms, once
    picture = drawn(name, colour, side, scale)
    corner = QPoint(rect.x() + (rect.width() - side) // 2, rect.y() + (rect.height() - side) // 2)
    painter.drawPixmap(corner, picture)


@lru_cache(maxsize=512)
def drawn(name: str, colour: str, side: int, scale: float) -> QPixmap:
    """Return an icon of `side` logical pixels for a screen of that scale."""
    pixels = max(1, round(side * scale))
    picture = QPixmap(pixels, pixels)
    picture.fill(Qt.GlobalColor.transparent)
    renderer = QSvgRenderer(QByteArray(_svg(name).replace("currentColor", colour).encode()))
    if renderer.isValid():
        painter = QPainter(picture)
        renderer.render(painter, QRectF(0, 0, pixels, pixels))
        painter.end()
    picture.setDevicePixelRatio(scale)
    return picture


def read_icons() -> None:
    """Read all icons, on a worker, so that painting never waits for the disk."""
    for path in (RESOURCES / "icons").glob("*.svg"):
        _svg(path.stem)


@cache
def _svg(name: str) -> str:
    path = RESOURCES / "icons" / f"{name}.svg"
    text = path.read_text(encoding="utf-8") if path.is_file() else "<svg xmlns='http://www.w3.org/2000/svg'/>"
    return text.replace('stroke-width="2"', f'stroke-width="{_STROKE}"')
