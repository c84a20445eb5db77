"""What a plan will write: rows to make and rows to change, held as plain tuples because there may be many."""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter
from typing import Any, Final, NamedTuple
from uuid import UUID

import msgspec

from salesdesk.domain.custom_fields import CustomField, Stored
from salesdesk.storage.base import new_id


@dataclass(slots=True)
class Sheaf:
    """The rows of one entity. `names` are the fields seen so far; a creation holds values for the first."""

    entity: str
    names: list[str] = field(default_factory=list)
    creates: list[tuple[int, UUID, tuple[Any, ...]]] = field(default_factory=list)
    updates: list[tuple[int, UUID, dict[str, Any], dict[str, Any]]] = field(default_factory=list)
    _places: dict[str, int] = field(default_factory=dict)

    def create(self, row: int, fields: Mapping[str, Any]) -> UUID:
        """Note a new row of the database; return its id."""
        row_id = new_id()
        self.creates.append((row, row_id, self._put((), fields)))
        return row_id

    def give(self, place: int, fields: Mapping[str, Any]) -> None:
        """Give these fields to the creation at a place."""
        row, row_id, values = self.creates[place]
        self.creates[place] = (row, row_id, self._put(values, fields))

    def _put(self, values: tuple[Any, ...], fields: Mapping[str, Any]) -> tuple[Any, ...]:
        """Return the values of a creation with these fields among them."""
        for name in fields:
            if name not in self._places:
                self._places[name] = len(self.names)
                self.names.append(name)
        held: list[Any] = [*values, *([None] * (len(self.names) - len(values)))]
        for name, value in fields.items():
            held[self._places[name]] = _packed(value)
        return tuple(held)

    def update(self, row: int, row_id: UUID, base: dict[str, Any], patch: dict[str, Any]) -> None:
        """Note a change: the fields before and after."""
        self.updates.append((row, row_id, base, patch))

    def fields_of(self, creation: tuple[int, UUID, tuple[Any, ...]]) -> dict[str, Any]:
        """Return the fields of a creation that hold something."""
        return {
            name: _unpacked(value)
            for name, value in zip(self.names, creation[2], strict=False)
            if value is not None
        }

    def hand_over(self, size: int) -> Iterator[Sequence[tuple[int, UUID, tuple[Any, ...]]]]:
        """Yield the creations in parts, and let go of each when the next is asked for."""
        while self.creates:
            yield self.creates[:size]
            del self.creates[:size]


def _packed(value: Any) -> Any:
    """Return lists (phones, mail addresses, tags) as bytes, a quarter of their size; all else as it is."""
    return msgspec.json.encode(value) if value.__class__ is list else value


def _unpacked(value: Any) -> Any:
    return msgspec.json.decode(value) if value.__class__ is bytes else value


_ROW: Final = attrgetter("row")


class OwnValue(NamedTuple):
    """What shall stand in an own field of a customer. `scope` is "" for one that is made by the same import.

    `before` is what the row of the value holds, None where there is none; `deleted_at` when it was removed.
    """

    row: int
    customer: UUID
    scope: str
    field: CustomField
    before: Stored | None
    after: Stored
    deleted_at: datetime | None


@dataclass(slots=True)
class Work:
    """All that a plan will write, in the order in which rows refer to each other.

    `own` is what stands in the company's own fields afterwards, in the order of the file; `own_known`
    counts those of customers that were there before.
    It is `spent` once writing has begun: what was written is let go of, so that memory holds it only once.
    """

    customers: Sheaf = field(default_factory=lambda: Sheaf("customers"))
    contacts: Sheaf = field(default_factory=lambda: Sheaf("contacts"))
    products: Sheaf = field(default_factory=lambda: Sheaf("products"))
    own: list[OwnValue] = field(default_factory=list)
    own_known: int = 0
    spent: bool = False

    @property
    def sheaves(self) -> tuple[Sheaf, ...]:
        return self.customers, self.contacts, self.products

    @property
    def size(self) -> int:
        """Return how many rows of the database are made or changed."""
        return len(self.own) + sum(len(sheaf.creates) + len(sheaf.updates) for sheaf in self.sheaves)

    @property
    def own_changes(self) -> list[OwnValue]:
        """Return the own values of customers that were there before."""
        return [one for one in self.own if one.scope]

    def own_of(self, row: int) -> list[OwnValue]:
        """Return the own values that a row of the file gives."""
        first, end = (find(self.own, row, key=_ROW) for find in (bisect_left, bisect_right))
        return self.own[first:end]

    def own_by_customer(self, wanted: Collection[UUID]) -> dict[UUID, list[OwnValue]]:
        """Return the own values of these customers, which several rows of the file may give."""
        found: dict[UUID, list[OwnValue]] = {}
        for one in self.own:
            if one.customer in wanted:
                found.setdefault(one.customer, []).append(one)
        return found
