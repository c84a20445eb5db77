"""The second tab of a customer: all its fields, in groups."""

from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from salesdesk.desktop.customers.fields import GROUPS, quiet_fields
from salesdesk.desktop.customers.own_panel import OwnPanel
from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.widgets.fields.field import Field
from salesdesk.desktop.widgets.fields.form import Form
from salesdesk.desktop.widgets.picker import Suggestion
from salesdesk.desktop.widgets.plain import PlainLabel
from salesdesk.domain.regions import PARTS
from salesdesk.services.customers import CustomerDetail
from salesdesk.words import say


class DetailsPanel(QWidget):
    """Every field under its heading; `edited` tells a name and a new value, `filled` several at once."""

    edited = Signal(str, object)
    filled = Signal(dict)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.own: OwnPanel | None = None
        self._forms: list[Form] = []
        self._customer: CustomerDetail | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        self._next = QTimer(self, singleShot=True, interval=0)
        self._next.timeout.connect(self._make_group)
        self._make_group()

    def show_customer(self, customer: CustomerDetail) -> None:
        """Show all fields of a customer."""
        self._customer = customer
        for form in self._forms:
            form.show_values({name: shown(customer, name) for name in form.fields})
        if self.own is not None:
            self.own.show_customer(customer.id)

    def _make_group(self) -> None:
        """Make one group, and the next when the window has drawn breath: all at once would hold it up."""
        group, names = GROUPS[len(self._forms)]
        form = Form(quiet_fields(names, self._desk))
        form.changed.connect(self._tell)
        self._column.addSpacing(6)
        self._column.addWidget(PlainLabel(key=f"customer.group.{group}", role="caption"))
        self._column.addWidget(form)
        self._forms.append(form)
        if self._customer is not None:
            form.show_values({name: shown(self._customer, name) for name in names})
        if len(self._forms) < len(GROUPS):
            self._next.start()
        else:
            self.own = OwnPanel(self._desk)
            self._column.addWidget(self.own)
            if self._customer is not None:
                self.own.show_customer(self._customer.id)

    def _tell(self, name: str, value: Any) -> None:
        if name == "region":
            self.filled.emit(dict(zip(PARTS, value, strict=True)))
        else:
            self.edited.emit(name, value)

    def field(self, name: str) -> Field | None:
        """Return one field."""
        return next((form.fields[name] for form in self._forms if name in form.fields), None)


def shown(customer: CustomerDetail, name: str) -> object:
    """Return what stands in a field: three parts make the region, and who referred has a name."""
    if name == "region":
        return tuple(getattr(customer, part) for part in PARTS)
    if name == "referrer_id":
        known = customer.referrer_id
        called = customer.referrer_name or say("customer.referrer.away")
        return Suggestion(called, known, icon="building-2") if known else None
    return getattr(customer, name)
