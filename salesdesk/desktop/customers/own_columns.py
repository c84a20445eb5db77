"""The company's own fields as columns of the list: hidden until somebody ticks them."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import QEvent, QObject

from salesdesk import formats
from salesdesk.desktop.runtime.changes import Touched
from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.tables.columns import Column
from salesdesk.desktop.tables.looked_up import LookedUp
from salesdesk.desktop.tables.view import RecordTable
from salesdesk.services import custom_fields
from salesdesk.services.custom_fields import OWN_COLUMN, CustomField, FieldKind, Value
from salesdesk.words import language, say


class OwnColumns(QObject):
    """Puts the columns behind the others, and fetches what stands in them for rows that are looked at."""

    def __init__(self, desk: Desk, table: RecordTable) -> None:
        super().__init__(table)
        self._desk, self._table = desk, table
        self._fields: Sequence[CustomField] = ()
        table.installEventFilter(self)
        ask = partial(custom_fields.values_of_many, desk.database)
        self._values = LookedUp(desk.background, table, lambda key: key.startswith(OWN_COLUMN), ask)
        desk.changes.listen(self, self._fields_changed, "custom_fields")
        desk.changes.listen(self, lambda _touched: self._values.ask_again(), "custom_values")
        self._fields_changed(Touched())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._table and event.type() == QEvent.Type.LanguageChange and self._fields:
            self._show(self._fields)
        return super().eventFilter(watched, event)

    def _fields_changed(self, _touched: Touched) -> None:
        work = partial(custom_fields.fields_of, self._desk.database)
        self._desk.background.ask(work, owner=self, then=self._show)

    def _show(self, fields: Sequence[CustomField]) -> None:
        if fields or self._fields:
            self._fields = fields
            self._table.end_with([self._column(field) for field in fields])
            self._values.look_again()

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
        held: Mapping[UUID, Value] = self._values.of(row.id) or {}
        return held.get(field.id)


def _shown(value: Value) -> str:
    """Return a value as a person reads it."""
    if isinstance(value, bool):
        return say("customer.own.yes") if value else ""
    if value is None or isinstance(value, str):
        return value or ""
    return str(formats.in_a_sentence(value, language()))


def _plain(value: Value) -> str:
    return _shown(value) if value is None or isinstance(value, bool | str) else str(value)
