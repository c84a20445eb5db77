"""The head of a quote: for whom, by what name, in which language and currency, from when until when."""

from collections.abc import Sequence
from functools import partial
from typing import Final
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from salesdesk.desktop.quotes.finding import find_customers, people_of
from salesdesk.desktop.quotes.words import CURRENCIES, LANGUAGES
from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.widgets.fields.choice import ChoiceField
from salesdesk.desktop.widgets.fields.dates import DateField
from salesdesk.desktop.widgets.fields.field import Field
from salesdesk.desktop.widgets.fields.form import Form
from salesdesk.desktop.widgets.fields.record import RecordField
from salesdesk.desktop.widgets.fields.text import TextField
from salesdesk.desktop.widgets.picker import Suggestion
from salesdesk.domain.quotes import may_redate
from salesdesk.domain.taxes import Rounding
from salesdesk.services.quotes import QuoteDetail

_KEY: Final = "quote.field"
_PLAIN: Final = ("title", "language", "issued_on", "valid_until", "currency", "rounding")
ROUNDINGS: Final = tuple((each, f"rounding.{each}") for each in Rounding)


class QuoteHead(QWidget):
    """The fields of the head, in two columns. `changed` tells what is to be written."""

    changed = Signal(str, object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._customer: UUID | None = None
        find = partial(find_customers, desk.database)
        self.customer = RecordField(f"{_KEY}.customer", desk.background, find, quiet=True)
        self.contact = ChoiceField(f"{_KEY}.contact", literal=True, quiet=True)
        title = TextField(f"{_KEY}.title", quiet=True, placeholder_key="quote.field.title.hint")
        codes = [(code, code) for code in CURRENCIES]
        self.currency = ChoiceField(f"{_KEY}.currency", codes, literal=True, quiet=True)
        left = Form(
            (
                ("customer_id", self.customer),
                ("contact_id", self.contact),
                ("title", title),
                ("language", ChoiceField(f"{_KEY}.language", LANGUAGES, quiet=True)),
            ),
            label_width=72,
        )
        right = Form(
            (
                ("issued_on", DateField(f"{_KEY}.issued_on", desk.today, quiet=True)),
                ("valid_until", DateField(f"{_KEY}.valid_until", desk.today, quiet=True)),
                ("currency", self.currency),
                ("rounding", ChoiceField(f"{_KEY}.rounding", ROUNDINGS, quiet=True)),
            ),
            label_width=84,
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addWidget(left, 5)
        row.addWidget(right, 4)
        self._forms = (left, right)
        for form in self._forms:
            form.changed.connect(self.changed)

    def show_quote(self, quote: QuoteDetail, *, editable: bool) -> None:
        """Show the head of a quote."""
        self.customer.show_value(Suggestion(quote.customer_name, quote.customer_id))
        for name in _PLAIN:
            self.field(name).show_value(getattr(quote, name))
        if quote.currency not in CURRENCIES:
            self.currency.show_options([(code, code) for code in (*CURRENCIES, quote.currency)])
        self._show_contact(quote)
        self._load_people(quote.customer_id)
        for name in ("customer_id", "contact_id", *_PLAIN):
            may = editable or (name == "valid_until" and quote.is_current and may_redate(quote.status))
            self.field(name).setEnabled(may)

    def field(self, name: str) -> Field:
        """Return a field by the name of its value."""
        return next(form.fields[name] for form in self._forms if name in form.fields)

    def commit(self) -> None:
        """Take what is typed anywhere."""
        for form in self._forms:
            for field in form.fields.values():
                field.commit()

    def _show_contact(self, quote: QuoteDetail) -> None:
        if quote.contact_id != self.contact.value() or self._customer != quote.customer_id:
            known = [(quote.contact_id, quote.contact_name)] if quote.contact_id is not None else []
            self.contact.show_options([(None, "–"), *known])
        self.contact.show_value(quote.contact_id)

    def _load_people(self, customer_id: UUID) -> None:
        self._customer = customer_id
        work = partial(people_of, self._desk.database, customer_id)
        self._desk.background.ask(work, owner=self, then=partial(self._took_people, customer_id))

    def _took_people(self, customer_id: UUID, people: Sequence[tuple[UUID | None, str]]) -> None:
        if customer_id == self._customer:
            self.contact.show_options(people)
