"""Fields that follow from others: worked out on each device, never sent."""

from collections.abc import Mapping
from typing import Any, Final

from salesdesk.domain import names

_PEOPLE: Final = frozenset({"contacts"})
_NAMED: Final = frozenset({"customers", "contacts", "products"})


def derive(entity: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return what follows from the fields given: the key to sort by, and a company's bare name."""
    name = fields.get("name")
    if name is None or entity not in _NAMED:
        return {}
    derived = {"sort_key": names.sort_key(name, person=entity in _PEOPLE)}
    if entity == "customers":
        derived["core_name"] = names.core_name(name)
    return derived
