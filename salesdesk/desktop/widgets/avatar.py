"""The round mark of a company or person, as a widget."""

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from salesdesk.desktop.theme.look import look
from salesdesk.desktop.widgets.painting import draw_avatar


class Avatar(QWidget):
    """Initials on a colour of the name's own; the name itself stands beside it, so it is not read aloud."""

    def __init__(self, name: str = "", size: int = 36, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._size = name, size
        self._fit()

    def show_name(self, name: str) -> None:
        """Stand for somebody else."""
        self._name = name
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        painter = QPainter(self)
        draw_avatar(painter, self.rect(), self._name)
        painter.end()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._fit()

    def _fit(self) -> None:
        self.setFixedSize(QSize(look().px(self._size), look().px(self._size)))
