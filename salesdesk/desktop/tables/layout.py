"""Which columns are shown, how wide and in what order: kept under a name, and put back."""

from collections.abc import Mapping
from typing import Any, Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHeaderView, QMenu

from salesdesk.desktop.tables.columns import Column
from salesdesk.desktop.theme.look import look
from salesdesk.words import say

_WIDTHS: Final = range(1, 4_000)


class ColumnLayout(QObject):
    """The arrangement of the columns under one header. Widths are kept at 100 % text size."""

    changed = Signal()

    def __init__(self, header: QHeaderView, columns: tuple[Column, ...]) -> None:
        super().__init__(header)
        self._header, self._columns = header, columns
        self._quiet = False
        self._kept: dict[str, Any] = {}
        self._widths = {column.key: column.width for column in columns}
        header.sectionResized.connect(self._resized)
        header.sectionMoved.connect(self._touched)

    def show_columns(self, columns: tuple[Column, ...], kept: Mapping[str, Any]) -> None:
        """Arrange other columns: as was kept, of those too that are only known now."""
        self._columns = columns
        known: dict[str, Any] = {"widths": {**self._kept.get("widths", {}), **kept["widths"]}}
        for name in ("order", "hidden"):
            later = [key for key in self._kept.get(name, ()) if key not in kept["order"]]
            known[name] = [*kept[name], *later]
        fresh = {column.key for column in columns if column.hidden} - set(known["order"])
        known["hidden"] += sorted(fresh)
        self.restore(known)

    def state(self) -> dict[str, Any]:
        """Return the arrangement as plain values, to be kept in a saved view or in the device's choices."""
        header = self._header
        by_place = sorted(range(len(self._columns)), key=header.visualIndex)
        keys = [column.key for column in self._columns]
        return {
            "order": [keys[at] for at in by_place],
            "hidden": [keys[at] for at in by_place if header.isSectionHidden(at)],
            "widths": dict(self._widths),
        }

    def restore(self, state: Mapping[str, Any] | None = None) -> None:
        """Put an arrangement back; with none, the one the columns came with.

        Unknown columns are skipped, and so is what makes no sense: it may be another program's.
        """
        self._kept = state = _sound(state or {})
        widths, hidden = state.get("widths", {}), state.get("hidden")
        usual = {column.key for column in self._columns if column.hidden}
        if hidden is None or {column.key for column in self._columns} <= set(hidden):
            hidden = usual  # also where those that were to be seen are there no more
        self._quiet = True
        for at, column in enumerate(self._columns):
            self._widths[column.key] = widths.get(column.key, column.width)
            self._header.setSectionHidden(at, column.key in hidden)
        self._place(state.get("order", [column.key for column in self._columns]))
        self._quiet = False
        self.fit()

    def fit(self) -> None:
        """Give the columns their widths at the present text size."""
        before, self._quiet = self._quiet, True
        for at, column in enumerate(self._columns):
            self._header.resizeSection(at, look().px(self._widths[column.key]))
        self._quiet = before

    def show_column(self, key: str, *, shown: bool) -> None:
        """Show or hide one column; the last one stays."""
        at = self._at(key)
        visible = [number for number in range(len(self._columns)) if not self._header.isSectionHidden(number)]
        if at >= 0 and (shown or visible != [at]):
            self._header.setSectionHidden(at, not shown)
            self._touched()

    def fill_menu(self, menu: QMenu) -> None:
        """Fill a menu with the columns to tick, and a way back."""
        for at, column in enumerate(self._columns):
            action = QAction(say(column.title_key), menu, checkable=True)
            action.setChecked(not self._header.isSectionHidden(at))
            action.toggled.connect(lambda on, key=column.key: self.show_column(key, shown=on))
            menu.addAction(action)
        menu.addSeparator()
        menu.addAction(say("window.columns.reset"), self.reset)

    def reset(self) -> None:
        """Go back to the arrangement the columns came with."""
        self.restore()
        self._touched()

    def shown(self) -> list[Column]:
        """Return the columns in sight, from left to right."""
        by_place = sorted(range(len(self._columns)), key=self._header.visualIndex)
        return [self._columns[at] for at in by_place if not self._header.isSectionHidden(at)]

    def _place(self, order: list[str]) -> None:
        known = [key for key in order if self._at(key) >= 0]
        for place, key in enumerate(known):
            self._header.moveSection(self._header.visualIndex(self._at(key)), place)

    def _at(self, key: str) -> int:
        return next((at for at, column in enumerate(self._columns) if column.key == key), -1)

    def _resized(self, section: int, _before: int, width: int) -> None:
        stretched = self._header.visualIndex(section) == self._header.count() - 1
        if not self._quiet and width and not stretched:
            self._widths[self._columns[section].key] = round(width * 100 / look().zoom)
            self._touched()

    def _touched(self) -> None:
        if not self._quiet:
            self.changed.emit()


def _sound(state: Mapping[str, Any]) -> dict[str, Any]:
    """Return what makes sense of a kept arrangement; a view may come from anybody's program."""
    found: dict[str, Any] = {}
    for part in ("order", "hidden"):
        if isinstance(state.get(part), list):
            found[part] = [key for key in state[part] if isinstance(key, str)]
    if isinstance(state.get("widths"), Mapping):
        widths = state["widths"].items()
        found["widths"] = {key: width for key, width in widths if type(width) is int and width in _WIDTHS}
    return found
