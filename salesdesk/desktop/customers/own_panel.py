"""The company's own fields of one customer, edited where they stand."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final
from uuid import UUID

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from salesdesk.desktop.runtime.changes import Touched
from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.theme.dress import dress
from salesdesk.desktop.widgets.fields.choice import ChoiceField
from salesdesk.desktop.widgets.fields.dates import DateField
from salesdesk.desktop.widgets.fields.field import Field
from salesdesk.desktop.widgets.fields.figures import NumberField
from salesdesk.desktop.widgets.fields.form import Form
from salesdesk.desktop.widgets.fields.text import TextField
from salesdesk.desktop.widgets.plain import PlainLabel
from salesdesk.services import custom_fields
from salesdesk.services.custom_fields import CustomField, FieldKind, Value
from salesdesk.words import language, say

_UNSET: Final = "customer.unset"
Found = tuple[Sequence[CustomField], Mapping[UUID, Value]]


class OwnPanel(QWidget):
    """Nothing while the company has no fields of its own."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._customer: UUID | None = None
        self._fields: Sequence[CustomField] = ()
        self._values: Mapping[UUID, Value] = {}
        self.form = Form(())
        self._title = PlainLabel(key="customer.group.own", role="caption")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 6, 0, 0)
        self._column.setSpacing(2)
        self._column.addWidget(self._title)
        self._column.addWidget(self.form)
        self.hide()
        desk.changes.listen(self, self._touched, "custom_fields", "custom_values")

    def show_customer(self, customer: UUID) -> None:
        """Show what stands in the fields of a customer."""
        self._customer = customer
        work = partial(_found, self._desk, customer)
        self._desk.background.ask(work, owner=self, then=partial(self._show, customer))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and self._fields:
            self._make_form(self._fields)
            self._show_values()

    def _touched(self, _touched: Touched) -> None:
        if self._customer is not None:
            self.show_customer(self._customer)

    def _show(self, customer: UUID, found: Found) -> None:
        if customer != self._customer:
            return
        fields, self._values = found
        if fields != self._fields:
            self._make_form(fields)
        self._show_values()
        self.setVisible(bool(fields))

    def _make_form(self, fields: Sequence[CustomField]) -> None:
        self._fields = fields
        form = Form([(field.key, _field(field, self._desk)) for field in fields])
        form.changed.connect(self._write)
        self._column.replaceWidget(self.form, form)
        self.form.hide()
        self.form.deleteLater()
        self.form = form
        dress(form)

    def _show_values(self) -> None:
        self.form.show_values(
            {field.key: self._values.get(field.id, _nothing(field)) for field in self._fields}
        )

    def _write(self, key: str, value: Value) -> None:
        field = next(field for field in self._fields if field.key == key)
        if self._customer is None:
            return
        kept = self._values.get(field.id, _nothing(field))
        work = partial(custom_fields.set_value, self._desk.database, [self._customer], field.id, value)
        failed = partial(self.form.fields[key].send_back, kept)
        self._desk.background.change(work, owner=self, failed=failed)


def _found(desk: Desk, customer: UUID) -> Found:
    return custom_fields.fields_of(desk.database), custom_fields.values_of(desk.database, customer)


def _nothing(field: CustomField) -> Value:
    if field.kind is FieldKind.YES:
        return False
    return None if field.kind in {FieldKind.NUMBER, FieldKind.DAY} else ""


def _field(field: CustomField, desk: Desk) -> Field:
    """Return the field of a form; what the company calls it stands as it is."""
    name = field.called(language())
    if field.kind is FieldKind.NUMBER:
        return NumberField(name, quiet=True, placeholder_key=_UNSET)
    if field.kind is FieldKind.DAY:
        return DateField(name, desk.today, quiet=True, placeholder_key=_UNSET)
    if field.kind is FieldKind.TEXT:
        return TextField(name, quiet=True, placeholder_key=_UNSET)
    if field.kind is FieldKind.CHOICE:
        options: list[tuple[Value, str]] = [("", say(_UNSET)), *((one, one) for one in field.choices)]
    else:
        options = [(False, say("customer.own.no")), (True, say("customer.own.yes"))]
    return ChoiceField(name, options, quiet=True, literal=True)
