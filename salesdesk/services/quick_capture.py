"""One typed line becomes a call, a visit or a task with a customer that is known."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from salesdesk.domain import quick_line
from salesdesk.domain.quick_line import QuickLine
from salesdesk.services import activities, company, search
from salesdesk.services.search import Hit
from salesdesk.storage.database import Database

__all__ = ["Party", "QuickLine", "read", "save"]
_OFFERED: Final = 5
_LATIN: Final = 3
"""So many letters of our own alphabet must be typed of a name: two find too many."""


@dataclass(frozen=True, slots=True)
class Party:
    """Who a line may be about: a customer, or somebody there."""

    customer_id: UUID
    name: str
    detail: str = ""
    contact_id: UUID | None = None


def read(database: Database, text: str, today: date) -> QuickLine[Party]:
    """Return what a line says, with those it may be about, the closest first."""
    return quick_line.read(text, today, lambda words: _parties(database, words))


def save(database: Database, line: QuickLine[Party], party: Party) -> UUID:
    """Write a line down as an activity with a customer; return its id. Raise NotFound, BadInput."""
    fields: dict[str, Any] = {"kind": line.kind, "subject": line.subject, "contact_id": party.contact_id}
    if line.day is not None and line.at is not None:
        zone = company.time_zone(database)
        fields["happens_at"] = datetime.combine(line.day, line.at, zone)
    elif line.day is not None:
        fields["all_day_on"] = line.day
    return activities.log_activity(database, party.customer_id, fields)


def _parties(database: Database, words: str) -> Sequence[Party]:
    if words.isascii() and len(words) < _LATIN:
        return ()
    hits = search.search(database, words, _OFFERED)
    found = [_party(hit) for hit in hits if hit.kind in {"customers", "contacts"}]
    folded = words.casefold()
    return sorted(found, key=lambda one: (folded not in one.name.casefold(), one.contact_id is not None))


def _party(hit: Hit) -> Party:
    if hit.kind == "contacts" and hit.customer_id is not None:
        return Party(hit.customer_id, hit.title, hit.subtitle, hit.id)
    return Party(hit.id, hit.title, hit.subtitle)
