"""Who usually buys again by now: a rhythm read from the days on which somebody bought.

The rule, in full:

1. Days count, not papers: what was bought on one day is one purchase. Only the newest twelve count, so that a
   habit of years ago fades.
2. At least three purchases are needed: two are no rhythm. The rhythm is the median of the days between
   neighbours; one long gap or one hurried order does not change it.
3. A rhythm shorter than a week is none: that is one job in several papers.
4. It is due once the last purchase is longer ago than the rhythm.
5. After three rhythms without a purchase the customer is lost, not late: the silence of its class tells that.

Days of any kind of purchase may be given: accepted quotes are known today, confirmed orders may join them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from statistics import median_low
from typing import Final

NEWEST: Final = 12
LEAST: Final = 3
SHORTEST: Final = 7
"""Days."""
_LOST_AFTER: Final = 3
"""Rhythms."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Somebody usually buys every so many days and last did on `last`."""

    every: int
    last: date

    def ago(self, today: date) -> int:
        """Return for how many days nothing was bought."""
        return (today - self.last).days

    def is_due(self, today: date) -> bool:
        """Return whether one should ask: the time has come, and the customer is not lost yet."""
        return self.every < self.ago(today) and not self.is_lost(today)

    def is_lost(self, today: date) -> bool:
        """Return whether so much time went by that nobody is late, but gone."""
        return self.ago(today) > _LOST_AFTER * self.every


def rhythm_of(bought: Iterable[date]) -> Rhythm | None:
    """Return the rhythm in which somebody buys, or None where there is none."""
    days = sorted(set(bought))[-NEWEST:]
    if len(days) < LEAST:
        return None
    every = median_low([(later - earlier).days for earlier, later in pairwise(days)])
    return Rhythm(every, days[-1]) if every >= SHORTEST else None
