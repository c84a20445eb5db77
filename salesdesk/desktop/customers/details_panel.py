"""The second tab of a customer: all its fields, in groups."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from salesdesk.desktop.customers.fields import GROUPS, quiet_fields
from salesdesk.desktop.widgets.fields.field import Field
from salesdesk.desktop.widgets.fields.form import Form
from salesdesk.desktop.widgets.fields.tags import TagsField
from salesdesk.desktop.widgets.plain import PlainLabel
from salesdesk.services.customers import CustomerDetail


class DetailsPanel(QWidget):
    """Every field under its heading; `edited` tells a name and a new value."""

    edited = Signal(str, object)

    def __init__(self, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._forms: list[Form] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        for group, names in GROUPS:
            column.addSpacing(6)
            column.addWidget(PlainLabel(key=f"customer.group.{group}", role="caption"))
            form = Form(quiet_fields(names, today))
            form.changed.connect(self.edited)
            column.addWidget(form)
            self._forms.append(form)

    def show_customer(self, customer: CustomerDetail) -> None:
        """Show all fields of a customer."""
        for form in self._forms:
            form.show_values({name: getattr(customer, name) for name in form.fields})

    def field(self, name: str) -> Field | None:
        """Return one field."""
        return next((form.fields[name] for form in self._forms if name in form.fields), None)

    def show_known_tags(self, tags: list[str]) -> None:
        """Offer these tags while one types."""
        field = self.field("tags")
        if isinstance(field, TagsField):
            field.show_known(tags)
