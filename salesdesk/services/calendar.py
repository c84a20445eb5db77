"""The calendar: what is there, what will come of a series, and planning in words."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from salesdesk.domain.periods import midnight
from salesdesk.domain.repeating import days_between, id_of_occurrence
from salesdesk.domain.wall_time import moment_of, wall_of
from salesdesk.storage.database import Database
from salesdesk.storage.queries import calendar as queries
from salesdesk.storage.queries import company, hits
from salesdesk.storage.queries.calendar import Appointment

__all__ = ["Appointment", "Found", "customer_in", "days"]
_DAY = timedelta(days=1)
_SHORTEST, _LONGEST = 2, 12  # signs of a name inside Chinese words


@dataclass(frozen=True, slots=True)
class Found:
    """A customer that was named in words, and the words that are left without the name."""

    id: UUID
    name: str
    rest: str


def days(database: Database, start: date, end: date) -> list[Appointment]:
    """Return the appointments of the days from `start` up to, and without, `end`, by their own walls.

    What a series will bring is among them as `expected`.
    """
    return database.ask(_days, start, end)


def customer_in(database: Database, words: str) -> Found | None:
    """Return the customer whom words name, by a whole word or by the beginning of Chinese ones; else None."""
    return database.ask(_customer_in, words)


def _days(session: Session, start: date, end: date) -> list[Appointment]:
    """A day more to both sides is read: walls of the world differ by so much."""
    home = ZoneInfo(company.profile(session).time_zone)
    first, last = midnight(start - _DAY, home), midnight(end + _DAY, home)
    there = queries.between(session, first, last)
    coming: dict[UUID, Appointment] = {}
    for each in queries.repeating(session, last):
        for expected in _expected(each, home, start, end):
            coming.setdefault(id_of_occurrence(each.series_id or each.id, _day_of(expected, home)), expected)
    known = {each.id for each in there}
    not_yet = (each for row_id, each in coming.items() if row_id not in known)
    inside = [each for each in (*there, *not_yet) if start <= _day_of(each, home) < end]
    return sorted(inside, key=lambda each: (each.begins, each.id))


def _day_of(each: Appointment, home: ZoneInfo) -> date:
    return each.all_day_on or wall_of(each.begins, ZoneInfo(each.zone) if each.zone else home).date()


def _expected(each: Appointment, home: ZoneInfo, start: date, end: date) -> Iterator[Appointment]:
    zone = ZoneInfo(each.zone) if each.zone else home
    wall = wall_of(each.begins, zone)
    for day in days_between(each.repeats, _day_of(each, home), start, end):
        if each.all_day_on is not None:
            yield replace(each, begins=midnight(day, home), all_day_on=day, expected=True)
        else:
            yield replace(each, begins=moment_of(day, wall.time(), zone), expected=True)


def _customer_in(session: Session, words: str) -> Found | None:
    tokens = words.split()
    for token in tokens:
        for part in _parts(token):
            for hit in hits.hits(session, part, 3):
                if hit.kind == "customers" and (part.isascii() or part in hit.title):
                    rest = " ".join(tokens).replace(part, " ", 1)
                    return Found(hit.id, hit.title, " ".join(rest.split()))
    return None


def _parts(token: str) -> list[str]:
    """Return a word; of Chinese ones, which stand without spaces, its beginnings, the longest first."""
    if token.isascii():
        return [token] if len(token) > _SHORTEST else []
    return [token[:length] for length in range(min(len(token), _LONGEST), _SHORTEST - 1, -1)]
