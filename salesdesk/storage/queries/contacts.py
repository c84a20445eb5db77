"""Every question about contacts."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.domain.contacts import ContactRole, MailLabel, PhoneLabel
from salesdesk.domain.errors import NotFound
from salesdesk.storage.tables.contacts import ContactRow
from salesdesk.storage.tables.customers import CustomerRow


@dataclass(frozen=True, slots=True)
class ContactPhone:
    """A number as typed; `e164` is "" where its form is not known."""

    label: PhoneLabel
    number: str
    e164: str = ""


@dataclass(frozen=True, slots=True)
class ContactMail:
    """A mail address."""

    label: MailLabel
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactDetail:
    """One person at a customer."""

    id: UUID
    customer_id: UUID
    customer_name: str
    name: str
    job_title: str
    department: str
    role: ContactRole
    phones: tuple[ContactPhone, ...]
    emails: tuple[ContactMail, ...]
    wechat: str
    birthday: date | None
    is_primary: bool
    note: str
    external_id: str
    created_at: datetime
    edited_at: datetime


def of_customer(session: Session, customer_id: UUID) -> list[ContactDetail]:
    """Return a customer's people, the main one first, then by name."""
    rows = session.execute(
        select(ContactRow, CustomerRow.name)
        .join(CustomerRow, CustomerRow.id == ContactRow.customer_id)
        .where(ContactRow.customer_id == customer_id, ContactRow.deleted_at.is_(None))
        .order_by(ContactRow.is_primary.desc(), ContactRow.sort_key, ContactRow.id)
    )
    return [_detail(row, customer) for row, customer in rows]


def detail(session: Session, contact_id: UUID) -> ContactDetail:
    """Return one person, or raise NotFound."""
    found = session.execute(
        select(ContactRow, CustomerRow.name)
        .join(CustomerRow, CustomerRow.id == ContactRow.customer_id)
        .where(ContactRow.id == contact_id, ContactRow.deleted_at.is_(None))
    ).one_or_none()
    if found is None:
        raise NotFound("contact-gone")
    return _detail(*found)


def one(session: Session, contact_id: UUID) -> ContactRow:
    """Return the row to change, or raise NotFound."""
    row = session.get(ContactRow, contact_id)
    if row is None or row.deleted_at is not None:
        raise NotFound("contact-gone")
    return row


def _detail(row: ContactRow, customer_name: str) -> ContactDetail:
    return ContactDetail(
        id=row.id,
        customer_id=row.customer_id,
        customer_name=customer_name,
        name=row.name,
        job_title=row.job_title,
        department=row.department,
        role=ContactRole(row.role),
        phones=tuple(ContactPhone(PhoneLabel(p["label"]), p["number"], p["e164"]) for p in row.phones),
        emails=tuple(ContactMail(MailLabel(m["label"]), m["address"]) for m in row.emails),
        wechat=row.wechat,
        birthday=row.birthday,
        is_primary=row.is_primary,
        note=row.note,
        external_id=row.external_id,
        created_at=row.created_at,
        edited_at=row.edited_at,
    )
