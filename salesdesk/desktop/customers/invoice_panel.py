"""What must stand on an invoice to this customer; a block from a chat is pasted in one go."""

from typing import Final

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from salesdesk.desktop.customers.fields import INVOICE, quiet_fields
from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.runtime.language import bind
from salesdesk.desktop.theme.look import look
from salesdesk.desktop.widgets.buttons import Button
from salesdesk.desktop.widgets.fields.field import Field
from salesdesk.desktop.widgets.fields.form import Form
from salesdesk.desktop.widgets.long_edit import LongEdit
from salesdesk.desktop.widgets.pill import Pill
from salesdesk.desktop.widgets.plain import PlainLabel
from salesdesk.domain.errors import BadInput
from salesdesk.domain.invoice_block import read_invoice_block
from salesdesk.domain.tax_ids import check_tax_id
from salesdesk.services.customers import CustomerDetail
from salesdesk.words import error_text, say

_BLOCK: Final = ("invoice_title", "tax_id", "invoice_address", "invoice_phone", "bank_name", "bank_account")


class InvoicePanel(QWidget):
    """The invoice fields with their checks. `filled` tells what a pasted block said."""

    edited = Signal(str, object)
    filled = Signal(dict)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._customer: CustomerDetail | None = None
        self.form = Form(quiet_fields(INVOICE, desk), label_width=118)
        self.form.changed.connect(self.edited)
        self.valid = Pill()
        self.doubt = PlainLabel(role="refusal", wrap=True)
        self.block = LongEdit()
        self.block.setTabChangesFocus(True)
        self.block.textChanged.connect(self._look_at_block)
        self.block.too_much.connect(self._desk.notices.failed)
        bind(self.block, self.block.setPlaceholderText, "customer.invoice.hint")
        bind(self.block, self.block.setAccessibleName, "customer.invoice.paste")
        self.take = Button(key="customer.invoice.take", run=self.take_block)
        self.take.setEnabled(False)
        self._build()

    def show_customer(self, customer: CustomerDetail) -> None:
        """Show the invoice data of a customer."""
        if self._customer is None or self._customer.id != customer.id:
            self.block.clear()
        self._customer = customer
        self.form.show_values({name: getattr(customer, name) for name in INVOICE})
        self._check()

    def field(self, name: str) -> Field | None:
        """Return one field."""
        return self.form.fields.get(name)

    def take_block(self) -> None:
        """Take what the pasted block says over into the fields."""
        found = read_invoice_block(self.block.toPlainText())
        if not found:
            self._desk.notices.say("customer.invoice.nothing")
            return
        self.block.clear()
        self._desk.notices.say("customer.invoice.filled", n=len(found))
        self.filled.emit(found)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._check()

    def _build(self) -> None:
        column, row = QVBoxLayout(self), QHBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.form)
        column.addWidget(self.valid)
        column.addWidget(self.doubt)
        column.addWidget(PlainLabel(key="customer.invoice.paste", role="caption"))
        column.addWidget(self.block)
        self.block.setFixedHeight(look().px(112))
        row.addWidget(self.take)
        row.addWidget(Button(key="customer.invoice.copy", icon="copy", kind="ghost", run=self.copy_block))
        row.addStretch()
        column.addLayout(row)

    def copy_block(self) -> None:
        """Copy the invoice data as one block, to be sent on."""
        if self._customer is None:
            return
        values = ((f"customer.field.{name}", getattr(self._customer, name)) for name in _BLOCK)
        lines = [f"{say(key)}: {value}" for key, value in values if value]
        QGuiApplication.clipboard().setText("\n".join(lines))
        self._desk.notices.say("customer.invoice.copied")

    def _look_at_block(self) -> None:
        self.take.setEnabled(bool(self.block.toPlainText().strip()))

    def _check(self) -> None:
        """Say whether the tax number fits its own check signs; a wrong one is kept all the same."""
        typed = self._customer.tax_id if self._customer is not None else ""
        country = self._customer.country if self._customer is not None else ""
        right, doubt = False, ""
        if typed:
            try:
                right = check_tax_id(typed, country or "CN").checked
            except BadInput as error:
                doubt = error_text(error)
        self.valid.show_state(say("customer.tax_id.right") if right else "", "ok")
        self.doubt.setText(doubt)
        self.doubt.setVisible(bool(doubt))
