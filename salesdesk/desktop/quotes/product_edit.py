"""The line in which a product is found while it is typed: by code, by name, by pinyin or its initials."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from salesdesk.desktop.runtime.background import Background
from salesdesk.desktop.runtime.language import bind
from salesdesk.desktop.theme.look import look
from salesdesk.desktop.widgets.picker import Suggestion, SuggestionList
from salesdesk.words import say

FREE: Final = object()
_MOST: Final = 300
_WIDE: Final = 380


class ProductEdit(QLineEdit):
    """Enter takes the first hit, even when it is typed before the hits are here. Escape closes the hits."""

    taken = Signal(object)  # the value of a suggestion, or None: keep the text as it is

    def __init__(
        self, background: Background, find: Callable[[str], Sequence[Suggestion]], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._background, self._find = background, find
        self._asked = self._answered = 0
        self._eager = False
        self._popup, self._list = self._make_popup()
        self.textEdited.connect(self.search)

    def search(self, text: str) -> None:
        """Look for products."""
        self._asked += 1
        then = partial(self._found, self._asked, text.strip())
        self._background.ask(partial(self._find, text.strip()), owner=self, then=then)

    def handles(self, event: QKeyEvent) -> bool:
        """Do what a key means for the hits; return False for keys that mean nothing here."""
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 6, Qt.Key.Key_PageUp: -6}
        opened, key = self._popup.isVisible(), event.key()
        if key in steps:
            if opened:
                self._list.move_by(steps[Qt.Key(key)])
            else:
                self.search(self.text() if self.isModified() else "")
            return True
        if key == Qt.Key.Key_Escape and opened:
            self._popup.hide()
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab) and self.isModified():
            if self._asked != self._answered:
                self._eager = True
                return True
            return opened and self._list.take()
        return False

    def close_hits(self) -> None:
        """Close the hits."""
        self._popup.hide()

    def hideEvent(self, event: QHideEvent) -> None:
        self._popup.hide()
        super().hideEvent(event)

    def _found(self, asked: int, text: str, hits: Sequence[Suggestion]) -> None:
        if asked != self._asked:
            return
        self._answered = asked
        free = [Suggestion(say("quote.line.free", text=text), FREE, icon="pencil")] if text else []
        self._list.show_lines([*hits, *free])
        if self._eager:
            self._eager = False
            self._list.take()
        elif (hits or free) and self.hasFocus():
            self._place()

    def _take(self, hit: Suggestion) -> None:
        self._popup.hide()
        self.taken.emit(None if hit.value is FREE else hit.value)

    def _place(self) -> None:
        window = self.window()
        width = max(self.width(), look().px(_WIDE))
        self._popup.resize(width, self._list.height_of_lines(look().px(_MOST)) + look().px(8))
        at = self.mapTo(window, QPoint(0, self.height() + 1))
        at.setX(max(0, min(at.x(), window.width() - width)))
        if at.y() + self._popup.height() > window.height():
            at.setY(self.mapTo(window, QPoint(0, 0)).y() - self._popup.height() - 1)
        self._popup.setParent(window)
        self._popup.move(at)
        self._popup.show()
        self._popup.raise_()

    def _make_popup(self) -> tuple[QWidget, SuggestionList]:
        popup = QWidget(self)
        popup.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        popup.setProperty("part", "raised")
        found = SuggestionList(popup)
        bind(found, found.setAccessibleName, "quote.column.product")
        found.taken.connect(self._take)
        layout = QVBoxLayout(popup)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.addWidget(found)
        popup.hide()
        self.destroyed.connect(popup.deleteLater)
        return popup, found
