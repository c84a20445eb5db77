"""Shares as bars: a name, a bar, a count."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from salesdesk.desktop.theme.look import MEDIUM, colour, look

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class ShareBars(QWidget):
    """Names with counts, the most first; each bar as long as its share of the most, or of `whole`."""

    def __init__(
        self, most: int = 8, *, whole: int = 0, unit: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._most, self._whole, self._unit = most, whole, unit
        self._rows: tuple[tuple[str, int], ...] = ()

    def show_rows(self, rows: Sequence[tuple[str, int]]) -> None:
        """Show these, as many as there is room for."""
        self._rows = tuple(rows)[: self._most]
        self.setFixedHeight(max(1, len(self._rows)) * look().px(30))
        self.setAccessibleName("; ".join(f"{name}: {count}{self._unit}" for name, count in self._rows))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        most = self._whole or max((count for _, count in self._rows), default=1) or 1
        for at, (name, count) in enumerate(self._rows):
            high = look().px(30)
            self._row(painter, QRect(0, at * high, self.width(), high), name, count, count / most)
        painter.end()

    def _row(self, painter: QPainter, room: QRect, name: str, count: int, share: float) -> None:
        tokens, number = look().tokens, look().px(40)
        half = max(look().px(90), round(room.width() * 0.52))
        painter.setPen(colour(tokens.text))
        painter.setFont(look().font())
        painter.drawText(
            QRect(room.left(), room.top(), half - look().px(10), room.height()),
            _LEFT,
            look().fitted(name, half - look().px(10)),
        )
        track = QRectF(
            room.left() + half,
            room.top() + room.height() / 2 - look().px(5),
            room.width() - half - number,
            look().px(10),
        )
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(tokens.quiet))
        painter.drawRoundedRect(track, 4, 4)
        painter.setBrush(colour(tokens.accent))
        painter.drawRoundedRect(
            QRectF(track.left(), track.top(), max(track.width() * share, look().px(8)), track.height()), 4, 4
        )
        painter.setPen(colour(tokens.text2))
        painter.setFont(look().font(13, MEDIUM, tabular=True))
        painter.drawText(
            QRect(room.right() - number, room.top(), number, room.height()), _RIGHT, f"{count}{self._unit}"
        )
