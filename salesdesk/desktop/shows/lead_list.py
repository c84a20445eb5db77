"""A list of leads one walks through by key."""

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from salesdesk.desktop.runtime.language import bind
from salesdesk.desktop.widgets.picker import SuggestionList


class LeadList(SuggestionList):
    """Up and Down or a click go to one, Enter or a second click takes it."""

    def __init__(self, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.doubleClicked.connect(lambda _index: self.take())
        bind(self, self.setAccessibleName, key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.take()
        else:
            super().keyPressEvent(event)

    def _clicked(self, _index: QModelIndex) -> None:
        """A click only goes there."""
