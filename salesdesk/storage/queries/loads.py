"""How much somebody has on their hands, as far as this device knows it."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from salesdesk.storage.tables.activities import ActivityRow
from salesdesk.storage.tables.customers import CustomerRow

A, C = ActivityRow, CustomerRow


@dataclass(frozen=True, slots=True)
class Load:
    """Customers somebody has, what is still to be done there, and how much of that is late."""

    customers: int
    to_do: int
    late: int


def load_of(session: Session, person: UUID, today: date, now: datetime) -> Load:
    """Return how much a person has on their hands."""
    mine = select(func.count()).where(C.owner_id == person, C.deleted_at.is_(None))
    to_do = select(func.count()).where(A.owner_id == person, A.deleted_at.is_(None), A.done_at.is_(None))
    late = to_do.where(or_(A.all_day_on < today, A.all_day_on.is_(None) & (A.happens_at < now)))
    return Load(*(session.scalar(count) or 0 for count in (mine, to_do, late)))
