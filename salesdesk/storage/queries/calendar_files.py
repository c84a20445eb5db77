"""What calendars that go out hold, and whom those that come in are with."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.domain.activities import ActivityKind
from salesdesk.storage.queries.search import matching
from salesdesk.storage.tables.activities import ActivityRow
from salesdesk.storage.tables.contacts import ContactRow
from salesdesk.storage.tables.customers import CustomerRow

A, C = ActivityRow, CustomerRow
MOST = 10_000


def rows(session: Session, ids: Sequence[UUID] | None) -> list[tuple[ActivityRow, str]]:
    """Return activities with the names of their customers: those of `ids`, or all that are open; no notes."""
    wanted = A.id.in_(ids) if ids is not None else A.done_at.is_(None)
    found = session.execute(
        select(A, C.name)
        .join(C, C.id == A.customer_id)
        .where(A.deleted_at.is_(None), A.kind != ActivityKind.NOTE, wanted)
        .order_by(A.happens_at, A.id)
        .limit(MOST)
    )
    return [(row, name) for row, name in found]


def look_up(
    session: Session, row_id: UUID, customer: str, mails: Sequence[str]
) -> tuple[bool, UUID | None, str]:
    """Return whether a row is here (or was), and whom an entry is with: by our own mark, else by mail."""
    known = session.get(A, row_id) is not None
    found = _by_mark(session, customer) or _by_mail(session, mails)
    return known, found.id if found is not None else None, found.name if found is not None else ""


def _by_mark(session: Session, customer: str) -> CustomerRow | None:
    try:
        row = session.get(C, UUID(customer)) if customer else None
    except ValueError:
        return None
    return row if row is not None and row.deleted_at is None else None


def _by_mail(session: Session, mails: Sequence[str]) -> CustomerRow | None:
    for mail in mails[:20]:
        direct = session.scalar(
            select(C).where(C.deleted_at.is_(None), C.id.in_(matching("customers", mail)), C.email == mail)
        )
        if direct is not None:
            return direct
        people = session.scalars(
            select(ContactRow).where(
                ContactRow.deleted_at.is_(None), ContactRow.id.in_(matching("contacts", mail))
            )
        )
        for person in people:
            if any(each.get("address", "").lower() == mail for each in person.emails):
                return _by_mark(session, str(person.customer_id))
    return None
