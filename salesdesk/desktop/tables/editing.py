"""Editing one cell in its place: by F2, by typing, or by an input method."""

from PySide6.QtCore import (
    QAbstractItemModel,
    QCoreApplication,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QLineEdit, QStyledItemDelegate, QStyleOptionViewItem, QTableView, QWidget

from salesdesk.desktop.tables.paged_model import ROW_ROLE, PagedModel
from salesdesk.desktop.theme.look import look
from salesdesk.desktop.widgets.fields.field import LONGEST

Index = QModelIndex | QPersistentModelIndex


class CellEditing(QStyledItemDelegate):
    """Opens a line over the cell; what was typed is told, and written by whoever owns the rows."""

    typed = Signal(int, int, str)  # row, column, what was typed

    def __init__(self, table: QTableView) -> None:
        super().__init__(table)
        self._table = table
        self._line: QLineEdit | None = None

    def open(self, index: QModelIndex, text: str | None = None) -> bool:
        """Edit a cell, beginning with `text` in place of its own; return False if it cannot be edited."""
        if not index.isValid() or not index.flags() & Qt.ItemFlag.ItemIsEditable:
            return False
        self._table.edit(index)
        if self._line is not None and text is not None:
            self._line.setText(text)
        return self._line is not None

    def forward(self, event: QInputMethodEvent) -> None:
        """Hand the open line what an input method sent to the list, so that the first word is not lost."""
        if self._line is not None:
            QCoreApplication.sendEvent(self._line, event)

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: Index) -> QWidget:
        line = QLineEdit(parent)
        line.setMaxLength(LONGEST)
        line.setProperty("part", "cell")
        model = index.model()
        line.setAccessibleName(str(model.headerData(index.column(), Qt.Orientation.Horizontal)))
        line.destroyed.connect(self._gone)
        self._line = line
        return line

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        model, row = index.model(), index.data(ROW_ROLE)
        if isinstance(model, PagedModel) and isinstance(editor, QLineEdit) and row is not None:
            edit = model.columns[index.column()].edit
            editor.setText(edit(row) if edit is not None else "")
            editor.selectAll()

    def setModelData(self, editor: QWidget, _model: QAbstractItemModel, index: Index) -> None:
        if isinstance(editor, QLineEdit):
            self.typed.emit(index.row(), index.column(), editor.text())

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, _index: Index) -> None:
        room = QRect(option.rect)
        room.setTop(room.bottom() + 1 - look().row)  # the first row of a group has a line above it
        editor.setGeometry(room)

    def destroyEditor(self, editor: QWidget, index: Index) -> None:
        self._line = None
        super().destroyEditor(editor, index)

    def _gone(self) -> None:
        self._line = None
