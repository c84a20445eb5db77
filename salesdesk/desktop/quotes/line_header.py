"""The head of the lines of a quote."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHeaderView, QWidget

from salesdesk.desktop.quotes.line_columns import COLUMNS
from salesdesk.desktop.tables.cells import draw_text
from salesdesk.desktop.theme.look import MEDIUM, colour, look
from salesdesk.words import say


class LineHeader(QHeaderView):
    """Titles over a hairline; those of figures stand at the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setSectionsClickable(False)
        self.setHighlightSections(False)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setMinimumSectionSize(30)
        self.setFixedHeight(look().px(32))

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        column, tokens = COLUMNS[section], look().tokens
        painter.fillRect(rect, colour(tokens.surface))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), colour(tokens.border))
        room = rect.adjusted(look().px(8), 0, -look().px(8), 0)
        draw_text(
            painter, room, say(column.title_key), tone="text3", size=12, weight=MEDIUM, right=column.right
        )
