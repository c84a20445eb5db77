"""Views that are shared with everybody, and which of them a person has put into the sidebar."""

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.domain.errors import NotFound
from salesdesk.storage.tables.company import SharedViewRow
from salesdesk.storage.tables.personal import StarRow
from salesdesk.storage.tables.users import UserRow

ENTITY: Final = "shared_views"
"""A pin is the star of such a record: a person's own, on all their laptops."""
V, U, S = SharedViewRow, UserRow, StarRow


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedView:
    """A view for everybody; `by` is the name of who shares it, "" where nobody knows any more."""

    id: UUID
    page: str
    name: str
    definition: dict[str, Any]
    owner_id: UUID | None
    by: str
    is_pinned: bool


def of_page(session: Session, page: str | None = None) -> list[SharedView]:
    """Return the shared views of one page, or of all, by name."""
    wanted = select(V, U.name).join(U, U.id == V.owner_id, isouter=True).where(V.deleted_at.is_(None))
    rows = session.execute((wanted.where(V.page == page) if page else wanted).order_by(V.page, V.name, V.id))
    pinned = _pinned(session)
    return [
        SharedView(
            id=row.id,
            page=row.page,
            name=row.name,
            definition=row.definition,
            owner_id=row.owner_id,
            by=by or "",
            is_pinned=row.id in pinned,
        )
        for row, by in rows
    ]


def one(session: Session, view_id: UUID) -> SharedViewRow:
    """Return the row to change, or raise NotFound."""
    row = session.get(V, view_id)
    if row is None or row.deleted_at is not None:
        raise NotFound("view-gone")
    return row


def name_of(session: Session, view_id: UUID) -> str:
    """Return what a shared view is called, or raise NotFound."""
    return one(session, view_id).name


def sharer(session: Session, row: SharedViewRow) -> str:
    """Return the name of who shares a view, "" where nobody knows."""
    user = session.get(U, row.owner_id) if row.owner_id else None
    return user.name if user is not None else ""


def is_pinned(session: Session, view_id: UUID) -> bool:
    """Return whether a person has a shared view in the sidebar."""
    return view_id in _pinned(session)


def _pinned(session: Session) -> set[UUID]:
    return set(session.scalars(select(S.row_id).where(S.entity == ENTITY, S.deleted_at.is_(None))))
