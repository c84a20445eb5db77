"""Fields of text: one line, a title, several lines."""

from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from salesdesk.desktop.runtime.language import bind
from salesdesk.desktop.theme.look import look
from salesdesk.desktop.widgets.fields.field import Field, LineField
from salesdesk.desktop.widgets.long_edit import LongEdit
from salesdesk.domain.errors import BadInput


class TextField(LineField):
    """One line of text. With `required`, an empty text is refused."""

    def __init__(
        self,
        key: str,
        *,
        quiet: bool = False,
        required: bool = False,
        placeholder_key: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(key, quiet=quiet, placeholder_key=placeholder_key, parent=parent)
        self._required = required

    def read(self, text: str) -> Any:
        if self._required and not text.strip():
            raise BadInput("field-required", field=self.key)
        return text.strip()


class TitleField(TextField):
    """The name of a record, large, at the top of a drawer or an editor."""

    def __init__(self, key: str, *, placeholder_key: str = "", parent: QWidget | None = None) -> None:
        super().__init__(key, required=True, placeholder_key=placeholder_key, parent=parent)
        self.line.setProperty("part", "title")


class LongTextField(Field):
    """Several lines of text, as high as they are long; with `fills` as high as there is room.

    Ctrl+Enter or leaving commits.
    """

    def __init__(
        self,
        key: str,
        *,
        quiet: bool = False,
        placeholder_key: str = "",
        lines: int = 2,
        fills: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(key, quiet=quiet, parent=parent)
        self._value, self._lines, self._fills = "", lines, fills
        self._too_much = False
        self.text = LongEdit()
        self.text.setTabChangesFocus(True)
        upright = QSizePolicy.Policy.Expanding if fills else QSizePolicy.Policy.Fixed
        self.text.setSizePolicy(QSizePolicy.Policy.Expanding, upright)
        self.text.installEventFilter(self)
        self.text.document().contentsChanged.connect(self._grow)
        self.text.too_much.connect(self._refuse_more)
        self.text.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        if placeholder_key:
            bind(self.text, self.text.setPlaceholderText, placeholder_key)
        self._put(self.text)
        self._grow()

    def value(self) -> str:
        return self._value

    def show_value(self, value: Any) -> None:
        busy = self.text.hasFocus() and self.text.toPlainText() != self._value
        self._value = value or ""
        if not busy and self.text.toPlainText() != self._value:
            self.text.setPlainText(self._value)

    def commit(self) -> bool:
        text = self.text.toPlainText().strip()
        if text != self._value:
            self._value = text
            self.committed.emit(text)
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QFocusEvent) and event.type() == QEvent.Type.FocusOut:
            self.commit()
        elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Escape and self.text.toPlainText() != self._value:
                self.text.setPlainText(self._value)
                return True
            held = event.modifiers() & Qt.KeyboardModifier.ControlModifier
            if held and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.commit()
                return True
        return super().eventFilter(watched, event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "text"):
            self._grow()

    def _refuse_more(self, why: Exception) -> None:
        self.refuse(why)
        self._too_much = True

    def _grow(self) -> None:
        if self._too_much:
            self._too_much = False
            self.refuse("")
        lines = min(max(self._lines, self.text.document().blockCount()), 12)
        height = lines * look().metrics().lineSpacing() + look().px(20)
        if self._fills:
            self.text.setMinimumHeight(look().metrics().lineSpacing() * self._lines)
        else:
            self.text.setFixedHeight(height)
        text = self.text.toPlainText()
        self.text.suit(text)
        self.typed.emit(text)
