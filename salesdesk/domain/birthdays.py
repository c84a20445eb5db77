"""When somebody's birthday comes round, and how old they are then.

Often only month and day are known. Such a day lies in a year of its own (formats.EVERY_YEAR), the one that
address books use for it; wherever a day is shown, that year is left out.
"""

import re
from datetime import date, timedelta
from typing import Final

from salesdesk.domain.days import read_day, read_day_of_year
from salesdesk.domain.errors import BadInput
from salesdesk.formats import EVERY_YEAR

_OLDEST: Final = 1900
"""Who was born earlier is no longer spoken with: some address books write other old years for none."""
_CARD: Final = re.compile(r"--(\d{2})-?(\d{2})")


def without_year(month: int, day: int) -> date:
    """Return a day of every year. Raise ValueError where there is none, such as 30 February."""
    return date(EVERY_YEAR, month, day)


def lacks_year(born: date) -> bool:
    """Return whether only month and day are known."""
    return born.year == EVERY_YEAR


def spelt_on_cards(born: date) -> str:
    """Return 1980-04-12, or --04-12 where the year is not known (ISO 8601:2000, vCard 4.0)."""
    return f"--{born:%m-%d}" if lacks_year(born) else born.isoformat()


def read_birthday(text: str, today: date, *, field: str = "birthday") -> date:
    """Return the day that was typed, with its year or without. Raise BadInput for what is no day."""
    return read_yearless(text, field=field) or read_day(text, today, past=True, field=field)


def read_yearless(text: str, *, field: str = "birthday") -> date | None:
    """Return a day that was typed without a year: 04-12, 4月12日, 12 Apr, --0412; None for anything else.

    Raise BadInput for what no year has, such as 30 February.
    """
    card = _CARD.fullmatch(text.strip())
    found = (int(card[1]), int(card[2])) if card else read_day_of_year(text)
    try:
        return None if found is None else without_year(*found)
    except ValueError:
        raise BadInput("date-unreadable", field=field, text=text) from None


def better_known(before: date | None, told: date | None) -> date | None:
    """Return the birthday to keep where another source tells one: who knows the year as well knows more."""
    if before is None or told is None or not lacks_year(told):
        return told
    return before if (before.month, before.day) == (told.month, told.day) else told


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
