"""How a lead is written: checked first, then row by row in one transaction that somebody else began."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.domain.activities import ActivityKind
from salesdesk.domain.badges import kept_raw
from salesdesk.domain.contacts import check_contact
from salesdesk.domain.customers import CustomerKind, check_customer
from salesdesk.domain.errors import BadInput
from salesdesk.domain.fields import line, text
from salesdesk.domain.shows import LEAD_FIELDS, CaptureState, NextStep, answers, due_after, interests
from salesdesk.domain.shows import usual as usual_of
from salesdesk.integrations.pictures import MIME
from salesdesk.storage import outbox
from salesdesk.storage.database import Database
from salesdesk.storage.queries import customers
from salesdesk.storage.queries import shows as queries
from salesdesk.storage.queries.shows import Capture, Show
from salesdesk.storage.tables.activities import ActivityRow
from salesdesk.storage.tables.attachments import AttachmentRow, ThumbnailRow
from salesdesk.storage.tables.contacts import ContactRow
from salesdesk.storage.tables.customers import CustomerRow
from salesdesk.storage.tables.shows import CaptureRow
from salesdesk.words import say

SEVERAL: Final = re.compile(r"[;；,，/、\n]")
"""What parts several numbers or addresses in one field."""
_AS_TYPED: Final = {"phones": "phone", "emails": "email"}


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture that is kept already, by the hashes and sizes (bytes) of it and of its small one."""

    sha256: str
    size: int
    small_sha256: str
    small_size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """What was typed at the stand: `fields` by the names of LEAD_FIELDS, `answers` a choice by question.

    With `customer_id` it is a note of a visit to a customer that is known already.
    """

    fields: Mapping[str, str] = field(default_factory=dict)
    grade: str = ""
    interests: Sequence[UUID | str] = ()
    answers: Mapping[str, str] = field(default_factory=dict)
    next_step: NextStep = NextStep.NONE
    raw: str = ""
    photo: Photo | None = None
    customer_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Captured:
    """A lead that was taken; `name` is the customer's."""

    id: UUID
    customer_id: UUID
    name: str


class LeadWriting:
    """One lead, checked, and how it is written."""

    def __init__(
        self, database: Database, show: Show | None, lead: Lead, today: date, *, at: datetime | None = None
    ) -> None:
        self._lead, self._show = lead, show
        self._me, self._now = database.me, at or database.clock()
        typed = {name: text(lead.fields.get(name, ""), name) for name in LEAD_FIELDS}
        self._typed = {name: value for name, value in typed.items() if value}
        self.is_only_picture = not self._typed and not lead.raw and lead.customer_id is None
        if self.is_only_picture and lead.photo is None:
            raise BadInput("lead-empty", field="company")
        self._usual = usual_of(show.usual if show else {})
        self._wanted = interests(lead.interests)
        self._answers = answers(lead.answers, show.questions if show else ())
        self._due = due_after(lead.next_step, today)
        self._person = self._checked_person()
        self._customer = self._checked_customer()
        self.title = str(self._customer["name"])

    def write(self, session: Session) -> Captured:
        customer = self._known(session) or self._new_customer(session)
        contact = self._contact_of(session, customer)
        self._plan(customer)
        activity = self._talk(session, customer, contact)
        attachment = self._attach(session, customer, activity)
        row = CaptureRow(
            customer_id=customer.id,
            scope_id=customer.scope_id,
            captured_at=self._now,
            owner_id=self._me,
            show_id=self._show.id if self._show else None,
            contact_id=contact.id if contact else None,
            attachment_id=attachment.id if attachment else None,
            state=CaptureState.TO_TYPE if self.is_only_picture else CaptureState.DONE,
            **self._said(),
        )
        session.add(row)
        session.flush()
        return Captured(row.id, customer.id, customer.name)

    def complete(self, session: Session, kept: Capture) -> Captured:
        """Put what was typed in the place of the placeholder."""
        row = queries.capture_row(session, kept.id)
        placeholder = customers.one(session, row.customer_id)
        customer = self._known(session)
        if customer is None:
            customer = placeholder
            for name, value in self._customer.items():
                setattr(customer, name, value)
        contact = self._contact_of(session, customer)
        self._plan(customer)
        self._move(session, row, customer)
        row.contact_id = contact.id if contact else None
        row.state = CaptureState.DONE
        for name, value in self._said().items():
            setattr(row, name, value)
        session.flush()
        if customer is not placeholder:
            outbox.hide_of(session, "customers", "id", [placeholder.id])
        return Captured(row.id, customer.id, customer.name)

    def _move(self, session: Session, row: CaptureRow, customer: CustomerRow) -> None:
        """Bring the picture and the talk along to another customer, and say in the talk what is known now."""
        attachment = session.get(AttachmentRow, row.attachment_id) if row.attachment_id else None
        talk = (
            session.get(ActivityRow, attachment.activity_id)
            if attachment and attachment.activity_id
            else None
        )
        if talk is not None:
            talk.body = self._body(session)
        self._give(row, customer)
        if attachment is not None:
            self._give(attachment, customer)
        if talk is not None:
            self._give(talk, customer)
        small = select(ThumbnailRow).where(ThumbnailRow.attachment_id == row.attachment_id)
        for each in session.scalars(small) if attachment else ():
            each.scope_id = customer.scope_id

    def _give(self, row: CaptureRow | AttachmentRow | ActivityRow, customer: CustomerRow) -> None:
        row.customer_id, row.scope_id = customer.id, customer.scope_id

    def _said(self) -> dict[str, Any]:
        return {
            "grade": self._customer["grade"],
            "raw": kept_raw(self._lead.raw),
            "note": self._note(),
            "answers": self._answers,
            "interests": self._wanted,
        }

    def _note(self) -> str:
        """What has no field of its own without a person stands in the note."""
        lost = () if self._person else ("job_title", "department", "wechat")
        return "\n".join(filter(None, (self._typed.get(name, "") for name in (*lost, "note"))))

    def _checked_customer(self) -> dict[str, object]:
        typed, lead = self._typed, self._lead
        name = typed.get("company") or typed.get("name") or line(lead.raw[:80], "company")
        if not name:
            name = say("shows.placeholder", when=self._now)
        own = () if self._person else ("phone", "email")
        given: dict[str, object] = {
            field: typed[field] for field in ("city", "website", *own) if field in typed
        }
        given |= {"name": name, "grade": lead.grade or self._usual["grade"], "source": self._usual["source"]}
        if "company" not in typed and "name" in typed:
            given["kind"] = CustomerKind.PERSON
        if self._usual["tags"]:
            given["tags"] = self._usual["tags"]
        return _named(check_customer, given)

    def _checked_person(self) -> dict[str, object] | None:
        typed = self._typed
        if "name" not in typed:
            return None
        given: dict[str, object] = {
            name: typed[name] for name in ("name", "job_title", "department", "wechat") if name in typed
        }
        given["phones"] = [{"number": one} for one in _parts(typed.get("phone", ""))]
        given["emails"] = [{"address": one} for one in _parts(typed.get("email", ""))]
        return _named(check_contact, given)

    def _known(self, session: Session) -> CustomerRow | None:
        return customers.one(session, self._lead.customer_id) if self._lead.customer_id else None

    def _new_customer(self, session: Session) -> CustomerRow:
        row = CustomerRow(**{"owner_id": self._me} | self._customer)
        session.add(row)
        session.flush()
        return row

    def _contact_of(self, session: Session, customer: CustomerRow) -> ContactRow | None:
        """Return the person who was met: one of the customer's of that name, or a new one."""
        if self._person is None:
            return None
        theirs = select(ContactRow).where(
            ContactRow.customer_id == customer.id, ContactRow.deleted_at.is_(None)
        )
        others = list(session.scalars(theirs))
        same = next((one for one in others if one.name == self._person["name"]), None)
        if same is not None:
            self._add_to(same)
            return same
        row = ContactRow(**self._person, customer_id=customer.id, scope_id=customer.scope_id)
        row.is_primary = not others
        session.add(row)
        session.flush()
        return row

    def _add_to(self, contact: ContactRow) -> None:
        """Fill in what was not known of a person; what is known stays."""
        person = self._person or {}
        for name in ("job_title", "department", "wechat"):
            setattr(contact, name, getattr(contact, name) or person.get(name, ""))
        checked = check_contact(
            {
                "phones": [*contact.phones, *person["phones"]],  # type: ignore[misc]
                "emails": [*contact.emails, *person["emails"]],  # type: ignore[misc]
            }
        )
        contact.phones, contact.emails = checked["phones"], checked["emails"]  # type: ignore[assignment]

    def _plan(self, customer: CustomerRow) -> None:
        if customer.last_contact_at is None or customer.last_contact_at < self._now:
            customer.last_contact_at = self._now
        customer.grade = customer.grade or self._customer["grade"]  # type: ignore[assignment]
        if self._due is not None and (customer.next_follow_up is None or self._due < customer.next_follow_up):
            customer.next_follow_up = self._due

    def _talk(self, session: Session, customer: CustomerRow, contact: ContactRow | None) -> ActivityRow:
        row = ActivityRow(
            customer_id=customer.id,
            scope_id=customer.scope_id,
            contact_id=contact.id if contact else None,
            owner_id=self._me,
            kind=ActivityKind.MEETING,
            subject=say("shows.met", show=self._show.name) if self._show else say("shows.met_somewhere"),
            body=self._body(session),
            happens_at=self._now,
            done_at=self._now,
        )
        session.add(row)
        session.flush()
        return row

    def _body(self, session: Session) -> str:
        """Tell the talk in lines: the note, what was answered, what they want."""
        ids = [UUID(one) for one in self._wanted]
        names = queries.product_names(session, ids)
        wanted = ", ".join(names[one][0] for one in ids if one in names)
        answered = (f"{one['text']}: {one['choice']}" for one in self._answers)
        return "\n".join(filter(None, (self._note(), *answered, wanted)))

    def _attach(self, session: Session, customer: CustomerRow, activity: ActivityRow) -> AttachmentRow | None:
        photo = self._lead.photo
        if photo is None:
            return None
        row = AttachmentRow(
            customer_id=customer.id,
            scope_id=customer.scope_id,
            activity_id=activity.id,
            name=say("shows.photo_name"),
            mime=MIME,
            sha256=photo.sha256,
            size=photo.size,
        )
        session.add(row)
        session.flush()
        small = {"sha256": photo.small_sha256, "size": photo.small_size}
        session.add(ThumbnailRow(attachment_id=row.id, scope_id=customer.scope_id, **small))
        session.flush()
        return row


def _parts(typed: str) -> list[str]:
    return [part.strip() for part in SEVERAL.split(typed) if part.strip()]


def _named(check: Any, given: Mapping[str, object]) -> dict[str, object]:
    """Return what was checked; a refusal names the field as the form calls it."""
    try:
        found: dict[str, object] = check(given, new=True)
    except BadInput as error:
        error.field = _AS_TYPED.get(error.field, error.field)
        if error.field == "name" and check is check_customer:
            error.field = "company"
        raise
    return found
