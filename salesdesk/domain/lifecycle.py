"""How far along a customer is follows from what happened: nobody declares a sale by hand.

潜在 until there is a sign; 意向 from the first quote that is sent, or the first talk that ends with interest;
成交 from the first order. Until orders are kept here, a quote that the customer accepted is the order we know
of. What comes from another system may bring its own word for it.
"""

from typing import Final

from salesdesk.domain.activities import Outcome
from salesdesk.domain.customers import Lifecycle
from salesdesk.domain.errors import RuleBroken
from salesdesk.domain.quotes import QuoteStatus

BOUGHT: Final = frozenset({QuoteStatus.ACCEPTED, QuoteStatus.CONVERTED})
"""The states of a quote that stand for an order."""
_STAGES: Final = tuple(Lifecycle)
_KEEN: Final = frozenset({Outcome.INTERESTED, Outcome.AGREED})


def of_quote(status: QuoteStatus) -> Lifecycle:
    """Return how far along a customer is at least, of whom a quote comes to this state."""
    if status in BOUGHT:
        return Lifecycle.CLOSED
    return Lifecycle.INTERESTED if status is QuoteStatus.SENT else Lifecycle.POTENTIAL


def of_talk(outcome: str) -> Lifecycle:
    """Return how far along a customer is at least, with whom a talk ended so."""
    return Lifecycle.INTERESTED if outcome in _KEEN else Lifecycle.POTENTIAL


def later(one: Lifecycle, other: Lifecycle) -> Lifecycle:
    """Return the one that is further along: a customer goes forward by itself, never back."""
    return max(one, other, key=_STAGES.index)


def united(was: str | None, mine: str, theirs: str) -> str | None:
    """Return where a customer stands that two people brought forward from `was`; None if one went back."""
    if was is None or mine == theirs:
        return None
    stages = [Lifecycle(one) for one in (was, mine, theirs)]
    if min(stages, key=_STAGES.index) is not stages[0]:
        return None
    return later(stages[1], stages[2]).value


def check_by_hand(to: Lifecycle, *, has_bought: bool) -> None:
    """Raise RuleBroken where somebody says what only an order can say: `closed-by-order`, `closed-stays`."""
    if to is Lifecycle.CLOSED and not has_bought:
        raise RuleBroken("closed-by-order")
    if to is not Lifecycle.CLOSED and has_bought:
        raise RuleBroken("closed-stays")
