"""How one customer buys, and their quotes, newest first."""

from functools import partial
from typing import Final
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from salesdesk import formats
from salesdesk.desktop.activities.telling import STATUS_TONES
from salesdesk.desktop.activities.timeline import TimelineList, Told
from salesdesk.desktop.customers.buying_card import BuyingCard
from salesdesk.desktop.customers.words import amount_text
from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.runtime.language import bind
from salesdesk.desktop.runtime.places import Place
from salesdesk.desktop.theme.look import look
from salesdesk.desktop.widgets.buttons import Button
from salesdesk.desktop.widgets.plain import PlainLabel
from salesdesk.services import quotes
from salesdesk.services.quotes import QuoteFilter, QuoteSummary
from salesdesk.words import language, say

_MOST: Final = 500


class QuotesPanel(QWidget):
    """Enter or a double click opens a quote."""

    open_requested = Signal(Place)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._customer: UUID | None = None
        self.list = TimelineList(self._tell)
        bind(self.list, self.list.setAccessibleName, "customer.quotes.list")
        self._nothing = PlainLabel(key="customer.quotes.empty.text", role="small", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        new = Button(key="customer.new_quote", icon="plus", kind="link", run=self.new_quote)
        self.buying = BuyingCard(desk)
        column.addWidget(self.buying)
        column.addWidget(new, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._nothing)
        column.addWidget(self.list, 1)
        self.list.setMinimumHeight(look().px(240))
        self.list.chosen.connect(lambda quote: self.open_requested.emit(Place("quotes", quote.id)))

    def show_customer(self, customer_id: UUID) -> None:
        """Read and show a customer's quotes."""
        self._customer = customer_id
        self.buying.show_customer(customer_id)
        wanted = QuoteFilter(customer=customer_id)
        work = partial(quotes.listing(self._desk.database, wanted).page, 0, _MOST)
        self._desk.background.ask(work, owner=self, then=partial(self._show, customer_id))

    def new_quote(self) -> None:
        """Begin a quote for this customer, and open it."""
        if self._customer is None:
            return
        work = partial(quotes.draft_quote, self._desk.database, self._customer, today=self._desk.today())
        then = lambda quote_id: self.open_requested.emit(Place("quote", quote_id))  # noqa: E731
        self._desk.background.change(work, owner=self, then=then, failed=self._desk.notices.failed)

    def _show(self, customer_id: UUID, found: list[QuoteSummary]) -> None:
        if customer_id == self._customer:
            self.list.entries.show(found)
            self._nothing.setVisible(not found)

    def _tell(self, quote: QuoteSummary) -> Told:
        title = " · ".join(part for part in (quote.number, quote.title) if part)
        day = formats.short_day(quote.issued_on, self._desk.today(), language())
        parts = (amount_text(quote.gross, quote.currency), say(f"timeline.status.{quote.status}"), day)
        return Told("file-text", title, " · ".join(parts), tone=STATUS_TONES.get(quote.status, "plain"))
