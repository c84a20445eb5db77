"""When somebody's birthday comes round, and how old they are then."""

from datetime import date, timedelta
from typing import Final

_OLDEST: Final = 1900
"""Address books write an older year, often 1604, where only the day is known."""


def next_birthday(born: date, today: date) -> date:
    """Return the birthday that comes next, today included.

    Who was born on 29 February has it on the 28th of other years: no wish comes a day late.
    """
    this = _in_year(born, today.year)
    return this if this >= today else _in_year(born, today.year + 1)


def turning(born: date, on: date) -> int | None:
    """Return how old somebody is on that birthday; None where the year is not known, or lies ahead."""
    years = on.year - born.year
    return years if born.year >= _OLDEST and years > 0 else None


def days_of_birth(today: date, ahead: int) -> frozenset[str]:
    """Return as MM-DD on which days of a year somebody is born whose birthday is within so many days."""
    coming = [today + timedelta(days=n) for n in range(ahead + 1)]
    found = {f"{day:%m-%d}" for day in coming}
    if any(_in_year(date(2000, 2, 29), day.year) == day for day in coming):
        found.add("02-29")
    return frozenset(found)


def _in_year(born: date, year: int) -> date:
    try:
        return born.replace(year=year)
    except ValueError:
        return date(year, 2, 28)
