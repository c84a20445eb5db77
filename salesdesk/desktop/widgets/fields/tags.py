"""A field of tags: Enter or a comma adds, Backspace takes the last back."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QObject, QStringListModel, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QLineEdit, QWidget

from salesdesk.desktop.runtime.language import bind
from salesdesk.desktop.theme.look import look
from salesdesk.desktop.widgets.buttons import Button
from salesdesk.desktop.widgets.fields.field import Field
from salesdesk.desktop.widgets.flow import FlowLayout
from salesdesk.words import say


class TagsField(Field):
    """A tuple of short texts, each once. `known` are offered while one types."""

    def __init__(
        self, key: str, known: Sequence[str] = (), *, quiet: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(key, quiet=quiet, parent=parent)
        self._tags: tuple[str, ...] = ()
        self._chips: list[Button] = []
        self.line = QLineEdit()
        self.line.setFixedWidth(look().px(110))
        self.line.installEventFilter(self)
        self._bound(self.line)
        self.line.editingFinished.connect(self.commit)
        bind(self.line, self.line.setPlaceholderText, "window.tags.add")
        self._known = QStringListModel(list(known), self)
        completer = QCompleter(self._known, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setCompletionMode(QCompleter.CompletionMode.InlineCompletion)
        self.line.setCompleter(completer)
        box = QWidget()
        self._flow = FlowLayout(box)
        self._flow.addWidget(self.line)
        self._put(box, named=self.line)

    def show_known(self, known: Sequence[str]) -> None:
        """Offer these tags."""
        self._known.setStringList(list(known))

    def value(self) -> tuple[str, ...]:
        return self._tags

    def show_value(self, value: Any) -> None:
        tags = tuple(value or ())
        if tags != self._tags or not self._chips:
            self._tags = tags
            self._draw()

    def commit(self) -> bool:
        parts = self.line.text().replace("，", ",").replace("、", ",").split(",")
        fresh = [part.strip() for part in parts if part.strip()]
        self.line.clear()
        self._set(tuple(dict.fromkeys((*self._tags, *fresh))))
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.text() in (",", "，", "、"):
                self.commit()
                return True
            if event.key() == Qt.Key.Key_Backspace and not self.line.text() and self._tags:
                self._set(self._tags[:-1])
                return True
        return super().eventFilter(watched, event)

    def _set(self, tags: tuple[str, ...]) -> None:
        if tags != self._tags:
            self._tags = tags
            self._draw()
            self.committed.emit(tags)

    def _draw(self) -> None:
        for chip in self._chips:
            self._flow.removeWidget(chip)
            chip.deleteLater()
        self._chips = []
        for tag in self._tags:
            chip = Button(text=tag, icon="x", kind="chip", run=partial(self._remove, tag))
            chip.setAccessibleName(say("window.tags.remove", tag=tag))
            self._flow.insert(len(self._chips), chip)
            self._chips.append(chip)

    def _remove(self, tag: str) -> None:
        self._set(tuple(other for other in self._tags if other != tag))
