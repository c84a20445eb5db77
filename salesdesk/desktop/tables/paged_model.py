"""A list of any length of which only the pages in sight are held."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import accumulate
from operator import attrgetter
from typing import Any, Final, Generic, Protocol, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from salesdesk.desktop.runtime.background import Background
from salesdesk.desktop.tables.columns import Column
from salesdesk.services.listings import Group
from salesdesk.words import say

RowT = TypeVar("RowT")
RowT_co = TypeVar("RowT_co", covariant=True)
Index = QModelIndex | QPersistentModelIndex
PAGE: Final = 100
FIRST: Final = 50
"""So many rows come with the count: more than most windows show. The rest of their page follows when seen."""
KEPT: Final = 40  # pages
ROW_ROLE: Final = Qt.ItemDataRole.UserRole
_NOWHERE: Final = QModelIndex()
_SAYS_MORE: Final = (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole)
_ANSWERED: Final = (Qt.ItemDataRole.DisplayRole, ROW_ROLE, *_SAYS_MORE)


class Source(Protocol[RowT_co]):
    """Rows by number. Asked on worker threads. `groups` come in the order of the rows; () without."""

    def count(self) -> int: ...
    def opening(self, limit: int) -> tuple[int, Sequence[RowT_co]]: ...
    def page(self, offset: int, limit: int) -> Sequence[RowT_co]: ...
    def groups(self) -> Sequence[Group]: ...


class PagedModel(QAbstractTableModel, Generic[RowT]):
    """Holds only the pages somebody has looked at.

    A cell whose page is not here yet is empty; the page is fetched in the background and told by
    dataChanged when it comes. `show` starts a new generation; what was asked before is dropped, so a fast
    typist never sees the answers to earlier letters and waits for none of them. What is shown stays until
    the other rows are here (`show`) or the fresh ones (`refresh`).
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
        self.usual = len(self.columns)
        self.key = key
        self.source: Source[RowT] | None = None
        self.heads: dict[int, Group] = {}  # by the number of the first row of each group
        self._background = background
        self._total = 0
        self._opening = -1  # the question by which rows are shown
        self._coming: dict[int, int] = {}  # pages on their way, and the question for each
        self._pages: dict[int, Sequence[RowT]] = {}
        self._begun = False  # whether only the beginning of the first page is here
        self._stale: dict[int, Sequence[RowT]] = {}

    def end_with(self, columns: Sequence[Column]) -> None:
        """Let these follow the columns the list was made with."""
        first, last = self.usual, len(self.columns) - 1
        if last >= first:
            self.beginRemoveColumns(QModelIndex(), first, last)
            self.columns = self.columns[:first]
            self.endRemoveColumns()
        if columns:
            self.beginInsertColumns(QModelIndex(), first, first + len(columns) - 1)
            self.columns += tuple(columns)
            self.endInsertColumns()

    def show(self, source: Source[RowT]) -> None:
        """Show other rows: how many, and the first of them, in one answer."""
        self._forget_questions()
        work = lambda: (source.opening(FIRST), _heads(source.groups()))  # noqa: E731 - one question
        self._opening = self._background.ask(work, owner=self, then=partial(self._opened, source))

    def refresh(self) -> None:
        """Show the same rows afresh, keeping the place."""
        if self.source is not None:
            self._forget_questions()
            source, then = self.source, partial(self._renew, self.source)
            work = lambda: (source.count(), _heads(source.groups()))  # noqa: E731 - one question
            self._opening = self._background.ask(work, owner=self, then=then)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else self._total

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def row(self, number: int) -> RowT | None:
        """Return a row if it is here; ask for nothing."""
        page, place = divmod(number, PAGE)
        rows = self._pages.get(page) or self._stale.get(page)
        return rows[place] if rows is not None and place < len(rows) else None

    def here(self, first: int, last: int) -> Iterator[RowT]:
        """Yield those of the rows from `first` to `last` that are here, however many are not."""
        for page in sorted(self._pages.keys() | self._stale.keys()):
            for number in range(max(first, page * PAGE), min(last, page * PAGE + PAGE - 1) + 1):
                row = self.row(number)
                if row is not None:
                    yield row

    def seen(self, number: int) -> RowT | None:
        """Return a row that is being looked at; fetch its page when it is not here."""
        page = number // PAGE
        missing = page not in self._pages or (self._begun and FIRST <= number < PAGE)
        if missing and page not in self._coming:
            self._fetch(page)
        return self.row(number)

    def number_of(self, key: object) -> int | None:
        """Return the number of the row with this key, if it is here."""
        for page, rows in self._pages.items():
            for place, row in enumerate(rows):
                if self.key(row) == key:
                    return page * PAGE + place
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role not in _ANSWERED:
            return None
        row = self.seen(index.row())
        if row is None or role == ROW_ROLE:
            return row
        column = self.columns[index.column()]
        more = column.tip(row) if role in _SAYS_MORE and column.tip is not None else ""
        if role == Qt.ItemDataRole.ToolTipRole:
            return more or None
        return f"{column.text(row)}, {more}" if more else column.text(row)

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

    def _forget_questions(self) -> None:
        for question in (self._opening, *self._coming.values()):
            self._background.drop(question)
        self._coming.clear()

    def _opened(
        self, source: Source[RowT], answer: tuple[tuple[int, Sequence[RowT]], dict[int, Group]]
    ) -> None:
        self._forget_questions()  # about the rows shown until now
        self.beginResetModel()
        self.source, ((self._total, first), self.heads) = source, answer
        self._pages = {0: first} if first else {}
        self._begun = self._total > len(first)
        self._stale.clear()
        self.endResetModel()
        self.counted.emit(self._total)
        if first:
            self.arrived.emit(0, len(first) - 1)

    def _renew(self, source: Source[RowT], answer: tuple[int, dict[int, Group]]) -> None:
        self._forget_questions()
        self.source, (total, self.heads) = source, answer
        self._stale |= self._pages
        self._pages.clear()
        self._begun = False
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
        work = partial(self.source.page, number * PAGE, PAGE)
        then, failed = partial(self._arrived, number), partial(self._refused, number)
        self._coming[number] = self._background.ask(work, owner=self, then=then, failed=failed)

    def _refused(self, number: int, error: Exception) -> None:
        self._coming.pop(number, None)  # so that it is asked for again when it is next looked at
        self._background.failed.emit(error)

    def _arrived(self, number: int, rows: Sequence[RowT]) -> None:
        self._coming.pop(number, None)
        self._stale.pop(number, None)
        self._pages[number] = rows
        self._begun = self._begun and number != 0
        while len(self._pages) > KEPT:
            del self._pages[max(self._pages, key=lambda page: abs(page - number))]
        if rows:
            first, last = number * PAGE, min(number * PAGE + len(rows), self._total) - 1
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns) - 1))
            self.arrived.emit(first, last)


def _heads(groups: Sequence[Group]) -> dict[int, Group]:
    """Return each group by the number of its first row."""
    starts = accumulate((group.count for group in groups), initial=0)
    return dict(zip(starts, groups, strict=False))
