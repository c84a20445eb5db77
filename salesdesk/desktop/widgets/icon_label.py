"""An icon that is only looked at; what it means stands beside it in words."""

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from salesdesk.desktop.theme.icons import draw_icon
from salesdesk.desktop.theme.look import look


class IconLabel(QWidget):
    """One icon in the colour of a token."""

    def __init__(self, name: str, tone: str = "text2", size: int = 16, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._tone, self._size = name, tone, size
        self._fit()

    def show_icon(self, name: str, tone: str = "text2") -> None:
        """Show another icon."""
        self._name, self._tone = name, tone
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        painter = QPainter(self)
        draw_icon(painter, self.rect(), self._name, getattr(look().tokens, self._tone))
        painter.end()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._fit()

    def _fit(self) -> None:
        self.setFixedSize(QSize(look().px(self._size), look().px(self._size)))
