"""Values that are fetched for the rows somebody looks at, while a column that shows them is in sight."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final
from uuid import UUID

from PySide6.QtCore import QObject

from salesdesk.desktop.runtime.background import Background
from salesdesk.desktop.tables.view import RecordTable

_KEPT: Final = 2_000
"""So many rows' values are kept at hand."""
Found = Mapping[UUID, Any]


class LookedUp(QObject):
    """`ask` is given ids on a worker and returns values; `shows` says of a column's key whether it is one."""

    def __init__(
        self,
        background: Background,
        table: RecordTable,
        shows: Callable[[str], bool],
        ask: Callable[[Sequence[UUID]], Found],
    ) -> None:
        super().__init__(table)
        self._background, self._table, self._shows, self._question = background, table, shows, ask
        self._values: dict[UUID, Any] = {}
        table.records.arrived.connect(self._arrived)
        table.columns.changed.connect(self.look_again)

    def of(self, row_id: UUID) -> Any:
        """Return the value of a row, None where there is none or it is not here yet."""
        return self._values.get(row_id)

    def ask_again(self) -> None:
        """Ask anew for the rows that are known: what stands in them may have changed."""
        self._ask(list(self._values))

    def look_again(self) -> None:
        """Ask for the rows that are there, if a column has come into sight."""
        if not self._values:
            self._arrived(0, self._table.records.rowCount() - 1)

    def _arrived(self, first: int, last: int) -> None:
        if any(self._shows(column.key) for column in self._table.columns.shown()):
            rows = (self._table.records.row(number) for number in range(first, last + 1))
            self._ask([row.id for row in rows if row is not None])

    def _ask(self, ids: Sequence[UUID]) -> None:
        if ids:
            self._background.ask(partial(self._question, ids), owner=self, then=partial(self._took, ids))

    def _took(self, ids: Sequence[UUID], values: Found) -> None:
        for row_id in ids:
            self._values.pop(row_id, None)
            self._values[row_id] = values.get(row_id)
        while len(self._values) > _KEPT:
            del self._values[next(iter(self._values))]
        self._table.viewport().update()
