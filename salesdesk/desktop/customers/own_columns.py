"""The company's own fields as columns of the list: hidden until somebody ticks them."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final
from uuid import UUID

from PySide6.QtCore import QEvent, QObject

from salesdesk import formats
from salesdesk.desktop.runtime.changes import Touched
from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.tables.columns import Column
from salesdesk.desktop.tables.view import RecordTable
from salesdesk.services import custom_fields
from salesdesk.services.custom_fields import OWN_COLUMN, CustomField, FieldKind, Value
from salesdesk.words import language, say

_KEPT: Final = 2_000
"""So many rows' values are kept at hand."""


class OwnColumns(QObject):
    """Puts the columns behind the others, and fetches what stands in them for rows that are looked at."""

    def __init__(self, desk: Desk, table: RecordTable) -> None:
        super().__init__(table)
        self._desk, self._table = desk, table
        self._fields: Sequence[CustomField] = ()
        self._values: dict[UUID, Mapping[UUID, Value]] = {}
        table.installEventFilter(self)
        table.records.arrived.connect(self._arrived)
        table.columns.changed.connect(self._look_again)
        desk.changes.listen(self, self._fields_changed, "custom_fields")
        desk.changes.listen(self, self._values_changed, "custom_values")
        self._fields_changed(Touched())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._table and event.type() == QEvent.Type.LanguageChange and self._fields:
            self._show(self._fields)
        return super().eventFilter(watched, event)

    def _fields_changed(self, _touched: Touched) -> None:
        work = partial(custom_fields.fields_of, self._desk.database)
        self._desk.background.ask(work, owner=self, then=self._show)

    def _values_changed(self, _touched: Touched) -> None:
        self._ask(list(self._values))

    def _show(self, fields: Sequence[CustomField]) -> None:
        if fields or self._fields:
            self._fields = fields
            self._table.end_with([self._column(field) for field in fields])
            self._look_again()

    def _column(self, field: CustomField) -> Column:
        title = field.called(language())
        is_figure = field.kind is FieldKind.NUMBER
        return Column(
            f"{OWN_COLUMN}{field.key}",
            title,
            lambda row: _shown(self._value(field, row)),
            width=130,
            align="right" if is_figure else "left",
            raw=lambda row: _plain(self._value(field, row)),
            hidden=True,
        )

    def _value(self, field: CustomField, row: Any) -> Value:
        return self._values.get(row.id, {}).get(field.id)

    def _in_sight(self) -> bool:
        return any(column.key.startswith(OWN_COLUMN) for column in self._table.columns.shown())

    def _look_again(self) -> None:
        if self._in_sight() and not self._values:
            self._arrived(0, self._table.records.rowCount() - 1)

    def _arrived(self, first: int, last: int) -> None:
        if self._in_sight():
            rows = (self._table.records.row(number) for number in range(first, last + 1))
            self._ask([row.id for row in rows if row is not None])

    def _ask(self, ids: Sequence[UUID]) -> None:
        if ids:
            work = partial(custom_fields.values_of_many, self._desk.database, list(ids))
            self._desk.background.ask(work, owner=self, then=partial(self._took, ids))

    def _took(self, ids: Sequence[UUID], values: Mapping[UUID, Mapping[UUID, Value]]) -> None:
        for row_id in ids:
            self._values.pop(row_id, None)
            self._values[row_id] = values.get(row_id, {})
        while len(self._values) > _KEPT:
            del self._values[next(iter(self._values))]
        self._table.viewport().update()


def _shown(value: Value) -> str:
    """Return a value as a person reads it."""
    if isinstance(value, bool):
        return say("customer.own.yes") if value else ""
    if value is None or isinstance(value, str):
        return value or ""
    return str(formats.in_a_sentence(value, language()))


def _plain(value: Value) -> str:
    return _shown(value) if value is None or isinstance(value, bool | str) else str(value)
