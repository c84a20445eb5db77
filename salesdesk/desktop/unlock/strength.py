"""The strength of a new password, told in words while it is typed."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from salesdesk.desktop.runtime.language import rebind
from salesdesk.desktop.theme.look import colour, look
from salesdesk.desktop.theme.tokens import Tone
from salesdesk.desktop.widgets.plain import PlainLabel
from salesdesk.security.passwords import LEAST_ALONE, LEAST_BESIDE_KEYRING, MOST, Judgement, judge
from salesdesk.words import say

_PARTS = 4
_TONES: tuple[Tone, ...] = ("bad", "bad", "warn", "ok", "ok")


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
