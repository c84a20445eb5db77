"""How a line of today is painted: who, why, how late, and what can be done with it."""

from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from salesdesk.desktop.tables.cells import draw_text
from salesdesk.desktop.theme.icons import draw_icon
from salesdesk.desktop.theme.look import MEDIUM, SEMIBOLD, colour, look
from salesdesk.desktop.today.tasks import Task
from salesdesk.desktop.widgets.painting import draw_avatar, draw_pill, pill_width
from salesdesk.words import say

Index = QModelIndex | QPersistentModelIndex
LINE_ROLE: Final = Qt.ItemDataRole.UserRole + 1
PICKED_ROLE: Final = LINE_ROLE + 1
_MARKS: Final = {"done": "check", "tomorrow": "clock", "week": "calendar-plus"}
_HEADING, _LINE, _SIDE = 40, 50, 17


def marks_of(task: Task) -> tuple[str, ...]:
    """Return what can be done with a line."""
    done = ("done",) if task.can_be_done else ()
    return (*done, "tomorrow", "week") if task.can_wait else done


class TaskPainter(QStyledItemDelegate):
    """Paints headings and lines. The marks are seen where the mouse or the cursor is."""

    def __init__(self, view: QListView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002 - Qt's signature
        line = index.data(LINE_ROLE)
        return QSize(look().px(200), look().px(_LINE if isinstance(line, Task) else _HEADING))

    def spots(self, rect: QRect, task: Task) -> list[tuple[str, QRect]]:
        """Return where the marks of a line are."""
        side, gap = look().px(_SIDE), look().px(14)
        marks = marks_of(task)
        left = rect.right() - look().px(12) - len(marks) * (side + gap) + gap
        top = rect.top() + (rect.height() - side) // 2
        return [(act, QRect(left + at * (side + gap), top, side, side)) for at, act in enumerate(marks)]

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        rect: QRect = option.rect
        line = index.data(LINE_ROLE)
        if isinstance(line, Task):
            self._paint_line(painter, rect, line, option.state, picked=bool(index.data(PICKED_ROLE)))
        else:
            room = rect.adjusted(look().px(14), look().px(12), 0, 0)
            draw_text(painter, room, say(f"today.section.{line}"), tone="text3", size=12, weight=SEMIBOLD)
        painter.restore()

    def round_mark(self, rect: QRect) -> QRect:
        """Return where the round mark of a line is: the avatar, or the tick of a picked one."""
        side = look().px(28)
        return QRect(rect.left() + look().px(14), rect.top() + (rect.height() - side) // 2, side, side)

    def _paint_line(
        self, painter: QPainter, rect: QRect, task: Task, state: QStyle.StateFlag, *, picked: bool
    ) -> None:
        tokens = look().tokens
        chosen = bool(state & QStyle.StateFlag.State_Selected) and self._view.hasFocus()
        hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if chosen or hovered or picked:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour(tokens.sel if chosen or picked else tokens.hover))
            painter.drawRoundedRect(QRectF(rect.adjusted(6, 1, -6, -1)), 6, 6)
        right = rect.right() - look().px(14)
        if chosen or hovered:
            for act, spot in self.spots(rect, task):
                draw_icon(painter, spot, _MARKS[act], tokens.text2)
                right = min(right, spot.left() - look().px(14))
        right = self._paint_end(painter, rect, task, right)
        self._paint_round(painter, self.round_mark(rect), task, picked=picked)
        self._paint_text(painter, rect, task, right)

    def _paint_end(self, painter: QPainter, rect: QRect, task: Task, right: int) -> int:
        """Paint what stands at the right; return where the room for text ends."""
        if not task.ends:
            return right
        if task.tone == "plain":
            width = look().metrics(13, MEDIUM, tabular=True).horizontalAdvance(task.ends) + 2
            room = QRect(right - width, rect.top(), width, rect.height())
            draw_text(painter, room, task.ends, weight=MEDIUM, tabular=True, right=True)
        else:
            width = pill_width(task.ends)
            draw_pill(painter, QRect(right - width, rect.top(), width, rect.height()), task.ends, task.tone)
        return right - width - look().px(10)

    def _paint_round(self, painter: QPainter, spot: QRect, task: Task, *, picked: bool) -> None:
        if not picked:
            draw_avatar(painter, spot, task.name)
            return
        tokens, inset = look().tokens, spot.width() // 4
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(tokens.accent))
        painter.drawEllipse(spot)
        draw_icon(painter, spot.adjusted(inset, inset, -inset, -inset), "check", tokens.on_accent)

    def _paint_text(self, painter: QPainter, rect: QRect, task: Task, right: int) -> None:
        left = self.round_mark(rect).right() + 1 + look().px(12)
        line = look().px(18)
        top = rect.top() + (rect.height() - 2 * line) // 2
        draw_text(painter, QRect(left, top, right - left, line), task.name, weight=MEDIUM)
        icon = look().px(13)
        draw_icon(painter, QRect(left, top + line, icon, line), task.icon, look().tokens.text3)
        room = QRect(left + icon + look().px(6), top + line, right - left - icon - look().px(6), line)
        self._paint_reasons(painter, room, task)

    def _paint_reasons(self, painter: QPainter, room: QRect, task: Task) -> None:
        """Paint why the line is here and, if there is room for it, what the customer counts for."""
        worth = f" · {task.worth}" if task.worth else ""
        wide, more = look().width(task.reason, 12) + 2, look().width(worth, 12) + 2
        least = min(wide, room.width() // 2)
        if not worth or room.width() - more < least:
            draw_text(painter, room, task.reason, tone="text2", size=12)
            return
        said = QRect(room.left(), room.top(), min(wide, room.width() - more), room.height())
        draw_text(painter, said, task.reason, tone="text2", size=12)
        behind = QRect(said.right(), room.top(), more, room.height())
        draw_text(painter, behind, worth, tone="text3", size=12)
