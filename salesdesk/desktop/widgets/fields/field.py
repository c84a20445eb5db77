"""What all fields are: a value that is shown, edited in its place, and told once it is left.

There is no Save button: `committed` comes when Enter is pressed or the field is left with another value than
it showed. Escape takes the old value back. What cannot be taken is refused with the reason, in its place.
"""

from typing import Any, Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from salesdesk.desktop.runtime.language import bind
from salesdesk.desktop.widgets.plain import PlainLabel, restyle
from salesdesk.domain.errors import BadInput, SalesDeskError
from salesdesk.domain.fields import LINE_LIMIT
from salesdesk.words import error_text

LONGEST: Final = 4 * LINE_LIMIT
"""Letters a line takes at all. What is longer than LINE_LIMIT is refused in its place, to be shortened there;
Qt would take 32,767, and hold up the window with them."""


class Field(QWidget):
    """One value under a name. `quiet` fields look like text until they are touched: for drawers."""

    committed = Signal(object)  # the new value
    typed = Signal(str)  # each letter, for forms that answer at once

    def __init__(self, key: str, *, quiet: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.key = key
        self.quiet = quiet
        self._refusal = PlainLabel(role="refusal", wrap=True)
        self._refusal.hide()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        self._main: QWidget | None = None
        self._cut = False

    def value(self) -> Any:
        """Return the value as it was last shown or committed."""
        raise NotImplementedError

    def show_value(self, value: Any) -> None:
        """Show a value; nothing is told. What is being typed just now is left alone."""
        raise NotImplementedError

    def commit(self) -> bool:
        """Take what is typed; return False if it is refused."""
        return True

    def refuse(self, why: Exception | str) -> None:
        """Say beside the field why a value cannot be taken; "" takes it back."""
        text = error_text(why) if isinstance(why, Exception) else why
        self._refusal.setText(text)
        self._refusal.setVisible(bool(text))
        if self._main is not None and bool(self._main.property("refused")) != bool(text):
            self._main.setProperty("refused", bool(text))
            restyle(self._main)
        if self._main is not None:
            self._main.setAccessibleDescription(text)

    def send_back(self, kept: Any, why: Exception) -> None:
        """Refuse what was committed: `kept` is the value again, and what was typed stays to be put right."""
        self.show_value(kept)
        self.refuse(why)

    @property
    def refused(self) -> bool:
        return not self._refusal.isHidden()

    def _bound(self, line: QLineEdit) -> None:
        """Let a line take no more than LONGEST letters, and say so where more are typed or pasted."""
        line.setMaxLength(LONGEST)
        line.textEdited.connect(self._look_at_length)

    def _look_at_length(self, text: str) -> None:
        if len(text) >= LONGEST:
            self.refuse(BadInput("text-too-long", field=self.key, limit=LINE_LIMIT))
        elif self._cut:
            self.refuse("")
        self._cut = len(text) >= LONGEST

    def _put(self, main: QWidget, *, named: QWidget | None = None) -> None:
        """Take `main` as what the field consists of; `named` (or it) has the keyboard and the name."""
        self._main = named or main
        self._main.setProperty("quiet", self.quiet)
        self.setFocusProxy(self._main)
        bind(self._main, self._main.setAccessibleName, self.key)
        self._column.addWidget(main)
        self._column.addWidget(self._refusal)


class LineField(Field):
    """A field of one typed line. Kinds of it say how a value is spelt and read."""

    def __init__(
        self, key: str, *, quiet: bool = False, placeholder_key: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(key, quiet=quiet, parent=parent)
        self._value: Any = None
        self.line = QLineEdit()
        self.line.installEventFilter(self)
        self.line.editingFinished.connect(self.commit)
        self.line.textEdited.connect(self._changed)
        self._bound(self.line)
        if placeholder_key:
            bind(self.line, self.line.setPlaceholderText, placeholder_key)
        self._put(self.line)

    def spell(self, value: Any) -> str:
        """Return how a value is written for editing."""
        return "" if value is None else str(value)

    def read(self, text: str) -> Any:
        """Return the value of a text; raise SalesDeskError for what is none."""
        return text.strip()

    def value(self) -> Any:
        return self._value

    def show_value(self, value: Any) -> None:
        self._value = value
        if not (self.line.hasFocus() and self.line.isModified()):
            self.line.setText(self.spell(value))
            self.line.setCursorPosition(0)
            self.refuse("")

    def commit(self) -> bool:
        text = self.line.text()
        if text == self.spell(self._value):
            self.refuse("")
            return True
        try:
            value = self.read(text)
        except SalesDeskError as error:
            self.refuse(error)
            return False
        self._take(value)
        return True

    def send_back(self, kept: Any, why: Exception) -> None:
        typed = self.line.text()
        self.line.setModified(False)
        self.show_value(kept)
        self.line.setText(typed)
        self.refuse(why)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.line and event.type() in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride):
            escape = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
            if escape and self.line.text() != self.spell(self._value):
                if event.type() == QEvent.Type.KeyPress:
                    self._take_back()
                event.accept()
                return True
        return super().eventFilter(watched, event)

    def _take(self, value: Any) -> None:
        changed = value != self._value
        self._value = value
        self.line.setText(self.spell(value))
        self.line.setModified(False)
        self.refuse("")
        if changed:
            self.committed.emit(value)

    def _take_back(self) -> None:
        self.line.setText(self.spell(self._value))
        self.line.selectAll()
        self.refuse("")

    def _changed(self, text: str) -> None:
        if self.refused:
            self.refuse("")
        self.typed.emit(text)
