"""Occasions to speak with somebody: birthdays of people, and days on which customers bought."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import String, func, literal_column, select, true
from sqlalchemy.orm import Session

from salesdesk.storage.queries.values import Amount
from salesdesk.storage.tables.contacts import ContactRow
from salesdesk.storage.tables.customers import CustomerRow
from salesdesk.storage.tables.quotes import QuoteRow

C, P, Q = CustomerRow, ContactRow, QuoteRow
_BORN: Final = literal_column("substr(contacts.birthday, 6)", String())
"""Month and day, in the words of the index."""
_ACCEPTED: Final = literal_column("'accepted'", String())


@dataclass(frozen=True, slots=True, kw_only=True)
class Born:
    """Somebody's day of birth."""

    id: UUID
    name: str
    born: date
    customer_id: UUID
    customer_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchase:
    """What a customer bought, on the day its quote is dated: that they accepted it is noted late at times."""

    customer_id: UUID
    on: date
    amount: Amount


def born_on(session: Session, days: Collection[str], me: UUID, limit: int) -> list[Born]:
    """Return people at my customers, or at nobody's, born on one of these days of a year (MM-DD)."""
    rows = session.execute(
        select(P.id, P.name, P.birthday, P.customer_id, C.name)
        .join(C, C.id == P.customer_id)
        .where(_BORN.in_(days), P.birthday.is_not(None), P.deleted_at.is_(None))
        .where(C.deleted_at.is_(None), C.owner_id.is_(None) | (C.owner_id == me))
        .order_by(P.id)
        .limit(limit)
    )
    return [
        Born(id=row_id, name=name, born=born, customer_id=customer, customer_name=called)
        for row_id, name, born, customer, called in rows
        if born is not None
    ]


def regulars(session: Session, least: int, me: UUID, since: date, until: date, limit: int) -> dict[UUID, str]:
    """Return which of my customers bought on so many days at least, the last time between two days, by name.

    Who bought lately comes first. Purchases are read from an index alone.
    """
    last = func.max(Q.issued_on)
    often = (
        select(Q.customer_id, last.label("last"))
        .where(Q.status == _ACCEPTED, Q.deleted_at.is_(None), Q.is_current == true())
        .group_by(Q.customer_id)
        .having(func.count(Q.issued_on.distinct()) >= least, last.between(since, until))
        .subquery()
    )
    rows = session.execute(
        select(C.id, C.name)
        .join(often, often.c.customer_id == C.id)
        .where(C.deleted_at.is_(None), C.owner_id.is_(None) | (C.owner_id == me))
        .order_by(often.c.last.desc(), C.id)
        .limit(limit)
    )
    return {row[0]: row[1] for row in rows}


def purchases(session: Session, customers: Sequence[UUID]) -> list[Purchase]:
    """Return what these customers bought, the earliest first."""
    rows = session.execute(
        select(Q.customer_id, Q.issued_on, Q.currency, Q.gross)
        .where(Q.customer_id.in_(customers), Q.deleted_at.is_(None), Q.is_current == true())
        .where(Q.status == _ACCEPTED)
        .order_by(Q.issued_on, Q.id)
    )
    return [
        Purchase(customer_id=customer, on=on, amount=Amount(currency, minor))
        for customer, on, currency, minor in rows
    ]
