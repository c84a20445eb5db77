"""A new customer in a few lines. What is typed is kept until it is saved or given up."""

from collections.abc import Collection, Mapping
from functools import partial
from typing import Any, Final
from uuid import UUID

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from salesdesk.desktop.colleague_hint import ColleagueHint
from salesdesk.desktop.customers.alike import AlikeHint
from salesdesk.desktop.customers.phone_field import PhoneField
from salesdesk.desktop.customers.region_field import RegionField
from salesdesk.desktop.customers.words import GRADES, SOURCES
from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.runtime.language import rebind
from salesdesk.desktop.runtime.places import Place
from salesdesk.desktop.widgets.buttons import Button
from salesdesk.desktop.widgets.drawer import Drawer
from salesdesk.desktop.widgets.fields.choice import ChoiceField
from salesdesk.desktop.widgets.fields.dates import DateField
from salesdesk.desktop.widgets.fields.field import Field, LineField
from salesdesk.desktop.widgets.fields.form import Form
from salesdesk.desktop.widgets.fields.text import LongTextField, TextField
from salesdesk.desktop.widgets.plain import PlainLabel
from salesdesk.desktop.widgets.undoable import do
from salesdesk.domain.errors import BadInput
from salesdesk.domain.regions import PARTS
from salesdesk.services import collisions, customers, drafts, taking_in
from salesdesk.words import say

DRAFT: Final = ("customer", UUID(int=0))  # one unfinished new customer a device
_KEEP_AFTER: Final = 250  # milliseconds without a key
_PERSON: Final = {"contact": "name", "job_title": "job_title"}
_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class NewCustomerDrawer(Drawer):
    """Enter saves from every line; Escape closes and keeps what was typed for the next time."""

    made = Signal(object)  # the id of the new customer, or of whom it was taken into
    open_requested = Signal(Place)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(428, parent)
        self.desk = desk
        self.form = Form(_fields(desk), label_width=104)
        self.alike = AlikeHint(desk)
        self.colleague = ColleagueHint(desk, collisions.at_colleagues)
        self.kept = PlainLabel(key="customer.new.draft", role="small")
        self.save_button = Button(key="customer.new.save", kind="primary", run=self.save)
        self._timer = QTimer(self, singleShot=True, interval=_KEEP_AFTER)
        self._timer.timeout.connect(self._keep)
        self._saving = False
        self._build()
        self._clear()
        rebind(self, self._say_title)

    def begin(self) -> None:
        """Open, with what was left unfinished the last time."""
        work = partial(drafts.draft, self.desk.database, *DRAFT)
        self.desk.background.ask(work, owner=self, then=self._begun)

    def save(self) -> None:
        """Add the customer."""
        if self._saving or not self.form.commit() or self._is_nobodys():
            return
        self._saving = True
        self._timer.stop()
        fields, contact = self._entered()
        work = partial(_add, self.desk, fields, contact)
        do(
            self.desk,
            work,
            owner=self,
            say="customers.added",
            then=self._made,
            failed=self._refused,
            name=fields.get("name", ""),
        )

    def take_into(self, customer_id: UUID) -> None:
        """Put what was typed into a customer that is there already; where they differ a person chooses."""
        for name, field in self.form.fields.items():
            if name != "name" and not field.commit():
                return
        if self._is_nobodys():
            return
        work = partial(taking_in.beside, self.desk.database, customer_id, *self._entered())
        self.desk.background.ask(work, owner=self, then=self._beside, failed=self._refused)

    def give_up(self) -> None:
        """Forget what was typed, and close."""
        self._timer.stop()
        self._clear()
        drop = partial(drafts.drop_draft, self.desk.database, *DRAFT)
        self.desk.background.change(drop, owner=self)
        self.close_drawer()

    def typed_values(self) -> dict[str, Any]:
        """Return what stands in the lines now, as plain text for a draft."""
        return {name: _typed(field) for name, field in self.form.fields.items() if _typed(field)}

    def keyPressEvent(self, event: QKeyEvent) -> None:
        front = self.focusWidget()
        if event.key() in _ENTER and front in (*self.alike.buttons, *self.alike.takers):
            front.click()
        elif event.key() in _ENTER:
            self.save()
        else:
            super().keyPressEvent(event)

    def close_drawer(self) -> None:
        if self._timer.isActive():
            self._timer.stop()
            self._keep()
        super().close_drawer()

    def _build(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self.save_button)
        row.addWidget(Button(key="customer.new.cancel", kind="ghost", run=self.give_up))
        row.addStretch()
        for widget in (self.kept, self.form, self.alike, self.colleague):
            self.body.addWidget(widget)
        self.body.addLayout(row)
        self.body.addWidget(PlainLabel(key="customer.new.keys", role="small", wrap=True))
        self.body.addWidget(PlainLabel(key="customer.new.more", role="small", wrap=True))
        self.body.addStretch(1)
        for field in self.form.fields.values():
            field.typed.connect(lambda _text: self._typing())
            field.committed.connect(lambda _value: self._typing())
        self.alike.open_requested.connect(self.open_requested)
        self.alike.take_in_asked.connect(self.take_into)

    def _say_title(self) -> None:
        self.set_titles(say("customer.new.title"))

    def _begun(self, draft: drafts.Draft | None) -> None:
        self.kept.setVisible(draft is not None)
        if draft is not None and not self.isVisible():
            self._show(draft.body)
        self.show()
        self.form.fields["name"].setFocus()

    def _show(self, body: Mapping[str, Any]) -> None:
        self._clear()
        if "city" in body:  # a draft of an older version
            body = {**body, "region": ("", body["city"], "")}
        for name, text in body.items():
            field = self.form.fields.get(name)
            if isinstance(field, LineField):
                field.line.setText(str(text))
            elif field is not None:
                field.show_value(text)
        self._look_alike()

    def _clear(self) -> None:
        for field in self.form.fields.values():
            field.show_value(None if isinstance(field, DateField) else "")
            if isinstance(field, LineField):
                field.line.setModified(False)
                field.line.clear()
        self.alike.clear()
        self.colleague.clear()

    def _typing(self) -> None:
        if not self._saving and self.isVisible():
            self._timer.start()
            self._look_alike()

    def _look_alike(self) -> None:
        values = self.typed_values()
        compared = {name: str(values.get(name, "")) for name in ("name", "phone", "email", "tax_id")}
        self.alike.look(compared)
        self.colleague.look(compared)

    def _entered(self) -> tuple[dict[str, Any], dict[str, Any] | None]:
        """Return the fields that say something, and the person if one was named."""
        values = self.form.values()
        person = {field: values.pop(name) for name, field in _PERSON.items()}
        values |= zip(PARTS, values.pop("region"), strict=True)
        fields = {name: value for name, value in values.items() if value not in ("", None)}
        return fields, person if person["name"] else None

    def _is_nobodys(self) -> bool:
        """Ask for the person where a job title is told and nobody has it."""
        who, job = self.form.fields["contact"], self.form.fields["job_title"]
        if who.value() or not job.value():
            return False
        who.refuse(BadInput("field-required", field="contact"))
        who.setFocus()
        return True

    def _beside(self, meeting: taking_in.Meeting) -> None:
        if not meeting.has_choice:
            self._take_in(meeting, set())
            return
        from salesdesk.desktop.customers.taking_in import TakeInSheet  # noqa: PLC0415 - seldom wanted

        TakeInSheet(meeting, partial(self._take_in, meeting), self.window()).open()

    def _take_in(self, meeting: taking_in.Meeting, over: set[str]) -> None:
        if self._saving:
            return
        self._saving = True
        self._timer.stop()
        work = partial(_take_in, self.desk, meeting.customer_id, self._entered(), over)
        do(self.desk, work, owner=self, say="customer.taken_in", then=self._made, failed=self._refused,
           name=meeting.name)  # fmt: skip

    def _keep(self) -> None:
        values = self.typed_values()
        keep = partial(drafts.keep_draft, self.desk.database, *DRAFT, values)
        forget = partial(drafts.drop_draft, self.desk.database, *DRAFT)
        self.desk.background.change(keep if values else forget, owner=self)

    def _made(self, customer_id: UUID) -> None:
        self._saving = False
        self._clear()
        self.hide()
        self.made.emit(customer_id)

    def _refused(self, error: Exception) -> None:
        self._saving = False
        if not self.form.refuse(error):
            self.desk.notices.failed(error)


def _add(desk: Desk, fields: Mapping[str, object], contact: Mapping[str, object] | None) -> UUID:
    made = customers.add_customer(desk.database, fields, contact=contact)
    drafts.drop_draft(desk.database, *DRAFT)
    return made


def _take_in(
    desk: Desk,
    customer_id: UUID,
    entered: tuple[Mapping[str, object], Mapping[str, object] | None],
    over: Collection[str],
) -> UUID:
    taking_in.take_in(desk.database, customer_id, *entered, over=over)
    drafts.drop_draft(desk.database, *DRAFT)
    return customer_id


def _typed(field: Field) -> Any:
    if isinstance(field, LineField):
        return field.line.text()
    if isinstance(field, LongTextField):
        return field.text.toPlainText()
    if isinstance(field, RegionField):
        return field.value() if any(field.value()) else ""
    return field.value()


def _fields(desk: Desk) -> list[tuple[str, Field]]:
    return [
        ("name", TextField("customer.field.name", required=True)),
        ("contact", TextField("customer.new.contact")),
        ("job_title", TextField("customer.contact.job_title")),
        ("phone", PhoneField("customer.field.phone")),
        ("email", TextField("customer.field.email")),
        ("region", RegionField(desk, "customer.field.region")),
        ("tax_id", TextField("customer.field.tax_id")),
        ("grade", ChoiceField("customer.field.grade", GRADES)),
        ("source", ChoiceField("customer.field.source", SOURCES)),
        (
            "next_follow_up",
            DateField("customer.field.next_follow_up", desk.today, placeholder_key="log.next.hint"),
        ),
        ("note", LongTextField("customer.field.note", lines=2)),
    ]
