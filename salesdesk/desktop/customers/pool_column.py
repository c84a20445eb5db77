"""When a customer goes back to the pool, as a column of the list: hidden until somebody ticks it.

It follows from the company's rules, the last talk and open quotes, so that a list cannot be sorted by it.
"""

from functools import partial
from typing import Any, Final

from PySide6.QtCore import QObject

from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.tables.cells import TextCell
from salesdesk.desktop.tables.columns import Column
from salesdesk.desktop.tables.looked_up import LookedUp
from salesdesk.desktop.tables.view import RecordTable
from salesdesk.domain.pool import WARNED
from salesdesk.services import pool
from salesdesk.words import say

_KEY: Final = "returns"
_TOLD: Final = ("customers", "quotes", "company_settings")


class PoolColumn(QObject):
    """`column` goes among the others; `watch` follows the list that shows it."""

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._days: LookedUp | None = None
        self.column = Column(
            _KEY,
            "customers.column.returns",
            self._text,
            width=120,
            cell=TextCell(self._tone),
            raw=self._raw,
            hidden=True,
        )

    def watch(self, table: RecordTable) -> None:
        """Fetch the days of the rows that are looked at."""
        ask = partial(pool.returns, self._desk.database)
        self._days = days = LookedUp(self._desk.background, table, lambda key: key == _KEY, ask)
        self._desk.changes.listen(self, lambda _touched: days.ask_again(), *_TOLD)
        self._desk.clock.day_changed.connect(days.ask_again)

    def _of(self, row: Any) -> int | None:
        days: int | None = self._days.of(row.id) if self._days is not None else None
        return days

    def _text(self, row: Any) -> str:
        days = self._of(row)
        if days is None:
            return ""
        return say("customers.returns", n=days) if days else say("customers.returns.today")

    def _raw(self, row: Any) -> str:
        days = self._of(row)
        return "" if days is None else str(days)

    def _tone(self, row: Any) -> str:
        days = self._of(row)
        return "warn" if days is not None and days <= WARNED else "text2"
