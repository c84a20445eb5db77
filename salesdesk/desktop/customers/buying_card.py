"""How a customer buys, in three lines and a few bars; nothing is shown of who never bought."""

from functools import partial
from uuid import UUID

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from salesdesk import formats
from salesdesk.desktop.customers.words import amount_text
from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.widgets.plain import PlainLabel, panel
from salesdesk.desktop.widgets.share_bars import ShareBars
from salesdesk.services.buying import Buying, buying
from salesdesk.words import language, say


class BuyingCard(QWidget):
    """The year beside the year before, the rhythm, and the goods by their share."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._customer: UUID | None = None
        self._told: Buying | None = None
        self.year, self.change = PlainLabel(role="h3"), PlainLabel(role="small", wrap=True)
        self.rhythm = PlainLabel(role="small", wrap=True)
        self.mix = ShareBars(5, whole=100, unit=" %")
        card = panel("card", self)
        outer, column = QVBoxLayout(self), QVBoxLayout(card)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(card)
        column.setContentsMargins(12, 10, 12, 8)
        column.setSpacing(2)
        for widget in (self.year, self.change, self.rhythm, self.mix):
            column.addWidget(widget)
        self.hide()

    def show_customer(self, customer_id: UUID) -> None:
        """Read and show how a customer buys."""
        if customer_id != self._customer:
            self._customer = customer_id
            self.hide()
        work = partial(buying, self._desk.database, customer_id, self._desk.today())
        self._desk.background.ask(work, owner=self, then=partial(self._show, customer_id))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and getattr(self, "_told", None) is not None:
            self._tell()

    def _show(self, customer_id: UUID, told: Buying | None) -> None:
        if customer_id != self._customer:
            return
        self._told = told
        if told is not None:
            self._tell()
        self.setVisible(told is not None)

    def _tell(self) -> None:
        assert self._told is not None
        told = self._told
        self.year.setText(say("customer.buying.year", amount=amount_text(told.year, told.currency)))
        self.change.setText(_change(told))
        self.rhythm.setText(self._rhythm(told))
        self.mix.show_rows([(share.name, share.percent) for share in told.mix])
        self.mix.setVisible(bool(told.mix))

    def _rhythm(self, told: Buying) -> str:
        today = self._desk.today()
        last = say("customer.buying.last", day=formats.short_day(told.last, today, language()))
        next_on = told.next_on()
        if told.rhythm is None or next_on is None:
            return last
        every = say("customer.buying.every", n=told.rhythm.every)
        if told.rhythm.is_lost(today):
            return f"{last} · {every} · {say('customer.buying.lost')}"
        day = formats.short_day(next_on, today, language())
        late = (today - next_on).days
        expected = say("customer.buying.late", n=late) if late > 0 else say("customer.buying.next", day=day)
        return f"{last} · {every} · {expected}"


def _change(told: Buying) -> str:
    """Return what the year before was, and what was bought in other currencies."""
    before = amount_text(told.before, told.currency)
    parts = []
    if told.change is not None:
        parts.append(say("customer.buying.change", percent=f"{told.change:+d} %", amount=before))
    elif told.year:
        parts.append(say("customer.buying.new"))
    if told.others:
        parts.append(say("customer.buying.others", n=told.others))
    return " · ".join(parts)
