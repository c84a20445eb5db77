"""The list of what is due: headings and lines, worked by single keys or by the marks at the right."""

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QListView, QToolTip, QWidget

from salesdesk.desktop.runtime.language import bind
from salesdesk.desktop.theme.look import look
from salesdesk.desktop.today.task_paint import LINE_ROLE, TaskPainter, marks_of
from salesdesk.desktop.today.tasks import Task, by_section
from salesdesk.words import say

Index = QModelIndex | QPersistentModelIndex
Line = Task | str
_NOWHERE: Final = QModelIndex()
_KEYS: Final = {
    Qt.Key.Key_D: "done",
    Qt.Key.Key_1: "tomorrow",
    Qt.Key.Key_7: "week",
    Qt.Key.Key_Return: "open",
    Qt.Key.Key_Enter: "open",
    Qt.Key.Key_Space: "open",
}


class TaskModel(QAbstractListModel):
    """Lines and, as plain texts, the names of sections above them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines: list[Line] = []

    def show_tasks(self, found: Sequence[Task]) -> None:
        """Show these lines under their headings."""
        self.beginResetModel()
        self.lines = []
        for section, tasks in by_section(found):
            self.lines += [section, *tasks]
        self.endResetModel()

    def task(self, index: Index) -> Task | None:
        """Return the line at an index, or None for a heading."""
        line = self.lines[index.row()] if index.isValid() else None
        return line if isinstance(line, Task) else None

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if self.task(index) is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self.lines[index.row()]
        if role == LINE_ROLE:
            return line
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            if isinstance(line, Task):
                return ", ".join(part for part in (line.name, line.reason, line.ends) if part)
            return say(f"today.section.{line}")
        return None


class TaskList(QListView):
    """D does, 1 and 7 put off, Enter opens; a click on one of the marks does the same."""

    asked = Signal(str, object)  # done, tomorrow, week or open; and the Task

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("part", "list")
        self.tasks = TaskModel(self)
        self.setModel(self.tasks)
        self.setItemDelegate(TaskPainter(self))
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        bind(self, self.setAccessibleName, "today.list")

    def show_tasks(self, found: Sequence[Task]) -> None:
        """Show these lines; the cursor stays at its place, so that one key after another clears the list."""
        at = self.currentIndex().row()
        self.tasks.show_tasks(found)
        self.go_to(max(at, 0))

    def go_to(self, row: int) -> None:
        """Put the cursor on the next line from a row on, or on the last."""
        lines = self.tasks.lines
        rows = [number for number in range(len(lines)) if isinstance(lines[number], Task)]
        wanted = next((number for number in rows if number >= row), rows[-1] if rows else -1)
        if wanted >= 0:
            self.setCurrentIndex(self.tasks.index(wanted))

    def go_to_section(self, section: str) -> None:
        """Put the cursor on the first line of a section."""
        if section in self.tasks.lines:
            at = self.tasks.lines.index(section)
            self.scrollTo(self.tasks.index(at), QListView.ScrollHint.PositionAtTop)
            self.go_to(at)
            self.setFocus()

    def current_task(self) -> Task | None:
        """Return the line under the cursor."""
        return self.tasks.task(self.currentIndex())

    def ask(self, act: str) -> None:
        """Ask for something to be done with the line under the cursor."""
        task = self.current_task()
        if task is not None and (act == "open" or act in marks_of(task)):
            self.asked.emit(act, task)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        act = _KEYS.get(Qt.Key(event.key()))
        if act is not None and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.ask(act)
            return
        super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        act = self._mark_at(event.position().toPoint())
        if act:
            self.ask(act)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if not self._mark_at(event.position().toPoint()):
            self.ask("open")

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        act = self._mark_at(event.position().toPoint())
        self.setCursor(Qt.CursorShape.PointingHandCursor if act else Qt.CursorShape.ArrowCursor)
        QToolTip.showText(event.globalPosition().toPoint(), say(f"today.{act}") if act else "", self)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.scheduleDelayedItemsLayout()

    def _mark_at(self, at: QPoint) -> str:
        """Return what the mark under the mouse does, or ""."""
        index = self.indexAt(at)
        task = self.tasks.task(index)
        painter = self.itemDelegate()
        if task is None or not isinstance(painter, TaskPainter):
            return ""
        spots = painter.spots(self.visualRect(index), task)
        grown = look().px(5)
        return next((act for act, spot in spots if spot.adjusted(-grown, -8, grown, 8).contains(at)), "")
