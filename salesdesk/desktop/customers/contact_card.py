"""One person: who they are and how to reach them; opened, every field can be changed."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import cached_property, partial
from typing import Any, Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from salesdesk.desktop.customers.words import ROLES
from salesdesk.desktop.runtime.turns import turns
from salesdesk.desktop.widgets.avatar import Avatar
from salesdesk.desktop.widgets.buttons import Button, IconButton
from salesdesk.desktop.widgets.fields.choice import ChoiceField
from salesdesk.desktop.widgets.fields.dates import BirthdayField
from salesdesk.desktop.widgets.fields.entries import EntriesField
from salesdesk.desktop.widgets.fields.field import Field
from salesdesk.desktop.widgets.fields.form import Form
from salesdesk.desktop.widgets.fields.text import LongTextField, TextField
from salesdesk.desktop.widgets.pill import Pill
from salesdesk.desktop.widgets.plain import PlainLabel, panel, tip
from salesdesk.domain.contacts import MailLabel, PhoneLabel
from salesdesk.services.contacts import ContactDetail
from salesdesk.services.people import Elsewhere
from salesdesk.words import say

_PHONES: Final = tuple((label.value, f"customer.label.{label}") for label in PhoneLabel)
_MAILS: Final = tuple((label.value, f"customer.label.{label}") for label in MailLabel)
_LINES: Final = ("name", "job_title", "department", "wechat")


class ContactCard(QWidget):
    """A card. `turned` asks to open or close it; `edited` tells a field and its new value.

    `place_asked` names another customer where the person is too; `another_asked` wants one more.
    """

    turned = Signal()
    edited = Signal(str, object)
    remove_asked = Signal()
    place_asked = Signal(object)
    another_asked = Signal()

    def __init__(self, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.contact: ContactDetail
        self.avatar, self.role = Avatar(size=28), Pill()
        self.name = Button(kind="link", run=self.turned.emit)
        self.reach = PlainLabel(role="small", elide=True, selectable=True)
        self._today, self._opened = today, False
        self._elsewhere: Sequence[Elsewhere] = ()
        self.places = QWidget()
        self._foot = QWidget()
        self._main = Button(
            key="customer.contact.make_primary",
            icon="star",
            kind="link",
            run=lambda: self.edited.emit("is_primary", True),
        )
        self._build()
        self.set_open(opened=False)

    @cached_property
    def form(self) -> Form:
        """All fields; made when the card is first opened."""
        form = Form(_fields(self._today), label_width=84, parent=self)
        form.changed.connect(self.edited)
        form.hide()
        self._column.insertWidget(self._column.count() - 2, form)
        return form

    def show_contact(self, contact: ContactDetail, elsewhere: Sequence[Elsewhere] = ()) -> None:
        """Show a person, and where they are as well."""
        self.contact = contact
        if elsewhere != self._elsewhere:
            self._elsewhere = elsewhere
            self._show_places()
        self.avatar.show_name(contact.name)
        if "form" in vars(self):
            self._fill()
        self._main.setVisible(not contact.is_primary)
        self._tell()

    def set_open(self, *, opened: bool) -> None:
        """Show all fields, or only who it is. Fields that are still to be made come turn by turn."""
        self._opened = opened
        if opened and "form" not in vars(self):
            for step in (lambda: self.form, self._fill, self._show_open):
                turns().add(self, step)
        else:
            self._show_open()

    def _show_open(self) -> None:
        if "form" in vars(self):
            self.form.setVisible(self._opened)
        self._foot.setVisible(self._opened)
        self.reach.setVisible(not self._opened and bool(self.reach.text()))

    def send_back(self, name: str, error: Exception) -> bool:
        """Say beside a field why it is not kept; return False if there is none of that name."""
        field = self.form.fields.get(name) if "form" in vars(self) else None
        if field is not None:
            field.send_back(_plain(getattr(self.contact, name)), error)
        return field is not None

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "contact"):
            self._show_places()
            self._tell()

    def _build(self) -> None:
        card = panel("card", self)
        outer, column, head = QVBoxLayout(self), QVBoxLayout(card), QHBoxLayout()
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(card)
        column.setContentsMargins(10, 8, 8, 8)
        column.setSpacing(4)
        head.setSpacing(8)
        for widget in (self.avatar, self.name, self.role):
            head.addWidget(widget)
        head.addStretch()
        column.addLayout(head)
        for below in (self.reach, self.places, self._foot):
            column.addWidget(below)
        self.places.hide()
        self._at = QVBoxLayout(self.places)
        self._at.setContentsMargins(0, 0, 0, 0)
        self._at.setSpacing(0)
        self._column = column
        foot = QHBoxLayout(self._foot)
        foot.setContentsMargins(0, 0, 0, 0)
        foot.addWidget(self._main)
        foot.addWidget(
            Button(
                key="customer.contact.another", icon="building-2", kind="link", run=self.another_asked.emit
            )
        )
        foot.addStretch()
        foot.addWidget(IconButton("trash-2", "customer.contact.remove", self.remove_asked.emit))

    def _fill(self) -> None:
        self.form.show_values({name: _plain(getattr(self.contact, name)) for name in self.form.fields})

    def _show_places(self) -> None:
        for old in self.places.findChildren(Button):
            old.setParent(None)
            old.deleteLater()
        for place in self._elsewhere:
            go = partial(self.place_asked.emit, place.customer_id)
            link = Button(text=_place_told(place), icon="building-2", kind="link", run=go)
            link.setMinimumWidth(1)  # a long name is cut rather than widening the drawer
            tip(link, link.text().replace("&&", "&"))
            self._at.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        self.places.setVisible(bool(self._elsewhere))

    def _tell(self) -> None:
        contact = self.contact
        self.name.setText(" · ".join(part for part in (contact.name, contact.job_title) if part))
        key = f"customer.role.{contact.role}" if contact.role else "customer.contact.primary"
        self.role.show_state(say(key) if contact.role or contact.is_primary else "", _tone(contact))
        reach = [phone.number for phone in contact.phones] + [mail.address for mail in contact.emails]
        self.reach.setText("   ".join([*reach, *([contact.wechat] if contact.wechat else [])]))


def _place_told(place: Elsewhere) -> str:
    role = say(f"customer.role.{place.role}") if place.role else ""
    there = " · ".join(part for part in (place.customer_name, place.job_title, role) if part)
    return say("customer.contact.elsewhere", place=there)


def _tone(contact: ContactDetail) -> Any:
    return "violet" if contact.role == "decider" else "plain"


def _plain(value: Any) -> Any:
    """Return phones and mails as the field of entries takes them."""
    if not isinstance(value, tuple):
        return value
    return [{name: getattr(entry, name) for name in entry.__slots__} for entry in value]


def _fields(today: Callable[[], date]) -> Sequence[tuple[str, Field]]:
    lines = [
        (name, TextField(f"customer.contact.{name}", quiet=True, required=name == "name")) for name in _LINES
    ]
    phones = EntriesField(
        "customer.contact.phones", "number", _PHONES, add_key="customer.contact.add_phone", quiet=True
    )
    mails = EntriesField(
        "customer.contact.emails", "address", _MAILS, add_key="customer.contact.add_email", quiet=True
    )
    return [
        *lines[:3],
        ("role", ChoiceField("customer.contact.role", ROLES, quiet=True)),
        ("phones", phones),
        ("emails", mails),
        lines[3],
        ("birthday", BirthdayField("customer.contact.birthday", today, quiet=True)),
        ("note", LongTextField("customer.contact.note", quiet=True)),
    ]
