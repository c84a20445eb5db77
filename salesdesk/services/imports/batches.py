"""The imports there have been, so that what one of them brought can be shown as a list."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from salesdesk import formats, words
from salesdesk.services.imports.fields import Kind
from salesdesk.storage.database import Database
from salesdesk.storage.queries import imports as queries


@dataclass(frozen=True, slots=True)
class Batch:
    """One import. `counts` is {outcome: rows}."""

    id: UUID
    file_name: str
    kind: Kind
    counts: Mapping[str, int]
    made_at: datetime

    @property
    def title(self) -> str:
        """The name of the file, and the day it was imported here."""
        day = formats.day(self.made_at.astimezone().date(), words.language())
        return f"{self.file_name} · {day}"


def recent(database: Database, kinds: frozenset[Kind], limit: int = 12) -> list[Batch]:
    """Return the last imports of these kinds that were not taken back, newest first."""
    return database.ask(_recent, kinds, limit)


def _recent(session: Session, kinds: frozenset[Kind], limit: int) -> list[Batch]:
    return [
        Batch(row.id, row.file_name, Kind(row.kind), row.counts, row.made_at)
        for row in queries.batches(session, kinds, limit)
    ]
