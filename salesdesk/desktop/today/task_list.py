"""The list of what is due, worked by single keys or by the marks at the right; lines can be picked."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QListView, QToolTip, QWidget

from salesdesk.desktop.runtime.language import bind
from salesdesk.desktop.theme.look import look
from salesdesk.desktop.today.task_model import TaskModel
from salesdesk.desktop.today.task_paint import TaskPainter, marks_of
from salesdesk.desktop.today.tasks import Task
from salesdesk.words import say

Index = QModelIndex | QPersistentModelIndex
_KEYS: Final = {
    Qt.Key.Key_D: "done",
    Qt.Key.Key_1: "tomorrow",
    Qt.Key.Key_7: "week",
    Qt.Key.Key_Return: "open",
    Qt.Key.Key_Enter: "open",
}
_STEPS: Final = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
_PLAIN: Final = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
_SHIFT: Final = Qt.KeyboardModifier.ShiftModifier
_CTRL: Final = Qt.KeyboardModifier.ControlModifier


class TaskList(QListView):
    """D does, 1 and 7 put off, Enter opens; a click on one of the marks does the same.

    Space picks a line and goes on to the next, Shift with an arrow or a click picks all on the way, Ctrl with
    a click one more; a click on the round mark does too. What is done, is done with all that are picked.
    """

    asked = Signal(str, object)  # done, tomorrow, week or open; and the Tasks
    typed = Signal(str)  # a letter that means nothing here: a day begins with it

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
        self._anchor: int | None = None
        bind(self, self.setAccessibleName, "today.list")

    def show_tasks(self, found: Sequence[Task]) -> None:
        """Show these lines; the cursor stays on its line, or goes on where that is gone.

        So one key after another clears the list, and no key meets a line that came in the meantime.
        """
        at = max(self.currentIndex().row(), 0)
        behind = [line.key for line in self.tasks.lines[at:] if isinstance(line, Task)]
        self._anchor = None
        self.tasks.show_tasks(found)
        rows = self.tasks.rows()
        self.go_to(next((rows[key] for key in behind if key in rows), at))

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

    def chosen(self) -> list[Task]:
        """Return the lines that are picked; without any, the one under the cursor."""
        current = self.current_task()
        return self.tasks.picked() or ([current] if current is not None else [])

    def ask(self, act: str) -> None:
        """Ask for something to be done with what is chosen; only the line under the cursor is opened."""
        current = self.current_task()
        tasks = self.chosen() if act != "open" else [current] if current is not None else []
        self._ask(act, tasks)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, held = Qt.Key(event.key()), event.modifiers()
        act = _KEYS.get(key)
        if act is not None and not held & _CTRL:
            self.ask(act)
        elif key == Qt.Key.Key_Space:
            self._pick_and_go_on()
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End) and not held & _SHIFT:
            self.go_to(0 if key == Qt.Key.Key_Home else len(self.tasks.lines))  # not to a heading
        elif key in _STEPS and held & _SHIFT:
            self._pick_on_the_way(_STEPS[key])
        elif key == Qt.Key.Key_A and held & _CTRL:
            self.tasks.pick(range(len(self.tasks.lines)), on=True)
        elif key == Qt.Key.Key_Escape and self.tasks.picked():
            self.tasks.clear_picks()
        elif event.text().isprintable() and event.text() and not held & ~_PLAIN:
            self.typed.emit(event.text())
        else:
            self._anchor = None if key in _STEPS else self._anchor
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        row, held = self.indexAt(at).row(), event.modifiers()
        before = self.currentIndex().row()
        super().mousePressEvent(event)
        if row < 0 or event.button() != Qt.MouseButton.LeftButton:
            return
        if held & _SHIFT and before >= 0:
            self.tasks.pick(range(min(before, row), max(before, row) + 1), on=True)
        elif held & _CTRL or self._is_on_round_mark(at):
            self.tasks.pick([row])

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        at = event.position().toPoint()
        act, task = self._mark_at(at), self.tasks.task(self.indexAt(at))
        if act and task is not None:
            self._ask(act, self.tasks.picked() if self.tasks.is_picked(task) else [task])

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        if not self._mark_at(at) and not self._is_on_round_mark(at):
            self.ask("open")

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        at = event.position().toPoint()
        act = self._mark_at(at)
        hand = bool(act) or self._is_on_round_mark(at)
        self.setCursor(Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor)
        QToolTip.showText(event.globalPosition().toPoint(), say(f"today.{act}") if act else "", self)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.scheduleDelayedItemsLayout()

    def _ask(self, act: str, tasks: Sequence[Task]) -> None:
        able = [task for task in tasks if act == "open" or act in marks_of(task)]
        if able:
            self.asked.emit(act, able)

    def _pick_and_go_on(self) -> None:
        row = self.currentIndex().row()
        if row >= 0:
            self.tasks.pick([row])
            self.go_to(row + 1)

    def _pick_on_the_way(self, step: int) -> None:
        """Pick the line under the cursor and the next one; going back lets the last one go."""
        row = self.currentIndex().row()
        if row < 0:
            return
        self._anchor = row if self._anchor is None else self._anchor
        after = row + step
        while 0 <= after < len(self.tasks.lines) and not isinstance(self.tasks.lines[after], Task):
            after += step
        if not 0 <= after < len(self.tasks.lines):
            self.tasks.pick([row], on=True)
            return
        if abs(after - self._anchor) < abs(row - self._anchor):
            self.tasks.pick([row], on=False)
        else:
            self.tasks.pick([row, after], on=True)
        self.setCurrentIndex(self.tasks.index(after))

    def _is_on_round_mark(self, at: QPoint) -> bool:
        index, painter = self.indexAt(at), self.itemDelegate()
        if self.tasks.task(index) is None or not isinstance(painter, TaskPainter):
            return False
        return painter.round_mark(self.visualRect(index)).contains(at)

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
