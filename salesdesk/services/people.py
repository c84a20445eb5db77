"""A person who works for several customers: a card at each, with what they are there (decision 10)."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final
from uuid import UUID

from sqlalchemy.orm import Session

from salesdesk.domain.errors import BadInput
from salesdesk.domain.names import fold
from salesdesk.services import contacts
from salesdesk.storage.database import Database
from salesdesk.storage.queries import contacts as queries
from salesdesk.storage.queries import people
from salesdesk.storage.queries.people import Elsewhere

__all__ = ["PERSONAL", "Elsewhere", "add_at", "elsewhere"]

PERSONAL: Final = ("name", "phones", "emails", "wechat", "birthday")
"""What belongs to the person wherever they are; title, department and role belong to the place."""


def elsewhere(database: Database, customer_id: UUID) -> Mapping[UUID, Sequence[Elsewhere]]:
    """Return, for each of a customer's people who is known at other customers too, where that is."""
    return database.ask(people.elsewhere, customer_id)


def add_at(database: Database, contact_id: UUID, customer_id: UUID) -> UUID:
    """Add a person at another customer too; what they are there is still to be said.

    Raises:
        BadInput: they, or somebody of their name, are there already (`person-there`).
        NotFound: the person or the customer is gone.
    """
    person = database.ask(queries.detail, contact_id)
    there = database.ask(_is_there, contact_id, customer_id)
    if there or person.customer_id == customer_id:
        raise BadInput("person-there", field="customer_id", name=person.name)
    return contacts.add_contact(database, customer_id, {name: _given(person, name) for name in PERSONAL})


def _is_there(session: Session, contact_id: UUID, customer_id: UUID) -> bool:
    """Tell whether a person is known there, or somebody is there who bears the name."""
    person = queries.one(session, contact_id)
    known = people.elsewhere(session, person.customer_id).get(contact_id, ())
    names = {fold(one.name) for one in queries.of_customer(session, customer_id)}
    return any(place.customer_id == customer_id for place in known) or fold(person.name) in names


def _given(person: queries.ContactDetail, name: str) -> Any:
    value = getattr(person, name)
    return list(map(asdict, value)) if isinstance(value, tuple) else value
