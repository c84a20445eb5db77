"""The fields of a product, told as data: quiet ones for the drawer, framed ones for a new product."""

from collections.abc import Sequence
from typing import Final

from salesdesk.desktop.widgets.fields.choice import ChoiceField
from salesdesk.desktop.widgets.fields.field import Field
from salesdesk.desktop.widgets.fields.figures import NumberField, PercentField
from salesdesk.desktop.widgets.fields.text import LongTextField, TextField
from salesdesk.domain.pricing import PRICE_PLACES

BASICS: Final = ("code", "name", "name_en", "category", "unit", "spec", "barcode", "description")
PRICE: Final = ("unit_price", "currency", "tax_included", "tax_rate")
NEW: Final = ("name", "code", "category", "unit", "spec", *PRICE)
BASES: Final = ((False, "products.basis.net"), (True, "products.basis.gross"))
CURRENCIES: Final = ("CNY", "USD", "EUR", "GBP", "JPY", "HKD", "KRW", "TWD", "SGD", "AUD", "CAD", "CHF")
_NEEDED: Final = ("code", "name")


def product_fields(names: Sequence[str], *, quiet: bool) -> list[tuple[str, Field]]:
    """Return the fields of these names, in this order, as a form takes them."""
    return [(name, product_field(name, quiet=quiet)) for name in names]


def product_field(name: str, *, quiet: bool, prefix: str = "product.field") -> Field:
    """Return the field of one name."""
    key = f"{prefix}.{name}"
    if name in ("unit_price", "min_quantity"):
        return NumberField(key, quiet=quiet, places=PRICE_PLACES)
    if name == "tax_rate":
        return PercentField(key, quiet=quiet, places=4)
    if name == "tax_included":
        return ChoiceField(key, BASES, quiet=quiet)
    if name == "currency":
        return ChoiceField(key, [(code, code) for code in CURRENCIES], quiet=quiet, literal=True)
    if name == "description":
        return LongTextField(key, quiet=quiet, placeholder_key="product.unset", lines=2)
    placeholder = "" if name in _NEEDED or not quiet else "product.unset"
    return TextField(key, quiet=quiet, required=name in _NEEDED, placeholder_key=placeholder)
