"""The same person at other customers: known by name and by how they are reached (decision 10)."""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.domain.contacts import ContactRole
from salesdesk.domain.matching import is_one_person, likeness
from salesdesk.storage.queries.duplicates import AT_MOST, parties_of
from salesdesk.storage.tables.contacts import ContactRow
from salesdesk.storage.tables.customers import CustomerRow
from salesdesk.storage.tables.search import KINDS, match_keys, search_marks


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A person's place at another customer; `role` and `job_title` are what they are there."""

    contact_id: UUID
    customer_id: UUID
    customer_name: str
    role: ContactRole
    job_title: str


def elsewhere(session: Session, customer_id: UUID) -> dict[UUID, tuple[Elsewhere, ...]]:
    """Return, for each of a customer's people who is known at others too, where that is, by name."""
    here = select(ContactRow.id).where(ContactRow.customer_id == customer_id, ContactRow.deleted_at.is_(None))
    pairs = _sharing_a_key(session, session.scalars(here).all())
    others = {other for some in pairs.values() for other in some}
    people = {row.id: party for row, party in parties_of(session, "contacts", {*pairs, *others})}
    places = _places(session, others & people.keys(), customer_id)
    found: dict[UUID, tuple[Elsewhere, ...]] = {}
    for person, some in pairs.items():
        same = [other for other in some if other in places]
        same = [other for other in same if is_one_person(likeness(people[person], people[other]))]
        if same:
            found[person] = tuple(sorted(map(places.__getitem__, same), key=lambda at: at.customer_name))
    return found


def _sharing_a_key(session: Session, people: Iterable[UUID]) -> dict[UUID, set[UUID]]:
    """Return, for each person, the people who share a key of theirs."""
    wanted = select(search_marks.c.row_id, search_marks.c["keys"]).where(
        search_marks.c.row_id.in_(list(people))
    )
    found: dict[UUID, set[UUID]] = defaultdict(set)
    for person, keys in session.execute(wanted):
        for key in array("q", keys):
            rows = select(match_keys.c.row_id).where(match_keys.c.key == key)
            same = session.scalars(rows.where(match_keys.c.kind == KINDS["contacts"]).limit(AT_MOST))
            found[person].update(same)
    return {person: others - {person} for person, others in found.items() if others - {person}}


def _places(session: Session, people: Iterable[UUID], but: UUID) -> Mapping[UUID, Elsewhere]:
    rows = session.execute(
        select(ContactRow.id, CustomerRow.id, CustomerRow.name, ContactRow.role, ContactRow.job_title)
        .join(CustomerRow, CustomerRow.id == ContactRow.customer_id)
        .where(ContactRow.id.in_(list(people)), CustomerRow.id != but, CustomerRow.deleted_at.is_(None))
    )
    return {
        person: Elsewhere(person, customer, name, ContactRole(role), job_title)
        for person, customer, name, role, job_title in rows
    }
