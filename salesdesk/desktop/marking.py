"""Marks on records that have something open: a dot in lists, a button in drawers. Each has words, too."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final
from uuid import UUID

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QWidget

from salesdesk.desktop.runtime.changes import Touched
from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.runtime.places import Place
from salesdesk.desktop.tables.cells import Cell
from salesdesk.desktop.tables.columns import Column
from salesdesk.desktop.tables.view import RecordTable
from salesdesk.desktop.theme.look import colour, look
from salesdesk.desktop.widgets.buttons import Button
from salesdesk.desktop.widgets.plain import tip
from salesdesk.services import inbox
from salesdesk.words import say

TONES: Final = {"conflict": "warn", "problem": "bad", "waiting": "text3"}
_KEPT: Final = 1_000
"""So many rows are asked about again after a change."""
_ICONS: Final = {"conflict": "split", "problem": "triangle-alert", "waiting": "upload"}


class Marks(QObject):
    """What is open about the rows of a list that were looked at. Alone, nothing is ever marked."""

    def __init__(self, desk: Desk, entity: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk, self._entity = desk, entity
        self._found: dict[UUID, str] = {}
        self._seen: dict[UUID, None] = {}
        self._table: RecordTable | None = None
        self._connected = is_connected(desk)

    def columns(self, columns: Sequence[Column], key: str) -> tuple[Column, ...]:
        """Return columns of which one shows the marks and says what they mean."""
        return tuple(
            replace(column, cell=MarkedCell(column.cell, self), tip=self.text)
            if column.key == key
            else column
            for column in columns
        )

    def watch(self, table: RecordTable) -> None:
        """Follow the rows of a list."""
        self._table = table
        table.records.arrived.connect(self._arrived)
        self._desk.changes.listen(self, self._touched)
        if self._desk.sync is not None:
            self._desk.sync.changed.connect(self._stands)

    def of(self, row: Any) -> str:
        """Return the mark of a row: conflict, problem, waiting, or ""."""
        return self._found.get(row.id, "")

    def text(self, row: Any) -> str:
        """Return what the mark of a row means, "" for none."""
        mark = self.of(row)
        return say(f"inbox.mark.{mark}") if mark else ""

    def _arrived(self, first: int, last: int) -> None:
        if self._table is None:
            return
        rows = (self._table.records.row(number) for number in range(first, last + 1))
        ids = [row.id for row in rows if row is not None]
        self._seen |= dict.fromkeys(ids)
        while len(self._seen) > _KEPT:
            del self._seen[next(iter(self._seen))]
        self._ask(ids)

    def _touched(self, _touched: Touched) -> None:
        self._ask(list(self._seen))

    def _stands(self, _status: object) -> None:
        """Look once the workspace turns out to have a server, or to have one no more."""
        if self._connected != is_connected(self._desk):
            self._connected = is_connected(self._desk)
            self._found.clear()
            self._ask(list(self._seen))

    def _ask(self, ids: Sequence[UUID]) -> None:
        if not ids or not is_connected(self._desk):
            return
        work = partial(inbox.marked, self._desk.database, self._entity, list(ids))
        self._desk.background.ask(work, owner=self, then=partial(self._took, ids))

    def _took(self, ids: Sequence[UUID], marks: dict[UUID, str]) -> None:
        before = {row_id: self._found.pop(row_id) for row_id in ids if row_id in self._found}
        self._found |= marks
        if before != marks and self._table is not None:
            self._table.viewport().update()


@dataclass(frozen=True, slots=True)
class MarkedCell:
    """A cell with a dot at its left edge where the row is marked."""

    inner: Cell
    marks: Marks

    def paint(self, painter: QPainter, rect: QRect, row: Any, text: str, *, right: bool) -> None:
        self.inner.paint(painter, rect, row, text, right=right)
        mark = self.marks.of(row)
        if mark:
            _draw_dot(painter, rect, mark)


def _draw_dot(painter: QPainter, rect: QRect, mark: str) -> None:
    """Draw the dot on the lower right of the avatar, parted from it by a ring of the ground."""
    tokens, side = look().tokens, min(look().px(26), rect.height() - 6)
    size = look().px(9)
    top = rect.top() + (rect.height() + side) // 2 - size + 1
    spot = QRectF(rect.left() + side - size + 2, top, size, size)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colour(tokens.surface), 2))
    painter.setBrush(colour(getattr(tokens, TONES[mark])))
    painter.drawEllipse(spot)
    painter.restore()


class RecordMark(Button):
    """In a drawer: says that something is open about the record, and goes there."""

    open_requested = Signal(Place)

    def __init__(self, desk: Desk, entity: str, parent: QWidget | None = None) -> None:
        super().__init__(kind="link", run=self._go, parent=parent)
        self._desk, self._entity = desk, entity
        self._id: UUID | None = None
        self._mark = ""
        self.hide()
        desk.changes.listen(self, self._touched)

    def show_record(self, row_id: UUID) -> None:
        """Look whether something is open about a record."""
        if row_id != self._id:
            self.hide()
        self._id = row_id
        if is_connected(self._desk):
            work = partial(inbox.marked, self._desk.database, self._entity, [row_id])
            self._desk.background.ask(work, owner=self, then=partial(self._took, row_id))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._say()

    def _touched(self, _touched: Touched) -> None:
        drawer = self.parentWidget()
        if self._id is not None and drawer is not None and drawer.isVisible():
            self.show_record(self._id)

    def _took(self, row_id: UUID, marks: dict[UUID, str]) -> None:
        if row_id == self._id:
            self._mark = marks.get(row_id, "")
            self._say()
            self.setVisible(bool(self._mark))

    def _say(self) -> None:
        if vars(self).get("_mark"):
            self.set_icon(_ICONS[self._mark])
            self.setText(say(f"inbox.mark.open.{self._mark}"))
            tip(self, say(f"inbox.mark.{self._mark}"))

    def _go(self) -> None:
        if self._id is not None:
            self.open_requested.emit(Place("inbox", self._id))


def is_connected(desk: Desk) -> bool:
    """Return whether marks mean anything: alone, everything waits and nothing is asked."""
    return desk.sync is not None and desk.sync.is_connected
