"""Good reasons to speak with somebody: a birthday soon, or an order that usually came by now."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from salesdesk.domain.birthdays import days_of_birth, next_birthday, turning
from salesdesk.domain.reordering import LEAST, SHORTEST, rhythm_of
from salesdesk.storage.queries import occasions as queries
from salesdesk.storage.queries.occasions import Purchase
from salesdesk.storage.queries.values import Amount

BIRTHDAY_DAYS: Final = 7
_MOST: Final = 500
_REGULARS: Final = 2_000
_LONGEST: Final = timedelta(days=3 * 365)
"""Who has bought nothing for longer is not looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Birthday:
    """A person whose birthday is on a day soon; `turns` is None where the year of birth is not known."""

    id: UUID
    name: str
    customer_id: UUID
    customer_name: str
    on: date
    turns: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReorderDue:
    """A customer that usually buys `every` so many days and has bought nothing for `days`.

    `last` is what its newest purchase came to.
    """

    customer_id: UUID
    customer_name: str
    every: int
    days: int
    last: Amount


def birthdays(session: Session, today: date, me: UUID) -> list[Birthday]:
    """Return whose birthday is today or within a week, at my customers or at nobody's; the next first."""
    found = [
        Birthday(
            id=one.id,
            name=one.name,
            customer_id=one.customer_id,
            customer_name=one.customer_name,
            on=(on := next_birthday(one.born, today)),
            turns=turning(one.born, on),
        )
        for one in queries.born_on(session, days_of_birth(today, BIRTHDAY_DAYS), me, _MOST)
    ]
    return sorted(found, key=lambda each: (each.on, each.name))


def reorders(session: Session, today: date, me: UUID) -> list[ReorderDue]:
    """Return which of my customers usually buy again by now (domain/reordering.py)."""
    until = today - timedelta(days=SHORTEST + 1)
    regular = queries.regulars(session, LEAST, me, until - _LONGEST, until, _REGULARS)
    bought: dict[UUID, list[Purchase]] = {}
    for each in queries.purchases(session, list(regular)):
        bought.setdefault(each.customer_id, []).append(each)
    found = []
    for customer, purchases in bought.items():
        rhythm = rhythm_of(each.on for each in purchases)
        if rhythm is not None and rhythm.is_due(today):
            found.append(
                ReorderDue(
                    customer_id=customer,
                    customer_name=regular[customer],
                    every=rhythm.every,
                    days=rhythm.ago(today),
                    last=purchases[-1].amount,
                )
            )
    return found
