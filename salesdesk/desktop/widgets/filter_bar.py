"""Filters of a list as chips: what is searched, and by what it is narrowed."""

from collections.abc import Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QMenu, QWidget

from salesdesk.desktop.runtime.language import bind, rebind
from salesdesk.desktop.theme.dress import dress
from salesdesk.desktop.theme.icons import icon
from salesdesk.desktop.theme.look import look
from salesdesk.desktop.widgets.buttons import Button, MenuButton
from salesdesk.desktop.widgets.flow import FlowLayout
from salesdesk.desktop.widgets.typed_filters import Filter, Options, read
from salesdesk.domain.fields import LINE_LIMIT
from salesdesk.words import say

__all__ = ["Filter", "FilterBar", "Options"]


_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class FilterBar(QWidget):
    """A search line and filter chips. Down in the line leaves for the list; Escape empties it.

    The chips are made when the bar is first seen: most days nobody filters.
    """

    changed = Signal()
    left_down = Signal()  # the cursor goes into the list

    def __init__(self, filters: Sequence[Filter] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._values: dict[str, str] = {}
        self._filters = tuple(filters)
        self._chips: dict[str, MenuButton] = {}
        self.line = QLineEdit()
        self.line.setMaxLength(LINE_LIMIT)
        self.line.setClearButtonEnabled(True)
        self.line.addAction(icon("search", "text3"), QLineEdit.ActionPosition.LeadingPosition)
        self.line.setMinimumWidth(look().px(220))
        self.line.installEventFilter(self)
        self.line.textChanged.connect(self._typed)
        bind(self.line, self.line.setPlaceholderText, "window.filter.search")
        bind(self.line, self.line.setAccessibleName, "window.filter.search")
        self._clear = Button(key="window.filter.clear", kind="link", run=self.clear)
        self._arrange()

    def text(self) -> str:
        """Return what is searched for."""
        return self.line.text().strip()

    def values(self) -> dict[str, str]:
        """Return the filters that are set, by name."""
        return dict(self._values)

    def show_values(self, values: dict[str, str], text: str = "") -> None:
        """Set the filters without telling."""
        self._values = {name: value for name, value in values.items() if self.takes(name) and value}
        self.line.blockSignals(True)
        self.line.setText(text)
        self.line.blockSignals(False)
        self.retell()

    def takes(self, name: str) -> bool:
        """Say whether there is such a filter."""
        return any(each.name == name for each in self._filters)

    def offer(self, filters: Sequence[Filter]) -> None:
        """Offer other filters; what is set stays."""
        self._filters = tuple(filters)
        for chip in self._chips.values():
            self._row.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        if self._chips:
            self._chips = {}
            self._make_chips()
            dress(self)
        self.retell()

    def clear(self) -> None:
        """Set no filter and search for nothing."""
        self.show_values({})
        self.changed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.line and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Escape and self.line.text():
                self.line.clear()
                return True
            if event.key() in _ENTER and self._take(self.line.text()):
                return True
            if event.key() in (Qt.Key.Key_Down, *_ENTER):
                self.left_down.emit()
                return True
        return super().eventFilter(watched, event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Polish and not self._chips:
            self._make_chips()
        return super().event(event)

    def _typed(self, text: str) -> None:
        """Take a filter once a space ends it; all else is searched for, letter by letter."""
        if not (text.endswith((" ", "\u3000")) and self._take(text)):
            self.changed.emit()

    def _take(self, text: str) -> bool:
        """Make chips of the filters that were typed; return whether there were any."""
        rest, found = read(text, self._filters)
        if found:
            self.show_values(self._values | found, f"{rest} " if rest else "")
            self.changed.emit()
        return bool(found)

    def _arrange(self) -> None:
        self._row = FlowLayout(self)
        self._row.addWidget(self.line)
        self._row.addWidget(self._clear)
        self._clear.hide()

    def _make_chips(self) -> None:
        for place, each in enumerate(self._filters, 1):
            chip = MenuButton(fill=partial(self._fill, each), kind="ghost", parent=self)
            chip.setCheckable(True)
            rebind(chip, partial(self._say, each))
            self._chips[each.name] = chip
            self._row.insert(place, chip)
            self._say(each)

    def _fill(self, each: Filter, menu: QMenu) -> None:
        chosen = self._values.get(each.name, "")
        for value, text in (("", say("window.filter.any")), *each.options()):
            action = menu.addAction(text.replace("&", "&&"), partial(self._set, each.name, value))
            action.setCheckable(True)
            action.setChecked(value == chosen)
        self._say(each)

    def _set(self, name: str, value: str) -> None:
        if value:
            self._values[name] = value
        else:
            self._values.pop(name, None)
        self.retell()
        self.changed.emit()

    def retell(self) -> None:
        """Say on the chips what is set; asked for when the options have changed."""
        for each in self._filters:
            self._say(each)
        self._clear.setVisible(bool(self._values) or bool(self.text()))

    def _say(self, each: Filter) -> None:
        chip = self._chips.get(each.name)
        if chip is None:
            return
        value, label = self._values.get(each.name), say(each.label_key)
        chip.setChecked(value is not None)
        chip.setText(f"{label}: {dict(each.options()).get(value, value)}" if value else label)
