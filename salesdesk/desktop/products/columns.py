"""The columns of the list of products."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final

from salesdesk import formats
from salesdesk.desktop.tables.cells import MoneyCell, PillCell, TextCell, TitleCell
from salesdesk.desktop.tables.columns import Column
from salesdesk.desktop.theme.look import MEDIUM
from salesdesk.domain.products import places_of
from salesdesk.services.products import GROUPS
from salesdesk.services.products import ProductSummary as Row
from salesdesk.words import language, say

EXPORTED: Final = {
    "name": ("product.name", "product.name_en"),
    "price": ("product.currency", "product.unit_price"),
    "basis": ("product.tax_included",),
    "state": ("product.is_active",),
    **{name: (f"product.{name}",) for name in ("code", "category", "spec", "unit", "tax_rate", "barcode")},
}
"""Which exported columns stand for a column of the list."""

GROUPED: Final = tuple((name, f"products.group.{name}") for name in GROUPS)
"""What the list can be grouped by."""


def price_text(row: Row) -> str:
    """Return the list price."""
    return money_text(row.unit_price, row.currency)


def money_text(price: Decimal, currency: str) -> str:
    """Return a price; one that is finer than the smallest coin shows all its places."""
    return formats.amount(price, currency, places_of(price, currency))


def _basis(row: Row) -> str:
    return say("products.basis.gross" if row.tax_included else "products.basis.net")


def rate_text(rate: Decimal) -> str:
    """Return a tax rate in percent."""
    return f"{formats.number(rate, language())} %"


def state_text(is_active: bool) -> str:  # noqa: FBT001 - the value of a field
    """Return whether it is sold or archived."""
    return say("products.state.active" if is_active else "products.state.archived")


def group_text(name: str, value: Any) -> str:
    """Return what the group of a value is called; "" where it is open."""
    called: dict[str, Callable[[Any], str]] = {"state": state_text, "tax_rate": rate_text}
    return called[name](value) if name in called else value


def _other_name(row: Row) -> str:
    return row.name_en if row.name_en != row.name else ""


COLUMNS: Final = (
    Column(
        "code",
        "products.column.code",
        lambda row: row.code,
        width=100,
        sort="code",
        cell=TextCell("text2", tabular=True),
        edit=lambda row: row.code,
    ),
    Column(
        "name",
        "products.column.name",
        lambda row: row.name,
        width=300,
        sort="name",
        cell=TitleCell(beside=_other_name, icon="package"),
        edit=lambda row: row.name,
    ),
    Column(
        "category",
        "products.column.category",
        lambda row: row.category,
        width=96,
        sort="category",
        edit=lambda row: row.category,
    ),
    Column("unit", "products.column.unit", lambda row: row.unit, width=62, edit=lambda row: row.unit),
    Column(
        "price",
        "products.column.price",
        price_text,
        width=130,
        align="right",
        sort="price",
        cell=MoneyCell(MEDIUM),
        raw=lambda row: f"{row.unit_price:f}",
        edit=lambda row: f"{row.unit_price:f}",
    ),
    Column("basis", "products.column.basis", _basis, width=96, cell=TextCell("text3")),
    Column(
        "tax_rate",
        "products.column.tax_rate",
        lambda row: rate_text(row.tax_rate),
        width=78,
        align="right",
        cell=TextCell("text2"),
    ),
    Column("spec", "products.column.spec", lambda row: row.spec, width=190, cell=TextCell("text2")),
    Column(
        "state",
        "products.column.state",
        lambda row: state_text(row.is_active),
        width=100,
        cell=PillCell(lambda row: "ok" if row.is_active else "plain"),
    ),
    Column("barcode", "products.column.barcode", lambda row: row.barcode, width=140, hidden=True),
)
