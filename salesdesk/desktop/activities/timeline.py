"""The history of a customer as a list: painted, so that thousands of entries open at once.

An entry takes two lines; the one that is opened shows all that was written.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListView, QWidget

from salesdesk.desktop.activities.timeline_paint import BODY_ROLE, TOLD_ROLE, TimelinePainter
from salesdesk.desktop.runtime.language import bind
from salesdesk.desktop.theme.tokens import Tone

Index = QModelIndex | QPersistentModelIndex
_NOWHERE: Final = QModelIndex()
_OPEN_KEYS: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


@dataclass(frozen=True, slots=True)
class Told:
    """An entry in words. `below` is who and when; `body` what is shown when it is opened."""

    icon: str
    title: str
    below: str
    body: str = ""
    tone: Tone = "plain"


class TimelineModel(QAbstractListModel):
    """Entries of any kind; `tell` puts one in words when it is looked at."""

    def __init__(self, tell: Callable[[Any], Told], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tell = tell
        self._entries: Sequence[Any] = ()
        self._told: dict[int, Told] = {}

    def show(self, entries: Sequence[Any]) -> None:
        """Show these entries, in this order."""
        self.beginResetModel()
        self._entries = entries
        self._told.clear()
        self.endResetModel()

    def say_again(self) -> None:
        """Put all in words anew: another language, another minute."""
        self._told.clear()
        if self._entries:
            self.dataChanged.emit(self.index(0), self.index(len(self._entries) - 1))

    def entry(self, row: int) -> Any:
        """Return an entry."""
        return self._entries[row]

    def told(self, row: int) -> Told:
        """Return an entry in words."""
        if row not in self._told:
            self._told[row] = self._tell(self._entries[row])
        return self._told[row]

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == TOLD_ROLE:
            return self.told(index.row())
        if role == BODY_ROLE:
            return self.told(index.row()).body
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            told = self.told(index.row())
            return f"{told.title}, {told.below}"
        return None


class TimelineList(QListView):
    """The list. Enter or a double click opens an entry; `chosen` tells entries that lead elsewhere."""

    chosen = Signal(object)

    def __init__(self, tell: Callable[[Any], Told], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.entries = TimelineModel(tell, self)
        self._painter = TimelinePainter(self)
        self.setModel(self.entries)
        self.setItemDelegate(self._painter)
        self.setProperty("part", "list")
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setTabKeyNavigation(False)
        self.entries.modelReset.connect(self._painter.close_entry)
        self.doubleClicked.connect(self._open)
        bind(self, self.setAccessibleName, "timeline.name")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _OPEN_KEYS and self.currentIndex().isValid():
            self._open(self.currentIndex())
            return
        if event.key() == Qt.Key.Key_Space:  # the list below the drawer peeks with it
            event.ignore()
            return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.entries.say_again()
        if event.type() == QEvent.Type.StyleChange:
            self.scheduleDelayedItemsLayout()

    def _open(self, index: QModelIndex) -> None:
        self._painter.turn_entry(index)
        self.chosen.emit(self.entries.entry(index.row()))
