"""Lines of today under their headings, and which of them are picked."""

from collections.abc import Container, Iterable, Sequence
from typing import Any, Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QWidget

from salesdesk.desktop.today.task_paint import LINE_ROLE, PICKED_ROLE
from salesdesk.desktop.today.tasks import Key, Task, by_section
from salesdesk.words import say

Index = QModelIndex | QPersistentModelIndex
Line = Task | str
_NOWHERE: Final = QModelIndex()


class TaskModel(QAbstractListModel):
    """Lines and, as plain texts, names of sections above them. A picked line stays so while it is here."""

    picks_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines: list[Line] = []
        self._picked: dict[Key, None] = {}  # in the order in which they were picked

    def show_tasks(self, found: Sequence[Task]) -> None:
        """Show these lines under their headings."""
        self.beginResetModel()
        self.lines = []
        for section, tasks in by_section(found):
            self.lines += [section, *tasks]
        there = {task.key for task in found}
        kept = {key: None for key in self._picked if key in there}
        changed, self._picked = kept != self._picked, kept
        self.endResetModel()
        if changed:
            self.picks_changed.emit()

    def task(self, index: Index) -> Task | None:
        """Return the line at an index, or None for a heading."""
        line = self.lines[index.row()] if index.isValid() else None
        return line if isinstance(line, Task) else None

    def picked(self) -> list[Task]:
        """Return the lines that are picked, in the order of the list."""
        return self.known_by(self._picked)

    def rows(self) -> dict[Key, int]:
        """Return in which row each line stands."""
        return {line.key: row for row, line in enumerate(self.lines) if isinstance(line, Task)}

    def known_by(self, keys: Container[Key]) -> list[Task]:
        """Return the lines of some keys that are still here, in the order of the list."""
        return [line for line in self.lines if isinstance(line, Task) and line.key in keys]

    def is_picked(self, task: Task) -> bool:
        """Say whether a line is picked."""
        return task.key in self._picked

    def pick(self, rows: Iterable[int], *, on: bool | None = None) -> None:
        """Pick lines, or let them go; without `on` turn each over."""
        tasks = [line for row in rows if isinstance(line := self.lines[row], Task)]
        for task in tasks:
            if (task.key not in self._picked) if on is None else on:
                self._picked[task.key] = None
            else:
                self._picked.pop(task.key, None)
        self._tell()

    def clear_picks(self) -> None:
        """Let all go."""
        self._picked = {}
        self._tell()

    def _tell(self) -> None:
        if self.lines:
            self.dataChanged.emit(self.index(0), self.index(len(self.lines) - 1))
        self.picks_changed.emit()

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
        if role == PICKED_ROLE:
            return isinstance(line, Task) and self.is_picked(line)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._spoken(line, aloud=role == Qt.ItemDataRole.AccessibleTextRole)
        return None

    def _spoken(self, line: Line, *, aloud: bool) -> str:
        if isinstance(line, str):
            return say(f"today.section.{line}")
        picked = say("today.line.picked") if aloud and self.is_picked(line) else ""
        parts = (picked, line.name, line.reason, line.worth, line.ends)
        return ", ".join(part for part in parts if part)
