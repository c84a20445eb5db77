"""Customers and sent quotes with which nothing gets on, and nothing is to come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    String,
    bindparam,
    func,
    literal,
    or_,
    select,
    true,
    type_coerce,
)
from sqlalchemy.orm import Session, aliased

from salesdesk.domain.customers import Grade, Lifecycle
from salesdesk.domain.idleness import Idleness
from salesdesk.domain.quotes import QuoteStatus
from salesdesk.storage.queries.neglect import days_said
from salesdesk.storage.tables.activities import ActivityRow
from salesdesk.storage.tables.customers import CustomerRow
from salesdesk.storage.tables.quotes import QuoteRow

A, C, Q, M = ActivityRow, CustomerRow, QuoteRow, aliased(QuoteRow)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_DAY: Final = timedelta(days=1) // _MICROSECOND
Moment = ColumnElement[int]
"""Microseconds since 1970, as moments are kept."""
_BEFORE: Final[Moment] = bindparam("before", type_=BigInteger())


@dataclass(frozen=True, slots=True, kw_only=True)
class Idle:
    """A customer with whom nothing has happened since a moment."""

    id: UUID
    name: str
    grade: Grade
    last_contact_at: datetime | None
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Unanswered:
    """A sent quote after which nothing has happened since a moment."""

    id: UUID
    number: str
    customer_id: UUID
    customer_name: str
    currency: str
    gross: int
    since: datetime


def idle(session: Session, stage: Lifecycle, before: datetime, me: UUID, limit: int) -> list[Idle]:
    """Return which of my customers, or nobody's, are idle at a stage since before a moment.

    Those nobody has spoken with for the longest come first.
    """
    asked = {"stage": stage.value, "before": _micros_of(before), "me": me, "most": limit}
    rows = session.connection().execute(_idle(), asked).all()
    return [
        Idle(id=row_id, name=name, grade=Grade(grade), last_contact_at=at, since=since)
        for row_id, name, grade, at, since in rows
    ]


def unanswered(session: Session, before: datetime, today: date, me: UUID, limit: int) -> list[Unanswered]:
    """Return the valid quotes to such customers that were sent before a moment; the newest come first."""
    asked = {"before": _micros_of(before), "today": today, "me": me, "most": limit}
    return [
        Unanswered(
            id=row_id,
            number=number,
            customer_id=customer,
            customer_name=name,
            currency=currency,
            gross=gross,
            since=since,
        )
        for row_id, number, customer, name, currency, gross, since in session.connection().execute(
            _unanswered(), asked
        )
    ]


def idle_by_stage(now: datetime) -> ColumnElement[bool]:
    """Return a condition on customers: idle for longer than their stage allows, as the settings say now."""
    usual = Idleness()
    return or_(*(_idle_at(stage, days_said(f"idle_{stage}", usual.limit(stage)), now) for stage in Lifecycle))


@cache
def _idle() -> Select[*tuple[Any, ...]]:
    return (
        select(C.id, C.name, C.grade, C.last_contact_at, _newest())
        .where(C.deleted_at.is_(None), C.lifecycle == bindparam("stage"), *_at_rest(_BEFORE), _is_ours())
        .order_by(C.last_contact_at, C.id)
        .limit(bindparam("most"))
    )


@cache
def _unanswered() -> Select[*tuple[Any, ...]]:
    return (
        select(Q.id, Q.number, Q.customer_id, C.name, Q.currency, Q.gross, _newest())
        .join(C, C.id == Q.customer_id)
        .where(Q.deleted_at.is_(None), Q.is_current == true(), Q.status == QuoteStatus.SENT)
        .where(Q.valid_until >= bindparam("today"), _micros(Q.sent_at) < _BEFORE)
        .where(C.deleted_at.is_(None), *_at_rest(_BEFORE), _is_ours())
        .order_by(Q.issued_on.desc(), Q.id.desc())
        .limit(bindparam("most"))
    )


def _idle_at(stage: Lifecycle, days: ColumnElement[int], now: datetime) -> ColumnElement[bool]:
    resting = _at_rest(literal(_micros_of(now), BigInteger()) - days * _DAY)
    conditions: Sequence[ColumnElement[bool]] = ((days > 0), C.lifecycle == stage, *resting)
    found: ColumnElement[bool] = true()
    for each in conditions:
        found = found & each
    return found


def _at_rest(before: Moment) -> list[ColumnElement[bool]]:
    """Return conditions on customers: there since before a moment, nothing happened since, no next step.

    Most have no follow-up, and few an open activity: the first is no way to find them, and the others are
    read at once. What was done is looked for with those alone that are left.
    """
    living = A.deleted_at.is_(None)
    open_still = select(A.customer_id).where(living, A.done_at.is_(None))
    done = select(A.id).where(living, A.customer_id == C.id, _micros(A.done_at) >= before)
    moved = select(M.id).where(*_theirs(), (_micros(M.sent_at) >= before) | (_micros(M.decided_at) >= before))
    return [
        func.coalesce(type_coerce(C.next_follow_up, String()), "") == "",
        _micros(C.created_at) < before,
        C.last_contact_at.is_(None) | (_micros(C.last_contact_at) < before),
        C.id.not_in(open_still),
        ~done.exists(),
        ~moved.exists(),
    ]


def _is_ours() -> ColumnElement[bool]:
    """Return a condition, in words that the index of owners cannot be used for: most are one person's."""
    me = bindparam("me", type_=C.owner_id.type)
    return func.coalesce(C.owner_id, me) == me


def _newest() -> ColumnElement[Any]:
    """Return the moment at which something happened last with a customer: at least it was added."""
    done = select(func.max(_micros(A.done_at))).where(A.deleted_at.is_(None), A.customer_id == C.id)
    moves = select(func.max(func.max(_or_never(M.sent_at), _or_never(M.decided_at)))).where(*_theirs())
    parts = (C.last_contact_at, C.created_at)
    newest = func.max(
        *map(_or_never, parts), *(func.coalesce(one.scalar_subquery(), 0) for one in (done, moves))
    )
    return type_coerce(newest, C.created_at.type)


def _theirs() -> tuple[ColumnElement[bool], ...]:
    return M.deleted_at.is_(None), M.is_current == true(), M.customer_id == C.id


def _or_never(column: Any) -> ColumnElement[int]:
    return func.coalesce(_micros(column), 0)


def _micros(column: Any) -> ColumnElement[int]:
    return type_coerce(column, BigInteger())


def _micros_of(at: datetime) -> int:
    return (at - _EPOCH) // _MICROSECOND
