"""The first rows of a file, as they will be read: wrong letters are seen at once."""

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from salesdesk.desktop.exchange.job import Line
from salesdesk.desktop.runtime.language import bind
from salesdesk.desktop.theme.look import MEDIUM, colour, look

Index = QModelIndex | QPersistentModelIndex
_NOWHERE: Final = QModelIndex()
_MIDDLE: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_WIDEST: Final = 220


class _Lines(QAbstractTableModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.names: tuple[str, ...] = ()
        self.lines: tuple[Line, ...] = ()

    def show(self, names: Sequence[str], lines: Sequence[Line]) -> None:
        self.beginResetModel()
        self.names, self.lines = tuple(names), tuple(lines)
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.names)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            cells = self.lines[index.row()][1]
            return " ".join(cells[index.column()].split()) if index.column() < len(cells) else ""
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _MIDDLE
        if role == Qt.ItemDataRole.ForegroundRole and orientation == Qt.Orientation.Horizontal:
            return colour(look().tokens.text2)
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation == Qt.Orientation.Horizontal:
            return self.names[section]
        return str(self.lines[section][0])


class PreviewTable(QTableView):
    """Rows of a file with their numbers; nothing can be changed here."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = _Lines(self)
        self.setModel(self._lines)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setDefaultAlignment(_MIDDLE)
        self.horizontalHeader().setSectionsClickable(False)
        self.verticalHeader().setHighlightSections(False)
        self.verticalHeader().setSectionsClickable(False)
        self.setProperty("part", "preview")
        bind(self, self.setAccessibleName, "exchange.preview")
        self._fit()

    def show_lines(self, names: Sequence[str], lines: Sequence[Line]) -> None:
        """Show the rows of another file, or the same read in another way."""
        self._lines.show(names, lines)
        self._widen()

    def texts(self) -> list[list[str]]:
        """Return what is seen, row by row."""
        return [list(cells) for _, cells in self._lines.lines]

    def names(self) -> list[str]:
        """Return the names of the columns as they are seen."""
        return list(self._lines.names)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_lines"):
            self._fit()
            self._widen()

    def _fit(self) -> None:
        rows = self.verticalHeader()
        rows.setMinimumSectionSize(look().px(30))
        rows.setDefaultSectionSize(look().px(34))
        self.horizontalHeader().setFixedHeight(look().px(36))
        font = look().font(12, MEDIUM)
        self.horizontalHeader().setFont(font)
        rows.setFont(look().font(11, tabular=True))

    def _widen(self) -> None:
        """Give each column the room of its longest text, within bounds."""
        metrics, heads = look().metrics(), look().metrics(12, MEDIUM)
        for at, name in enumerate(self._lines.names):
            cells = (cells[at] for _, cells in self._lines.lines if at < len(cells))
            longest = max(cells, key=_looks_wide, default="")
            width = max(metrics.horizontalAdvance(longest[:80]), heads.horizontalAdvance(name[:40]))
            self.setColumnWidth(at, min(width, look().px(_WIDEST)) + look().px(24))


def _looks_wide(text: str) -> int:
    return len(text) + sum(character > "\u2e7f" for character in text)
