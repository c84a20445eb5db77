"""The sheet in the middle of the entrance on which each screen is laid out."""

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from salesdesk.desktop.theme.icons import draw_icon
from salesdesk.desktop.theme.look import colour, look
from salesdesk.desktop.theme.tokens import Tone
from salesdesk.desktop.widgets.buttons import Button
from salesdesk.desktop.widgets.plain import PlainLabel, is_restyled, panel, restyle

_WIDTH = 440
_EDGE = 32
_LEAST_WIDTH, _LEAST_EDGE = 360, 20


class Mark(QWidget):
    """A large icon on a soft round ground, in the tone of the message."""

    def __init__(self, icon: str, tone: Tone = "accent", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon, self._tone = icon, tone
        self._fit()

    def show_icon(self, icon: str, tone: Tone) -> None:
        """Show another icon."""
        self._icon, self._tone = icon, tone
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        ink, ground = look().tokens.of_tone(self._tone)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(ground))
        painter.drawEllipse(QRectF(self.rect()))
        side = round(self.width() * 0.44)
        corner = (self.width() - side) // 2
        draw_icon(painter, QRect(corner, corner, side, side), self._icon, ink)
        painter.end()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if is_restyled(event):
            self._fit()

    def _fit(self) -> None:
        self.setFixedSize(QSize(look().px(52), look().px(52)))


class Screen(QWidget):
    """One screen of the entrance: a sheet with a mark, a title, a sentence, and what belongs below.

    Enter presses the button that has the focus, or `primary`; Esc presses `back`.
    """

    asks_language = False  # the window then does not ask a second time

    def __init__(self, icon: str, title_key: str, text_key: str = "", *, tone: Tone = "accent") -> None:
        super().__init__()
        self.primary: Button | None = None
        self.back: Button | None = None
        self.mark = Mark(icon, tone)
        self.title = PlainLabel(key=title_key, role="h1", wrap=True)
        self.text = PlainLabel(key=text_key, role="muted", wrap=True) if text_key else PlainLabel(wrap=True)
        self.sheet = panel("sheet")
        self.column = QVBoxLayout(self.sheet)
        inner = panel("scrolled")
        outer, row = QVBoxLayout(inner), QHBoxLayout()
        outer.setContentsMargins(8, 8, 8, 8)
        row.addStretch()
        row.addWidget(self.sheet)
        row.addStretch()
        outer.addStretch(4)
        outer.addLayout(row)
        outer.addStretch(5)
        self._roll(inner)
        for label in (self.title, self.text):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.text.setProperty("role", "muted")
        self.column.addWidget(self.mark, 0, Qt.AlignmentFlag.AlignHCenter)
        self.column.addSpacing(8)
        self.column.addWidget(self.title)
        self.column.addWidget(self.text)
        self._fit()

    def lead_with(self, widget: QWidget) -> None:
        """Put a small widget above the mark."""
        self.column.insertWidget(0, widget, 0, Qt.AlignmentFlag.AlignHCenter)
        self.column.insertSpacing(1, 8)

    def _roll(self, inner: QWidget) -> None:
        """Let the sheet be rolled where the text is large and the window small."""
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inner)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area)

    def begin(self) -> None:
        """Called when the screen comes to the front: put the focus where typing starts."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        pressed = self.focusWidget()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            button = pressed if isinstance(pressed, Button) else self.primary
        elif event.key() == Qt.Key.Key_Escape:
            button = self.back
        else:
            super().keyPressEvent(event)
            return
        if button is not None and button.isEnabled():
            button.click()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if is_restyled(event):
            self._fit()

    def _fit(self) -> None:
        room = max(self.width() - 4 * _LEAST_EDGE, _LEAST_WIDTH)
        wide = look().px(_WIDTH) <= room
        edge = look().px(_EDGE) if wide else _LEAST_EDGE
        self.sheet.setFixedWidth(min(look().px(_WIDTH), room))
        self.column.setContentsMargins(edge, edge, edge, edge)
        self.column.setSpacing(look().px(8))


class Field(QWidget):
    """A caption over a control, and room below it for what is wrong with it."""

    def __init__(self, caption_key: str, control: QWidget) -> None:
        super().__init__()
        self.control = control
        self.caption = PlainLabel(key=caption_key, role="strong")
        self.caption.setBuddy(control)
        self.refusal = PlainLabel(role="refusal", wrap=True)
        self.refusal.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for widget in (self.caption, control, self.refusal):
            column.addWidget(widget)

    def refuse(self, text: str) -> None:
        """Say what is wrong, or with "" that all is well."""
        self.refusal.setText(text)
        self.refusal.setVisible(bool(text))
        if bool(text) != (self.control.property("refused") == "true"):
            self.control.setProperty("refused", "true" if text else "false")
            restyle(self.control)
