"""What a place says when there is nothing in it: what it is for, and the one thing to do next."""

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from salesdesk.desktop.theme.icons import draw_icon
from salesdesk.desktop.theme.look import colour, look
from salesdesk.desktop.widgets.plain import PlainLabel


class Emblem(QWidget):
    """A large icon on a soft round ground."""

    def __init__(self, icon: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = icon
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(look().tokens.accent_soft))
        painter.drawEllipse(self.rect())
        side = self.width() // 2
        corner = (self.width() - side) // 2
        draw_icon(painter, QRect(corner, corner, side, side), self._icon, look().tokens.accent)
        painter.end()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._fit()

    def _fit(self) -> None:
        self.setFixedSize(QSize(look().px(56), look().px(56)))


class EmptyState(QWidget):
    """Icon, title, one sentence, and buttons; in the middle of whatever it is put in."""

    def __init__(
        self, icon: str, title_key: str, text_key: str, *buttons: QWidget, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.title = PlainLabel(key=title_key, role="h2")
        self.text = PlainLabel(key=text_key, role="muted", wrap=True)
        self.text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.text.setMaximumWidth(look().px(440))
        self.text.setMinimumWidth(look().px(180))
        column = QVBoxLayout(self)
        column.setSpacing(10)
        column.addStretch(2)
        for widget in (Emblem(icon, self), self.title):
            column.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addLayout(centred(self.text))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch()
        for button in buttons:
            row.addWidget(button)
        row.addStretch()
        column.addSpacing(6)
        column.addLayout(row)
        column.addStretch(3)


def centred(widget: QWidget) -> QHBoxLayout:
    """Return a row with a widget in its middle. Only so is wrapped text given the height it needs."""
    row = QHBoxLayout()
    row.addStretch(1)
    row.addWidget(widget, 100)  # as wide as it may be
    row.addStretch(1)
    return row
