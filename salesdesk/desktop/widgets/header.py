"""The top of a page: what it is called, its views, and what can be done."""

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from salesdesk.desktop.theme.look import look
from salesdesk.desktop.widgets.adaptive_row import AdaptiveRow
from salesdesk.desktop.widgets.plain import PlainLabel


class PageHeader(QWidget):
    """Title at the left, then views, then (at the right) actions in the order they are added."""

    def __init__(self, title_key: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = PlainLabel(key=title_key, role="h1")
        self._row = QHBoxLayout(self)
        self._row.setSpacing(4)
        self._row.addWidget(self.title)
        self._row.addStretch(1)
        self._actions = AdaptiveRow()
        self._row.addWidget(self._actions)
        self._middle = 1
        self._fit()

    def add_leading(self, widget: QWidget) -> None:
        """Put something before the title, such as a way back."""
        self._row.insertWidget(self._row.indexOf(self.title), widget)
        self._middle += 1

    def add_views(self, widget: QWidget) -> None:
        """Put something behind the title, such as the saved views."""
        widget.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._row.insertWidget(self._middle, widget)
        self._middle += 1

    def add_action(self, widget: QWidget) -> None:
        """Put something at the right end."""
        self._actions.row.addWidget(widget)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._fit()

    def _fit(self) -> None:
        self.setMinimumHeight(look().control + look().px(18))
        self._row.setContentsMargins(look().px(18), look().px(8), look().px(12), look().px(8))
