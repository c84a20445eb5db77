"""Records that may be there already: told while one is typed, and looked for in the background."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from itertools import combinations
from typing import Final
from uuid import UUID, uuid5

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.domain.matching import Likeness, Reason
from salesdesk.storage.database import Database
from salesdesk.storage.queries import customers
from salesdesk.storage.queries import duplicates as queries
from salesdesk.storage.queries.duplicates import Cluster, Match
from salesdesk.storage.tables.company import SavedViewRow
from salesdesk.storage.undo import Step

__all__ = ["Cluster", "Likeness", "Match", "Reason", "alike", "clusters", "keep_apart", "likely_duplicates"]
_APART: Final = "duplicates-apart"
"""The page under which a person's own notes of what is not one are kept: they travel as views do."""


def likely_duplicates(
    database: Database,
    fields: Mapping[str, object],
    *,
    kind: str = "customers",
    except_id: UUID | None = None,
    limit: int = 5,
) -> list[Match]:
    """Return the records most like the one in `fields` (as typed, saved or not), the likeliest first.

    `kind` is customers or contacts; `except_id` is the record itself, where it is being edited.
    """
    return database.ask(queries.likely_duplicates, fields, kind=kind, except_id=except_id, limit=limit)


def alike(database: Database, customer_id: UUID, limit: int = 3) -> list[UUID]:
    """Return the customers most like one that is saved, the likeliest first. Raise NotFound."""
    fields = asdict(database.ask(customers.detail, customer_id))
    found = likely_duplicates(database, fields, except_id=customer_id, limit=limit)
    ids = dict.fromkeys(match.customer_id for match in found)
    return [row_id for row_id in ids if row_id != customer_id]


def clusters(
    database: Database, kind: str = "customers", progress: Callable[[int, int], None] | None = None
) -> list[Cluster]:
    """Return groups of records that may be one, the likeliest first. Takes seconds: for the background.

    `progress` is told pairs done of all, and ends the search by raising. What somebody found to be two is
    left out.
    """
    known = frozenset(database.ask(_apart))
    return database.ask(queries.clusters, kind, progress, known)


def keep_apart(database: Database, ids: Sequence[UUID]) -> None:
    """Remember, on all devices of this person, that these records are not one. Undo forgets it again."""
    with database.write(Step("duplicates-apart", n=len(ids))) as session:
        for pair in combinations(sorted(ids), 2):
            row_id = uuid5(database.me, f"{pair[0]}/{pair[1]}")
            row = session.get(SavedViewRow, row_id)
            if row is None:
                told = {"pair": [str(each) for each in pair]}
                session.add(SavedViewRow(id=row_id, page=_APART, name=_APART, definition=told))
            else:
                row.deleted_at = None


def _apart(session: Session) -> list[tuple[UUID, UUID]]:
    V = SavedViewRow  # noqa: N806 - a short name for a table
    rows = session.scalars(select(V.definition).where(V.page == _APART, V.deleted_at.is_(None)))
    pairs = [[UUID(each) for each in told.get("pair", ())] for told in rows]
    return [(pair[0], pair[1]) for pair in pairs if len(pair) == 2]  # noqa: PLR2004 - a pair
