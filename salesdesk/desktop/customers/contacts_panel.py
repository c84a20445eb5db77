"""The people at a customer: a card each, one of them open for editing."""

from collections.abc import Mapping, Sequence
from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from salesdesk.desktop.customers.contact_card import ContactCard
from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.runtime.places import Place
from salesdesk.desktop.runtime.turns import turns
from salesdesk.desktop.widgets.buttons import Button
from salesdesk.desktop.widgets.fields.text import TextField
from salesdesk.desktop.widgets.plain import PlainLabel
from salesdesk.desktop.widgets.undoable import do
from salesdesk.services import contacts, people
from salesdesk.services.contacts import ContactDetail
from salesdesk.services.people import Elsewhere

_People = tuple[list[ContactDetail], Mapping[UUID, Sequence[Elsewhere]]]


class ContactsPanel(QWidget):
    """Adds, edits and removes people; every field is kept when it is left."""

    open_requested = Signal(Place)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._customer: UUID | None = None
        self._open: UUID | None = None
        self._people: list[ContactDetail] = []
        self._elsewhere: Mapping[UUID, Sequence[Elsewhere]] = {}
        self.cards: dict[UUID, ContactCard] = {}
        self.fresh = TextField("customer.contact.name", placeholder_key="customer.contact.name")
        self.fresh.committed.connect(self._add)
        self.fresh.hide()
        self.add = Button(key="customer.contacts.add", icon="plus", kind="link", run=self.begin)
        self._nothing = PlainLabel(key="customer.contacts.empty.text", role="small", wrap=True)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self._column.addWidget(self._nothing)
        self._column.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        self._column.addWidget(self.fresh)

    def show_customer(self, customer_id: UUID) -> None:
        """Read and show the people of a customer."""
        if customer_id != self._customer:
            self._customer, self._open = customer_id, None
            self.fresh.hide()
        database = self._desk.database

        def read() -> _People:
            return contacts.contacts_of(database, customer_id), people.elsewhere(database, customer_id)

        self._desk.background.ask(read, owner=self, then=partial(self._show, customer_id))

    def begin(self) -> None:
        """Begin a new person: the name first."""
        self.fresh.show_value("")
        self.fresh.show()
        self.fresh.setFocus()

    def _add(self, name: str) -> None:
        if not name or self._customer is None:
            return
        work = partial(contacts.add_contact, self._desk.database, self._customer, {"name": name})
        self._desk.background.change(work, owner=self, then=self._added, failed=self.fresh.refuse)

    def _added(self, contact_id: UUID) -> None:
        self.fresh.show_value("")
        self.fresh.hide()
        self._open = contact_id
        if self._customer is not None:
            self.show_customer(self._customer)

    def _show(self, customer_id: UUID, found: _People) -> None:
        if customer_id != self._customer:
            return
        self._people, self._elsewhere = found
        self._nothing.setVisible(not self._people)
        wanted = {person.id: person for person in self._people}
        for gone in set(self.cards) - set(wanted):
            card = self.cards.pop(gone)
            self._column.removeWidget(card)
            card.deleteLater()
        turns().hold_still(self)
        for place in range(len(self._people)):
            turns().add(self, partial(self._show_person, place, self._people))

    def _show_person(self, place: int, among: list[ContactDetail]) -> None:
        if among is not self._people:
            return  # they have been read again
        person = among[place]
        card = self.cards.get(person.id) or self._card(person)
        self._column.insertWidget(place, card)
        card.show_contact(person, self._elsewhere.get(person.id, ()))
        card.set_open(opened=person.id == self._open)

    def _card(self, person: ContactDetail) -> ContactCard:
        card = ContactCard(self._desk.today, self)
        card.turned.connect(partial(self._turn, person.id))
        card.edited.connect(partial(self._write, person.id))
        card.remove_asked.connect(partial(self._remove, person.id))
        card.place_asked.connect(self._go)
        card.another_asked.connect(partial(self._ask_another, person.id))
        self.cards[person.id] = card
        return card

    def _turn(self, contact_id: UUID) -> None:
        self._open = None if self._open == contact_id else contact_id
        for each, card in self.cards.items():
            card.set_open(opened=each == self._open)
        if self._open is not None:
            card = self.cards[contact_id]
            turns().add(card, partial(_focus_name, card))

    def _write(self, contact_id: UUID, name: str, value: object) -> None:
        work = partial(contacts.edit_contact, self._desk.database, contact_id, {name: value})
        refused = partial(self._not_kept, contact_id, name)
        self._desk.background.change(work, owner=self, failed=refused)

    def _not_kept(self, contact_id: UUID, name: str, error: Exception) -> None:
        card = self.cards.get(contact_id)
        if card is None or not card.send_back(name, error):
            self._desk.notices.failed(error)

    def _remove(self, contact_id: UUID) -> None:
        card = self.cards[contact_id]
        work = partial(contacts.remove_contacts, self._desk.database, [contact_id])
        owner: QObject = self
        do(self._desk, work, owner=owner, say="customer.contact.removed", name=card.contact.name)

    def _go(self, customer_id: UUID) -> None:
        self.open_requested.emit(Place("customers", customer_id))

    def _ask_another(self, contact_id: UUID) -> None:
        if self._customer is not None:
            from salesdesk.desktop.customers import another_customer  # noqa: PLC0415 - seldom wanted

            name = self.cards[contact_id].contact.name
            words, take = "customer.contact.another", partial(self._add_at, contact_id, name)
            sheet = another_customer.AnotherCustomerSheet
            sheet(self._desk, self._customer, words, take, self.window()).open()

    def _add_at(self, contact_id: UUID, name: str, customer_id: UUID) -> None:
        work = partial(people.add_at, self._desk.database, contact_id, customer_id)
        do(self._desk, work, owner=self, say="customer.contact.another.done", name=name)


def _focus_name(card: ContactCard) -> None:
    card.form.fields["name"].setFocus()
