"""Keys for the commands that can be given now, and the sheet that lists them all."""

from functools import partial
from typing import Final

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QGridLayout, QWidget

from salesdesk.desktop.runtime.commands import Command, Commands
from salesdesk.desktop.runtime.turns import turns
from salesdesk.desktop.widgets.dialog import Sheet
from salesdesk.desktop.widgets.drawer import scrolled
from salesdesk.desktop.widgets.plain import PlainLabel
from salesdesk.words import say

_GROUPS: Final = ("app", "go", "page", "edit")
_LISTS: Final = (  # what the lists do by themselves
    ("window.lists.peek", "Space"),
    ("window.lists.open", "Enter"),
    ("window.lists.cells", "Right"),
    ("window.lists.edit", "F2"),
    ("window.lists.ends", "Home; End"),
    ("window.lists.all", "Ctrl+A"),
    ("window.lists.copy", "Ctrl+C"),
)


class Keys(QObject):
    """Turns commands into actions of a window, and follows when they change. A shortcut keeps its action."""

    def __init__(self, window: QWidget, commands: Commands) -> None:
        super().__init__(window)
        self._window, self._commands = window, commands
        self._actions: dict[str, QAction] = {}  # by their shortcuts
        self._given: dict[str, Command] = {}
        commands.changed.connect(self._renew)
        self._renew()

    def _renew(self) -> None:
        self._given = {command.shortcut: command for command in self._commands.all() if command.shortcut}
        for shortcut in self._actions.keys() - self._given.keys():
            action = self._actions.pop(shortcut)
            self._window.removeAction(action)
            action.deleteLater()
        for shortcut, command in self._given.items():
            if shortcut not in self._actions:
                self._actions[shortcut] = self._action(command)
            self._actions[shortcut].setText(command.title)

    def _action(self, command: Command) -> QAction:
        action = QAction(self._window)
        action.setShortcuts([QKeySequence(text) for text in command.shortcuts])
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.triggered.connect(partial(self._give, command.shortcut))
        self._window.addAction(action)
        return action

    def _give(self, shortcut: str, *_checked: object) -> None:
        if shortcut in self._given:
            give(self._given[shortcut])


def give(command: Command, *_checked: object) -> None:
    """Give a command, if it can be given now."""
    if command.enabled():
        command.run()


def shown_keys(shortcut: str) -> str:
    """Return a shortcut as it is shown: Ctrl K, G then C."""
    first = shortcut.split("; ", maxsplit=1)[0]
    return first.replace(", ", " ").replace("++", " +").replace("+", " ").strip()


class ShortcutSheet(Sheet):
    """All shortcuts of the moment, by group."""

    def __init__(self, commands: Commands, parent: QWidget) -> None:
        super().__init__("window.shortcuts", parent, width=560)
        inner = QWidget()
        self._grid = QGridLayout(inner)
        self._grid.setColumnStretch(0, 1)
        self._grid.setVerticalSpacing(6)
        self._grid.setContentsMargins(0, 0, 8, 0)
        known = commands.all()
        for group in _GROUPS:
            lines = [(each.title, each.shortcut) for each in known if each.group == group and each.shortcut]
            turns().add(self, partial(self._add_group, f"window.group.{group}", lines))
        self.body.addWidget(scrolled(inner))
        self.setMinimumHeight(480)
        self.setFocus()

    def _add_group(self, key: str, lines: list[tuple[str, str]]) -> None:
        if key == "window.group.edit":
            lines = [*lines, *((say(name), shortcut) for name, shortcut in _LISTS)]
        if not lines:
            return
        self._grid.addWidget(PlainLabel(key=key, role="caption"), self._grid.rowCount(), 0)
        for title, shortcut in lines:
            row = self._grid.rowCount()
            self._grid.addWidget(PlainLabel(title), row, 0)
            keys = " / ".join(shown_keys(part) for part in shortcut.split("; "))
            self._grid.addWidget(PlainLabel(keys, role="key"), row, 1, Qt.AlignmentFlag.AlignRight)
