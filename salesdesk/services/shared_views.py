"""Views for colleagues: shared by one person, used, pinned and copied by all."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from salesdesk.domain import shared_views as rules
from salesdesk.services import stars
from salesdesk.storage import meta
from salesdesk.storage.database import Database
from salesdesk.storage.queries import shared_views as queries
from salesdesk.storage.queries import views as own
from salesdesk.storage.queries.shared_views import SharedView
from salesdesk.storage.replica import identity
from salesdesk.storage.tables.company import SavedViewRow, SharedViewRow
from salesdesk.storage.undo import Step

__all__ = [
    "Pinned",
    "SharedView",
    "copy_shared",
    "edit_shared",
    "may_remove",
    "pin_shared",
    "pinned",
    "remove_shared",
    "share",
    "shared_views",
    "unshare",
]


def shared_views(database: Database, page: str | None = None) -> list[SharedView]:
    """Return the views that are shared on one page, or on all, by name."""
    return database.ask(queries.of_page, page)


@dataclass(frozen=True, slots=True)
class Pinned:
    """A view in the sidebar; `by` is who shares it, "" for one's own."""

    id: UUID
    page: str
    name: str
    by: str = ""


def pinned(database: Database) -> list[Pinned]:
    """Return what a person has pinned: their own views in their order, then those that are shared."""
    return database.ask(_pinned_of, database.me)


def _pinned_of(session: Session, me: UUID) -> list[Pinned]:
    kept = [Pinned(one.id, one.page, one.name) for one in own.of_page(session) if one.is_pinned]
    shared = [
        Pinned(one.id, one.page, one.name, "" if one.owner_id == me else one.by)
        for one in queries.of_page(session)
        if one.is_pinned
    ]
    return kept + shared


def share(database: Database, view_id: UUID) -> UUID:
    """Let a saved view be everybody's; return the id it has as such. Raise NotFound."""
    with database.write(Step("view-share", name=database.ask(own.one, view_id).name)) as session:
        kept = own.one(session, view_id)
        given = {"page": kept.page, "name": kept.name, "definition": kept.definition}
        checked: dict[str, Any] = rules.check_shared_view(given, new=True)
        row = SharedViewRow(**checked, owner_id=database.me)
        session.add(row)
        session.flush()
        stars.put(session, database.me, queries.ENTITY, row.id, on=kept.is_pinned)
        kept.deleted_at = database.clock()
        return row.id


def unshare(database: Database, view_id: UUID) -> UUID:
    """Take a view back for oneself; return the id it has as one's own.

    Raises:
        NotFound: it is gone. RuleBroken: `view-of-another` (by).
    """
    with database.write(Step("view-unshare", name=database.ask(queries.name_of, view_id))) as session:
        row = _mine(session, database.me, view_id, ("name", "deleted_at"))
        made = _copy(session, row, is_pinned=queries.is_pinned(session, view_id))
        stars.put(session, database.me, queries.ENTITY, view_id, on=False)
        row.deleted_at = database.clock()
        return made


def edit_shared(
    database: Database, view_id: UUID, *, name: str | None = None, definition: Mapping[str, Any] | None = None
) -> None:
    """Change what is given of a view one shares.

    Raises:
        NotFound: it is gone. BadInput: it has no name. RuleBroken: `view-of-another` (by).
    """
    changes = {"name": name, "definition": definition}
    given = {field: value for field, value in changes.items() if value is not None}
    checked = rules.check_shared_view(given)
    with database.write(Step("view-edit", name=name or database.ask(queries.name_of, view_id))) as session:
        row = _mine(session, database.me, view_id, checked)
        for field, value in checked.items():
            setattr(row, field, value)


def remove_shared(database: Database, view_id: UUID) -> None:
    """Take a shared view away from everybody; whoever manages may do so with another one's.

    Raises:
        NotFound: it is gone. RuleBroken: `view-of-another` (by).
    """
    with database.write(Step("view-remove", name=database.ask(queries.name_of, view_id))) as session:
        _mine(session, database.me, view_id, ("deleted_at",)).deleted_at = database.clock()


def pin_shared(database: Database, view_id: UUID, *, on: bool) -> None:
    """Put a shared view into one's own sidebar, or take it out. Raise NotFound."""
    with database.write(Step("view-edit", name=database.ask(queries.name_of, view_id))) as session:
        stars.put(session, database.me, queries.ENTITY, view_id, on=on)


def copy_shared(database: Database, view_id: UUID) -> UUID:
    """Save a shared view as one of one's own; return its id. Raise NotFound."""
    with database.write(Step("view-add", name=database.ask(queries.name_of, view_id))) as session:
        row = queries.one(session, view_id)
        return _copy(session, row, is_pinned=False)


def may_remove(database: Database, view: SharedView) -> bool:
    """Say whether one may take a view away from everybody."""
    return rules.may_change(view.owner_id, database.me, database.ask(_role), ("deleted_at",))


def _role(session: Session) -> str:
    return meta.get(session, identity.ROLE) or ""


def _mine(session: Session, me: UUID, view_id: UUID, changed: Any) -> SharedViewRow:
    row = queries.one(session, view_id)
    by = queries.sharer(session, row)
    rules.check_change(row.owner_id, me, _role(session), tuple(changed), by=by)
    return row


def _copy(session: Session, row: SharedViewRow, *, is_pinned: bool) -> UUID:
    about = {"page": row.page, "name": row.name, "definition": dict(row.definition), "is_pinned": is_pinned}
    made = SavedViewRow(**about, position=len(own.of_page(session, row.page)))
    session.add(made)
    session.flush()
    return made.id
