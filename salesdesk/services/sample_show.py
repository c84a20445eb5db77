"""A trade show for the demo workspace: one that is on, one that is over, and who came; the same each time."""

import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from uuid import UUID

from salesdesk.services import contacts, customers, leads, products, shows
from salesdesk.services.customers import CustomerFilter, CustomerSummary
from salesdesk.services.leads import Lead
from salesdesk.services.products import ProductFilter
from salesdesk.storage.database import Database
from salesdesk.words import say

SEED: Final = 20261124
LEADS: Final = ((-200, 14), (-1, 22), (0, 6))
"""Days from today, and how many came; the first belongs to the show that is over."""
_INTERESTS: Final = 6
_OPENS: Final = time(1, 15)  # UTC: a quarter past nine where the stand is
_CLOSES: Final = 420  # minutes later
_SOON: Final = 60  # minutes: today is still young
_LEFT: Final = timedelta(days=1)  # of a show, on the day that is today


def tell_show(database: Database, today: date) -> int:
    """Add two shows and their leads to a workspace that holds customers and products; return how many."""
    dice = random.Random(SEED)  # noqa: S311 - the same story each time, not a secret
    wares = _wares(database)
    over = _add(database, "spring", today - timedelta(days=201), wares)
    on = _add(database, "autumn", today - timedelta(days=1), wares)
    people = _customers(database)
    dice.shuffle(people)
    taken = 0
    for days, count in LEADS:
        show = shows.show(database, over if days == LEADS[0][0] else on)
        for customer in people[taken : taken + count]:
            _take(database, show, customer, dice, today + timedelta(days=days))
        taken += count
    return taken


def _add(database: Database, name: str, starts_on: date, wares: Sequence[UUID]) -> UUID:
    lines = say("demo.show.questions").split("\n")
    asked = [dict(zip(("text", "choices"), _asked(line), strict=True)) for line in lines]
    fields: dict[str, object] = {
        "name": say(f"demo.show.{name}"),
        "place": say(f"demo.show.{name}.place"),
        "starts_on": starts_on,
        "ends_on": starts_on + timedelta(days=2),
        "questions": asked,
        "interests": list(wares),
    }
    return shows.add_show(database, fields)


def _asked(line: str) -> tuple[str, list[str]]:
    text, _, choices = line.partition(": ")
    return text, choices.split(" / ")


def _take(
    database: Database, show: shows.Show, customer: CustomerSummary, dice: random.Random, day: date
) -> None:
    minutes = dice.randint(0, _SOON if show.ends_on - day == _LEFT else _CLOSES)
    person = next(iter(contacts.contacts_of(database, customer.id)), None)
    lead = Lead(
        fields={"name": person.name} if person is not None else {},
        grade=dice.choice("AABBBC"),
        interests=dice.sample(show.interests, dice.randint(1, 3)),
        answers={each["text"]: dice.choice(each["choices"]) for each in show.questions},
        customer_id=customer.id,
    )
    at = datetime.combine(day, _OPENS, UTC) + timedelta(minutes=minutes)
    leads.capture_lead(database, show, lead, today=day, at=at)


def _wares(database: Database) -> list[UUID]:
    page = products.listing(database, ProductFilter(active=True)).page(0, 400)
    return [one.id for one in page if one.currency == "CNY"][:_INTERESTS]


def _customers(database: Database) -> list[CustomerSummary]:
    listing = customers.listing(database, CustomerFilter())
    return [one for one in listing.page(0, listing.count()) if one.country in ("", "CN")]
