"""The table in which the lines of a quote are written, by keyboard alone if one likes.

Typing begins at once. In the product a few letters are enough; Enter goes on to the quantity, from any
other cell down, and from the last line to a new one. Tab goes from cell to cell while one types, and leaves
the table when nobody types.
"""

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from salesdesk.desktop.quotes.line_columns import COLUMNS, PRODUCT, QUANTITY, TAX
from salesdesk.desktop.quotes.line_editing import LineEditing
from salesdesk.desktop.quotes.line_header import LineHeader
from salesdesk.desktop.quotes.line_model import LineModel, LineRow
from salesdesk.desktop.runtime.background import Background
from salesdesk.desktop.runtime.language import bind
from salesdesk.desktop.theme.look import look
from salesdesk.desktop.widgets.picker import Suggestion

_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_HELD: Final = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
_TALL: Final = 42


class LineTable(QTableView):
    """The lines. What a cell cannot take is told by `refused`; `pasted` gives rows from elsewhere."""

    row_changed = Signal(object)  # the LineRow the cursor is on, or None
    pasted = Signal(str)
    refused = Signal(object)

    def __init__(
        self,
        model: LineModel,
        background: Background,
        find: Callable[[str], Sequence[Suggestion]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.lines = model
        self._place: tuple[int, int] | None = None
        self.setHorizontalHeader(LineHeader(self))
        self.setModel(model)
        self.editing = LineEditing(model, background, find, self)
        self.setItemDelegate(self.editing)
        self._dress()
        self.editing.left.connect(self._go_on)
        self.editing.refused.connect(self.refused)
        self.editing.table_pasted.connect(self._paste_over_cell)
        self.selectionModel().currentChanged.connect(self._current_changed)
        model.modelAboutToBeReset.connect(self._keep_place)
        model.modelReset.connect(self._back_to_place)
        model.dataChanged.connect(self._current_changed)
        bind(self, self.setAccessibleName, "quote.lines")

    # what is chosen

    def current(self) -> LineRow | None:
        """Return the row the cursor is on."""
        at = self.currentIndex().row()
        return self.lines.rows[at] if 0 <= at < len(self.lines.rows) else None

    def chosen(self) -> list[int]:
        """Return the numbers of the rows that are selected, without the blank one."""
        rows = sorted({index.row() for index in self.selectionModel().selectedRows()})
        rows = rows or [self.currentIndex().row()]
        return [at for at in rows if 0 <= at < len(self.lines.rows) and not self.lines.rows[at].blank]

    def go(self, at: int, column: int, *, edit: bool = False) -> None:
        """Put the cursor on a cell, and open it."""
        if not self.editing.finish():
            self.editing.give_up()
        index = self.lines.index(at, column)
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.selectionModel().setCurrentIndex(index, flags)
        self.scrollTo(index)
        if edit:
            self.open_cell(index)

    def begin(self) -> None:
        """Go to the first blank row and begin to type a product."""
        self.setFocus()
        blank = next((at for at, row in enumerate(self.lines.rows) if row.blank), 0)
        if self.lines.rows:
            self.go(blank, PRODUCT, edit=True)

    def open_cell(self, index: QModelIndex, text: str | None = None) -> bool:
        """Edit a cell, beginning with `text` in place of its own."""
        if (
            not index.isValid()
            or not index.flags() & Qt.ItemFlag.ItemIsEditable
            or self.editing.line is not None
        ):
            return False
        self.edit(index)
        if text is not None:
            self.editing.begin(text)
        return True

    # what is done to rows

    def add_line(self) -> None:
        """Begin a new line below the one with the cursor."""
        if not self.lines.editable or not self.editing.finish():
            return
        self.setFocus()
        row = self.current()
        at = self.currentIndex().row() + 1 if row is not None and not row.blank else self.currentIndex().row()
        if not (0 <= at < len(self.lines.rows) and self.lines.rows[at].blank):
            self.lines.insert_blank(max(0, at))
        self.go(max(0, at), PRODUCT, edit=True)

    def add_section(self) -> None:
        """Begin a section above the line with the cursor."""
        if self.lines.editable and self.editing.finish():
            self.setFocus()
            at = max(0, self.currentIndex().row())
            self.lines.insert(at, [self.lines.usual], heading=True)
            self.go(at, PRODUCT, edit=True)

    def duplicate(self) -> None:
        """Repeat the selected lines below the last of them."""
        rows = self.chosen()
        if self.lines.editable and rows and self.editing.finish():
            at = rows[-1] + 1
            self.lines.insert(
                at, [self.lines.rows[row].line for row in rows if not self.lines.rows[row].heading]
            )
            self.go(at, max(0, self.currentIndex().column()))

    def remove(self) -> None:
        """Take the selected rows out."""
        rows = self.chosen()
        if self.lines.editable and rows:
            self.editing.give_up()
            column = max(0, self.currentIndex().column())
            self.lines.remove(rows)
            self.go(min(rows[0], len(self.lines.rows) - 1), column)

    def shift(self, by: int) -> None:
        """Move the row with the cursor up or down."""
        at = self.currentIndex().row()
        if self.lines.editable and at >= 0 and self.editing.finish():
            self.go(self.lines.move(at, by), max(0, self.currentIndex().column()))

    # as Qt asks

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not (self._clipboard_key(event) or self._row_key(event) or self._typing_key(event)):
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and _is_letter(event)
            and self.lines.editable
        ):
            event.accept()  # letters are text here and not commands
            return True
        return super().event(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Open the cell and hand it what was composed, so that the first word is not lost."""
        if self.open_cell(self.currentIndex(), "") and self.editing.line is not None:
            QCoreApplication.sendEvent(self.editing.line, event)
        else:
            event.ignore()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._measure()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "lines"):
            self._measure()
        elif event.type() == QEvent.Type.LanguageChange:
            self.viewport().update()
            self.horizontalHeader().viewport().update()

    def _dress(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.DoubleClicked)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._measure()

    def _measure(self) -> None:
        self.verticalHeader().setDefaultSectionSize(max(look().row, look().px(_TALL)))
        others = 0
        for at, column in enumerate(COLUMNS[1:], 1):
            self.setColumnWidth(at, look().px(column.width))
            others += look().px(column.width)
        self.setColumnWidth(PRODUCT, max(look().px(120), self.viewport().width() - others))

    def _keep_place(self) -> None:
        index = self.currentIndex()
        self._place = (index.row(), index.column()) if index.isValid() else None

    def _back_to_place(self) -> None:
        if self._place is not None and self.lines.rows:
            self.go(min(self._place[0], len(self.lines.rows) - 1), self._place[1])
        self._current_changed()

    def _current_changed(self, *_indexes: object) -> None:
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, self.lines.editable)
        self.row_changed.emit(self.current())

    def _go_on(self, at: int, column: int, way: str) -> None:
        """Go to where the person wants to type next."""
        self.setFocus()
        last = len(self.lines.rows) - 1
        if way == "tab":
            self._step(at, column, 1)
        elif way == "back":
            self._step(at, column, -1)
        elif column == PRODUCT and not self.lines.rows[at].heading:
            self.go(at, QUANTITY, edit=True)
        elif at < last:
            down = PRODUCT if self.lines.rows[at + 1].blank else column
            self.go(at + 1, down, edit=self.lines.rows[at + 1].blank)

    def _step(self, at: int, column: int, by: int) -> None:
        while 0 <= at < len(self.lines.rows):
            column += by
            if not PRODUCT <= column <= TAX:
                at, column = at + by, PRODUCT if by > 0 else TAX
            if 0 <= at < len(self.lines.rows):
                index = self.lines.index(at, column)
                if index.flags() & Qt.ItemFlag.ItemIsEditable:
                    self.go(at, column, edit=True)
                    return

    def _clipboard_key(self, event: QKeyEvent) -> bool:
        if event.matches(QKeySequence.StandardKey.Copy):
            self._copy()
        elif event.matches(QKeySequence.StandardKey.Paste) and self.lines.editable:
            self.pasted.emit(QGuiApplication.clipboard().text())
        else:
            return False
        return True

    def _row_key(self, event: QKeyEvent) -> bool:
        key, held = event.key(), event.modifiers() & _HELD
        if held:
            return False
        if key in _ENTER or key == Qt.Key.Key_F2:
            self.open_cell(self.currentIndex())
        elif key == Qt.Key.Key_Delete:
            self.remove()
        elif key == Qt.Key.Key_Backspace:
            self.open_cell(self.currentIndex(), "")
        else:
            return False
        return True

    def _typing_key(self, event: QKeyEvent) -> bool:
        return _is_letter(event) and self.open_cell(self.currentIndex(), event.text())

    def _paste_over_cell(self) -> None:
        """Rows from a spreadsheet are new lines, even while a cell is open; a single text goes into it."""
        text = QGuiApplication.clipboard().text()
        if "\t" in text or "\n" in text.strip():
            self.editing.give_up()
            self.pasted.emit(text)

    def _copy(self) -> None:
        rows = [self.lines.rows[at] for at in self.chosen()]
        lines = [[self.lines.text(row, at) for at in range(len(COLUMNS))] for row in rows]
        QGuiApplication.clipboard().setText("\r\n".join("\t".join(cells) for cells in lines))


def _is_letter(event: QKeyEvent) -> bool:
    return bool(event.text()) and event.text().isprintable() and not event.modifiers() & _HELD
