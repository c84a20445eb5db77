"""Saying something to colleagues about a customer: @ and a name calls somebody."""

from collections.abc import Mapping
from functools import partial
from typing import Final
from uuid import UUID

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from salesdesk.desktop.theme.dress import dress
from salesdesk.desktop.widgets.buttons import Button
from salesdesk.desktop.widgets.fields.text import LongTextField
from salesdesk.desktop.widgets.plain import PlainLabel
from salesdesk.domain.comments import being_called

_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_OFFERED: Final = 4


class CommentLine(QWidget):
    """Hidden until `open_line`. Enter says it, Shift+Enter begins a line, Escape closes and keeps the text.

    While a name is begun, those that fit are offered below; Tab takes the first.
    """

    said = Signal(str)
    touched = Signal()  # something was written, or taken back
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._people: Mapping[UUID, str] = {}
        self.offers: list[Button] = []
        self.text = LongTextField("comment.what", lines=2, placeholder_key="comment.hint")
        self.save = Button(key="comment.say", kind="primary", run=self._say)
        self._row = QHBoxLayout()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 4)
        column.setSpacing(6)
        column.addWidget(PlainLabel(key="timeline.comment", role="h3"))
        column.addWidget(self.text)
        column.addLayout(self._row)
        self._row.setSpacing(4)
        self._row.addStretch()
        self._row.addWidget(self.save)
        self.text.text.installEventFilter(self)
        self.text.typed.connect(self.touched)
        self.text.text.cursorPositionChanged.connect(self._offer)
        self.hide()

    def open_line(self) -> None:
        """Begin a comment."""
        self.show()
        self.text.text.setFocus()

    def show_people(self, people: Mapping[UUID, str]) -> None:
        """Offer these people by their names."""
        self._people = people
        self._offer()

    def clear(self) -> None:
        """Forget what was written: it is said, or another customer is shown."""
        self.text.text.clear()
        self.text.commit()
        self.hide()

    def give_back(self, text: str) -> None:
        """Show again what could not be said, in front of what was begun meanwhile."""
        self.show_again("\n".join(filter(None, (text, self.begun()))))
        self.text.text.setFocus()

    def begun(self) -> str:
        """Return what is written, finished or not."""
        return self.text.text.toPlainText()

    def show_again(self, text: str) -> None:
        """Show what was written before, and leave the keyboard where it is."""
        self.text.text.setPlainText(text)
        self.show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not (isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress):
            return super().eventFilter(watched, event)
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
            self.closed.emit()
            return True
        if event.key() == Qt.Key.Key_Tab and self.offers:
            self.offers[0].click()
            return True
        if event.key() in _ENTER and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._say()
            return True
        return super().eventFilter(watched, event)

    def _offer(self) -> None:
        cursor = self.text.text.textCursor()
        typed = being_called(self.text.text.toPlainText(), cursor.position())
        fitting = [] if typed is None else self._fitting(typed)
        if [offer.text() for offer in self.offers] == fitting:
            return
        for offer in self.offers:
            self._row.removeWidget(offer)
            offer.hide()
            offer.deleteLater()
        self.offers = [self._offer_of(place, name) for place, name in enumerate(fitting)]

    def _fitting(self, typed: str) -> list[str]:
        names = (name for name in self._people.values() if name.casefold().startswith(typed.casefold()))
        return sorted(names)[:_OFFERED]

    def _offer_of(self, place: int, name: str) -> Button:
        offer = Button(kind="ghost", run=partial(self._call, name))
        offer.setText(name)
        dress(offer)
        self._row.insertWidget(place, offer)
        return offer

    def _call(self, name: str) -> None:
        edit = self.text.text
        cursor = edit.textCursor()
        typed = being_called(edit.toPlainText(), cursor.position()) or ""
        for _ in typed:
            cursor.deletePreviousChar()
        cursor.insertText(f"{name} ")
        edit.setTextCursor(cursor)
        edit.setFocus()

    def _say(self) -> None:
        text = self.text.text.toPlainText().strip()
        if text:
            self.clear()
            self.said.emit(text)
            self.closed.emit()
