"""What the head of a quote may hold."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any, Final

from salesdesk.domain import fields as rules
from salesdesk.domain.customers import currency, day
from salesdesk.domain.errors import BadInput
from salesdesk.domain.money import RoundingMode
from salesdesk.domain.pricing import LARGEST_NUMBER, check_discount
from salesdesk.domain.taxes import Rounding


def check_quote(given: Mapping[str, object]) -> dict[str, Any]:
    """Return the fields tidied, or raise BadInput naming the first that is wrong."""
    rules.known(given, _RULES)
    found = {name: _RULES[name](value) for name, value in given.items()}
    if "discount_percent" in found or "discount_amount" in found:
        check_discount(found.get("discount_percent", Decimal(0)), Decimal(found.get("discount_amount", 0)))
    return found


def _required_day(value: object, field: str) -> date:
    found = day(value, field)
    if found is None:
        raise BadInput("field-required", field=field)
    return found


def _currency(value: object) -> str:
    found = currency(value)
    if not found:
        raise BadInput("field-required", field="currency")
    return found


def _language(value: object) -> str:
    if value not in {"zh", "en", "both"}:
        raise BadInput("choice-unknown", field="language", value=str(value))
    return str(value)


def _minor(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise BadInput("number-unreadable", field="discount_amount", text=str(value))
    return value


def _figure(value: object, field: str) -> Decimal:
    if not isinstance(value, Decimal | int):
        raise BadInput("number-unreadable", field=field, text=str(value))
    return Decimal(value)


def _rate(value: object) -> Decimal | None:
    if value is None:
        return None
    rate = rules.number(value, "base_rate", places=6, largest=LARGEST_NUMBER)
    if not rate:
        raise BadInput("exchange-rate-not-positive", field="base_rate", rate=rate)
    return rate


_RULES: Final[dict[str, Callable[[Any], Any]]] = {
    "title": partial(rules.line, field="title"),
    "base_rate_source": partial(rules.line, field="base_rate_source"),
    "currency": _currency,
    "language": _language,
    "rounding": partial(rules.choice, kind=Rounding, field="rounding"),
    "rounding_mode": partial(rules.choice, kind=RoundingMode, field="rounding_mode"),
    "issued_on": partial(_required_day, field="issued_on"),
    "valid_until": partial(_required_day, field="valid_until"),
    "base_rate_on": partial(day, field="base_rate_on"),
    **{
        name: partial(rules.text, field=name) for name in ("payment_terms", "delivery_terms", "terms", "note")
    },
    "discount_percent": partial(_figure, field="discount_percent"),
    "discount_amount": _minor,
    "base_rate": _rate,
    "contact_id": lambda value: value,
    "customer_id": lambda value: value,
    "owner_id": lambda value: value,
}
