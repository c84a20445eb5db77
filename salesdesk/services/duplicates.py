"""Records that may be there already: told while one is typed, and looked for in the background."""

from collections.abc import Callable, Mapping
from uuid import UUID

from salesdesk.domain.matching import Likeness, Reason
from salesdesk.storage.database import Database
from salesdesk.storage.queries import duplicates as queries
from salesdesk.storage.queries.duplicates import Cluster, Match

__all__ = ["Cluster", "Likeness", "Match", "Reason", "clusters", "likely_duplicates"]


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


def clusters(
    database: Database, kind: str = "customers", progress: Callable[[int, int], None] | None = None
) -> list[Cluster]:
    """Return groups of records that may be one, the likeliest first. Takes seconds: for the background."""
    return database.ask(queries.clusters, kind, progress)
