"""How a tax is worked out of an amount, and at which point of a document it is rounded.

Rates are percent: 13 is 13 %. Amounts are whole minor units. Where the gross is what was agreed, the net
is derived from it and the tax is the difference, never net x rate: the two differ in every ninth amount
at 13 %.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext
from enum import StrEnum
from typing import Final

from salesdesk.domain.errors import BadInput
from salesdesk.domain.money import EXACT, RoundingMode, apportion, rounded

RATE_PLACES: Final = 4
HIGHEST_RATE: Final = Decimal(100)


class Rounding(StrEnum):
    """Where a document rounds its tax. Stored on the document and never changed with the setting."""

    PER_LINE_TAX = "per_line_tax"
    PER_RATE_GROUP = "per_rate_group"
    PER_DOCUMENT = "per_document"


@dataclass(frozen=True, slots=True)
class Taxed:
    """Net, tax and gross in minor units; net + tax = gross always."""

    net: int
    tax: int
    gross: int


@dataclass(frozen=True, slots=True)
class TaxRate:
    """A rate as the law knows it: for a time. `valid_until` is the last day, None for open ends."""

    code: str
    rate: Decimal
    valid_from: date | None = None
    valid_until: date | None = None

    def holds_on(self, day: date) -> bool:
        """Return whether the rate is in force on that day."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_until is None or day <= self.valid_until)


def check_rate(rate: Decimal) -> Decimal:
    """Return a tax rate in percent, or raise BadInput: 0 to 100 with at most 4 decimals."""
    if not rate.is_finite() or not 0 <= rate <= HIGHEST_RATE or rounded(rate, RATE_PLACES) != rate:
        raise BadInput("tax-rate-out-of-range", field="tax_rate", rate=rate)
    return rate


def rates_on(rates: Sequence[TaxRate], day: date) -> list[TaxRate]:
    """Return the rates in force on a day; of one code the one that began last."""
    found: dict[str, TaxRate] = {}
    for rate in sorted(rates, key=lambda rate: rate.valid_from or date.min):
        if rate.holds_on(day):
            found[rate.code] = rate
    return sorted(found.values(), key=lambda rate: (-rate.rate, rate.code))


def tax_on_top(net: int, rate: Decimal, mode: RoundingMode = RoundingMode.HALF_UP) -> Taxed:
    """Add tax to a net amount; the tax is rounded once."""
    tax = int(rounded(exact_tax(net, rate), 0, mode))
    return Taxed(net, tax, net + tax)


def tax_within(gross: int, rate: Decimal, mode: RoundingMode = RoundingMode.HALF_UP) -> Taxed:
    """Take the tax out of a gross amount: net = round(gross / (1 + rate)), tax = gross - net."""
    with localcontext(EXACT):
        net = int(rounded(gross * 100 / (100 + rate), 0, mode))
    return Taxed(net, gross - net, gross)


def exact_tax(net: int, rate: Decimal) -> Decimal:
    """Return net x rate in minor units, not rounded."""
    with localcontext(EXACT):
        return net * rate / 100


def shared_on_top(nets: Sequence[int], rate: Decimal, mode: RoundingMode) -> list[Taxed]:
    """Tax the sum of the nets once (EN 16931 BR-CO-17) and give each line its part of that tax."""
    with localcontext(EXACT):
        exact = [exact_tax(net, rate) for net in nets]
        total = int(rounded(sum(exact, Decimal(0)), 0, mode))
    return [Taxed(net, tax, net + tax) for net, tax in zip(nets, apportion(exact, total), strict=True)]


def shared_within(grosses: Sequence[int], rate: Decimal, mode: RoundingMode) -> list[Taxed]:
    """Take the tax out of the sum of the grosses once, and give each line its part of the net."""
    with localcontext(EXACT):
        exact = [gross * 100 / (100 + rate) for gross in grosses]
        total = tax_within(sum(grosses), rate, mode).net
    nets = apportion(exact, total)
    return [Taxed(net, gross - net, gross) for net, gross in zip(nets, grosses, strict=True)]
