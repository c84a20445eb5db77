"""What is shown while the demo is made: it takes some seconds the first time."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from salesdesk.desktop.runtime.language import bind
from salesdesk.desktop.theme.look import look
from salesdesk.desktop.widgets.empty import EmptyState


class Waiting(QWidget):
    """One sentence and a bar that moves."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("part", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        bind(self, self.setWindowTitle, "window.name")
        bar = QProgressBar()
        bar.setRange(0, 0)
        bar.setTextVisible(False)
        bar.setFixedWidth(look().px(220))
        bind(bar, bar.setAccessibleName, "window.waiting.title")
        column = QVBoxLayout(self)
        column.addWidget(EmptyState("sparkles", "window.waiting.title", "window.waiting.text", bar))
        self.resize(look().px(960), look().px(680))
