"""Groups of customers that may be one, as the list shows them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from salesdesk.domain.matching import LIKELY, Likeness
from salesdesk.services import customers, duplicates, merging
from salesdesk.services.merging import Comparison
from salesdesk.storage.database import Database

LISTED: Final = 500
"""So many groups are shown at a time; whoever has been through them searches again."""
COLUMNS: Final = 4
"""So many customers stand side by side."""


@dataclass(frozen=True, slots=True)
class Group:
    """Customers that may be one, and why; nobody knows why where a person put them together."""

    ids: tuple[UUID, ...]
    names: tuple[str, ...]
    likeness: Likeness


def search(database: Database, progress: Callable[[int, int], None]) -> list[Group]:
    """Look through all customers. For a worker; it ends where `progress` raises."""
    found = duplicates.clusters(database, progress=progress)[:LISTED]
    wanted = [row_id for cluster in found for row_id in cluster.ids[:COLUMNS]]
    names = {row.id: row.name for row in customers.summaries(database, wanted)}
    groups = []
    for cluster in found:
        ids = tuple(row_id for row_id in cluster.ids if row_id in names)[:COLUMNS]
        if len(ids) > 1:
            groups.append(Group(ids, tuple(names[row_id] for row_id in ids), cluster.likeness))
    return groups


def chosen_by_hand(database: Database, ids: Sequence[UUID]) -> list[Group]:
    """Return customers somebody put together as one group; none where fewer than two are still here."""
    rows = customers.summaries(database, ids[:COLUMNS])
    if len(rows) < 2:  # noqa: PLR2004 - a pair
        return []
    return [Group(tuple(row.id for row in rows), tuple(row.name for row in rows), Likeness(LIKELY))]


def fullest(found: Comparison) -> int:
    """Return the place of the customer to keep until somebody says otherwise: on which most hangs."""
    said = [sum(bool(values[place]) for values in found.fields.values()) for place in range(len(found.ids))]
    hangs = [sum(counts.values()) for counts in found.counts]
    return max(range(len(found.ids)), key=lambda place: (hangs[place], said[place], -place))


def compare(database: Database, group: Group) -> Comparison:
    """Return the customers of a group side by side. For a worker."""
    return merging.compare(database, group.ids)
