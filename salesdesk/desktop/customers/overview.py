"""The first tab of a customer: the facts one needs on the phone, what to do, and what has happened."""

from collections.abc import Mapping
from functools import cached_property, partial
from uuid import UUID

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from salesdesk.desktop.activities.begun import Begun, Written
from salesdesk.desktop.activities.comment_line import CommentLine
from salesdesk.desktop.activities.logging_talks import write_down
from salesdesk.desktop.activities.quick_log import Logged, QuickLog
from salesdesk.desktop.activities.telling import is_quote, teller
from salesdesk.desktop.activities.timeline import TimelineList
from salesdesk.desktop.activities.when import ago
from salesdesk.desktop.customers.fields import FACTS, quiet_fields
from salesdesk.desktop.customers.words import amounts_text
from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.runtime.places import Place
from salesdesk.desktop.theme.look import look
from salesdesk.desktop.widgets.buttons import Button
from salesdesk.desktop.widgets.fields.field import Field
from salesdesk.desktop.widgets.fields.form import Form
from salesdesk.desktop.widgets.plain import PlainLabel
from salesdesk.services import comments, contacts, customers, pool, quotes
from salesdesk.services.contacts import ContactDetail
from salesdesk.services.customers import CustomerDetail, TimelineEntry
from salesdesk.words import say


class Overview(QWidget):
    """Facts, the three things to write down, and the timeline."""

    edited = Signal(str, object)
    open_requested = Signal(Place)
    contacts_asked = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._customer: CustomerDetail | None = None
        self.facts = Form(quiet_fields(FACTS, desk))
        self._contact_name = PlainLabel(key="customer.field.contact", role="faint")
        self.contact = Button(kind="link", run=self.contacts_asked.emit)
        self.worth = PlainLabel(role="faint", elide=True)
        self.countdown = PlainLabel(role="faint")
        self.countdown.hide()
        self.timeline = TimelineList(teller(desk.clock))
        self._nothing = PlainLabel(key="timeline.empty", role="small", wrap=True)
        self._begun = Begun(desk, self._written, self._show_written, self)
        self._build()
        self.facts.changed.connect(self.edited)
        self.timeline.chosen.connect(self._open_entry)

    @cached_property
    def log(self) -> QuickLog:
        """Where a talk is written down; made when it is first asked for."""
        log = QuickLog(self._desk.today)
        log.logged.connect(self._write_log)
        log.closed.connect(self.timeline.setFocus)
        log.touched.connect(self._begun.touch)
        self._column.insertWidget(self._log_at, log)
        return log

    @cached_property
    def comment(self) -> CommentLine:
        """Where something is said to colleagues; made when it is first asked for."""
        line = CommentLine()
        line.said.connect(self._write_comment)
        line.closed.connect(self.timeline.setFocus)
        line.touched.connect(self._begun.touch)
        self._column.insertWidget(self._log_at, line)
        ask = partial(comments.people, self._desk.database)
        self._desk.background.ask(ask, owner=line, then=line.show_people)
        return line

    def turn_to(self, customer_id: UUID) -> None:
        """Come to another customer: what was begun here is kept, and what was begun there is shown."""
        if customer_id == self._begun.at:
            return
        self._begun.keep()
        for line in self._lines():
            line.clear()
        self._begun.turn_to(customer_id)

    def _lines(self) -> list[QuickLog | CommentLine]:
        """Return the lines that were asked for."""
        return [vars(self)[name] for name in ("log", "comment") if name in vars(self)]

    def _written(self) -> Written:
        talk, comment = vars(self).get("log"), vars(self).get("comment")
        return Written(talk.begun() if talk else None, comment.begun() if comment else "")

    def _show_written(self, written: Written) -> None:
        if written.talk is not None:
            self.log.show_again(written.talk)
        if written.comment:
            self.comment.show_again(written.comment)

    def show_customer(self, customer: CustomerDetail) -> None:
        """Show the facts of a customer."""
        self._customer = customer
        self.turn_to(customer.id)
        self.facts.show_values({name: getattr(customer, name) for name in FACTS})
        self._say_worth()

    def load(self) -> None:
        """Read people and history of the customer that is shown."""
        if self._customer is None:
            return
        wanted, database = self._customer.id, self._desk.database
        ask = partial(self._desk.background.ask, owner=self, failed=lambda _gone: None)
        ask(partial(customers.timeline, database, wanted), then=partial(self._show_timeline, wanted))
        ask(partial(contacts.contacts_of, database, wanted), then=partial(self._show_contact, wanted))
        ask(partial(pool.returns, database, [wanted]), then=partial(self._show_countdown, wanted))

    def _show_countdown(self, wanted: UUID, found: Mapping[UUID, int]) -> None:
        """Say in how many days the customer goes back to the pool, where that is soon."""
        if self._customer is None or self._customer.id != wanted:
            return
        days = found.get(wanted)
        soon = days is not None and days <= pool.WARNED
        self.countdown.setVisible(soon)
        if soon and days:
            self.countdown.say("pool.returns", n=days)
        elif soon:
            self.countdown.say("pool.returns.today")

    def field(self, name: str) -> Field | None:
        """Return one of the facts."""
        return self.facts.fields.get(name)

    def log_kind(self, kind: str) -> None:
        """Begin to write down a call, a visit or a note."""
        self.log.open_for(kind)

    def begin_comment(self) -> None:
        """Begin to say something to colleagues."""
        self.comment.open_line()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._say_worth()
        elif event.type() == QEvent.Type.StyleChange and hasattr(self, "timeline"):
            self._fit()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        person = QHBoxLayout()
        person.setSpacing(8)
        person.addWidget(self._contact_name)
        person.addWidget(self.contact)
        person.addStretch()
        column.addLayout(person)
        column.addWidget(self.facts)
        column.addWidget(self.worth)
        column.addWidget(self.countdown)
        column.addLayout(self._actions())
        self._column = column
        self._log_at = column.count()
        column.addWidget(PlainLabel(key="timeline.name", role="h3"))
        column.addWidget(self._nothing)
        column.addWidget(self.timeline, 1)
        self._fit()

    def _fit(self) -> None:
        self._contact_name.setFixedWidth(look().px(96))
        self.timeline.setMinimumHeight(look().px(220))

    def _actions(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(6)
        for kind, icon in (("call", "phone"), ("visit", "map-pin"), ("note", "pencil")):
            row.addWidget(Button(key=f"log.{kind}", icon=icon, run=partial(self.log_kind, kind)), 1)
        row.addWidget(Button(key="customer.quote", icon="file-text", kind="primary", run=self.new_quote), 1)
        return row

    def new_quote(self) -> None:
        """Begin a quote for this customer, and open it."""
        if self._customer is None:
            return
        today = self._desk.today()
        work = partial(quotes.draft_quote, self._desk.database, self._customer.id, today=today)
        then = lambda quote_id: self.open_requested.emit(Place("quote", quote_id))  # noqa: E731
        self._desk.background.change(work, owner=self, then=then, failed=self._desk.notices.failed)

    def _show_timeline(self, wanted: object, entries: list[TimelineEntry]) -> None:
        if self._customer is not None and self._customer.id == wanted:
            self.timeline.entries.show(entries)
            self._nothing.setVisible(len(entries) <= 1)

    def _show_contact(self, wanted: object, people: list[ContactDetail]) -> None:
        if self._customer is None or self._customer.id != wanted:
            return
        main = people[0] if people else None
        parts = (main.name, main.job_title) if main is not None else (say("customer.contacts.add"),)
        self.contact.setText(" · ".join(part for part in parts if part))

    def _say_worth(self) -> None:
        if self._customer is None:
            return
        last = ago(self._customer.last_contact_at, self._desk.clock.now()) or say("customers.contact.never")
        parts = [f"{say('customer.field.last_contact_at')}: {last}"]
        if self._customer.open:
            parts.append(f"{say('customers.column.open_value')}: {amounts_text(self._customer.open)}")
        self.worth.setText(" · ".join(parts))

    def _write_log(self, logged: Logged) -> None:
        if self._begun.at is not None:
            failed = partial(self._give_back, self._begun.at, Written(logged))
            write_down(self._desk, self._begun.at, logged, owner=self, failed=failed)
            self._begun.keep()

    def _write_comment(self, body: str) -> None:
        if self._begun.at is not None:
            work = partial(comments.add_comment, self._desk.database, self._begun.at, body)
            failed = partial(self._give_back, self._begun.at, Written(None, body))
            self._desk.background.change(work, owner=self, failed=failed)
            self._begun.keep()

    def _give_back(self, customer_id: UUID, written: Written, error: Exception) -> None:
        """Say why it was not stored, and put what was written where it was."""
        self._desk.notices.failed(error)
        if self._begun.at != customer_id:
            self._begun.put_back(customer_id, written)
            return
        if written.talk is not None:
            self.log.give_back(written.talk)
        if written.comment:
            self.comment.give_back(written.comment)

    def _open_entry(self, entry: TimelineEntry) -> None:
        if is_quote(entry):
            self.open_requested.emit(Place("quotes", entry.id))
