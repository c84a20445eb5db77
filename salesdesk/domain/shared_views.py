"""Views that colleagues share: whoever shares one changes it; managers may only take it away."""

from collections.abc import Callable, Collection, Mapping
from typing import Final
from uuid import UUID

from salesdesk.domain import fields
from salesdesk.domain.errors import BadInput, RuleBroken

TIDIERS: Final = frozenset({"manager", "administrator"})
"""The roles that may take another one's view away, or put it back."""
_TIDYING: Final = frozenset({"deleted_at"})
SHARED_VIEW_FIELDS: Final = frozenset({"page", "name", "definition"})


def check_shared_view(given: Mapping[str, object], *, new: bool = False) -> dict[str, object]:
    """Return what is said of a view, tidied.

    Raises:
        BadInput: `field` names what is wrong: no name, no page, a definition that is no table of values.
    """
    fields.known(given, SHARED_VIEW_FIELDS)
    if new:
        given = {"page": "", "name": "", "definition": {}, **given}
    return {name: _RULES[name](value) for name, value in given.items()}


def may_change(owner: UUID | None, who: UUID, role: str, changed: Collection[str]) -> bool:
    """Say whether somebody may change these fields of a view. Whose it is nobody changes."""
    if "owner_id" in changed:
        return False
    return who == owner or (role in TIDIERS and _TIDYING.issuperset(changed))


def check_change(owner: UUID | None, who: UUID, role: str, changed: Collection[str], *, by: str) -> None:
    """Raise RuleBroken (`view-of-another`, by) where somebody may not change these fields; `by` shares it."""
    if not may_change(owner, who, role, changed):
        raise RuleBroken("view-of-another", by=by)


def _definition(value: object) -> object:
    if not isinstance(value, Mapping):
        raise BadInput("view-unreadable", field="definition")
    return dict(value)


_RULES: Final[Mapping[str, Callable[[object], object]]] = {
    "page": lambda value: fields.required(value, "page"),
    "name": lambda value: fields.required(value, "name"),
    "definition": _definition,
}
