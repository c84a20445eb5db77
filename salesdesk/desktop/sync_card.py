"""The card at the foot of the sidebar: what is saved, and what waits. Offline is normal and looks so."""

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from salesdesk.desktop.runtime.changes import Touched
from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.widgets.icon_label import IconLabel
from salesdesk.desktop.widgets.plain import PlainLabel, panel
from salesdesk.storage import outbox


class SyncCard(QWidget):
    """Counts the acts that wait for a server, after each change."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._title = PlainLabel(key="window.sync.saved", role="h4", elide=True)
        self._detail = PlainLabel(role="small", elide=True)
        box = panel("card", self)
        outer, row, column = QVBoxLayout(self), QHBoxLayout(box), QVBoxLayout()
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(box)
        row.setContentsMargins(10, 8, 10, 8)
        row.setSpacing(8)
        row.addWidget(IconLabel("cloud-off", "side_text"))
        row.addLayout(column, 1)
        column.setSpacing(1)
        column.addWidget(self._title)
        column.addWidget(self._detail)
        self._waiting = 0
        self._say(0)
        desk.changes.listen(self, self._count)
        self._count(Touched())

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LanguageChange:
            self._say(self._waiting)
        return super().event(event)

    def _count(self, _touched: Touched) -> None:
        database = self._desk.database
        self._desk.background.ask(lambda: database.ask(outbox.pending), owner=self, then=self._say)

    def _say(self, waiting: int) -> None:
        self._waiting = waiting
        self._detail.say("window.sync.waits.detail" if waiting else "window.sync.alone", n=waiting)
        self.setAccessibleName(f"{self._title.text()}. {self._detail.text()}")
