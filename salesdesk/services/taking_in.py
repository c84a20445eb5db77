"""What was typed for a new customer goes into one that is there already, as one step."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.domain import taking_in as rules
from salesdesk.domain.contacts import check_contact
from salesdesk.domain.customers import check_customer
from salesdesk.domain.regions import PARTS
from salesdesk.domain.taking_in import JOB, PERSON, How, Line
from salesdesk.storage.database import Database
from salesdesk.storage.queries import customers
from salesdesk.storage.tables.contacts import ContactRow
from salesdesk.storage.tables.customers import CustomerRow
from salesdesk.storage.undo import Step

__all__ = ["How", "Line", "Meeting", "beside", "take_in"]


@dataclass(frozen=True, slots=True)
class Meeting:
    """What was typed beside the customer it is meant for; `lines` name fields or `region`, a person."""

    customer_id: UUID
    name: str
    lines: tuple[Line, ...]

    @property
    def has_choice(self) -> bool:
        """Say whether something differs, so that a person may choose."""
        return any(line.how is How.DIFFERS for line in self.lines)


def beside(
    database: Database,
    customer_id: UUID,
    fields: Mapping[str, object],
    contact: Mapping[str, object] | None = None,
) -> Meeting:
    """Return what would become of each value; nothing is changed.

    Raises:
        NotFound: the customer is not here any more.
        BadInput: naming the field that is wrong.
    """
    typed, person = _checked(fields, contact)
    return database.ask(_meeting, customer_id, typed, person)


def take_in(
    database: Database,
    customer_id: UUID,
    fields: Mapping[str, object],
    contact: Mapping[str, object] | None = None,
    *,
    over: Collection[str] = (),
) -> None:
    """Fill what is empty, add the person who is not there yet; `over` are lines whose typed value stands.

    Raises:
        NotFound: the customer is not here any more.
        BadInput: naming the field that is wrong.
    """
    typed, person = _checked(fields, contact)
    name = database.ask(customers.one, customer_id).name
    with database.write(Step("customer-take-in", name=name)) as session:
        row = customers.one(session, customer_id)
        meeting = _meeting(session, customer_id, typed, person)
        changed = rules.changes(list(meeting.lines), over)
        known = _alike(session, customer_id, person)
        job = changed.pop(JOB, None)
        if changed.pop(PERSON, None):
            _add_person(session, row, person)
        elif known is not None and job:
            known.job_title = job
        for field, value in check_customer(changed).items():
            setattr(row, field, value)


def _checked(
    fields: Mapping[str, object], contact: Mapping[str, object] | None
) -> tuple[dict[str, Any], dict[str, Any]]:
    person: Mapping[str, Any] = check_contact(contact, new=True) if contact else {}
    return dict(check_customer(fields)), dict(person)


def _meeting(
    session: Session, customer_id: UUID, typed: Mapping[str, Any], person: Mapping[str, Any]
) -> Meeting:
    row = customers.one(session, customer_id)
    found = rules.lines({name: getattr(row, name) for name in {*typed, *PARTS}}, typed)
    known = _alike(session, customer_id, person)
    stands = {} if known is None else {PERSON: known.name, JOB: known.job_title}
    told = {PERSON: person.get("name"), JOB: person.get("job_title")}
    return Meeting(customer_id, row.name, (*found, *rules.lines(stands, told)))


def _alike(session: Session, customer_id: UUID, person: Mapping[str, Any]) -> ContactRow | None:
    """Return the person of that name who is there already."""
    wanted = str(person.get("name", ""))
    of_customer = (ContactRow.customer_id == customer_id) & ContactRow.deleted_at.is_(None)
    people = session.scalars(select(ContactRow).where(of_customer).order_by(ContactRow.id))
    return next((one for one in people if rules.same_name(one.name, wanted)), None)


def _add_person(session: Session, customer: CustomerRow, person: Mapping[str, Any]) -> None:
    main = select(ContactRow.id).where(
        ContactRow.customer_id == customer.id, ContactRow.deleted_at.is_(None), ContactRow.is_primary
    )
    first = session.scalar(main.limit(1)) is None
    about = {**person, "customer_id": customer.id, "is_primary": first}
    session.add(ContactRow(**about, scope_id=customer.scope_id))
