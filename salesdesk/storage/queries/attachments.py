"""The files of a customer, with the small pictures of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import Session

from salesdesk.domain.errors import NotFound
from salesdesk.storage.queries.activities import TimelineEntry, TimelineKind
from salesdesk.storage.tables.attachments import AttachmentRow, ThumbnailRow
from salesdesk.storage.tables.users import UserRow

A, T = AttachmentRow, ThumbnailRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """One file; `thumbnail` is the hash of its small picture, or "". Sizes are bytes."""

    id: UUID
    customer_id: UUID
    name: str
    mime: str
    sha256: str
    size: int
    at: datetime
    by: str = ""
    thumbnail: str = ""


def one(session: Session, attachment_id: UUID) -> AttachmentRow:
    """Return the row to change, or raise NotFound."""
    row = session.get(AttachmentRow, attachment_id)
    if row is None or row.deleted_at is not None:
        raise NotFound("attachment-gone")
    return row


def of_customer(session: Session, customer_id: UUID) -> list[Attachment]:
    """Return a customer's files, the newest first."""
    rows = session.execute(_files().where(A.customer_id == customer_id, A.deleted_at.is_(None)))
    return [_attachment(row) for row in rows]


def with_content(session: Session, customer_id: UUID, sha256: str) -> UUID | None:
    """Return the customer's living file with this content, if there is one."""
    same = select(A.id).where(A.customer_id == customer_id, A.sha256 == sha256, A.deleted_at.is_(None))
    return session.scalar(same.limit(1))


def entries(session: Session, customer_id: UUID, limit: int) -> Iterator[TimelineEntry]:
    """Yield the newest files of a customer as entries of its story."""
    rows = _files().where(A.customer_id == customer_id, A.deleted_at.is_(None)).limit(limit)
    for found in map(_attachment, session.execute(rows)):
        yield TimelineEntry(
            kind=TimelineKind.FILE,
            id=found.id,
            at=found.at,
            title=found.name,
            detail=found.mime,
            who=found.by,
        )


def _files() -> Select[*tuple[Any, ...]]:
    small = and_(T.attachment_id == A.id, T.deleted_at.is_(None))
    return (
        select(A.id, A.customer_id, A.name, A.mime, A.sha256, A.size, A.created_at, UserRow.name, T.sha256)
        .outerjoin(UserRow, UserRow.id == A.edited_by)
        .outerjoin(ThumbnailRow, small)
        .order_by(A.created_at.desc(), A.id.desc())
    )


def _attachment(row: Any) -> Attachment:
    row_id, customer, name, mime, sha256, size, at, by, small = row
    known = {"id": row_id, "customer_id": customer, "name": name, "mime": mime, "sha256": sha256}
    return Attachment(**known, size=size, at=at, by=by or "", thumbnail=small or "")
