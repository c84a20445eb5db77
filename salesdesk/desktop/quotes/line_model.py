"""The lines of the open quote as the table shows them: lines, headings of sections, and a blank last row.

Nothing here is saved; `edited` tells that a person changed something. A blank row and a heading without lines
live only on the screen.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from salesdesk.desktop.quotes.line_columns import AMOUNT, COLUMNS, PRODUCT
from salesdesk.desktop.quotes.words import amount_text
from salesdesk.domain.pricing import DocumentTotals, LineTotals
from salesdesk.services.quotes import QuoteLine
from salesdesk.words import say

Index = QModelIndex | QPersistentModelIndex
_NOWHERE: Final = QModelIndex()
ROW_ROLE: Final = Qt.ItemDataRole.UserRole
_BLANK: Final = QuoteLine()


@dataclass(slots=True)
class LineRow:
    """One row. `key` stays the same while the quote is open; a heading holds its text in `line.section`."""

    key: int
    line: QuoteLine
    heading: bool = False
    totals: LineTotals | None = field(default=None, compare=False)

    @property
    def blank(self) -> bool:
        """Whether nobody has filled it in yet."""
        return (
            not self.heading and not self.line.name and self.line.product_id is None and self.line.id is None
        )


class LineModel(QAbstractTableModel):
    """The rows, in the order of the document."""

    edited = Signal()
    tried = Signal()  # something is being typed; sums may be worked out with it

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: list[LineRow] = []
        self.currency = "CNY"
        self.editable = True
        self.usual = _BLANK  # what a new line begins with: tax rate and basis
        self._keys = count()
        self._trying: tuple[int, QuoteLine] | None = None

    # what is there

    def show_lines(self, lines: Sequence[QuoteLine], currency: str, *, editable: bool) -> None:
        """Show the lines of a quote; rows that say the same already stay as they are."""
        here = [line for _, line in self.content()]
        same = editable == self.editable and here == [plain(line) for line in lines]
        recoloured, self.currency, self.editable = currency != self.currency, currency, editable
        if same and self.rows:
            if recoloured:
                self._tell_all()
            return
        self.beginResetModel()
        self._trying = None
        self.rows = self._of_lines(lines)
        self._add_blank()
        self.endResetModel()

    def content(self, *, trying: bool = False) -> list[tuple[int, QuoteLine]]:
        """Return (key, line) of what would be saved; with `trying`, as if what is typed were taken."""
        found, section = [], ""
        for row in self.rows:
            if row.heading:
                section = row.line.section
            elif not row.blank:
                tried = trying and self._trying is not None and self._trying[0] == row.key
                line = self._trying[1] if tried and self._trying is not None else row.line
                found.append((row.key, replace(line, section=section)))
        return found

    def take_ids(self, ids: dict[int, Any]) -> None:
        """Note under which ids lines were saved."""
        for row in self.rows:
            if row.key in ids:
                row.line = replace(row.line, id=ids[row.key])

    def show_totals(self, keys: Sequence[int], totals: DocumentTotals) -> None:
        """Show what each line comes to."""
        found = dict(zip(keys, totals.lines, strict=False))
        for row in self.rows:
            row.totals = found.get(row.key)
        if self.rows:
            last = len(self.rows) - 1
            self.dataChanged.emit(self.index(0, AMOUNT), self.index(last, AMOUNT))

    def row_of(self, key: int) -> int:
        """Return where a row stands, or -1."""
        return next((at for at, row in enumerate(self.rows) if row.key == key), -1)

    # what is changed

    def read(self, at: int, column: int, text: str) -> QuoteLine:
        """Return a row's line as if `text` had been typed; raise SalesDeskError for what cannot be."""
        row = self.rows[at]
        if row.heading:
            return replace(row.line, section=text.strip())
        reader = COLUMNS[column].read
        return reader(row.line, text, self.currency) if reader is not None else row.line

    def try_line(self, at: int, line: QuoteLine | None) -> None:
        """Work the sums out with a line that is still being typed; None gives that up."""
        trying = (self.rows[at].key, line) if line is not None and at < len(self.rows) else None
        if trying != self._trying:
            self._trying = trying
            self.tried.emit()

    def put(self, at: int, line: QuoteLine) -> None:
        """Take a changed line."""
        self._trying = None
        if line == self.rows[at].line:
            return
        self.rows[at].line = line
        self.dataChanged.emit(self.index(at, 0), self.index(at, len(COLUMNS) - 1))
        self._add_blank(tell=True)
        self.edited.emit()

    def put_all(self, lines: dict[int, QuoteLine]) -> None:
        """Take several changed lines, by row, as one change."""
        self._trying = None
        for at, line in lines.items():
            self.rows[at].line = line
        self._tell_all()
        self.edited.emit()

    def insert(self, at: int, lines: Sequence[QuoteLine], *, heading: bool = False) -> None:
        """Put new rows in before row `at`; a blank one is not yet an edit."""
        rows = [LineRow(next(self._keys), replace(line, id=None), heading=heading) for line in lines]
        if not rows:
            return
        self.beginInsertRows(_NOWHERE, at, at + len(rows) - 1)
        self.rows[at:at] = rows
        self.endInsertRows()
        self._add_blank(tell=True)
        if heading or any(not row.blank for row in rows):
            self.edited.emit()

    def insert_blank(self, at: int) -> None:
        """Put an empty line in before row `at`."""
        self.insert(at, [self.usual])

    def remove(self, places: Sequence[int]) -> None:
        """Take rows out."""
        for at in sorted(set(places), reverse=True):
            if 0 <= at < len(self.rows):
                self.beginRemoveRows(_NOWHERE, at, at)
                del self.rows[at]
                self.endRemoveRows()
        self._add_blank(tell=True)
        self.edited.emit()

    def move(self, at: int, by: int) -> int:
        """Move a row up or down by one; return where it stands now."""
        to = at + by
        last = len(self.rows) - 1 - (1 if self.rows and self.rows[-1].blank else 0)
        if not (0 <= at <= last and 0 <= to <= last):
            return at
        self.beginMoveRows(_NOWHERE, at, at, _NOWHERE, to + 1 if by > 0 else to)
        self.rows.insert(to, self.rows.pop(at))
        self.endMoveRows()
        self.edited.emit()
        return to

    # as Qt asks

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.rows[index.row()]
        if role == ROW_ROLE:
            return row
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        return self.text(row, index.column())

    def text(self, row: LineRow, column: int) -> str:
        """Return what a cell shows."""
        if row.heading:
            return row.line.section if column == PRODUCT else ""
        if row.blank:
            return ""
        if column == AMOUNT:
            return amount_text(row.totals.amount, self.currency) if row.totals is not None else ""
        return COLUMNS[column].show(row.line, self.currency)

    def typed_text(self, at: int, column: int) -> str:
        """Return the text a cell is edited from."""
        row = self.rows[at]
        if row.heading or row.blank:
            return row.line.section if row.heading else ""
        edit = COLUMNS[column].edit
        return edit(row.line, self.currency) if edit is not None else ""

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return say(COLUMNS[section].title_key)

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        row = self.rows[index.row()]
        only_name = row.heading or row.blank
        typed = COLUMNS[index.column()].read is not None and (index.column() == PRODUCT or not only_name)
        return flags | Qt.ItemFlag.ItemIsEditable if self.editable and typed else flags

    def _of_lines(self, lines: Sequence[QuoteLine]) -> list[LineRow]:
        rows: list[LineRow] = []
        section = ""
        for line in lines:
            if line.section != section:
                section = line.section
                rows.append(LineRow(next(self._keys), QuoteLine(section=section), heading=True))
            rows.append(LineRow(next(self._keys), plain(line)))
        return rows

    def _add_blank(self, *, tell: bool = False) -> None:
        """Keep one empty row at the end of a quote that may be edited."""
        if not self.editable or (self.rows and self.rows[-1].blank):
            return
        at = len(self.rows)
        if tell:
            self.beginInsertRows(_NOWHERE, at, at)
        self.rows.append(LineRow(next(self._keys), self.usual))
        if tell:
            self.endInsertRows()

    def _tell_all(self) -> None:
        if self.rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, len(COLUMNS) - 1))


def plain(line: QuoteLine) -> QuoteLine:
    """Return a line without what it comes to, so that two can be compared."""
    return replace(line, net=0, tax=0, gross=0)


def changed(line: QuoteLine, fields: Mapping[str, Any]) -> QuoteLine:
    """Return a line with other values in some fields."""
    return replace(line, **fields)
