"""How far one has come in the first minute."""

from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from salesdesk.desktop.runtime.language import bind
from salesdesk.desktop.theme.look import colour, look

_STEPS: Final = 4


class Dots(QWidget):
    """How far one has come: a dot for each step."""

    def __init__(self, step: int) -> None:
        super().__init__()
        self._step = step
        self.setFixedSize(QSize(look().px(14) * _STEPS, look().px(8)))
        bind(self, self.setAccessibleName, "unlock.step", n=step, of=_STEPS)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        side, far = look().px(6), look().px(14)
        for step in range(1, _STEPS + 1):
            painter.setBrush(colour(look().tokens.accent if step <= self._step else look().tokens.border2))
            painter.drawEllipse(QRectF((step - 1) * far + (far - side) / 2, 1, side, side))
        painter.end()
