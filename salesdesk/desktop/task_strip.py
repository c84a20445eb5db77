"""Long work in the sidebar: its title, how far it is, and a way to stop it."""

from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from salesdesk import formats
from salesdesk.desktop.runtime.task import Task
from salesdesk.desktop.widgets.buttons import IconButton
from salesdesk.desktop.widgets.plain import PlainLabel, panel
from salesdesk.words import say


class TaskCard(QWidget):
    """One piece of long work."""

    def __init__(self, task: Task) -> None:
        super().__init__()
        self._task = task
        self._title = PlainLabel(task.title, elide=True, role="strong")
        self._detail = PlainLabel(role="small", elide=True)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 0)
        self._bar.setAccessibleName(task.title)
        self._stop = IconButton("x", "window.cancel", self._cancel)
        box = panel("card", self)
        outer, column, row = QVBoxLayout(self), QVBoxLayout(box), QHBoxLayout()
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(box)
        column.setContentsMargins(10, 4, 6, 8)
        column.setSpacing(2)
        row.addWidget(self._title, 1)
        row.addWidget(self._stop)
        column.addLayout(row)
        column.addWidget(self._bar)
        column.addWidget(self._detail)
        task.progressed.connect(self._progress)

    def _cancel(self) -> None:
        self._task.cancel()
        self._stop.setEnabled(False)
        self._detail.setText(say("window.task.stopping"))

    def _progress(self, done: int, total: int) -> None:
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        if self._stop.isEnabled():
            figure = formats.size if self._task.counts_bytes else "{:,}".format
            self._detail.setText(" / ".join(figure(one) for one in ((done, total) if total else (done,))))


class TaskStrip(QWidget):
    """The work that is going on now, one card each."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self.hide()

    def add(self, task: Task) -> None:
        """Show a piece of work until it ends."""
        card = TaskCard(task)
        self._column.addWidget(card)
        self.show()
        task.ended.connect(lambda _cancelled: self._remove(card))

    def _remove(self, card: TaskCard) -> None:
        self._column.removeWidget(card)
        card.deleteLater()
        self.setVisible(self._column.count() > 0)
