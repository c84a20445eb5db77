"""Which of thousands of open activities come first, weighed where they lie (domain/urgency.py)."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Float,
    LargeBinary,
    Select,
    case,
    cast,
    func,
    select,
    type_coerce,
)
from sqlalchemy.orm import Session

from salesdesk.domain.customers import Grade
from salesdesk.domain.urgency import AWAITED, CLASS_VALUES, WEEK
from salesdesk.storage.queries.activities import Whose, is_open
from salesdesk.storage.tables.activities import ActivityRow
from salesdesk.storage.tables.customers import CustomerRow

A, C = ActivityRow, CustomerRow
_MICROSECOND: Final = timedelta(microseconds=1)
_WEEK: Final = timedelta(days=WEEK) // _MICROSECOND
_GRADES: Final = {str(grade): grade for grade in Grade}
_CLASS: Final = case({str(grade): value for grade, value in CLASS_VALUES.items()}, value=C.grade, else_=1.0)
Ids = Collection[bytes]


class Head(msgspec.Struct, frozen=True, gc=False):
    """As much of an activity as one needs to compare it: bytes of ids, the class, and how urgent it is.

    To make values of ids takes longer than to read them.
    """

    id: bytes
    customer: bytes
    grade: Grade
    urgency: float


def late(start: datetime) -> ColumnElement[Any]:
    """Return how urgent an activity is that lies before the beginning of a day: `urgency_when_late`."""
    begun = type_coerce(A.happens_at, BigInteger())
    return 1 + cast(type_coerce(start, A.happens_at.type) - begun, Float) / _WEEK


def due() -> ColumnElement[Any]:
    """Return how urgent an activity of the day is: `urgency_of_today`."""
    return case((A.all_day_on.is_(None), AWAITED), else_=1.0)


def first(
    session: Session, where: list[ColumnElement[bool]], urgency: ColumnElement[Any], limit: int
) -> tuple[list[Head], int]:
    """Return the first by class and urgency, and how many there are in all; equals as they come in time.

    What a customer is worth in money is left to who asks.
    """
    best = _select(urgency).where(*where).order_by((_CLASS * urgency).desc()).limit(limit)
    return _heads(session, best), _count(session, where)


def of_customers(
    session: Session, where: list[ColumnElement[bool]], urgency: ColumnElement[Any], customers: Ids
) -> list[Head]:
    """Return all of some customers, the earliest first."""
    if not customers:
        return []
    return _heads(session, _select(urgency).where(*where, among(A.customer_id, customers)))


def with_open(end: datetime, whose: Whose) -> Select[bytes]:
    """Return a select of the bytes of ids of those with whom something is open before a moment."""
    return select(type_coerce(A.customer_id, LargeBinary())).where(*is_open(None, end, whose)).distinct()


def busy(session: Session, end: datetime, whose: Whose, customers: Ids) -> set[bytes]:
    """Return with which of some customers something is open before a moment."""
    theirs = select(A.id).where(A.customer_id == C.id, *is_open(None, end, whose)).exists()
    found = select(type_coerce(C.id, LargeBinary())).where(among(C.id, customers), theirs)
    return set(session.connection().execute(found).scalars().all())


def _count(session: Session, where: list[ColumnElement[bool]]) -> int:
    return session.scalar(select(func.count()).select_from(A).where(*where)) or 0


def among(column: Any, ids: Ids) -> ColumnElement[bool]:
    """Return a condition: one of many ids, which are handed over as one value."""
    given = func.json_each(msgspec.json.encode([row_id.hex() for row_id in ids]).decode())
    return column.in_(select(func.unhex(given.table_valued("value", name="given").c.value)))  # type: ignore[no-any-return]


def _select(urgency: ColumnElement[Any]) -> Select[*tuple[Any, ...]]:
    ids = (type_coerce(column, LargeBinary()) for column in (A.id, A.customer_id))
    return select(*ids, C.grade, urgency).join(C, C.id == A.customer_id)


def _heads(session: Session, wanted: Select[*tuple[Any, ...]]) -> list[Head]:
    rows = session.connection().execute(wanted.order_by(A.happens_at, A.id)).all()
    return [Head(row_id, customer, _GRADES[grade], urgency) for row_id, customer, grade, urgency in rows]
