"""Ctrl+K: every command and every record, by a few letters."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from salesdesk.desktop.runtime.background import Background
from salesdesk.desktop.runtime.commands import Command, Commands
from salesdesk.desktop.runtime.language import bind
from salesdesk.desktop.runtime.places import Place
from salesdesk.desktop.shortcuts import give, shown_keys
from salesdesk.desktop.theme.dress import dress
from salesdesk.desktop.theme.look import look
from salesdesk.desktop.widgets.picker import Suggestion, SuggestionList
from salesdesk.desktop.widgets.plain import line
from salesdesk.desktop.widgets.shadow import Shadow
from salesdesk.domain.fields import LINE_LIMIT
from salesdesk.words import LANGUAGES, say, words_of

_FIRST_COMMANDS: Final = 8
_STEPS: Final = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}


class Palette(QWidget):
    """Lies over the window while it is used. `find` is asked on a worker and gives suggestions of Places."""

    place_taken = Signal(Place)
    asking = Signal(str)

    def __init__(
        self,
        over: QWidget,
        commands: Commands,
        background: Background,
        find: Callable[[str], Sequence[Suggestion]],
    ) -> None:
        super().__init__(over)
        self._over, self._commands, self._background, self._find = over, commands, background, find
        self._asked = 0
        self._focused: QWidget | None = None
        self.setProperty("part", "raised")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.line = QLineEdit()
        self.line.setMaxLength(LINE_LIMIT)
        self.line.setProperty("part", "palette")
        self.line.installEventFilter(self)
        self.line.textChanged.connect(self._typed)
        bind(self.line, self.line.setPlaceholderText, "window.palette")
        bind(self.line, self.line.setAccessibleName, "window.palette")
        self.list = SuggestionList()
        self.list.taken.connect(self._taken)
        bind(self.list, self.list.setAccessibleName, "window.palette")
        self._arrange()
        over.installEventFilter(self)
        dress(self)
        self.hide()

    def open_palette(self) -> None:
        """Come to the front, empty."""
        self._focused = self._over.focusWidget()
        self.line.clear()
        self._typed("")
        self._place()
        self.show()
        self.raise_()
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def close_palette(self) -> None:
        """Go away; the keyboard goes back to where it was."""
        self.hide()
        if self._focused is not None and self._focused.isVisible():
            self._focused.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._over and event.type() == QEvent.Type.Resize:
            self._place()
        elif watched is self.line and event.type() == QEvent.Type.FocusOut and self.isVisible():
            self.hide()
        elif watched is self.line and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._key(event)
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Escape:
            self.close_palette()
        elif event.key() in _STEPS:
            self.list.move_by(_STEPS[Qt.Key(event.key())])
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.list.take()
        else:
            return False
        return True

    def _typed(self, text: str) -> None:
        self._asked += 1
        wanted = text.strip()
        self._show(wanted, [])
        then = partial(self._found, self._asked, wanted)
        self._background.ask(partial(self._find, wanted), owner=self, then=then)

    def _found(self, asked: int, text: str, records: Sequence[Suggestion]) -> None:
        if asked == self._asked:
            self._show(text, records)

    def _show(self, text: str, records: Sequence[Suggestion]) -> None:
        self.show_lines(text, records)
        self._place()

    def show_lines(self, text: str, records: Sequence[Suggestion]) -> None:
        """Offer what was found for a text, and the commands that fit; the page of that very name first."""
        commands = matching(self._commands.all(), text)
        named = [each for each in commands if _is_called(each, text)]
        rest = [each for each in commands if each not in named]
        lines = [*_offered(named), *records, *_offered(rest)]
        if not lines:
            lines = [Suggestion(say("window.palette.nothing", text=text), icon="search")]
        self.list.show_lines(lines)

    def _taken(self, taken: Suggestion) -> None:
        self.close_palette()
        self.take(taken)

    def take(self, taken: Suggestion) -> None:
        """Do what was chosen."""
        if isinstance(taken.value, Command):
            give(taken.value)
        elif isinstance(taken.value, Place):
            self.place_taken.emit(taken.value)

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 6, 1, 6)
        column.setSpacing(4)
        column.addWidget(self.line)
        column.addWidget(line())
        inner = QVBoxLayout()
        inner.setContentsMargins(6, 0, 6, 0)
        inner.addWidget(self.list)
        column.addLayout(inner)
        self._shadow = Shadow(self)

    def _place(self) -> None:
        width = min(look().px(640), self._over.width() - 40)
        top = max(20, self._over.height() // 7)
        room = self._over.height() - top - 40
        lines = self.list.height_of_lines(room - look().px(60))
        self.list.setFixedHeight(max(lines, look().px(40)))
        self.setFixedWidth(width)
        column = self.layout()
        if column is not None:
            column.activate()
            self.resize(width, column.sizeHint().height())
        self.move((self._over.width() - width) // 2, top)


def _offered(commands: Sequence[Command]) -> list[Suggestion]:
    """Return commands as lines below a heading."""
    lines = [
        Suggestion(each.title, each, shown_keys(each.shortcut), each.icon or "command") for each in commands
    ]
    return [Suggestion(say("window.palette.commands")), *lines] if lines else []


def _is_called(command: Command, text: str) -> bool:
    """Say whether the command goes to the page of this name, such as 报价: records only hold the word."""
    return any(str(value).casefold() == text.casefold() for value in command.values.values())


def matching(commands: Sequence[Command], text: str) -> list[Command]:
    """Return the commands whose title, in either language, has the words of `text`; the closest first."""
    wanted = text.casefold().split()
    if not wanted:
        return [each for each in commands if each.group != "go"][:_FIRST_COMMANDS]
    scored = [(_score(each, wanted), place, each) for place, each in enumerate(commands)]
    return [each for score, _place, each in sorted(scored, key=lambda item: item[:2]) if score < _NEVER]


_NEVER: Final = 99


def _score(command: Command, wanted: Sequence[str]) -> int:
    titles = [words_of(code).say(command.title_key, **command.values).casefold() for code in LANGUAGES]
    return min(_distance(title, wanted) for title in (command.title.casefold(), *titles))


def _distance(title: str, wanted: Sequence[str]) -> int:
    """0: begins so; 1: words begin so; 2: holds it; 3: the letters come in this order."""
    if title.startswith(" ".join(wanted)):
        return 0
    words = title.split()
    if all(any(word.startswith(piece) for word in words) for piece in wanted):
        return 1
    if all(piece in title for piece in wanted):
        return 2
    letters = iter(title)
    return 3 if all(letter in letters for letter in "".join(wanted)) else _NEVER
