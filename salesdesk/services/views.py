"""Saved views: a filter, order and columns of a page, under a name."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from salesdesk.domain import fields as rules
from salesdesk.storage.database import Database
from salesdesk.storage.queries import views as queries
from salesdesk.storage.queries.views import SavedView
from salesdesk.storage.tables.company import SavedViewRow
from salesdesk.storage.undo import Step

__all__ = ["SavedView", "add_view", "edit_view", "order_views", "remove_view", "saved_views"]


def saved_views(database: Database, page: str | None = None) -> list[SavedView]:
    """Return the views of one page, or of all pages, in their order."""
    return database.ask(queries.of_page, page)


def add_view(
    database: Database, page: str, name: str, definition: Mapping[str, Any], *, is_pinned: bool = False
) -> UUID:
    """Save a view behind the others of its page; `definition` is plain JSON."""
    name = rules.required(name, "name")
    with database.write(Step("view-add", name=name)) as session:
        position = len(queries.of_page(session, page))
        row = SavedViewRow(
            page=page, name=name, definition=dict(definition), position=position, is_pinned=is_pinned
        )
        session.add(row)
        session.flush()
        return row.id


def edit_view(
    database: Database,
    view_id: UUID,
    *,
    name: str | None = None,
    definition: Mapping[str, Any] | None = None,
    is_pinned: bool | None = None,
) -> None:
    """Change what is given of a view."""
    with database.write(Step("view-edit", name=name or database.ask(queries.one, view_id).name)) as session:
        row = queries.one(session, view_id)
        if name is not None:
            row.name = rules.required(name, "name")
        if definition is not None:
            row.definition = dict(definition)
        if is_pinned is not None:
            row.is_pinned = is_pinned


def order_views(database: Database, ids: Sequence[UUID]) -> None:
    """Put the views of a page into this order."""
    with database.write(Step("views-order")) as session:
        for position, view_id in enumerate(ids):
            queries.one(session, view_id).position = position


def remove_view(database: Database, view_id: UUID) -> None:
    """Remove a view; the records it showed stay."""
    with database.write(Step("view-remove", name=database.ask(queries.one, view_id).name)) as session:
        queries.one(session, view_id).deleted_at = database.clock()
