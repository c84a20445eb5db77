"""What a customer buys: how much, whether that grows, how often, and of what.

The rules:

1. A year is twelve calendar months, of which this one is the last, so far. The year before is the same days
   twelve months earlier: part of a month is compared with the same part.
2. Different currencies are never added. What is told is of the currency in which most purchases were made, of
   several such the latest; how many purchases were in others is said.
3. The mix is that of the year; where nothing was bought in it, that of all there is.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from salesdesk.domain.periods import add_months
from salesdesk.domain.reordering import Rhythm, rhythm_of

MONTHS: Final = 12
MIXED: Final = 5
"""So many kinds of goods are named, the most first."""


@dataclass(frozen=True, slots=True)
class Bought:
    """One purchase: `net` minor units without tax."""

    on: date
    currency: str
    net: int


@dataclass(frozen=True, slots=True)
class Goods:
    """What was bought of one kind on one day; `kind` tells kinds apart, `name` is what it is called."""

    on: date
    currency: str
    kind: str
    name: str
    net: int


@dataclass(frozen=True, slots=True)
class Share:
    """A kind of goods, and its part of all in percent."""

    name: str
    percent: int


@dataclass(frozen=True, slots=True)
class Buying:
    """How a customer buys. `year` and `before` are minor units; `others` were in other currencies."""

    currency: str
    year: int
    before: int
    last: date
    rhythm: Rhythm | None
    mix: tuple[Share, ...]
    others: int = 0

    @property
    def change(self) -> int | None:
        """By how many percent the year is above the one before; None where that one was empty."""
        return round((self.year - self.before) * 100 / self.before) if self.before > 0 else None

    def next_on(self) -> date | None:
        """Return when the next purchase would come, if the rhythm holds."""
        return self.rhythm.last + timedelta(days=self.rhythm.every) if self.rhythm else None


def buying_of(bought: Sequence[Bought], goods: Sequence[Goods], today: date) -> Buying | None:
    """Return how somebody buys, or None who never bought."""
    if not bought:
        return None
    currency = _main_currency(bought)
    ours = [each for each in bought if each.currency == currency]
    since = add_months(today.replace(day=1), 1 - MONTHS)
    return Buying(
        currency,
        year=_sum(ours, since, today),
        before=_sum(ours, add_months(since, -MONTHS), add_months(today, -MONTHS)),
        last=max(each.on for each in bought),
        rhythm=rhythm_of(each.on for each in bought),
        mix=_mix([each for each in goods if each.currency == currency], since, today),
        others=len(bought) - len(ours),
    )


def _main_currency(bought: Sequence[Bought]) -> str:
    often = Counter(each.currency for each in bought)
    latest = {each.currency: each.on for each in sorted(bought, key=lambda each: each.on)}
    return max(often, key=lambda currency: (often[currency], latest[currency], currency))


def _sum(bought: Sequence[Bought], since: date, until: date) -> int:
    return sum(each.net for each in bought if since <= each.on <= until)


def _mix(goods: Sequence[Goods], since: date, until: date) -> tuple[Share, ...]:
    lately = [each for each in goods if since <= each.on <= until] or list(goods)
    sums: Counter[str] = Counter()
    names: dict[str, str] = {}
    for each in sorted(lately, key=lambda each: each.on):
        sums[each.kind] += each.net
        names[each.kind] = each.name
    whole = sum(sums.values())
    if whole <= 0:
        return ()
    shares = (Share(names[kind], round(net * 100 / whole)) for kind, net in sums.most_common(MIXED))
    return tuple(share for share in shares if share.percent > 0)
