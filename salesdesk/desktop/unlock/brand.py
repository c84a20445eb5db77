"""The sign of the program."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from salesdesk.desktop.theme.icons import draw_icon
from salesdesk.desktop.theme.look import colour, look


class Brand(QWidget):
    """The sign of the program: a case on a square of the accent colour."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(QSize(look().px(28), look().px(28)))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(look().tokens.accent))
        corner = look().px(7)
        painter.drawRoundedRect(QRectF(self.rect()), corner, corner)
        edge = self.width() // 4
        side = self.width() - 2 * edge
        draw_icon(painter, QRect(edge, edge, side, side), "briefcase", look().tokens.on_accent)
        painter.end()
