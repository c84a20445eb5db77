"""Forms that were not finished, kept on this device so that a crash or a lock loses nothing."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from salesdesk.storage.database import Database
from salesdesk.storage.queries import views as queries
from salesdesk.storage.queries.views import Draft
from salesdesk.storage.tables.company import DraftRow
from salesdesk.storage.undo import Step

__all__ = ["Draft", "draft", "drafts", "drop_draft", "keep_draft"]


def keep_draft(database: Database, kind: str, row_id: UUID, body: Mapping[str, Any]) -> None:
    """Keep a form as it is now; `body` is plain JSON. Nobody is told, and nothing is there to undo."""
    with database.write(Step.of_machine("draft")) as session:
        session.merge(DraftRow(kind=kind, row_id=row_id, body=dict(body), saved_at=database.clock()))


def draft(database: Database, kind: str, row_id: UUID) -> Draft | None:
    """Return an unfinished form, or None."""
    return database.ask(queries.draft, kind, row_id)


def drafts(database: Database) -> list[Draft]:
    """Return all unfinished forms, the newest first."""
    return database.ask(queries.drafts)


def drop_draft(database: Database, kind: str, row_id: UUID) -> None:
    """Forget a form: it was finished, or given up."""
    with database.write(Step.of_machine("draft")) as session:
        row = session.get(DraftRow, (kind, row_id))
        if row is not None:
            session.delete(row)
