"""What was removed in the last 30 days, and how it comes back with all that went with it."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from salesdesk.domain.errors import NotFound, RuleBroken
from salesdesk.services.listings import Listing
from salesdesk.storage import outbox
from salesdesk.storage.base import Base
from salesdesk.storage.database import Database
from salesdesk.storage.queries import removed as queries
from salesdesk.storage.queries.removed import KINDS, Removed, RemovedFilter
from salesdesk.storage.undo import Step

__all__ = ["DAYS", "KINDS", "Removed", "RemovedFilter", "listing", "restore"]
DAYS: Final = 30
"""So long what was removed is listed."""


def listing(database: Database, kind: str = "") -> Listing[Removed]:
    """Return what was removed, of one kind or all, the newest first."""
    wanted = RemovedFilter(database.clock() - timedelta(days=DAYS), kind)
    return Listing(database, wanted, count=queries.count, page=queries.page, ids=queries.ids)


def restore(database: Database, ids: Sequence[UUID]) -> int:
    """Bring removed records back with what went with them; return how many records; one step to undo.

    Raises:
        NotFound: `removed-gone`, one is not there (any more).
        RuleBroken: `restore-blocked`, another record has its code or number by now.
    """
    try:
        with database.write(Step("restore", n=len(ids))) as session:
            return sum(_restore(session, row_id) for row_id in ids)
    except IntegrityError as error:
        raise RuleBroken("restore-blocked") from error


def _restore(session: Session, row_id: UUID) -> int:
    found = queries.kind_and_moment(session, row_id)
    if found is None:
        raise NotFound("removed-gone")
    entity, at = found
    table = Base.metadata.tables[entity]
    whole = select(table.c.id).where(table.c.id == row_id)
    if entity == "quotes":  # all its revisions went together
        root = select(table.c.root_id).where(table.c.id == row_id).scalar_subquery()
        whole = select(table.c.id).where(table.c.root_id == root)
    for kind, some in ((entity, whole), *queries.beneath(entity, whole)):
        outbox.bulk_same(session, kind, some, base={"deleted_at": at}, patch={"deleted_at": None})
    return 1
