"""The days on which China works: weekends, holidays, and the weekend days that are worked for them (调休).

The table in `resources/data` ends with the last notice of the State Council. Of a year without a notice only
the weekends are known; `is_known` tells, so that nobody promises a day on it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Final

from salesdesk.settings import RESOURCES

_DAY: Final = timedelta(days=1)
_SATURDAY: Final = 5


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A day that is not as its weekday says. `holiday` is a key of the words (`holiday.spring`)."""

    works: bool
    holiday: str


def special_day(day: date) -> SpecialDay | None:
    """Return what is special about a day: a holiday, or a weekend day that is worked; else None."""
    return _table()[1].get(day)


def is_known(day: date) -> bool:
    """Return whether the notice for the year of a day is in the table."""
    return day.year in _table()[0]


def is_working_day(day: date) -> bool:
    """Return whether one works on a day; in a year that is not known, by its weekday."""
    special = special_day(day)
    return special.works if special is not None else day.weekday() < _SATURDAY


def add_working_days(day: date, count: int) -> date:
    """Return the working day that is `count` of them after a day, or before it; 0 is the first from it on."""
    step = -_DAY if count < 0 else _DAY
    if not count:
        while not is_working_day(day):
            day += _DAY
        return day
    for _ in range(abs(count)):
        day += step
        while not is_working_day(day):
            day += step
    return day


def working_days(start: date, end: date) -> int:
    """Return how many working days there are from `start` up to, and without, `end`."""
    return sum(map(is_working_day, _days(start, end)))


def _days(start: date, end: date) -> Iterator[date]:
    for number in range((end - start).days):
        yield start + timedelta(days=number)


@cache
def _table() -> tuple[frozenset[int], dict[date, SpecialDay]]:
    years: set[int] = set()
    days: dict[date, SpecialDay] = {}
    for line in (RESOURCES / "data" / "holidays_cn.tsv").read_text(encoding="utf-8").splitlines():
        first, second, *rest = line.split("\t")
        if first == "year":
            years.add(int(second))
        else:
            days[date.fromisoformat(first)] = SpecialDay(second == "work", rest[0])
    return frozenset(years), days
