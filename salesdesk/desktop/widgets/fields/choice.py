"""A field that is one of a few."""

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import QEvent, QRect
from PySide6.QtGui import QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QListView, QSizePolicy, QStyledItemDelegate, QWidget

from salesdesk.desktop.theme.icons import draw_icon
from salesdesk.desktop.theme.look import look
from salesdesk.desktop.widgets.fields.field import Field
from salesdesk.words import say

_FEW: Final = 30
_LETTERS: Final = 16


class ChoiceBox(QComboBox):
    """A combo box that the mouse wheel does not turn by accident, with a chevron of our own."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setItemDelegate(QStyledItemDelegate(self))  # so that the list obeys the style sheet
        self.setMaxVisibleItems(14)

    def fit(self, count: int) -> None:
        """Be as wide as the widest of a few; to measure each of many takes longer than to draw the page."""
        policy = QComboBox.SizeAdjustPolicy.AdjustToContents
        if count > _FEW:
            policy = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        self.setSizeAdjustPolicy(policy)
        self.setMinimumContentsLength(_LETTERS if count > _FEW else 0)
        rows = self.view()
        if isinstance(rows, QListView):
            rows.setUniformItemSizes(True)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        side = look().px(14)
        spot = QRect(self.width() - side - look().px(6), 0, side, self.height())
        painter = QPainter(self)
        draw_icon(painter, spot, "chevron-down", look().tokens.text3)
        painter.end()


class ChoiceField(Field):
    """One of `options`: (value, key of its text), or (value, text) with `literal`."""

    def __init__(
        self,
        key: str,
        options: Sequence[tuple[Any, str]] = (),
        *,
        quiet: bool = False,
        literal: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(key, quiet=quiet, parent=parent)
        self._literal = literal
        self._value: Any = None
        self._options: list[tuple[Any, str]] = []
        self.box = ChoiceBox()
        self.box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.box.activated.connect(self._chosen)
        self._put(self.box)
        self.show_options(options)

    def show_options(self, options: Sequence[tuple[Any, str]]) -> None:
        """Offer other options; the value stays if it is among them."""
        self._options = list(options)
        self.box.clear()
        self.box.fit(len(options))
        self.box.addItems([self._text(text) for _value, text in self._options])
        self.show_value(self._value)

    def value(self) -> Any:
        return self._value

    def show_value(self, value: Any) -> None:
        self._value = value
        values = [option for option, _text in self._options]
        self.box.setCurrentIndex(values.index(value) if value in values else -1)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and not self._literal:
            for at, (_value, key) in enumerate(self._options):
                self.box.setItemText(at, say(key))

    def _chosen(self, at: int) -> None:
        value = self._options[at][0]
        if value != self._value:
            self._value = value
            self.refuse("")
            self.committed.emit(value)

    def _text(self, text: str) -> str:
        return text if self._literal else say(text)
