"""Values of fields as a person reads them, and fields in the order in which they are told."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from salesdesk import formats
from salesdesk.services.imports.fields import FIELDS
from salesdesk.words import language, say

_ENTITIES: Final = {"customers": "customer", "contacts": "contact", "products": "product"}
_LABELS: Final = {"kind": "customer_kind"}
_CHOICES: Final = frozenset(("lifecycle", "grade", "source", "kind"))
_LISTS: Final = {"phones": "contact.phone", "emails": "contact.email"}
_INSIDE: Final = frozenset(
    ("id", "scope_id", "owner_id", "customer_id", "is_primary", "sort_key", "core_name", "e164")
)
_PLACES: Final = {key: place for place, key in enumerate(FIELDS)}


def label_of(entity: str, name: str) -> str:
    """Return what a stored field of `customers`, `contacts` or `products` is called."""
    return say(f"field.{_key(entity, name)}")


def told(entity: str, names: Iterable[str]) -> list[str]:
    """Return the fields a person is told of, in their usual order."""
    seen = [name for name in names if name not in _INSIDE]
    return sorted(seen, key=lambda name: (_PLACES.get(_key(entity, name), len(_PLACES)), name))


def text_of(name: str, value: Any) -> str:  # noqa: PLR0911 - one line for each kind of value
    """Return a value in words, "" for nothing."""
    if value is None or value in ("", []):
        return ""
    if name in _CHOICES:
        return say(f"{_LABELS.get(name, name)}.{value}")
    if isinstance(value, bool):
        return say("exchange.yes" if value else "exchange.no")
    if isinstance(value, datetime):
        return formats.moment(value, language())
    if isinstance(value, date):
        return formats.day(value, language())
    if isinstance(value, Decimal):
        return formats.number(value, language())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(_entry(entry) for entry in value)
    return str(value)


def _entry(entry: Any) -> str:
    if isinstance(entry, Mapping):
        return str(entry.get("number") or entry.get("address") or "")
    return str(getattr(entry, "number", None) or getattr(entry, "address", None) or entry)


def _key(entity: str, name: str) -> str:
    return _LISTS.get(name) or f"{_ENTITIES.get(entity, entity)}.{name}"
