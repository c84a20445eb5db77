"""One customer's story: what was said, done and quoted, newest first."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.storage.queries import attachments, comments, customers
from salesdesk.storage.queries.activities import TimelineEntry, TimelineKind
from salesdesk.storage.tables.activities import ActivityRow
from salesdesk.storage.tables.contacts import ContactRow
from salesdesk.storage.tables.quotes import QuoteRow
from salesdesk.storage.tables.users import UserRow


def of_customer(session: Session, customer_id: UUID, limit: int = 2_000) -> list[TimelineEntry]:
    """Return the newest entries, or raise NotFound."""
    customer = customers.one(session, customer_id)
    entries = list(_activities(session, customer_id, limit))
    entries += comments.entries(session, customer_id, limit)
    entries += attachments.entries(session, customer_id, limit)
    entries += _quotes(session, customer_id)
    entries += _contacts(session, customer_id)
    added = TimelineKind.CUSTOMER_ADDED
    entries.append(
        TimelineEntry(kind=added, id=customer.id, at=customer.created_at, title=customer.name, detail="")
    )
    entries.sort(key=lambda entry: (entry.at, entry.id), reverse=True)
    return entries[:limit]


def _activities(session: Session, customer_id: UUID, limit: int) -> Iterator[TimelineEntry]:
    """Give the newest activities, read as columns: a busy customer has thousands."""
    A = ActivityRow  # noqa: N806 - a short name for a table
    rows = session.execute(
        select(A.id, A.happens_at, A.subject, A.kind, A.outcome, A.body, A.done_at, A.all_day_on)
        .add_columns(ContactRow.name, UserRow.name)
        .outerjoin(ContactRow, ContactRow.id == A.contact_id)
        .outerjoin(UserRow, UserRow.id == A.owner_id)
        .where(A.customer_id == customer_id, A.deleted_at.is_(None))
        .order_by(A.happens_at.desc(), A.id.desc())
        .limit(limit)
    )
    for row_id, at, subject, kind, outcome, body, done_at, day, contact, owner in rows:
        yield TimelineEntry(
            kind=TimelineKind.ACTIVITY,
            id=row_id,
            at=at,
            title=subject,
            detail=kind,
            text=body,
            outcome=outcome,
            who=contact or owner or "",
            done=done_at is not None,
            all_day_on=day,
        )


def _quotes(session: Session, customer_id: UUID) -> Iterator[TimelineEntry]:
    rows = session.scalars(
        select(QuoteRow).where(QuoteRow.customer_id == customer_id, QuoteRow.deleted_at.is_(None))
    )
    for quote in rows:
        yield _quote(quote, TimelineKind.QUOTE_ADDED, quote.created_at)
        if quote.sent_at:
            yield _quote(quote, TimelineKind.QUOTE_SENT, quote.sent_at)
        if quote.decided_at:
            yield _quote(quote, TimelineKind.QUOTE_DECIDED, quote.decided_at)


def _quote(quote: QuoteRow, kind: TimelineKind, at: datetime) -> TimelineEntry:
    return TimelineEntry(
        kind=kind,
        id=quote.id,
        at=at,
        title=quote.number,
        detail=quote.status,
        text=quote.reason if kind is TimelineKind.QUOTE_DECIDED else quote.title,
        currency=quote.currency,
        gross=quote.gross,
    )


def _contacts(session: Session, customer_id: UUID) -> Iterator[TimelineEntry]:
    rows = session.scalars(
        select(ContactRow).where(ContactRow.customer_id == customer_id, ContactRow.deleted_at.is_(None))
    )
    for contact in rows:
        yield TimelineEntry(
            kind=TimelineKind.CONTACT_ADDED,
            id=contact.id,
            at=contact.created_at,
            title=contact.name,
            detail=contact.job_title,
        )
