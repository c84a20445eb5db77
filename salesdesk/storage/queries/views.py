"""Saved views and drafts."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.domain.errors import NotFound
from salesdesk.storage.queries.values import filled
from salesdesk.storage.tables.company import DraftRow, SavedViewRow


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedView:
    """A filter, order and columns of a page under a name; `definition` is the page's own, as plain JSON."""

    id: UUID
    page: str
    name: str
    definition: dict[str, Any]
    position: int
    is_pinned: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A form that was not finished."""

    kind: str
    row_id: UUID
    body: dict[str, Any]
    saved_at: datetime


def of_page(session: Session, page: str | None = None) -> list[SavedView]:
    """Return the views of one page, or of all, in their order."""
    V = SavedViewRow  # noqa: N806 - a short name for a table
    wanted = select(V).where(V.deleted_at.is_(None)).order_by(V.page, V.position, V.id)
    return [
        filled(SavedView, row) for row in session.scalars(wanted.where(V.page == page) if page else wanted)
    ]


def one(session: Session, view_id: UUID) -> SavedViewRow:
    """Return the row to change, or raise NotFound."""
    row = session.get(SavedViewRow, view_id)
    if row is None or row.deleted_at is not None:
        raise NotFound("view-gone")
    return row


def draft(session: Session, kind: str, row_id: UUID) -> Draft | None:
    """Return an unfinished form."""
    row = session.get(DraftRow, (kind, row_id))
    return None if row is None else filled(Draft, row)


def drafts(session: Session) -> list[Draft]:
    """Return all unfinished forms, the newest first."""
    return [
        filled(Draft, row) for row in session.scalars(select(DraftRow).order_by(DraftRow.saved_at.desc()))
    ]
