"""Typing a password: hidden until asked for, and its strength told in words while it is typed."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QAction, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from salesdesk.desktop.runtime.language import rebind
from salesdesk.desktop.theme.icons import icon
from salesdesk.desktop.theme.look import colour, look
from salesdesk.desktop.theme.tokens import Tone
from salesdesk.desktop.widgets.plain import PlainLabel, tip
from salesdesk.security.passwords import LEAST_ALONE, LEAST_BESIDE_KEYRING, MOST, Judgement, judge
from salesdesk.words import say

_PARTS = 4
_TONES: tuple[Tone, ...] = ("bad", "bad", "warn", "ok", "ok")


class PasswordEdit(QLineEdit):
    """A line for a password, with an eye to look at it."""

    def __init__(self, name_key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setMaxLength(256)
        self._eye = QAction(icon("eye"), "", self)
        self._eye.triggered.connect(self._look)
        self.addAction(self._eye, QLineEdit.ActionPosition.TrailingPosition)
        self._name_key = name_key
        rebind(self, self._name)

    def hide_again(self) -> None:
        """Hide what is typed."""
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self._name()

    def _look(self) -> None:
        hidden = self.echoMode() is QLineEdit.EchoMode.Password
        self.setEchoMode(QLineEdit.EchoMode.Normal if hidden else QLineEdit.EchoMode.Password)
        self._name()

    def _name(self) -> None:
        hidden = self.echoMode() is QLineEdit.EchoMode.Password
        self._eye.setIcon(icon("eye" if hidden else "eye-off"))
        text = say("unlock.password.show") if hidden else say("unlock.password.hide")
        self._eye.setText(text)
        self.setAccessibleName(say(self._name_key))
        for widget in self._eye.associatedObjects():
            if isinstance(widget, QWidget) and widget is not self:
                tip(widget, text)


class _Bar(QWidget):
    """Four parts that fill up."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._level = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_level(self, level: int) -> None:
        self._level = level
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(120, look().px(4))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        tokens = look().tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        gap = look().px(4)
        width = (self.width() - gap * (_PARTS - 1)) / _PARTS
        for part in range(_PARTS):
            ink = tokens.of_tone(_TONES[self._level])[0] if part < self._level else tokens.quiet
            painter.setBrush(colour(ink))
            painter.drawRoundedRect(QRectF(part * (width + gap), 0, width, self.height()), 2, 2)
        painter.end()


class StrengthTold(QWidget):
    """How good the password in `edit` is, in words and four parts of a bar.

    `own_words` returns names that the password must not rest on.
    """

    def __init__(self, edit: QLineEdit, own_words: Callable[[], tuple[str, ...]] = tuple) -> None:
        super().__init__()
        self._edit, self._own_words = edit, own_words
        self._alone = False
        self._bar = _Bar()
        self._words = PlainLabel(role="small", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2, 0, 0)
        column.setSpacing(6)
        column.addWidget(self._bar)
        column.addWidget(self._words)
        edit.textChanged.connect(self.tell)
        rebind(self, self.tell)

    def stand_alone(self, alone: bool) -> None:  # noqa: FBT001 - an answer is handed in
        """Ask for a longer password, because no keyring helps it, or for the usual one."""
        self._alone = alone
        self.tell()

    @property
    def judgement(self) -> Judgement:
        return judge(self._edit.text(), alone=self._alone, own_words=self._own_words())

    def tell(self) -> None:
        """Say how good it is."""
        least = LEAST_ALONE if self._alone else LEAST_BESIDE_KEYRING
        if not self._edit.text():
            self._bar.show_level(0)
            self._words.setText(say("unlock.password.advice", least=least))
            return
        found = self.judgement
        self._bar.show_level(found.level)
        self._words.setText(say(f"password.{found.strength}", least=least, most=MOST, missing=found.missing))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._bar.updateGeometry()


def focus(edit: QLineEdit) -> None:
    """Put the focus into a line and choose all that is in it."""
    edit.setFocus(Qt.FocusReason.OtherFocusReason)
    edit.selectAll()
