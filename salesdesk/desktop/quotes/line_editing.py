"""Typing into a line of a quote: each cell is edited where it stands, and refused there with the reason."""

from collections.abc import Callable, Sequence
from typing import Final
from uuid import UUID

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from salesdesk.desktop.quotes.line_columns import PRODUCT, QUANTITY
from salesdesk.desktop.quotes.line_model import LineModel
from salesdesk.desktop.quotes.line_paint import paint_cell
from salesdesk.desktop.quotes.product_edit import ProductEdit
from salesdesk.desktop.runtime.background import Background
from salesdesk.desktop.theme.look import look
from salesdesk.desktop.widgets.fields.field import LONGEST
from salesdesk.desktop.widgets.picker import Suggestion
from salesdesk.desktop.widgets.plain import restyle
from salesdesk.domain.errors import SalesDeskError

Index = QModelIndex | QPersistentModelIndex
_NO_HINT: Final = QAbstractItemDelegate.EndEditHint.NoHint
_WAYS: Final = {
    Qt.Key.Key_Return: "enter",
    Qt.Key.Key_Enter: "enter",
    Qt.Key.Key_Tab: "tab",
    Qt.Key.Key_Backtab: "back",
}


class LineEditing(QStyledItemDelegate):
    """Paints the cells, and opens a line over the one that is edited."""

    left = Signal(int, int, str)  # row and column that were taken, and how they were left: enter, tab, back
    product_taken = Signal(int, object)  # row, id of a product
    named = Signal(int, str)  # row, and a text that may be the code of a product
    counted = Signal(int)  # row whose quantity was changed
    refused = Signal(object)  # why something typed cannot be taken; None takes it back
    table_pasted = Signal()

    def __init__(
        self,
        model: LineModel,
        background: Background,
        find: Callable[[str], Sequence[Suggestion]],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._model, self._background, self._find = model, background, find
        self._line: QLineEdit | None = None
        self._at = QPersistentModelIndex()

    @property
    def line(self) -> QLineEdit | None:
        """The line that is open."""
        return self._line

    def finish(self) -> bool:
        """Take what is typed in the open line, if any; return False if it is refused."""
        return self._line is None or self._take(self._line, way="")

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        paint_cell(painter, option, self._model, index)

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: Index) -> QWidget:
        line: QLineEdit
        if index.column() == PRODUCT and not self._model.rows[index.row()].heading:
            line = found = ProductEdit(self._background, self._find, parent)
            found.taken.connect(self._product_taken)
        else:
            line = QLineEdit(parent)
            if index.column() != PRODUCT:
                line.setAlignment(Qt.AlignmentFlag.AlignRight)
        line.setMaxLength(LONGEST)
        line.setProperty("part", "cell")
        line.setFont(look().font(tabular=index.column() != PRODUCT))
        line.setAccessibleName(str(self._model.headerData(index.column(), Qt.Orientation.Horizontal)))
        line.textEdited.connect(self._typed)
        self._line, self._at = line, QPersistentModelIndex(index)
        return line

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if isinstance(editor, QLineEdit) and not editor.isModified():
            editor.setText(self._model.typed_text(index.row(), index.column()))
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Do nothing: what is typed is taken by `_take`, which may refuse it."""

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, _index: Index) -> None:
        editor.setGeometry(QRect(option.rect))

    def destroyEditor(self, editor: QWidget, index: Index) -> None:
        if editor is self._line:  # closed by the view: another cell was chosen
            self._line = None
            self.refused.emit(None)
        super().destroyEditor(editor, index)

    def begin(self, text: str) -> None:
        """Begin the open line with a text in place of its own."""
        if self._line is not None:
            self._line.setText(text)
            self._line.setModified(True)
            self._line.textEdited.emit(text)

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        if not isinstance(editor, QLineEdit) or editor is not self._line:
            return super().eventFilter(editor, event)
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._key(editor, event)
        if event.type() == QEvent.Type.FocusOut:
            if not self._take(editor, way=""):
                self._close(editor)
            return False
        return False

    def _key(self, editor: QLineEdit, event: QKeyEvent) -> bool:
        if isinstance(editor, ProductEdit) and editor.handles(event):
            return True
        if event.key() == Qt.Key.Key_Escape:
            self._close(editor)
            return True
        if event.matches(QKeySequence.StandardKey.Paste):
            self.table_pasted.emit()
            return self._line is None
        held = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        way = _WAYS.get(Qt.Key(event.key()), "") if not held else ""
        if way:
            self._take(editor, way=way)
        return bool(way)

    def give_up(self) -> None:
        """Close the open line without taking anything."""
        if self._line is not None:
            self._close(self._line)

    def _take(self, editor: QLineEdit, *, way: str) -> bool:
        """Read what is typed and put it into its row; say why if it cannot be read."""
        at, column = self._at.row(), self._at.column()
        if not self._at.isValid():  # the rows were shown anew, or the window is being taken down
            self._line = None
            return True
        text = editor.text()
        changed = text != self._model.typed_text(at, column)
        try:
            line = self._model.read(at, column, text) if changed else None
        except SalesDeskError as error:
            editor.setProperty("refused", True)
            restyle(editor)
            self.refused.emit(error)
            return False
        product = column == PRODUCT and not self._model.rows[at].heading
        self._close(editor)
        if line is not None:
            self._model.put(at, line)
            if product and text.strip():
                self.named.emit(at, text.strip())
            elif column == QUANTITY:
                self.counted.emit(at)
        if way:
            self.left.emit(at, column, way)
        return True

    def _product_taken(self, value: UUID | None) -> None:
        editor, at = self._line, self._at
        if editor is None or not at.isValid():
            return
        if value is None:
            self._take(editor, way="enter")
            return
        row = at.row()
        self._close(editor)
        self.product_taken.emit(row, value)
        self.left.emit(row, PRODUCT, "enter")

    def _typed(self, text: str) -> None:
        at, column = self._at.row(), self._at.column()
        if not self._at.isValid() or self._model.rows[at].blank:
            return
        try:
            line = self._model.read(at, column, text) if text.strip() else None
        except SalesDeskError:
            line = None  # half typed; it is refused when it is left
        self.refused.emit(None)
        self._model.try_line(at, line if column != PRODUCT else None)

    def _close(self, editor: QLineEdit) -> None:
        if self._line is editor:
            self._line = None
            if isinstance(editor, ProductEdit):
                editor.close_hits()
            self.refused.emit(None)
            if self._at.isValid():
                self._model.try_line(self._at.row(), None)
            self.closeEditor.emit(editor, _NO_HINT)
