"""One customer's story: what was said, done and quoted, newest first."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.storage.queries import activities, customers
from salesdesk.storage.queries.activities import TimelineEntry, TimelineKind
from salesdesk.storage.tables.contacts import ContactRow
from salesdesk.storage.tables.quotes import QuoteRow


def of_customer(session: Session, customer_id: UUID, limit: int = 2_000) -> list[TimelineEntry]:
    """Return the newest entries, or raise NotFound."""
    customer = customers.one(session, customer_id)
    entries = [_activity(entry) for entry in activities.of_customer(session, customer_id, limit)]
    entries += _quotes(session, customer_id)
    entries += _contacts(session, customer_id)
    added = TimelineKind.CUSTOMER_ADDED
    entries.append(
        TimelineEntry(kind=added, id=customer.id, at=customer.created_at, title=customer.name, detail="")
    )
    entries.sort(key=lambda entry: (entry.at, entry.id), reverse=True)
    return entries[:limit]


def _activity(entry: activities.ActivityDetail) -> TimelineEntry:
    return TimelineEntry(
        kind=TimelineKind.ACTIVITY,
        id=entry.id,
        at=entry.happens_at,
        title=entry.subject,
        detail=entry.kind,
        text=entry.outcome or entry.body,
        who=entry.contact_name or entry.owner_name,
        done=entry.done_at is not None,
        all_day_on=entry.all_day_on,
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
