"""What a person does with the people at a customer."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.domain.contacts import check_contact
from salesdesk.storage import outbox
from salesdesk.storage.database import Database
from salesdesk.storage.queries import contacts as queries
from salesdesk.storage.queries import customers
from salesdesk.storage.queries.contacts import ContactDetail, ContactMail, ContactPhone
from salesdesk.storage.tables.contacts import ContactRow
from salesdesk.storage.undo import Step

__all__ = [
    "ContactDetail",
    "ContactMail",
    "ContactPhone",
    "add_contact",
    "contact",
    "contacts_of",
    "edit_contact",
    "remove_contacts",
]


def contacts_of(database: Database, customer_id: UUID) -> list[ContactDetail]:
    """Return a customer's people, the main one first."""
    return database.ask(queries.of_customer, customer_id)


def contact(database: Database, contact_id: UUID) -> ContactDetail:
    """Return one person, or raise NotFound."""
    return database.ask(queries.detail, contact_id)


def add_contact(database: Database, customer_id: UUID, fields: Mapping[str, object]) -> UUID:
    """Add a person; the first of a customer is the main one.

    `phones` is [{label, number}], `emails` [{label, address}]. Raise BadInput naming the field that is wrong.
    """
    given = check_contact(fields, new=True)
    with database.write(Step("contact-add", name=given["name"])) as session:
        customer = customers.one(session, customer_id)
        others = _living(session, customer_id)
        row = ContactRow(**given | {"customer_id": customer_id}, scope_id=customer.scope_id)
        row.is_primary = bool(given.get("is_primary")) or not others
        session.add(row)
        _only_one_primary(row, others)
        session.flush()
        return row.id


def edit_contact(database: Database, contact_id: UUID, changes: Mapping[str, object]) -> None:
    """Change some fields; a new main person takes the place of the old one."""
    given = check_contact(changes)
    name = database.ask(queries.one, contact_id).name
    with database.write(Step("contact-edit", name=given.get("name", name))) as session:
        row = queries.one(session, contact_id)
        if "customer_id" in given:
            row.scope_id = customers.one(session, given["customer_id"]).scope_id  # type: ignore[arg-type]
        for field, value in given.items():
            setattr(row, field, value)
        _only_one_primary(row, _living(session, row.customer_id))


def remove_contacts(database: Database, ids: Sequence[UUID]) -> int:
    """Remove people; return how many."""
    with database.write(Step("contacts-remove", n=len(ids))) as session:
        return outbox.hide_of(session, "contacts", "id", ids)


def _living(session: Session, customer_id: UUID) -> list[ContactRow]:
    wanted = select(ContactRow).where(ContactRow.customer_id == customer_id, ContactRow.deleted_at.is_(None))
    return list(session.scalars(wanted))


def _only_one_primary(chosen: ContactRow, others: list[ContactRow]) -> None:
    for other in others:
        if chosen.is_primary and other is not chosen and other.is_primary:
            other.is_primary = False
