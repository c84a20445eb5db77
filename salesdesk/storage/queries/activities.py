"""Every question about activities, and what today asks for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    func,
    select,
    true,
)
from sqlalchemy.orm import Session

from salesdesk.domain.activities import ActivityKind
from salesdesk.domain.customers import Grade, Lifecycle
from salesdesk.domain.errors import NotFound
from salesdesk.domain.quotes import QuoteStatus
from salesdesk.domain.silence import Silence
from salesdesk.storage.queries.values import filled
from salesdesk.storage.tables.activities import ActivityRow
from salesdesk.storage.tables.contacts import ContactRow
from salesdesk.storage.tables.customers import CustomerRow
from salesdesk.storage.tables.quotes import QuoteRow
from salesdesk.storage.tables.users import UserRow

A = ActivityRow


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose activities: those of `people` alone, or all but theirs."""

    people: frozenset[UUID] = frozenset()
    theirs: bool = False


_ALL = Whose()


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityDetail:
    """One activity with the names around it. It is open while `done_at` is None."""

    id: UUID
    customer_id: UUID
    customer_name: str
    contact_id: UUID | None
    contact_name: str
    quote_id: UUID | None
    quote_number: str
    kind: ActivityKind
    subject: str
    body: str
    happens_at: datetime
    all_day_on: date | None
    zone: str
    done_at: datetime | None
    outcome: str
    place: str
    minutes: int | None
    remind_before: int | None
    repeats: str
    series_id: UUID | None
    owner_id: UUID | None
    owner_name: str
    created_at: datetime


class TimelineKind(StrEnum):
    """What an entry of the timeline tells of."""

    ACTIVITY = "activity"
    CUSTOMER_ADDED = "customer_added"
    CONTACT_ADDED = "contact_added"
    QUOTE_ADDED = "quote_added"
    QUOTE_SENT = "quote_sent"
    QUOTE_DECIDED = "quote_decided"
    COMMENT = "comment"
    FILE = "file"


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineEntry:
    """One thing that happened. `id` is the activity, contact or quote; amounts are minor units.

    `detail` is the kind of an activity, the state of a quote or the job of a contact.
    """

    kind: TimelineKind
    id: UUID
    at: datetime
    title: str
    detail: str
    text: str = ""
    outcome: str = ""
    who: str = ""
    done: bool = True
    all_day_on: date | None = None
    currency: str = ""
    gross: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpiringQuote:
    """A sent quote near its last day."""

    id: UUID
    number: str
    customer_id: UUID
    customer_name: str
    currency: str
    gross: int
    valid_until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class SilentCustomer:
    """A customer nobody has spoken with for more days than the class allows.

    `within` is what its `stage` allows of days in which nothing happens, where there were more of them too.
    """

    id: UUID
    name: str
    last_contact_at: datetime | None
    grade: Grade
    allowed: int
    stage: Lifecycle | None = None
    within: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """A customer whose follow-up is due."""

    id: UUID
    name: str
    due_on: date
    grade: Grade


def of_customer(session: Session, customer_id: UUID, limit: int = 2_000) -> list[ActivityDetail]:
    """Return a customer's activities, newest first."""
    newest = _select().where(A.customer_id == customer_id).order_by(A.happens_at.desc(), A.id.desc())
    return _details(session, newest.limit(limit))


def detail(session: Session, activity_id: UUID) -> ActivityDetail:
    """Return one activity, or raise NotFound."""
    found = _details(session, _select().where(A.id == activity_id))
    if not found:
        raise NotFound("activity-gone")
    return found[0]


def one(session: Session, activity_id: UUID) -> ActivityRow:
    """Return the row to change, or raise NotFound."""
    row = session.get(ActivityRow, activity_id)
    if row is None or row.deleted_at is not None:
        raise NotFound("activity-gone")
    return row


def details(session: Session, ids: Sequence[UUID]) -> list[ActivityDetail]:
    """Return the living ones among a few activities, in the order of their ids as given."""
    found = {each.id: each for each in _details(session, _select().where(A.id.in_(ids)))}
    return [found[row_id] for row_id in ids if row_id in found]


def open_count(session: Session, start: datetime | None, end: datetime | None, whose: Whose = _ALL) -> int:
    """Return how many activities are open from `start` up to, and without, `end`."""
    return session.scalar(select(func.count()).select_from(A).where(*is_open(start, end, whose))) or 0


def is_open(start: datetime | None, end: datetime | None, whose: Whose) -> list[ColumnElement[bool]]:
    """Return conditions on activities: open, from `start` up to and without `end`, and somebody's."""
    found: list[ColumnElement[bool]] = [A.deleted_at.is_(None), A.done_at.is_(None)]
    if start is not None:
        found.append(A.happens_at >= start)
    if end is not None:
        found.append(A.happens_at < end)
    if whose.theirs:
        found.append(A.owner_id.in_(whose.people))
    elif whose.people:
        found.append(A.owner_id.is_(None) | A.owner_id.not_in(whose.people))
    return found


def _select() -> Select[*tuple[Any, ...]]:
    return (
        select(A, CustomerRow.name, ContactRow.name, QuoteRow.number, UserRow.name)
        .join(CustomerRow, CustomerRow.id == A.customer_id)
        .outerjoin(ContactRow, ContactRow.id == A.contact_id)
        .outerjoin(QuoteRow, QuoteRow.id == A.quote_id)
        .outerjoin(UserRow, UserRow.id == A.owner_id)
        .where(A.deleted_at.is_(None))
    )


def _details(session: Session, wanted: Select[*tuple[Any, ...]]) -> list[ActivityDetail]:
    return [
        filled(
            ActivityDetail,
            row,
            kind=ActivityKind(row.kind),
            customer_name=customer,
            contact_name=contact or "",
            quote_number=quote or "",
            owner_name=owner or "",
        )
        for row, customer, contact, quote, owner in session.execute(wanted)
    ]


def follow_ups(session: Session, today: date, end: datetime, limit: int) -> list[FollowUp]:
    """Return the customers whose follow-up is due, the longest due first.

    One for whom something is open before `end` is left out: that is what the follow-up was to be.
    """
    C = CustomerRow  # noqa: N806 - a short name for a table
    planned = select(A.id).where(
        A.deleted_at.is_(None), A.customer_id == C.id, A.done_at.is_(None), A.happens_at < end
    )
    rows = session.execute(
        select(C.id, C.name, C.next_follow_up, C.grade)
        .where(C.deleted_at.is_(None), C.next_follow_up.is_not(None), C.next_follow_up <= today)
        .where(~planned.exists())
        .order_by(C.next_follow_up, C.id)
        .limit(limit)
    )
    return [
        FollowUp(id=row_id, name=name, due_on=due, grade=Grade(grade))
        for row_id, name, due, grade in rows
        if due
    ]


def expiring(session: Session, today: date, until: date, limit: int) -> list[ExpiringQuote]:
    """Return sent quotes whose last day is between today and `until`, the nearest first."""
    Q = QuoteRow  # noqa: N806 - a short name for a table
    rows = session.execute(
        select(Q, CustomerRow.name)
        .join(CustomerRow, CustomerRow.id == Q.customer_id)
        .where(Q.deleted_at.is_(None), Q.is_current == true(), Q.status == QuoteStatus.SENT)
        .where(Q.valid_until.between(today, until))
        .order_by(Q.valid_until, Q.id)
        .limit(limit)
    )
    return [filled(ExpiringQuote, quote, customer_name=name) for quote, name in rows]


def silent(
    session: Session, start: datetime, silence: Silence, limits: Mapping[Grade, int]
) -> list[SilentCustomer]:
    """Return the customers nobody has spoken with for longer than their class allows, seen from `start`.

    Class A comes first, the longest silent first; `limits` says how many of each class.
    """
    C = CustomerRow  # noqa: N806 - a short name for a table
    found: list[SilentCustomer] = []
    for grade, limit in limits.items():
        allowed = silence.limit(grade)
        since = start - timedelta(days=allowed)
        rows = session.execute(
            select(C.id, C.name, C.last_contact_at)
            .where(C.deleted_at.is_(None), C.grade == grade)
            .where(C.last_contact_at.is_(None) | (C.last_contact_at < since), C.created_at < since)
            .order_by(C.last_contact_at, C.id)
            .limit(limit if allowed else 0)
        )
        found += [
            SilentCustomer(id=row_id, name=name, last_contact_at=at, grade=grade, allowed=allowed)
            for row_id, name, at in rows
        ]
    return found
