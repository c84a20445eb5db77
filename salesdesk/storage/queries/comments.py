"""What colleagues say about customers, and where they call each other."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from salesdesk.domain.errors import NotFound
from salesdesk.storage.queries.activities import TimelineEntry, TimelineKind
from salesdesk.storage.tables.comments import CommentRow
from salesdesk.storage.tables.customers import CustomerRow
from salesdesk.storage.tables.users import UserRow

K = CommentRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A comment that calls somebody who has not said anything there since."""

    id: UUID
    customer_id: UUID
    customer_name: str
    by: str
    body: str
    at: datetime


def one(session: Session, comment_id: UUID) -> CommentRow:
    """Return the row to change, or raise NotFound."""
    row = session.get(CommentRow, comment_id)
    if row is None or row.deleted_at is not None:
        raise NotFound("comment-gone")
    return row


def entries(session: Session, customer_id: UUID, limit: int) -> Iterator[TimelineEntry]:
    """Yield the newest comments on a customer as entries of its story."""
    rows = session.execute(
        select(K.id, K.created_at, K.body, UserRow.name)
        .outerjoin(UserRow, UserRow.id == K.author_id)
        .where(K.customer_id == customer_id, K.deleted_at.is_(None))
        .order_by(K.created_at.desc(), K.id.desc())
        .limit(limit)
    )
    for row_id, at, body, author in rows:
        first = body.partition("\n")[0]
        yield TimelineEntry(
            kind=TimelineKind.COMMENT, id=row_id, at=at, title=first, detail="", text=body, who=author or ""
        )


def mentions_of(session: Session, user: UUID, since: datetime, limit: int = 50) -> list[Mention]:
    """Return comments since a moment that call somebody who has not answered there, the newest first."""
    answer = CommentRow.__table__.alias("answer")
    said_since = (
        select(answer.c.id)
        .where(answer.c.customer_id == K.customer_id, answer.c.author_id == user)
        .where(answer.c.deleted_at.is_(None), answer.c.created_at > K.created_at)
    )
    called = func.json_each(K.mentions).table_valued("value", name="called")
    rows = session.execute(
        select(K.id, K.customer_id, CustomerRow.name, UserRow.name, K.body, K.created_at)
        .join(CustomerRow, CustomerRow.id == K.customer_id)
        .outerjoin(UserRow, UserRow.id == K.author_id)
        .where(K.deleted_at.is_(None), K.created_at >= since, K.author_id != user)
        .where(select(called.c.value).where(called.c.value == str(user)).exists())
        .where(~said_since.exists())
        .order_by(K.created_at.desc())
        .limit(limit)
    )
    return [
        Mention(id=row_id, customer_id=customer, customer_name=name, by=by or "", body=body, at=at)
        for row_id, customer, name, by, body, at in rows
    ]
