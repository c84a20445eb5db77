"""A list of any length of which only the pages in sight are held."""

from collections.abc import Callable, Sequence
from functools import partial
from operator import attrgetter
from typing import Any, Final, Generic, Protocol, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from salesdesk.desktop.runtime.background import Background
from salesdesk.desktop.tables.columns import Column
from salesdesk.words import say

RowT = TypeVar("RowT")
RowT_co = TypeVar("RowT_co", covariant=True)
Index = QModelIndex | QPersistentModelIndex
PAGE: Final = 100
KEPT: Final = 40  # pages
ROW_ROLE: Final = Qt.ItemDataRole.UserRole
_NOWHERE: Final = QModelIndex()


class Source(Protocol[RowT_co]):
    """Rows by number. Asked on worker threads."""

    def count(self) -> int: ...
    def page(self, offset: int, limit: int) -> Sequence[RowT_co]: ...


class PagedModel(QAbstractTableModel, Generic[RowT]):
    """Holds only the pages somebody has looked at.

    A cell whose page is not here yet is empty; the page is fetched in the background and told by
    dataChanged when it comes. `show` starts a new generation, and a page of an older one is dropped on
    arrival, so a fast typist never sees the answers to earlier letters. `refresh` keeps what is shown until
    the fresh rows are here.
    """

    counted = Signal(int)
    arrived = Signal(int, int)  # first and last row that came

    def __init__(
        self,
        columns: Sequence[Column],
        background: Background,
        parent: QObject | None = None,
        *,
        key: Callable[[Any], object] = attrgetter("id"),
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.key = key
        self.source: Source[RowT] | None = None
        self._background = background
        self._generation = 0
        self._total = 0
        self._pages: dict[int, Sequence[RowT] | None] = {}
        self._stale: dict[int, Sequence[RowT]] = {}

    def show(self, source: Source[RowT]) -> None:
        """Show other rows."""
        self._ask_count(source, self._reset)

    def refresh(self) -> None:
        """Show the same rows afresh, keeping the place."""
        if self.source is not None:
            self._ask_count(self.source, self._renew)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else self._total

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def row(self, number: int) -> RowT | None:
        """Return a row if it is here; ask for nothing."""
        page, place = divmod(number, PAGE)
        rows = self._pages.get(page) or self._stale.get(page)
        return rows[place] if rows is not None and place < len(rows) else None

    def seen(self, number: int) -> RowT | None:
        """Return a row that is being looked at; fetch its page when it is not here."""
        if number // PAGE not in self._pages:
            self._fetch(number // PAGE)
        return self.row(number)

    def number_of(self, key: object) -> int | None:
        """Return the number of the row with this key, if it is here."""
        for page, rows in self._pages.items():
            for place, row in enumerate(rows or ()):
                if self.key(row) == key:
                    return page * PAGE + place
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role not in (Qt.ItemDataRole.DisplayRole, ROW_ROLE, Qt.ItemDataRole.AccessibleTextRole):
            return None
        row = self.seen(index.row())
        if row is None or role == ROW_ROLE:
            return row
        return self.columns[index.column()].text(row)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return say(self.columns[section].title_key)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Return the flags; they must not fetch."""
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if self.columns[index.column()].edit is not None and self.row(index.row()) is not None:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def _ask_count(self, source: Source[RowT], then: Callable[[int, Source[RowT], int], None]) -> None:
        self._generation += 1
        self._background.ask(source.count, owner=self, then=partial(then, self._generation, source))

    def _reset(self, generation: int, source: Source[RowT], total: int) -> None:
        if generation != self._generation:
            return
        self.beginResetModel()
        self.source, self._total = source, total
        self._pages.clear()
        self._stale.clear()
        self.endResetModel()
        self.counted.emit(total)

    def _renew(self, generation: int, source: Source[RowT], total: int) -> None:
        if generation != self._generation:
            return
        self.source = source
        self._stale |= {number: rows for number, rows in self._pages.items() if rows is not None}
        self._pages.clear()
        self._resize(total)
        if total:
            self.dataChanged.emit(self.index(0, 0), self.index(total - 1, len(self.columns) - 1))
        self.counted.emit(total)

    def _resize(self, total: int) -> None:
        if total > self._total:
            self.beginInsertRows(_NOWHERE, self._total, total - 1)
            self._total = total
            self.endInsertRows()
        elif total < self._total:
            self.beginRemoveRows(_NOWHERE, total, self._total - 1)
            self._total = total
            self.endRemoveRows()

    def _fetch(self, number: int) -> None:
        if self.source is None:
            return
        self._pages[number] = None  # on its way
        work = partial(self.source.page, number * PAGE, PAGE)
        then = partial(self._arrived, self._generation, number)
        failed = partial(self._refused, self._generation, number)
        self._background.ask(work, owner=self, then=then, failed=failed)

    def _refused(self, generation: int, number: int, error: Exception) -> None:
        if generation == self._generation:
            self._pages.pop(number, None)  # so that it is asked for again when it is next looked at
            self._background.failed.emit(error)

    def _arrived(self, generation: int, number: int, rows: Sequence[RowT]) -> None:
        if generation != self._generation:
            return
        self._stale.pop(number, None)
        self._pages[number] = rows
        while len(self._pages) > KEPT:
            del self._pages[max(self._pages, key=lambda page: abs(page - number))]
        if rows:
            first, last = number * PAGE, min(number * PAGE + len(rows), self._total) - 1
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns) - 1))
            self.arrived.emit(first, last)
