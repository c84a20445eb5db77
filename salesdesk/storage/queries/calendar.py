"""What a calendar shows of a stretch of time."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from salesdesk.domain.activities import ActivityKind
from salesdesk.storage.tables.activities import ActivityRow
from salesdesk.storage.tables.customers import CustomerRow

A = ActivityRow
MOST: Final = 2_000
_TICKED_EARLY: Final = timedelta(days=7)
_TICKED_LATE: Final = timedelta(days=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """One entry of the calendar. It takes so many `minutes` (0: nobody said); `zone` "" is the company's.

    One that is `expected` is not there yet: it follows from the series of `id` and comes on `all_day_on` or
    at `begins`.
    """

    id: UUID
    customer_id: UUID
    customer_name: str
    kind: ActivityKind
    subject: str
    begins: datetime
    all_day_on: date | None
    minutes: int
    zone: str
    done: bool
    repeats: str
    series_id: UUID | None
    owner_id: UUID | None
    expected: bool = False


def between(session: Session, start: datetime, end: datetime) -> list[Appointment]:
    """Return what begins from `start` up to, and without, `end`, earliest first; no notes.

    What was ticked off is looked for by the index of ticks: up to two months later than it was to be.
    """
    inside = (A.happens_at >= start) & (A.happens_at < end)
    ticked = (A.done_at >= start - _TICKED_EARLY) & (A.done_at < end + _TICKED_LATE)
    found = [*_read(session, inside & A.done_at.is_(None)), *_read(session, inside & ticked)]
    return sorted(found, key=lambda each: (each.begins, each.id))


def repeating(session: Session, end: datetime) -> list[Appointment]:
    """Return the open ones of all series that begin before a moment: from them the next ones follow."""
    return _read(session, A.done_at.is_(None) & (A.happens_at < end) & (A.repeats != ""))


def _read(session: Session, wanted: ColumnElement[bool]) -> list[Appointment]:
    rows = session.execute(
        select(A.id, A.customer_id, CustomerRow.name, A.kind, A.subject, A.body, A.happens_at, A.all_day_on)
        .add_columns(A.minutes, A.zone, A.done_at, A.repeats, A.series_id, A.owner_id)
        .join(CustomerRow, CustomerRow.id == A.customer_id)
        .where(A.deleted_at.is_(None), A.kind != ActivityKind.NOTE, wanted)
        .order_by(A.happens_at, A.id)
        .limit(MOST)
    )
    return [
        Appointment(
            id=row[0],
            customer_id=row[1],
            customer_name=row[2],
            kind=ActivityKind(row[3]),
            subject=row[4] or row[5].partition("\n")[0],
            begins=row[6],
            all_day_on=row[7],
            minutes=row[8] or 0,
            zone=row[9],
            done=row[10] is not None,
            repeats=row[11],
            series_id=row[12],
            owner_id=row[13],
        )
        for row in rows
    ]
