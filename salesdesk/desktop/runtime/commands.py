"""Everything one can do by key or from the palette, told as data."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, Signal

from salesdesk.words import say


def _always() -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Command:
    """One thing to do. `shortcut` is in Qt's portable text ("Ctrl+K", "G, C"); several are parted by "; "."""

    name: str
    title_key: str
    run: Callable[[], None]
    shortcut: str = ""
    icon: str = ""
    group: str = "page"  # app, go, page, edit: the headings of the shortcut sheet
    values: Mapping[str, object] = field(default_factory=dict)
    enabled: Callable[[], bool] = _always

    @property
    def title(self) -> str:
        return say(self.title_key, **self.values)

    @property
    def shortcuts(self) -> list[str]:
        return [text for text in self.shortcut.split("; ") if text]


class Commands(QObject):
    """The commands that can be given now, by owner: the window's own, and those of the page in front."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._by_owner: dict[str, tuple[Command, ...]] = {}

    def offer(self, owner: str, commands: tuple[Command, ...]) -> None:
        """Replace the commands of one owner."""
        self._by_owner[owner] = commands
        self.changed.emit()

    def all(self) -> list[Command]:
        """Return all commands, those of the page first."""
        return [command for owner in reversed(self._by_owner.values()) for command in owner]

    def clashes(self) -> list[str]:
        """Return the shortcuts that are given twice."""
        seen: set[str] = set()
        twice: list[str] = []
        for shortcut in (text for command in self.all() for text in command.shortcuts):
            if shortcut in seen:
                twice.append(shortcut)
            seen.add(shortcut)
        return twice
