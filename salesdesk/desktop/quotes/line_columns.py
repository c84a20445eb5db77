"""The columns of the lines of a quote: how a value is shown, edited and read."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from salesdesk import formats
from salesdesk.desktop.quotes.words import amount_text
from salesdesk.domain.errors import BadInput, RuleBroken
from salesdesk.domain.figures import read_amount, read_percent, read_quantity
from salesdesk.domain.money import minor_units, rounded, to_minor
from salesdesk.domain.pricing import PERCENT_PLACES, PRICE_PLACES, QUANTITY_PLACES
from salesdesk.services.quotes import QuoteLine
from salesdesk.words import language, say

Show = Callable[[QuoteLine, str], str]
Read = Callable[[QuoteLine, str, str], QuoteLine]
_INCLUDED: Final = ("incl", "含")
_EXCLUDED: Final = ("excl", "未", "不含")


@dataclass(frozen=True, slots=True)
class LineColumn:
    """One column. `edit` and `read` are given the currency too; a column without `read` is not typed into."""

    key: str
    title_key: str
    width: int
    show: Show
    right: bool = True
    edit: Show | None = None
    read: Read | None = None


def price_text(price: Decimal, currency: str) -> str:
    """Return a unit price with the places of its currency, or more where it has more."""
    exponent = price.normalize().as_tuple().exponent
    used = -exponent if isinstance(exponent, int) else 0
    return f"{price:,.{max(used, minor_units(currency))}f}"


def discount_text(line: QuoteLine, currency: str) -> str:
    """Return what is taken off: 5 %, ¥10.00, or both."""
    parts = [f"{_figure(line.discount_percent)} %"] if line.discount_percent else []
    if line.discount_amount:
        parts.append(amount_text(line.discount_amount, currency))
    return " + ".join(parts)


def basis_text(line: QuoteLine) -> str:
    """Return whether the price is with tax or before it."""
    return say("quote.basis.incl" if line.tax_included else "quote.basis.excl")


def _figure(value: Decimal) -> str:
    return formats.number(value, language())


def _read_name(line: QuoteLine, text: str, _currency: str) -> QuoteLine:
    name = text.strip()
    return line if name == line.name else replace(line, name=name, product_id=None, code="", price_chain=())


def _read_quantity(line: QuoteLine, text: str, _currency: str) -> QuoteLine:
    quantity, unit = read_quantity(text)
    return replace(line, quantity=rounded(quantity, QUANTITY_PLACES), unit=unit or line.unit)


def _read_unit(line: QuoteLine, text: str, _currency: str) -> QuoteLine:
    return replace(line, unit=text.strip())


def _read_price(line: QuoteLine, text: str, currency: str) -> QuoteLine:
    price, typed = read_amount(text, field="unit_price")
    if typed and typed != currency:
        raise RuleBroken("currency-mixed", first=typed, second=currency)
    return replace(line, unit_price=rounded(price, PRICE_PLACES))


def _read_discount(line: QuoteLine, text: str, currency: str) -> QuoteLine:
    """Read "5", "5 %", "9折", "¥10", "10元", "5 % + ¥10" and "=2+3"; nothing is no discount."""
    percent, amount = Decimal(0), 0
    typed_in = text.replace("＋", "+").replace("＝", "=").strip()
    parts = [part.strip() for part in ([typed_in] if typed_in.startswith("=") else typed_in.split("+"))]
    for part in filter(None, parts):
        figure, typed = (Decimal(0), "") if part.endswith(("%", "％", "折")) else read_amount(part)
        if typed and typed != currency:
            raise RuleBroken("currency-mixed", first=typed, second=currency)
        if amount if typed else percent:  # one of the two would be lost
            raise BadInput("number-unreadable", field="discount_percent", text=text)
        if typed:
            amount = to_minor(figure, currency)
        else:
            percent = rounded(read_percent(part), PERCENT_PLACES)
    return replace(line, discount_percent=percent, discount_amount=amount)


def _read_tax(line: QuoteLine, text: str, _currency: str) -> QuoteLine:
    """Read "13", "13 %", "13 incl", "9 含" and "6 不含"."""
    typed = text.strip().casefold()
    included = line.tax_included
    for marks, meant in ((_EXCLUDED, False), (_INCLUDED, True)):
        for mark in marks:
            if mark in typed:
                typed, included = typed.partition(mark)[0], meant
                break
        else:
            continue
        break
    if "折" in typed:
        raise BadInput("number-unreadable", field="tax_rate", text=text)
    rate = rounded(read_percent(typed, field="tax_rate"), PERCENT_PLACES) if typed.strip() else line.tax_rate
    return replace(line, tax_rate=rate, tax_included=included)


PRODUCT, QUANTITY, UNIT, PRICE, DISCOUNT, TAX, AMOUNT = range(7)
COLUMNS: Final = (
    LineColumn(
        "product",
        "quote.column.product",
        230,
        lambda line, _: line.name,
        right=False,
        edit=lambda line, _: line.name,
        read=_read_name,
    ),
    LineColumn(
        "quantity",
        "quote.column.quantity",
        66,
        lambda line, _: _figure(line.quantity),
        edit=lambda line, _: _figure(line.quantity),
        read=_read_quantity,
    ),
    LineColumn(
        "unit",
        "quote.column.unit",
        50,
        lambda line, _: line.unit,
        right=False,
        edit=lambda line, _: line.unit,
        read=_read_unit,
    ),
    LineColumn(
        "price",
        "quote.column.price",
        96,
        lambda line, currency: price_text(line.unit_price, currency),
        edit=lambda line, currency: price_text(line.unit_price, currency),
        read=_read_price,
    ),
    LineColumn(
        "discount",
        "quote.column.discount",
        82,
        discount_text,
        edit=discount_text,
        read=_read_discount,
    ),
    LineColumn(
        "tax",
        "quote.column.tax",
        92,
        lambda line, _: f"{_figure(line.tax_rate)} % {basis_text(line)}",
        edit=lambda line, _: f"{_figure(line.tax_rate)} %",
        read=_read_tax,
    ),
    LineColumn("amount", "quote.column.amount", 108, lambda _line, _currency: ""),
)
