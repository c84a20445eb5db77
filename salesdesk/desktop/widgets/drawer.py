"""The drawer at the right: one record in detail, while the list keeps its place."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from salesdesk.desktop.theme.look import look
from salesdesk.desktop.widgets.buttons import IconButton
from salesdesk.desktop.widgets.plain import PlainLabel, panel


def scrolled(inner: QWidget) -> QScrollArea:
    """Return a scroll area around `inner`, as wide as there is room."""
    inner.setProperty("part", "scrolled")
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(inner)
    return area


class Drawer(QWidget):
    """A sheet with a title, buttons beside it, and a body that scrolls. Escape closes it."""

    closed = Signal()

    def __init__(self, width: int = 340, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._wide = width
        self.title = PlainLabel(role="h2", elide=True)
        self.subtitle = PlainLabel(role="faint", elide=True)
        self._head = QHBoxLayout()
        self.body = QVBoxLayout()
        sheet = panel("sheet", self)
        outer, column = QVBoxLayout(self), QVBoxLayout(sheet)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(sheet)
        column.setContentsMargins(16, 12, 8, 8)
        column.setSpacing(4)
        column.addLayout(self._head)
        column.addWidget(self.subtitle)
        column.addWidget(self._scroll(), 1)
        self._head.addWidget(self.title, 1)
        self._head.addWidget(IconButton("x", "window.close", self.close_drawer, shortcut="Esc"))
        self._fit()
        self.hide()

    def lead_with(self, widget: QWidget) -> None:
        """Put something before the title, such as an avatar."""
        self._head.insertWidget(0, widget)

    def add_action(self, widget: QWidget) -> None:
        """Put a button beside the title."""
        self._head.insertWidget(self._head.count() - 1, widget)

    def set_titles(self, title: str, subtitle: str = "") -> None:
        """Say what is shown."""
        self.title.setText(title)
        self.subtitle.setText(subtitle)
        self.subtitle.setVisible(bool(subtitle))
        self.setAccessibleName(title)

    def close_drawer(self) -> None:
        """Close, and tell."""
        if self.isVisible():
            self.hide()
            self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_drawer()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._fit()

    def _scroll(self) -> QScrollArea:
        inner = QWidget()
        inner.setLayout(self.body)
        self.body.setContentsMargins(0, 4, 8, 8)
        self.body.setSpacing(8)
        self.body.setAlignment(Qt.AlignmentFlag.AlignTop)
        return scrolled(inner)

    def _fit(self) -> None:
        self.setFixedWidth(look().px(self._wide))
