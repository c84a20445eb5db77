"""How long nothing may happen with a customer at each stage, or after a quote has gone out.

The longest silence of a class (domain/silence.py) is about talks. This is about getting on: any activity that
is done and any quote that is sent or decided counts; who has a next step is not idle, however far it lies.
"""

from dataclasses import dataclass

from salesdesk.domain.customers import Lifecycle


@dataclass(frozen=True, slots=True)
class Idleness:
    """So many days by stage, and for a sent quote; 0 is no limit.

    Lists of potential customers are bought and imported by thousands: without a word from the company, nobody
    is asked to work through them.
    """

    potential: int = 0
    interested: int = 14
    closed: int = 90
    quote: int = 7

    def limit(self, stage: Lifecycle) -> int:
        """Return so many days, or 0."""
        return {
            Lifecycle.POTENTIAL: self.potential,
            Lifecycle.INTERESTED: self.interested,
            Lifecycle.CLOSED: self.closed,
        }[stage]
