"""In which order one works off a day: value × urgency. Both are plain figures; larger comes first.

The value of a customer is its class, times what it is worth in money: what open quotes may still bring and
what it bought within a year. Amounts of different currencies are never added: each is counted in usual
amounts of its own currency, the median of all that are compared. That needs no exchange rate, and no old rate
spoils the order. Money counts by its logarithm: a tenfold amount is worth more, but ten small customers are
not forgotten for it.

The urgency is 1 on the day itself; the rules below say how it grows.
"""

from collections.abc import Iterable, Mapping
from math import log2
from statistics import median_high
from typing import Final

from salesdesk.domain.customers import Grade

CLASS_VALUES: Final = {Grade.A: 3.0, Grade.B: 2.0, Grade.C: 1.5, Grade.NONE: 1.0}
WEEK: Final = 7
AWAITED: Final = 2.0
_MOST: Final = 4.0
Sums = Mapping[str, int]
"""Minor units by currency."""


def usual_amounts(compared: Iterable[Sums]) -> dict[str, int]:
    """Return the median amount of each currency, of those who have any; minor units."""
    found: dict[str, list[int]] = {}
    for sums in compared:
        for currency, minor in sums.items():
            if minor > 0:
                found.setdefault(currency, []).append(minor)
    return {currency: median_high(minors) for currency, minors in found.items()}


def value_of(grade: Grade, sums: Sums, usual: Sums) -> float:
    """Return what a customer is worth among those of which `usual` tells the usual amounts; at least 1."""
    if not sums:
        return CLASS_VALUES[grade]
    many = sum(max(0, minor) / usual[currency] for currency, minor in sums.items() if currency in usual)
    return CLASS_VALUES[grade] * (1 + log2(1 + many))


def urgency_when_late(days: float) -> float:
    """Return how urgent it is after so many days or parts of one: each week counts like the day itself."""
    return 1 + max(0, days) / WEEK


def urgency_of_today(*, at_an_hour: bool) -> float:
    """Return how urgent it is on its day: where an hour is agreed, somebody waits."""
    return AWAITED if at_an_hour else 1.0


def urgency_before(days_left: int, within: int) -> float:
    """Return how urgent it is before its last day, seen from `within` days on: 1, and 2 on the day itself."""
    return 1 + max(0, within - days_left) / max(1, within)


def urgency_beyond(days: int | None, allowed: int) -> float:
    """Return how urgent it is after so many days where `allowed` are usual; None is never. At most 4."""
    return _MOST if days is None else min(_MOST, days / max(1, allowed))
