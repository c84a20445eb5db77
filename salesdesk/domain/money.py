"""Money: exact decimals that know their currency, and integers of its minor unit in storage.

Rounding is symmetric: a credit note is the exact mirror of the invoice. Half up (away from zero) is the
default; the other modes exist because a document keeps the mode it was made with.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import (
    ROUND_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Context,
    Decimal,
    DivisionByZero,
    InvalidOperation,
    localcontext,
)
from enum import StrEnum
from typing import Final, Self

from salesdesk.domain.currencies import MINOR_UNITS
from salesdesk.domain.errors import BadInput, RuleBroken

EXACT: Final = Context(prec=96, rounding=ROUND_HALF_UP, traps=[InvalidOperation, DivisionByZero])
"""Wide enough that quantity x price x percentages, 6 decimals each, stays exact up to the one rounding."""

LARGEST_MINOR: Final = 10**17
"""The largest amount a document may hold, in minor units: sums of it still fit a 64-bit column."""


class RoundingMode(StrEnum):
    """Which way a half, or any remainder, goes. All are symmetric about zero."""

    HALF_UP = "half_up"
    HALF_EVEN = "half_even"
    UP = "up"
    DOWN = "down"


_MODES: Final = {
    RoundingMode.HALF_UP: ROUND_HALF_UP,
    RoundingMode.HALF_EVEN: ROUND_HALF_EVEN,
    RoundingMode.UP: ROUND_UP,
    RoundingMode.DOWN: ROUND_DOWN,
}


def minor_units(currency: str) -> int:
    """Return the decimal places of a currency (ISO 4217): CNY 2, JPY 0, KWD 3. Raise BadInput if unknown."""
    places = MINOR_UNITS.get(currency)
    if places is None:
        raise BadInput("currency-unknown", field="currency", currency=currency)
    return places


def rounded(value: Decimal, places: int, mode: RoundingMode = RoundingMode.HALF_UP) -> Decimal:
    """Return `value` with exactly so many decimal places."""
    with localcontext(EXACT):
        return value.quantize(Decimal(1).scaleb(-places), rounding=_MODES[mode])


def to_minor(amount: Decimal, currency: str, mode: RoundingMode = RoundingMode.HALF_UP) -> int:
    """Return an amount as whole minor units (fen, cents), rounded once."""
    with localcontext(EXACT):
        scaled = amount.scaleb(minor_units(currency))
        return int(scaled.to_integral_value(rounding=_MODES[mode]))


def from_minor(minor: int, currency: str) -> Decimal:
    """Return whole minor units as an amount with all its decimal places: 5 CNY minor is 0.05."""
    with localcontext(EXACT):
        return Decimal(minor).scaleb(-minor_units(currency))


def apportion(exact: Sequence[Decimal], total: int) -> list[int]:
    """Round exact shares to whole numbers that add up to `total`, their sum rounded, by largest remainder.

    Of equal remainders the larger share is served first, then the earlier one. Negating everything
    negates the answer.
    """
    with localcontext(EXACT):
        whole = [int(share) for share in exact]
        remainders = [share - part for share, part in zip(exact, whole, strict=True)]
    missing = total - sum(whole)
    step = 1 if missing > 0 else -1
    order = sorted(range(len(exact)), key=lambda i: (-step * remainders[i], -abs(exact[i]), i))
    for index in order[: abs(missing)]:
        whole[index] += step
    if sum(whole) != total:
        raise ValueError("the total is not the sum of the shares, rounded")
    return whole


def allocate(total: int, weights: Sequence[int | Decimal]) -> list[int]:
    """Split whole minor units by weight; the parts add up to the total exactly (largest remainder)."""
    with localcontext(EXACT):
        weight = sum(weights, Decimal(0))
        if not weight:
            if total:
                raise ValueError("an amount cannot be split by weights that come to nothing")
            return [0] * len(weights)
        return apportion([total * part / weight for part in map(Decimal, weights)], total)


@dataclass(frozen=True, slots=True)
class Money:
    """An exact amount of one currency. It is rounded where a rule says so, not on its own."""

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        minor_units(self.currency)
        if not self.amount.is_finite():
            raise BadInput("amount-unreadable", field="amount", text=str(self.amount))

    @classmethod
    def of_minor(cls, minor: int, currency: str) -> Self:
        """Return the money that is stored as so many minor units."""
        return cls(from_minor(minor, currency), currency)

    @property
    def minor(self) -> int:
        """Whole minor units, rounded half up."""
        return to_minor(self.amount, self.currency)

    def rounded(self, mode: RoundingMode = RoundingMode.HALF_UP) -> Self:
        """Return the amount rounded to the minor unit."""
        return type(self)(rounded(self.amount, minor_units(self.currency), mode), self.currency)

    def times(self, factor: Decimal | int, mode: RoundingMode = RoundingMode.HALF_UP) -> Self:
        """Multiply exactly, then round once to the minor unit."""
        with localcontext(EXACT):
            product = self.amount * factor
        return type(self)(product, self.currency).rounded(mode)

    def allocate(self, weights: Sequence[int | Decimal]) -> list[Self]:
        """Split by weight into parts that add up exactly; the amount is first rounded to the minor unit."""
        return [type(self).of_minor(part, self.currency) for part in allocate(self.minor, weights)]

    def __add__(self, other: "Money") -> Self:
        with localcontext(EXACT):
            return type(self)(self.amount + self._same(other), self.currency)

    def __sub__(self, other: "Money") -> Self:
        with localcontext(EXACT):
            return type(self)(self.amount - self._same(other), self.currency)

    def __neg__(self) -> Self:
        return type(self)(self.amount.copy_negate() if self.amount else self.amount, self.currency)

    def __lt__(self, other: "Money") -> bool:
        return self.amount < self._same(other)

    def __le__(self, other: "Money") -> bool:
        return self.amount <= self._same(other)

    def __bool__(self) -> bool:
        return bool(self.amount)

    def _same(self, other: "Money") -> Decimal:
        if other.currency != self.currency:
            raise RuleBroken("currency-mixed", first=self.currency, second=other.currency)
        return other.amount


def total_of(amounts: Iterable[Money], currency: str) -> Money:
    """Add amounts of one currency; of none, the answer is nothing of it."""
    answer = Money(from_minor(0, currency), currency)
    for amount in amounts:
        answer += amount
    return answer


def in_base(
    total: int, lines: Sequence[int], *, rate: Decimal, currency: str, base: str
) -> tuple[int, list[int]]:
    """Convert a document once, then give each line its part: minor units of `currency` to those of `base`.

    `rate` is base per unit of the document's currency. The total is rounded once; the lines get the
    difference by largest remainder, so that they add up to it.
    """
    if not rate.is_finite() or rate <= 0:
        raise BadInput("exchange-rate-not-positive", field="base_rate", rate=rate)
    if sum(lines) != total:
        raise ValueError("the lines do not add up to the total")
    with localcontext(EXACT):
        factor = rate.scaleb(minor_units(base) - minor_units(currency))
        converted = int((total * factor).to_integral_value(rounding=ROUND_HALF_UP))
        return converted, apportion([line * factor for line in lines], converted)
