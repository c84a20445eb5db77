"""What a person does with customers: one function each, one transaction each."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.domain import fields as rules
from salesdesk.domain.contacts import check_contact
from salesdesk.domain.customers import Lifecycle, check_customer
from salesdesk.domain.errors import BadInput, NotFound
from salesdesk.protocol.scopes import AGGREGATE, PARENTS
from salesdesk.services import stages
from salesdesk.services.listings import Listing
from salesdesk.storage import outbox
from salesdesk.storage.base import Base
from salesdesk.storage.database import Database
from salesdesk.storage.queries import customers as queries
from salesdesk.storage.queries import timeline as story
from salesdesk.storage.queries.activities import TimelineEntry, TimelineKind
from salesdesk.storage.queries.customers import GROUPS, SORTS, CustomerDetail, CustomerFilter, CustomerSummary
from salesdesk.storage.queries.values import Amount
from salesdesk.storage.recorder import sliced
from salesdesk.storage.tables import every_table
from salesdesk.storage.tables.contacts import ContactRow
from salesdesk.storage.tables.customers import CustomerRow
from salesdesk.storage.undo import Step
from salesdesk.storage.uniting import canonical

__all__ = [
    "GROUPS",
    "SORTS",
    "Amount",
    "CustomerDetail",
    "CustomerFilter",
    "CustomerSummary",
    "TimelineEntry",
    "TimelineKind",
    "add_customer",
    "customer",
    "edit_customer",
    "edit_customers",
    "edit_each",
    "known_values",
    "lifecycle_counts",
    "listing",
    "remove_customers",
    "summaries",
    "tag_customers",
    "timeline",
    "warm",
]


def listing(database: Database, wanted: CustomerFilter) -> Listing[CustomerSummary]:
    """Return the customers of a filter, to be read page by page."""
    return Listing(
        database,
        wanted,
        count=queries.count,
        page=queries.page,
        ids=queries.ids,
        opening=queries.opening,
        groups=queries.groups,
        kept=True,
    )


def warm(database: Database, is_over: Callable[[], bool]) -> None:
    """Read ahead what finding customers will read, in short steps, until `is_over`."""
    database.warm(is_over)
    if not is_over():
        database.look(queries.rehearse)


def lifecycle_counts(database: Database, wanted: CustomerFilter) -> dict[Lifecycle, int]:
    """Return how many customers of a filter are how far along."""
    return database.ask(queries.lifecycle_counts, wanted)


def known_values(database: Database, field: str) -> list[str]:
    """Return the values in use of a text field or of `tags`, most frequent first: for filters and typing."""
    if field != "tags" and field not in {"city", "province", "district", "country", "industry", "bank_name"}:
        raise BadInput("field-unknown", field=field)
    return database.ask(queries.known, field)


def customer(database: Database, customer_id: UUID) -> CustomerDetail:
    """Return all fields of a customer, or raise NotFound; an old id leads to whom it is part of by now."""
    return database.ask(_detail, customer_id)


def _detail(session: Session, customer_id: UUID) -> CustomerDetail:
    return queries.detail(session, canonical(session, customer_id))


def summaries(database: Database, ids: Sequence[UUID]) -> list[CustomerSummary]:
    """Return the living customers among these ids, in the order of the ids."""
    return database.ask(queries.summaries, ids)


def timeline(database: Database, customer_id: UUID) -> list[TimelineEntry]:
    """Return what happened with a customer, newest first, or raise NotFound."""
    return database.ask(story.of_customer, customer_id)


def add_customer(
    database: Database, fields: Mapping[str, object], *, contact: Mapping[str, object] | None = None
) -> UUID:
    """Add a customer, with its main person if one is given; without an owner it is mine.

    Raise BadInput naming the field that is wrong.
    """
    given = {"owner_id": database.me} | check_customer(fields, new=True)
    person = check_contact(contact, new=True) if contact is not None else None
    with database.write(Step("customer-add", name=given["name"])) as session:
        _check_referrer(session, None, given)
        row = CustomerRow(**given)
        session.add(row)
        session.flush()
        if person is not None:
            session.add(
                ContactRow(**person | {"customer_id": row.id, "is_primary": True}, scope_id=row.scope_id)
            )
        return row.id


def edit_customer(database: Database, customer_id: UUID, changes: Mapping[str, object]) -> None:
    """Change some fields.

    Raise NotFound, BadInput naming the field that is wrong, or RuleBroken: a sale is not declared by hand.
    """
    given = check_customer(changes)
    name = database.ask(queries.one, customer_id).name
    with database.write(Step("customer-edit", name=given.get("name", name))) as session:
        row = queries.one(session, customer_id)
        _check_referrer(session, customer_id, given)
        stages.check_by_hand(session, [customer_id], given)
        for field, value in given.items():
            setattr(row, field, value)


def edit_customers(database: Database, ids: Sequence[UUID], changes: Mapping[str, object]) -> int:
    """Make the same change to many; return how many it changed. Raise as `edit_customer`."""
    given = check_customer(changes)
    with database.write(Step("customers-edit", n=len(ids))) as session:
        stages.check_by_hand(session, ids, given)
        return outbox.set_fields(session, "customers", ids, given)


def edit_each(database: Database, changes: Mapping[UUID, Mapping[str, object]]) -> int:
    """Change fields of many customers, each its own way, as one step; return how many changed.

    Customers that are gone are left out. Raise as `edit_customer`.
    """
    given = {row_id: check_customer(fields) for row_id, fields in changes.items()}
    with database.write(Step("customers-edit", n=len(given))) as session:
        stages.check_each(session, given)
        return outbox.set_each(session, "customers", given)


def tag_customers(
    database: Database, ids: Sequence[UUID], *, add: Sequence[str] = (), remove: Sequence[str] = ()
) -> int:
    """Give tags to many and take others away, as one step; return how many it changed."""
    fresh, gone = check_customer({"tags": add})["tags"], {tag.casefold() for tag in remove}
    with database.write(Step("customers-edit", n=len(ids))) as session:
        updates = [
            (row_id, {"tags": tags}, {"tags": wanted})
            for some in sliced(ids)
            for row_id, tags in session.execute(
                select(CustomerRow.id, CustomerRow.tags).where(
                    CustomerRow.id.in_(some), CustomerRow.deleted_at.is_(None)
                )
            )
            if (wanted := tagged(tags, fresh, gone)) != tags
        ]
        outbox.bulk(session, "customers", updates=updates)
        return len(updates)


def tagged(tags: list[str], fresh: Any, gone: set[str]) -> list[str]:
    """Return tags with some more, and without others; `gone` are folded."""
    return [tag for tag in rules.tags([*tags, *fresh]) if tag.casefold() not in gone]


def remove_customers(database: Database, ids: Sequence[UUID], *, step: Step | None = None) -> int:
    """Remove customers with all that belongs to them; return how many. Undo brings everything back.

    `step` is what undo calls it, if not by the customer's name or their number.
    """
    if step is None and len(ids) == 1:
        step = Step("customer-remove", name=database.ask(queries.one, ids[0]).name)
    with database.write(step or Step("customers-remove", n=len(ids))) as session:
        return sum(_remove(session, some) for some in sliced(ids))


def _remove(session: Session, ids: Sequence[UUID]) -> int:
    every_table()
    for entity in reversed(AGGREGATE[1:]):
        above, column = PARENTS[entity]
        if above == "customers":
            outbox.hide_of(session, entity, column, ids)
        else:
            whole, part = Base.metadata.tables[above].c, Base.metadata.tables[entity].c
            theirs = select(whole.id).where(whole.customer_id.in_(ids))
            outbox.hide(session, entity, part[column].in_(theirs))
    return outbox.hide_of(session, "customers", "id", ids)


def _check_referrer(session: Session, customer_id: UUID | None, given: Mapping[str, object]) -> None:
    referrer = given.get("referrer_id")
    if referrer is None:
        return
    if not isinstance(referrer, UUID) or referrer == customer_id:
        raise BadInput("referrer-unknown", field="referrer_id")
    try:
        queries.one(session, referrer)
    except NotFound:
        raise BadInput("referrer-unknown", field="referrer_id") from None
