"""Lists of suggestions under a line: records, commands, places, with headings between."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from salesdesk.desktop.theme.icons import draw_icon
from salesdesk.desktop.theme.look import SEMIBOLD, colour, look

Index = QModelIndex | QPersistentModelIndex
_NOWHERE: Final = QModelIndex()
_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
SUGGESTION_ROLE: Final = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One line to choose. `value` is what choosing it means.

    A line without a value is a heading or, with an icon, a remark.
    """

    title: str
    value: Any = None
    detail: str = ""
    icon: str = ""

    @property
    def is_heading(self) -> bool:
        return self.value is None


class SuggestionModel(QAbstractListModel):
    """The lines, as Qt wants them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines: tuple[Suggestion, ...] = ()

    def show_lines(self, lines: Sequence[Suggestion]) -> None:
        """Show other lines."""
        self.beginResetModel()
        self.lines = tuple(lines)
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self.lines[index.row()]
        if role == SUGGESTION_ROLE:
            return line
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{line.title}, {line.detail}" if line.detail else line.title
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if self.lines[index.row()].is_heading:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class SuggestionPainter(QStyledItemDelegate):
    """Icon, title, and at the right the detail."""

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        line = index.data(SUGGESTION_ROLE)
        return QSize(60, look().px(28 if line.is_heading else 32))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line, rect = index.data(SUGGESTION_ROLE), QRect(option.rect)
        tokens = look().tokens
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if line.is_heading and not line.icon:
            painter.setFont(look().font(11, SEMIBOLD))
            painter.setPen(colour(tokens.text3))
            painter.drawText(rect.adjusted(look().px(8), look().px(4), 0, 0), _LEFT, line.title.upper())
            return
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour(tokens.accent_soft))
            painter.drawRoundedRect(QRectF(rect), 6, 6)
        self._paint_line(painter, rect.adjusted(look().px(10), 0, -look().px(10), 0), line)

    def _paint_line(self, painter: QPainter, rect: QRect, line: Suggestion) -> None:
        tokens = look().tokens
        if line.icon:
            side = look().px(16)
            draw_icon(painter, QRect(rect.left(), rect.top(), side, rect.height()), line.icon, tokens.text2)
            rect = rect.adjusted(side + look().px(12), 0, 0, 0)
        detail = look().metrics(12).elidedText(line.detail, Qt.TextElideMode.ElideRight, rect.width() // 2)
        painter.setFont(look().font(12))
        painter.setPen(colour(tokens.text3))
        painter.drawText(rect, _RIGHT, detail)
        room = rect.width() - look().metrics(12).horizontalAdvance(detail) - look().px(12)
        painter.setFont(look().font())
        painter.setPen(colour(tokens.text))
        painter.drawText(
            rect, _LEFT, look().metrics().elidedText(line.title, Qt.TextElideMode.ElideRight, room)
        )


class SuggestionList(QListView):
    """A list that is chosen from by keys sent from a line, or by the mouse."""

    taken = Signal(Suggestion)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("part", "list")
        self.suggestions = SuggestionModel(self)
        self.setModel(self.suggestions)
        self.setItemDelegate(SuggestionPainter(self))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.clicked.connect(self._clicked)

    def show_lines(self, lines: Sequence[Suggestion]) -> None:
        """Show other lines, with the first one chosen."""
        self.suggestions.show_lines(lines)
        self.setCurrentIndex(_NOWHERE)
        self.move_by(1)

    def move_by(self, steps: int) -> None:
        """Go down (or up) to the next line that is not a heading."""
        lines = self.suggestions.lines
        at = self.currentIndex().row()
        for _ in range(abs(steps)):
            wanted = range(at + 1, len(lines)) if steps > 0 else range(at - 1, -1, -1)
            at = next((number for number in wanted if not lines[number].is_heading), at)
        if at >= 0:
            self.setCurrentIndex(self.suggestions.index(at))

    def current(self) -> Suggestion | None:
        """Return the chosen line."""
        index = self.currentIndex()
        return self.suggestions.lines[index.row()] if index.isValid() else None

    def take(self) -> bool:
        """Take the chosen line; return False if there is none."""
        line = self.current()
        if line is None:
            return False
        self.taken.emit(line)
        return True

    def height_of_lines(self, most: int) -> int:
        """Return how high the list is with all its lines, or `most`."""
        heights = (self.sizeHintForRow(at) for at in range(len(self.suggestions.lines)))
        return min(sum(heights) + look().px(8), most)

    def _clicked(self, _index: QModelIndex) -> None:
        self.take()
