"""A field that holds another record, found by typing a few letters of it."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from salesdesk.desktop.runtime.background import Background
from salesdesk.desktop.runtime.language import bind
from salesdesk.desktop.theme.look import look
from salesdesk.desktop.widgets.fields.field import Field
from salesdesk.desktop.widgets.picker import Suggestion, SuggestionList
from salesdesk.words import say

_MOST: Final = 300
_CREATE: Final = object()


class RecordField(Field):
    """The `value` of a Suggestion, or None. `find` is asked on a worker for each text that is typed.

    With `create`, the last line offers to make a new record called as typed; `create` is given that text.
    """

    def __init__(
        self,
        key: str,
        background: Background,
        find: Callable[[str], Sequence[Suggestion]],
        *,
        create: Callable[[str], None] | None = None,
        quiet: bool = False,
        placeholder_key: str = "window.picker.hint",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(key, quiet=quiet, parent=parent)
        self._background, self._find, self._create = background, find, create
        self._shown: Suggestion | None = None
        self._asked, self._answered = 0, 0
        self._hurried = False
        self.line = QLineEdit()
        self.line.installEventFilter(self)
        self.line.textEdited.connect(self._search)
        self._bound(self.line)
        bind(self.line, self.line.setPlaceholderText, placeholder_key)
        self._put(self.line)
        self._popup, self._list = self._make_popup()

    def value(self) -> Any:
        return self._shown.value if self._shown is not None else None

    def show_value(self, value: Suggestion | None) -> None:
        """Show a record by its Suggestion; None is no record. What is being typed just now is left alone."""
        self._shown = value
        if not (self.line.hasFocus() and self.line.isModified()):
            self._write_down()

    def close_list(self) -> None:
        """Close the suggestions."""
        self._popup.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            if event.key() == Qt.Key.Key_Escape and self._is_begun():
                event.accept()
                return True
        elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if self._key(event):
                return True
        elif event.type() == QEvent.Type.FocusOut and watched is self.line:
            self._left()
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 6, Qt.Key.Key_PageUp: -6}
        opened = self._popup.isVisible()
        if event.key() in steps:
            if opened:
                self._list.move_by(steps[Qt.Key(event.key())])
            else:
                self._search(self.line.text() if self.line.isModified() else "")
            return True
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab) and opened:
            return self._list.take() and event.key() != Qt.Key.Key_Tab
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._answered < self._asked:
            self._hurried = True  # whoever types fast gets the best line when it is here
            return True
        if event.key() == Qt.Key.Key_Escape and (opened or self._is_begun()):
            self._popup.hide()
            self._write_down()
            return True
        return False

    def _write_down(self) -> None:
        """Let the line say what the field holds; answers to what was typed before come too late."""
        self._asked += 1
        self._answered, self._hurried = self._asked, False
        self.line.setText(self._shown.title if self._shown is not None else "")
        self.line.setCursorPosition(0)
        self.refuse("")

    def _is_begun(self) -> bool:
        """Say whether something else stands in the line than what the field holds."""
        return self.line.text() != (self._shown.title if self._shown is not None else "")

    def _search(self, text: str) -> None:
        self._asked += 1
        self._hurried = False
        then = partial(self._found, self._asked, text.strip())
        self._background.ask(partial(self._find, text.strip()), owner=self, then=then)

    def _found(self, asked: int, text: str, lines: Sequence[Suggestion]) -> None:
        self._answered = max(self._answered, asked)
        if asked != self._asked or not (self.line.hasFocus() or self._hurried):
            return
        shown = list(lines)
        if text and self._create is not None:
            shown.append(Suggestion(say("window.picker.create", text=text), _CREATE, icon="plus"))
        self._list.show_lines(shown)
        if self._hurried:
            self._hurried = False
            _ = self._list.take() or self.commit()
        elif shown:
            self._place_popup()
        else:
            self._popup.hide()

    def _place_popup(self) -> None:
        width = max(self.line.width(), look().px(260))
        self._popup.resize(width, self._list.height_of_lines(look().px(_MOST)) + look().px(8))
        window = self.window()
        at = self.line.mapTo(window, QPoint(0, self.line.height() + 2))
        at.setX(max(0, min(at.x(), window.width() - width)))
        if at.y() + self._popup.height() > window.height():
            at.setY(self.line.mapTo(window, QPoint(0, 0)).y() - self._popup.height() - 2)
        self._popup.setParent(window)
        self._popup.move(at)
        self._popup.show()
        self._popup.raise_()

    def _take(self, line: Suggestion) -> None:
        self._popup.hide()
        if line.value is _CREATE and self._create is not None:
            self.line.setModified(False)
            self._create(self.line.text().strip())
            return
        changed = self._shown is None or line.value != self._shown.value
        self._shown = line
        self._write_down()
        if changed:
            self.committed.emit(line.value)

    def _left(self) -> None:
        self._popup.hide()
        emptied = not self.line.text().strip() and self._shown is not None
        if emptied:
            self._shown = None
        self._write_down()
        if emptied:
            self.committed.emit(None)

    def _make_popup(self) -> tuple[QWidget, SuggestionList]:
        popup = QWidget(self)
        popup.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        popup.setProperty("part", "raised")
        found = SuggestionList(popup)
        bind(found, found.setAccessibleName, self.key)
        found.taken.connect(self._take)
        layout = QVBoxLayout(popup)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.addWidget(found)
        popup.hide()
        self.destroyed.connect(popup.deleteLater)
        return popup, found
