"""What we sell, and what its fields may hold."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Final

from salesdesk.domain import fields
from salesdesk.domain.customers import currency
from salesdesk.domain.errors import BadInput
from salesdesk.domain.money import minor_units, rounded
from salesdesk.domain.pricing import LARGEST_NUMBER, PRICE_PLACES
from salesdesk.domain.taxes import check_rate

_BARCODE: Final = re.compile(r"[0-9A-Za-z\-. $/+%]{1,48}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """One of a product's prices. `valid_until` is the last day; None is open."""

    currency: str
    unit_price: Decimal
    tax_included: bool = False
    min_quantity: Decimal = Decimal(0)
    valid_from: date | None = None
    valid_until: date | None = None

    def holds_for(self, wanted: str, quantity: Decimal, day: date) -> bool:
        """Return whether this price may be asked in that currency, for that quantity, on that day."""
        begun = self.valid_from is None or self.valid_from <= day
        open_ = self.valid_until is None or day <= self.valid_until
        return self.currency == wanted and begun and open_ and abs(quantity) >= self.min_quantity


def price_for(prices: Sequence[Price], wanted: str, quantity: Decimal, day: date) -> Price | None:
    """Return the price to ask: of the deepest quantity step reached, the newest, then the lowest."""
    fitting = [price for price in prices if price.holds_for(wanted, quantity, day)]
    return max(
        fitting,
        key=lambda price: (price.min_quantity, price.valid_from or date.min, -price.unit_price),
        default=None,
    )


def places_of(price: Decimal, money: str) -> int:
    """Return to how many places a price in a currency is told: its own, and those of the smallest coin."""
    exponent = price.normalize().as_tuple().exponent
    return max(-exponent if isinstance(exponent, int) else 0, minor_units(money))


def changed_price(price: Decimal, money: str, percent: Decimal) -> Decimal:
    """Return a price in a currency after a change by so many percent, up or (below 0) down, to its places."""
    return rounded(price * (100 + percent) / 100, places_of(price, money))


def check_price(price: Price) -> None:
    """Raise BadInput, naming the field, for what no price may be."""
    if not currency(price.currency):
        raise BadInput("field-required", field="currency")
    for name in ("unit_price", "min_quantity"):
        fields.number(getattr(price, name), name, places=PRICE_PLACES, largest=LARGEST_NUMBER)
    start, end = price.valid_from, price.valid_until
    if start is not None and end is not None and end < start:
        raise BadInput("period-backwards", field="valid_until", start=start, end=end)


def barcode(value: object, field: str = "barcode") -> str:
    """Return a barcode as printed; house codes are free. See `ean_is_right` for those of the trade."""
    typed = fields.line(value, field)
    if typed and not _BARCODE.fullmatch(typed):
        raise BadInput("barcode-unreadable", field=field, text=typed)
    return typed


def tax_rate(value: object, field: str = "tax_rate") -> Decimal:
    """Return a tax rate in percent."""
    if not isinstance(value, Decimal | int):
        raise BadInput("number-unreadable", field=field, text=str(value))
    return check_rate(Decimal(value))


def ean_is_right(digits: str) -> bool:
    """Return whether 8, 12, 13 or 14 digits carry the right check digit (GTIN of GS1)."""
    if not re.fullmatch(r"[0-9]{8}|[0-9]{12,14}", digits):
        return False
    figures = map(int, reversed(digits))
    return sum(figure * (3 if place % 2 else 1) for place, figure in enumerate(figures)) % 10 == 0


_LINES: Final = ("name_en", "category", "unit", "spec", "external_id")
_RULES: Final[dict[str, Callable[[object], object]]] = {
    **{name: partial(fields.line, field=name) for name in _LINES},
    "code": partial(fields.required, field="code"),
    "name": partial(fields.required, field="name"),
    "barcode": barcode,
    "description": partial(fields.text, field="description"),
    "currency": currency,
    "unit_price": partial(fields.number, field="unit_price", places=PRICE_PLACES, largest=LARGEST_NUMBER),
    "tax_included": bool,
    "tax_rate": tax_rate,
    "is_active": bool,
}
PRODUCT_FIELDS: Final = frozenset(_RULES)


def check_product(given: Mapping[str, object], *, new: bool = False) -> dict[str, object]:
    """Return the given fields tidied, ready to store. Raise BadInput, naming the first that is wrong."""
    fields.known(given, PRODUCT_FIELDS)
    if new:
        fields.required(given.get("code"), "code")
        fields.required(given.get("name"), "name")
    return {name: _RULES[name](value) for name, value in given.items()}
