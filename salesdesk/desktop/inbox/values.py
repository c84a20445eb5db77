"""Fields and their values as a person reads them, whatever kind of record they are of."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from salesdesk import formats
from salesdesk.desktop.activities.telling import outcome_words
from salesdesk.domain.money import from_minor, minor_units
from salesdesk.domain.repeating import family_of
from salesdesk.protocol.entities import ENTITIES, Kind
from salesdesk.words import language, say, words_of

_ONE: Final = {"customers": "customer", "contacts": "contact", "products": "product", "quotes": "quote"}
_CHOICES: Final = {
    ("customers", "kind"): "customer_kind",
    ("customers", "lifecycle"): "lifecycle",
    ("customers", "grade"): "grade",
    ("customers", "source"): "source",
    ("contacts", "role"): "contact_role",
    ("activities", "kind"): "activity",
    ("quotes", "status"): "quote_status",
    ("quotes", "rounding"): "rounding",
    ("quotes", "rounding_mode"): "rounding_mode",
    ("quotes", "language"): "quote.language",
    ("users", "role"): "server.role",
    ("stock_movements", "kind"): "movement",
    ("stock_reservations", "state"): "stock_state",
}
MENTIONS: Final = {
    "owner_id": "users",
    "manager_id": "users",
    "customer_id": "customers",
    "referrer_id": "customers",
    "loser_id": "customers",
    "contact_id": "contacts",
    "quote_id": "quotes",
    "product_id": "products",
    "warehouse_id": "warehouses",
    "holder_id": "users",
}
"""What an id in a field names."""
AMOUNTS: Final = frozenset({"discount_amount"})
"""Whole minor units of the record's currency."""
_UNTOLD: Final = frozenset(
    {"scope_id", "created_at", "root_id", "buyer", "seller", "price_chain", "base_rate", "is_current"}
    | {"base_rate_source", "base_rate_on", "position", "net", "tax", "gross", "revision", "zone"}
    | {"device_id", "transfer_id", "allotment_id", "series_id"}
)
_OF_MACHINES: Final = frozenset(
    {"issued_papers", "saved_views", "shared_views", "import_batches", "import_mappings", "held_acts"}
)
"""Kinds of rows whose fields mean nothing to a person."""


def label_key(entity: str, field: str) -> str:
    """Return the key of what a field is called."""
    one = _ONE.get(entity, entity)
    tried = (f"inbox.field.{entity}.{field}", f"{one}.field.{field}", f"field.{one}.{field}")
    known = words_of("en").texts
    return next((key for key in tried if key in known), f"inbox.field.{field}")


def label(entity: str, field: str) -> str:
    """Return what a field is called."""
    return say(label_key(entity, field))


def told_fields(entity: str, fields: Iterable[str]) -> list[str]:
    """Return the fields a person is told of, in the order in which records have them."""
    spec = ENTITIES.get(entity)
    if spec is None or entity in _OF_MACHINES:
        return []
    given = set(fields)
    return [name for name in spec.fields if name in given and name not in _UNTOLD | spec.computed]


def value_text(entity: str, field: str, value: Any, names: Mapping[UUID, str], currency: str = "") -> str:
    """Return a value in words; an id is told by its name in `names`, an amount in its currency."""
    if field == "deleted_at":
        return say("inbox.value.kept") if value is None else say("inbox.value.removed")
    if (entity, field) in _CHOICES and value is not None:
        return say(f"{_CHOICES[entity, field]}.{value}")
    if value is None or value in ("", [], {}):
        return say("inbox.value.none")
    if isinstance(value, UUID):
        return names.get(value) or say("inbox.value.elsewhere")
    if field in AMOUNTS and isinstance(value, int):
        known = currency or "CNY"
        return formats.amount(from_minor(value, known), known, minor_units(known))
    return _TELLERS.get((entity, field), _plain_text)(value)


def _repetition(rule: str) -> str:
    return say(f"repeat.{family_of(rule) or 'other'}")


_TELLERS: Final[dict[tuple[str, str], Callable[[Any], str]]] = {
    ("activities", "outcome"): outcome_words,
    ("activities", "repeats"): _repetition,
}


def _plain_text(value: Any) -> str:
    if isinstance(value, bool):
        return say("inbox.value.yes" if value else "inbox.value.no")
    if isinstance(value, datetime):
        return formats.moment(value, language())
    if isinstance(value, date):
        return formats.day(value, language())
    if isinstance(value, Decimal):
        return formats.number(value, language())
    if isinstance(value, list | tuple):
        return ", ".join(_entry(entry) for entry in value)
    return str(value)


def _entry(entry: Any) -> str:
    if isinstance(entry, Mapping):
        return str(entry.get("number") or entry.get("address") or entry.get("text") or "…")
    return str(entry)


def kind_of(entity: str, field: str) -> Kind | None:
    """Return the kind of a field's values, or None for one that is not known here."""
    spec = ENTITIES.get(entity)
    return None if spec is None else spec.fields.get(field)


def choices_of(entity: str, field: str) -> str:
    """Return the prefix of the names of a field's choices, or "" for one that is typed."""
    return _CHOICES.get((entity, field), "")
