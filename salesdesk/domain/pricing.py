"""What lines cost and what a document comes to, by one engine for every program that must agree.

A line is rounded once, on its amount, never on its unit price. Its *primary* figure is the net or the
gross, as its unit price was agreed; the other is derived. The document discount is taken from the primary
figures before tax: net, or gross where every counted line is priced with tax. Rounded figures are added
and not rounded again, so the printed lines always add up to the printed total.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, localcontext
from typing import Final

from salesdesk.domain.errors import BadInput, RuleBroken
from salesdesk.domain.money import EXACT, LARGEST_MINOR, RoundingMode, allocate, rounded, to_minor
from salesdesk.domain.taxes import (
    Rounding,
    Taxed,
    check_rate,
    shared_on_top,
    shared_within,
    tax_on_top,
    tax_within,
)

PRICE_PLACES: Final = 6
QUANTITY_PLACES: Final = 6
PERCENT_PLACES: Final = 4
LARGEST_NUMBER: Final = Decimal(10) ** 12
_NOTHING: Final = Decimal(0)
_ALL: Final = Decimal(100)


@dataclass(frozen=True, slots=True, kw_only=True)
class LinePrice:
    """So many of one thing, at a price, less a discount. Rates and percents are percent, amounts decimals.

    A negative quantity is a return. `discount_amount` is taken off after `discount_percent`, toward zero.
    A line that is `optional` is priced but not counted.
    """

    quantity: Decimal
    unit_price: Decimal
    tax_included: bool = False
    tax_rate: Decimal = _NOTHING
    discount_percent: Decimal = _NOTHING
    discount_amount: Decimal = _NOTHING
    optional: bool = False


@dataclass(frozen=True, slots=True)
class LineTotals:
    """What a line comes to, in minor units; net + tax = gross.

    `listed` is quantity x unit price and `amount` is that less the line's own `discount`, both net or
    gross as the unit price. `shared` is the line's part of the document discount, which net, tax and
    gross already lack.
    """

    net: int
    tax: int
    gross: int
    listed: int
    amount: int
    shared: int
    counted: bool

    @property
    def discount(self) -> int:
        """What the line's own percent and amount take off."""
        return self.listed - self.amount


@dataclass(frozen=True, slots=True)
class RateTotals:
    """What one tax rate comes to, in minor units."""

    rate: Decimal
    net: int
    tax: int
    gross: int


@dataclass(frozen=True, slots=True)
class DocumentTotals:
    """What a document comes to, in minor units; the counted lines add up to each figure.

    `amount` is the sum before the document `discount`, with tax if `tax_included`.
    """

    lines: tuple[LineTotals, ...]
    net: int
    tax: int
    gross: int
    amount: int
    discount: int
    tax_included: bool
    by_rate: tuple[RateTotals, ...]


@dataclass(frozen=True, slots=True)
class _Figure:
    """A line's primary figure on its way to tax."""

    amount: int
    included: bool
    rate: Decimal
    net: int


def check_line(line: LinePrice) -> None:
    """Raise BadInput, naming the field, for a price, quantity, discount or rate that no line may have."""
    _check_number(line.quantity, "quantity", QUANTITY_PLACES)
    _check_number(line.unit_price, "unit_price", PRICE_PLACES)
    if line.unit_price < 0:
        raise BadInput("price-negative", field="unit_price", price=line.unit_price)
    check_rate(line.tax_rate)
    check_discount(line.discount_percent, line.discount_amount)


def check_discount(percent: Decimal, amount: Decimal) -> None:
    """Raise BadInput unless the percent is 0 to 100, with up to 4 decimals, and the amount not negative."""
    _check_number(percent, "discount_percent", PERCENT_PLACES)
    if not 0 <= percent <= _ALL:
        raise BadInput("discount-percent-out-of-range", field="discount_percent", percent=percent)
    _check_number(amount, "discount_amount", PRICE_PLACES)
    if amount < 0:
        raise BadInput("discount-negative", field="discount_amount", amount=amount)


def price_line(line: LinePrice, *, currency: str, mode: RoundingMode = RoundingMode.HALF_UP) -> LineTotals:
    """Price one line on its own, taxed on the line."""
    check_line(line)
    listed, amount = _amounts(line, currency, mode)
    tax = tax_within if line.tax_included else tax_on_top
    taxed = tax(amount, line.tax_rate, mode)
    return LineTotals(taxed.net, taxed.tax, taxed.gross, listed, amount, 0, counted=not line.optional)


def total_up(
    lines: Sequence[LinePrice],
    *,
    currency: str,
    rounding: Rounding = Rounding.PER_LINE_TAX,
    mode: RoundingMode = RoundingMode.HALF_UP,
    discount_percent: Decimal = _NOTHING,
    discount_amount: Decimal = _NOTHING,
) -> DocumentTotals:
    """Price a whole document. The percent of the document discount is taken first, then the amount.

    Raises BadInput for impossible figures and RuleBroken where a discount is larger than what it is taken
    from, or where rounding per document meets more than one tax rate.
    """
    check_discount(discount_percent, discount_amount)
    priced = [price_line(line, currency=currency, mode=mode) for line in lines]
    counted = [index for index, line in enumerate(lines) if not line.optional]
    figures = [_figure(lines[i], priced[i]) for i in counted]
    included = bool(figures) and all(figure.included for figure in figures)
    amount = sum(figure.amount if included else figure.net for figure in figures)
    cut = _cut(amount, discount_percent, to_minor(discount_amount, currency, mode), mode)
    shares = _spread(figures, cut, included=included)
    reduced = [_reduce(*pair, included=included) for pair in zip(figures, shares, strict=True)]
    for index, taxed, share in zip(counted, _tax(reduced, rounding, mode), shares, strict=True):
        priced[index] = replace(priced[index], net=taxed.net, tax=taxed.tax, gross=taxed.gross, shared=share)
    return _document(lines, priced, amount=amount, discount=cut, included=included)


def reverse(lines: Sequence[LinePrice]) -> list[LinePrice]:
    """Return the lines of the credit note: every total of theirs is the exact mirror."""
    return [replace(line, quantity=-line.quantity) for line in lines]


def _check_number(value: Decimal, field: str, places: int) -> None:
    if not value.is_finite() or abs(value) >= LARGEST_NUMBER:
        raise BadInput("number-too-large", field=field, limit=LARGEST_NUMBER)
    if rounded(value, places) != value:
        raise BadInput("number-too-fine", field=field, places=places, value=value)


def _amounts(line: LinePrice, currency: str, mode: RoundingMode) -> tuple[int, int]:
    """Return quantity x price, and that less the line's discounts; each step is rounded once."""
    with localcontext(EXACT):
        exact = line.quantity * line.unit_price
        kept = (_ALL - line.discount_percent) / 100
        listed = to_minor(exact, currency, mode)
        amount = to_minor(exact * kept, currency, mode)
    off = to_minor(line.discount_amount, currency, mode)
    if off > abs(amount):
        raise RuleBroken("discount-over-line", discount=line.discount_amount)
    if abs(listed) > LARGEST_MINOR:
        raise RuleBroken("amount-too-large")
    return listed, amount - off if amount > 0 else amount + off


def _figure(line: LinePrice, totals: LineTotals) -> _Figure:
    return _Figure(totals.amount, line.tax_included, line.tax_rate, totals.net)


def _cut(amount: int, percent: Decimal, off: int, mode: RoundingMode) -> int:
    """Return the document discount with the sign of what it is taken from."""
    if abs(amount) > LARGEST_MINOR:
        raise RuleBroken("amount-too-large")
    with localcontext(EXACT):
        part = int(rounded(abs(amount) * percent / 100, 0, mode))
    if part + off > abs(amount):
        raise RuleBroken("discount-over-total")
    return part + off if amount > 0 else -part - off


def _spread(figures: Sequence[_Figure], cut: int, *, included: bool) -> list[int]:
    """Share a discount out over the tax rates, then over the lines of each, by largest remainder.

    Equal lines are told apart by what they are before where they stand, so the order of lines changes no
    total.
    """
    weights = [figure.amount if included else figure.net for figure in figures]
    groups: dict[Decimal, list[int]] = {}
    for index in sorted(range(len(figures)), key=lambda i: (figures[i].rate, figures[i].included)):
        groups.setdefault(figures[index].rate, []).append(index)
    shares = [0] * len(figures)
    if cut:
        parts = allocate(cut, [sum(weights[i] for i in group) for group in groups.values()])
        for group, part in zip(groups.values(), parts, strict=True):
            for index, share in zip(group, allocate(part, [weights[i] for i in group]), strict=True):
                shares[index] = share
    return shares


def _reduce(figure: _Figure, share: int, *, included: bool) -> _Figure:
    """Take a share off; where net and gross prices are mixed the discounted line goes on as a net one."""
    if not share or included:
        return replace(figure, amount=figure.amount - share)
    net = figure.net - share
    return _Figure(net, included=False, rate=figure.rate, net=net)


def _tax(figures: Sequence[_Figure], rounding: Rounding, mode: RoundingMode) -> list[Taxed]:
    if rounding is Rounding.PER_LINE_TAX:
        return _tax_each(figures, mode)
    groups: dict[tuple[Decimal, bool], list[int]] = {}
    for index, figure in enumerate(figures):
        groups.setdefault((figure.rate, figure.included), []).append(index)
    if rounding is Rounding.PER_DOCUMENT and len({rate for rate, _ in groups}) > 1:
        raise RuleBroken("rounding-needs-one-rate")
    taxed: dict[int, Taxed] = {}
    for (rate, included), group in groups.items():
        share = shared_within if included else shared_on_top
        taxed.update(zip(group, share([figures[i].amount for i in group], rate, mode), strict=True))
    return [taxed[index] for index in range(len(figures))]


def _tax_each(figures: Sequence[_Figure], mode: RoundingMode) -> list[Taxed]:
    return [
        tax_within(figure.amount, figure.rate, mode)
        if figure.included
        else tax_on_top(figure.amount, figure.rate, mode)
        for figure in figures
    ]


def _document(
    lines: Sequence[LinePrice],
    priced: Sequence[LineTotals],
    *,
    amount: int,
    discount: int,
    included: bool,
) -> DocumentTotals:
    by_rate: dict[Decimal, RateTotals] = {}
    for line, totals in zip(lines, priced, strict=True):
        if totals.counted:
            so_far = by_rate.get(line.tax_rate, RateTotals(line.tax_rate, 0, 0, 0))
            by_rate[line.tax_rate] = RateTotals(
                so_far.rate, so_far.net + totals.net, so_far.tax + totals.tax, so_far.gross + totals.gross
            )
    rates = tuple(by_rate[rate] for rate in sorted(by_rate, reverse=True))
    return DocumentTotals(
        lines=tuple(priced),
        net=sum(rate.net for rate in rates),
        tax=sum(rate.tax for rate in rates),
        gross=sum(rate.gross for rate in rates),
        amount=amount,
        discount=discount,
        tax_included=included,
        by_rate=rates,
    )
