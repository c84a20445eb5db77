"""The beginning of a quote: for whom it is. Everything else has a default."""

from collections.abc import Mapping
from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from salesdesk.desktop.quotes.finding import find_customers
from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.theme.look import look
from salesdesk.desktop.widgets.empty import Emblem
from salesdesk.desktop.widgets.fields.record import RecordField
from salesdesk.desktop.widgets.plain import PlainLabel, panel
from salesdesk.services import customers, quotes

_WIDE = 440


class NewQuote(QWidget):
    """Asks for the customer, by a few letters; `made` tells the quote that was begun for it."""

    made = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.customer = RecordField(
            "quote.field.customer",
            desk.background,
            partial(find_customers, desk.database),
            create=self._create,
            placeholder_key="quote.new.customer.hint",
        )
        self.customer.committed.connect(self._chosen)
        card = panel("sheet")
        inner, column = QVBoxLayout(card), QVBoxLayout(self)
        inner.setContentsMargins(28, 28, 28, 28)
        inner.setSpacing(10)
        inner.addWidget(Emblem("file-plus", self), 0, Qt.AlignmentFlag.AlignHCenter)
        inner.addWidget(PlainLabel(key="quote.new.title", role="h2"), 0, Qt.AlignmentFlag.AlignHCenter)
        text = PlainLabel(key="quote.new.text", role="muted", wrap=True)
        text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        inner.addWidget(text)
        inner.addSpacing(6)
        inner.addWidget(self.customer)
        card.setFixedWidth(look().px(_WIDE))
        column.addStretch(2)
        column.addWidget(card, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)

    def begin(self) -> None:
        """Ask anew."""
        self.customer.show_value(None)
        self.customer.setFocus()

    def draft_for(self, customer_id: UUID) -> None:
        """Begin a quote for this customer."""
        desk = self._desk
        work = partial(quotes.draft_quote, desk.database, customer_id, today=desk.today())
        desk.background.change(work, owner=self, then=self.made.emit, failed=self._refused)

    def _chosen(self, customer_id: UUID | None) -> None:
        if customer_id is not None:
            self.draft_for(customer_id)

    def _create(self, name: str) -> None:
        fields: Mapping[str, object] = {"name": name}
        work = partial(customers.add_customer, self._desk.database, fields)
        self._desk.background.change(work, owner=self, then=self.draft_for, failed=self._refused)

    def _refused(self, error: Exception) -> None:
        self.customer.refuse(error)
