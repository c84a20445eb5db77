"""Two customers that are one: which values survive, what goes back when they part, who is who by now."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from salesdesk.domain import fields as rules
from salesdesk.domain.customers import CUSTOMER_FIELDS, Lifecycle
from salesdesk.domain.lifecycle import later

Fields = Mapping[str, Any]
MERGED: Final = tuple(sorted(CUSTOMER_FIELDS - {"owner_id"}))
"""The fields that are merged. Whose a customer is stays with the one that is kept."""
AUTOMATIC: Final = frozenset({"tags", "lifecycle", "last_contact_at", "next_follow_up"})
"""Fields nobody need choose: tags are joined; the further stage, later talk and earlier duty count."""
_EMPTY: Final[tuple[Any, ...]] = (None, "", [], {})


class Side(StrEnum):
    """Of which of the two a value is: the customer that is kept, or the one that becomes part of it."""

    KEPT = "kept"
    LOSER = "loser"


def is_empty(value: object) -> bool:
    """Return whether a field says nothing."""
    return value in _EMPTY


def to_choose(kept: Fields, loser: Fields) -> tuple[str, ...]:
    """Return the fields in which both say something, and not the same: there a person may choose."""
    return tuple(
        name
        for name in MERGED
        if name not in AUTOMATIC
        and not (is_empty(kept[name]) or is_empty(loser[name]))
        and kept[name] != loser[name]
    )


def survivors(kept: Fields, loser: Fields, chosen: Fields) -> dict[str, Any]:
    """Return the fields of the kept customer that change, with their new values.

    `chosen` holds values somebody decided on. Else what is filled stays, and what is empty takes the other's.
    """
    found = {name: chosen[name] if name in chosen else _value(name, kept, loser) for name in MERGED}
    return {name: value for name, value in found.items() if value != kept[name]}


def _value(name: str, kept: Fields, loser: Fields) -> Any:
    mine, theirs = kept[name], loser[name]
    if name == "tags":
        return rules.tags([*mine, *theirs])
    if is_empty(mine) or is_empty(theirs):
        return theirs if is_empty(mine) and not is_empty(theirs) else mine
    if name == "lifecycle":
        return later(Lifecycle(mine), Lifecycle(theirs)).value
    if name == "last_contact_at":
        return max(mine, theirs)
    if name == "next_follow_up":
        return min(mine, theirs)
    return mine


def parted(before: Fields, became: Fields, now: Fields) -> dict[str, Any]:
    """Return the fields that go back: what the merge made of them, where nobody changed them since."""
    return {name: before[name] for name in became if now[name] == became[name] and name in before}


def canonical(customer: UUID, into: Mapping[UUID, UUID]) -> UUID:
    """Return who a customer is by now; `into` leads from each that was merged to the one it became part of.

    A circle, which only a laptop can see for a moment between two answers, ends where it began.
    """
    met = {customer}
    while (further := into.get(customer)) is not None and further not in met:
        met.add(further)
        customer = further
    return customer


def taken_over(
    kept: Mapping[UUID, Fields], loser: Mapping[UUID, Fields], sides: Mapping[UUID, Side]
) -> dict[UUID, dict[str, Any]]:
    """Return, by own field, what the kept customer takes over from the other one.

    `kept` and `loser` lead from a field to its living value, `sides` to whose is to stay; without a word it
    is that of the customer who is kept, where it has one.
    """
    return {
        field: {name: value[name] for name in VALUE}
        for field, value in loser.items()
        if field not in kept or sides.get(field) is Side.LOSER
    }


VALUE: Final = ("words", "number", "day")
"""What stands in an own field: as people read it, and as it is compared."""
