"""What somebody wants to be reminded of, and what became of each reminder."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.domain.activities import ActivityKind
from salesdesk.storage.tables.activities import ActivityRow
from salesdesk.storage.tables.customers import CustomerRow
from salesdesk.storage.tables.personal import ReminderRow

A, R = ActivityRow, ReminderRow
MOST = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """An open activity that somebody wants to be reminded of, with what became of it."""

    activity_id: UUID
    customer_id: UUID
    customer_name: str
    kind: ActivityKind
    subject: str
    happens_at: datetime
    all_day_on: date | None
    zone: str
    before: int
    due_at: datetime | None
    until: datetime | None
    dismissed_at: datetime | None


def asked(session: Session, me: UUID, start: datetime, end: datetime) -> list[Asked]:
    """Return what is mine or nobody's, open, and begins from `start` up to, and without, `end`."""
    rows = session.execute(
        select(A.id, A.customer_id, CustomerRow.name, A.kind, A.subject, A.body)
        .add_columns(A.happens_at, A.all_day_on, A.zone, A.remind_before)
        .add_columns(R.due_at, R.until, R.dismissed_at)
        .join(CustomerRow, CustomerRow.id == A.customer_id)
        .outerjoin(R, (R.activity_id == A.id) & R.deleted_at.is_(None))
        .where(A.deleted_at.is_(None), A.done_at.is_(None), A.remind_before.is_not(None))
        .where(A.happens_at >= start, A.happens_at < end)
        .where((A.owner_id == me) | A.owner_id.is_(None))
        .order_by(A.happens_at, A.id)
        .limit(MOST)
    )
    return [
        Asked(
            activity_id=row[0],
            customer_id=row[1],
            customer_name=row[2],
            kind=ActivityKind(row[3]),
            subject=row[4] or row[5].partition("\n")[0],
            happens_at=row[6],
            all_day_on=row[7],
            zone=row[8],
            before=row[9] or 0,
            due_at=row[10],
            until=row[11],
            dismissed_at=row[12],
        )
        for row in rows
    ]
