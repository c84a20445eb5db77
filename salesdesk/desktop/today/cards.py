"""The figures at the top of today; each leads to its lines."""

from collections.abc import Mapping
from functools import partial
from typing import Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from salesdesk.desktop.runtime.language import rebind
from salesdesk.desktop.tables.cells import draw_text
from salesdesk.desktop.theme.look import SEMIBOLD, colour, look
from salesdesk.desktop.today.tasks import (
    BIRTHDAY,
    CARDS,
    DUE,
    EXPIRING,
    LATE,
    REORDER,
    RETURNING,
    SILENT,
    STALLED,
)
from salesdesk.desktop.widgets.plain import tip
from salesdesk.words import say

_TONES: Final = {
    LATE: "bad",
    DUE: "warn",
    EXPIRING: "info",
    STALLED: "warn",
    REORDER: "ok",
    BIRTHDAY: "info",
    RETURNING: "warn",
    SILENT: "violet",
}
_SELDOM: Final = (STALLED, REORDER, BIRTHDAY, RETURNING)
"""What most days have none of: its card comes with the first."""


class CountCard(QWidget):
    """A caption and a figure; pressed, it goes to the lines behind the figure."""

    pressed = Signal()

    def __init__(self, section: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._section, self._number = section, 0
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        rebind(self, self._name)
        self._fit()

    def show_number(self, number: int) -> None:
        """Show how many."""
        self._number = number
        self._name()
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.pressed.emit()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.rect().contains(event.position().toPoint()):
            self.pressed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        tokens, pad = look().tokens, min(look().px(16), self.width() // 10)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(colour(tokens.surface))
        painter.setPen(colour(tokens.accent if self.hasFocus() else tokens.border))
        painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), 8, 8)
        inner = self.rect().adjusted(pad, look().px(11), -pad, 0)
        head, figure = look().px(18), look().px(34)
        caption = inner.adjusted(0, 0, 0, head - inner.height())
        draw_text(painter, caption, say(f"today.{self._section}"), tone="text2", size=12)
        room = inner.adjusted(0, head, 0, head + figure - inner.height())
        tone = _TONES[self._section] if self._number else "text3"
        draw_text(painter, room, f"{self._number:,}", tone=tone, size=24, weight=SEMIBOLD, tabular=True)
        painter.end()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._fit()

    def _fit(self) -> None:
        self.setFixedHeight(look().px(76))

    def _name(self) -> None:
        caption = say(f"today.{self._section}")
        self.setAccessibleName(f"{caption}: {self._number}")
        tip(self, caption)  # beside many others it has no room for all of its words


class CountCards(QWidget):
    """One card a section."""

    section_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cards = {section: CountCard(section) for section in CARDS}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        for section, card in self.cards.items():
            card.pressed.connect(partial(self.section_asked.emit, section))
            row.addWidget(card, 1)
        for section in _SELDOM:
            self.cards[section].hide()

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """Show the figures by section."""
        for section, card in self.cards.items():
            card.show_number(counts.get(section, 0))
        for section in _SELDOM:
            self.cards[section].setVisible(bool(counts.get(section)))
