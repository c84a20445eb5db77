"""The lines of a quote to look at: name and amount, and below how the amount came about."""

from typing import Final

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from salesdesk import formats
from salesdesk.desktop.quotes.words import amount_text
from salesdesk.desktop.runtime.language import bind
from salesdesk.desktop.tables.cells import draw_text
from salesdesk.desktop.theme.look import MEDIUM, colour, look
from salesdesk.services.quotes import QuoteLine
from salesdesk.words import language, say

Index = QModelIndex | QPersistentModelIndex
_NOWHERE: Final = QModelIndex()
_LINE_ROLE: Final = Qt.ItemDataRole.UserRole
_CURRENCY_ROLE: Final = Qt.ItemDataRole.UserRole + 1
_HIGH, _MOST = 44, 7


def reckoning(line: QuoteLine, currency: str) -> str:
    """Return how a line's amount came about: 3 台 × ¥100.00 − 5 %."""
    quantity = formats.number(line.quantity, language())
    amount = " ".join(part for part in (quantity, line.unit) if part)
    price = formats.amount(
        line.unit_price, currency, max(2, -int(line.unit_price.normalize().as_tuple().exponent))
    )
    parts = [f"{amount} × {price}"]
    if line.discount_percent:
        parts.append(f"− {formats.number(line.discount_percent, language())} %")
    if line.discount_amount:
        parts.append(f"− {amount_text(line.discount_amount, currency)}")
    if line.optional:
        parts.append(f"· {say('quote.line.optional')}")
    return " ".join(parts)


class _Lines(QAbstractListModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.lines: tuple[QuoteLine, ...] = ()
        self.currency = "CNY"

    def show(self, lines: tuple[QuoteLine, ...], currency: str) -> None:
        """Show these lines."""
        self.beginResetModel()
        self.lines, self.currency = lines, currency
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        line = self.lines[index.row()]
        if role == _LINE_ROLE:
            return line
        if role == _CURRENCY_ROLE:
            return self.currency
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{line.name}, {reckoning(line, self.currency)}, {amount_text(line.gross, self.currency)}"
        return None


class _Painter(QStyledItemDelegate):
    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(look().px(80), look().px(_HIGH))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect, line = QRect(option.rect), index.data(_LINE_ROLE)
        currency: str = index.data(_CURRENCY_ROLE)
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), colour(look().tokens.border))
        worth = amount_text(line.gross, currency)
        used = look().metrics(13, tabular=True).horizontalAdvance(worth) + look().px(10)
        half = rect.height() // 2
        top = QRect(rect.left(), rect.top() + 3, rect.width(), half)
        tone = "text3" if line.optional else "text"
        draw_text(painter, top, worth, right=True, tabular=True, tone=tone)
        draw_text(painter, top.adjusted(0, 0, -used, 0), line.name or line.code, weight=MEDIUM)
        below = QRect(rect.left(), rect.top() + half, rect.width(), half - 3)
        text = "  ".join(part for part in (line.code, reckoning(line, currency)) if part)
        draw_text(painter, below, text, tone="text3", size=11, tabular=True)


class LinesList(QListView):
    """The list, as high as it has lines, up to seven; more are scrolled."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("part", "list")
        self._lines = _Lines(self)
        self.setModel(self._lines)
        self.setItemDelegate(_Painter(self))
        self.setSelectionMode(QListView.SelectionMode.NoSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        bind(self, self.setAccessibleName, "quote.lines")

    def show_lines(self, lines: tuple[QuoteLine, ...], currency: str) -> None:
        """Show these lines."""
        self._lines.show(lines, currency)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.LanguageChange) and hasattr(self, "_lines"):
            self._fit()
            self.viewport().update()

    def _fit(self) -> None:
        self.setFixedHeight(look().px(_HIGH) * min(max(1, len(self._lines.lines)), _MOST) + 2)
