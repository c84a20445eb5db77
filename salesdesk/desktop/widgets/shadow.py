"""The shadow of what lies over the window. Qt's own is blurred anew with each letter typed above it."""

from functools import lru_cache
from typing import Final

from PySide6.QtCore import QEvent, QMargins, QObject, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from salesdesk.desktop.theme.look import look

_REACH: Final = 28
_DROP: Final = 8
_ROUND: Final = 10
_DARKEST: Final = 22  # alpha of the ring that is nearest
_STEP: Final = 2


class Shadow(QWidget):
    """Follows a widget, one layer below it, and falls a little downwards."""

    def __init__(self, of: QWidget) -> None:
        super().__init__(of.parentWidget())
        self._of = of
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()
        of.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._of:
            if event.type() in (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show):
                self._follow()
            elif event.type() == QEvent.Type.Hide:
                self.hide()
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        corner = look().px(_REACH + _ROUND)
        rings = _rings(look().px(_REACH), look().px(_ROUND), look().tokens.shade, self.devicePixelRatio())
        painter = QPainter(self)
        scale, least = rings.devicePixelRatio(), QRect(0, 0, 2 * corner + 1, 2 * corner + 1)
        for place, part in zip(_nine(self.rect(), corner), _nine(least, corner), strict=True):
            taken = QRectF(part.x() * scale, part.y() * scale, part.width() * scale, part.height() * scale)
            painter.drawPixmap(QRectF(place), rings, taken)
        painter.end()

    def _follow(self) -> None:
        reach, drop = look().px(_REACH), look().px(_DROP)
        self.setGeometry(self._of.geometry().marginsAdded(QMargins(reach, reach - drop, reach, reach + drop)))
        self.setVisible(self._of.isVisible())
        self.stackUnder(self._of)


@lru_cache(maxsize=4)
def _rings(reach: int, bend: int, shade: str, scale: float) -> QPixmap:
    """Return the shadow of the smallest thing: its corners, and one pixel of each side."""
    side = 2 * (reach + bend) + 1
    picture = QPixmap(round(side * scale), round(side * scale))
    picture.setDevicePixelRatio(scale)
    picture.fill(Qt.GlobalColor.transparent)
    painter, ink = QPainter(picture), QColor(shade)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for at in range(0, reach, _STEP):
        ink.setAlpha(round(_DARKEST * (at / reach) ** 2))
        painter.setPen(QPen(ink, _STEP))
        round_by = bend + reach - at
        painter.drawRoundedRect(QRectF(at, at, side - 2 * at, side - 2 * at), round_by, round_by)
    painter.end()
    return picture


def _nine(whole: QRect, corner: int) -> list[QRect]:
    """Cut a rectangle into corners and sides; the middle lies under the thing itself and is left out."""
    across, down = whole.width() - 2 * corner, whole.height() - 2 * corner
    columns = [(0, corner), (corner, across), (corner + across, corner)]
    rows = [(0, corner), (corner, down), (corner + down, corner)]
    cells = [QRect(x, y, width, height) for y, height in rows for x, width in columns]
    return cells[:4] + cells[5:]
