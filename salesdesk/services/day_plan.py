"""A day of visits: whom one sees where and when, with what is open there; on the screen and on one page."""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from salesdesk.domain.activities import TOUCHES, ActivityKind
from salesdesk.domain.addresses import town
from salesdesk.domain.customers import Grade
from salesdesk.domain.day_plan import BEGINS, MOST, USUAL, Span, Visit, free_from, plan_visits
from salesdesk.domain.errors import BadInput, NotFound
from salesdesk.domain.wall_time import wall_of
from salesdesk.services import calendar
from salesdesk.services.calendar import Appointment
from salesdesk.services.paper_parties import address_of
from salesdesk.storage.database import Database
from salesdesk.storage.queries import activities, company, contacts, customers, quotes
from salesdesk.storage.queries.activities import ActivityDetail
from salesdesk.storage.queries.contacts import ContactDetail
from salesdesk.storage.queries.customers import CustomerDetail
from salesdesk.storage.queries.open_amounts import OPEN
from salesdesk.storage.queries.quotes import QuoteFilter, QuoteSummary

__all__ = ["MOST", "DayPlan", "Stop", "plan_day"]
_DAY: Final = timedelta(days=1)
_LOOKED_AT: Final = 50
_SHOWN: Final = 4
_SEEN: Final = frozenset({ActivityKind.VISIT, ActivityKind.MEETING, ActivityKind.TASK})
"""What one goes there for; a call at an hour keeps one busy, but leads nowhere."""
_PLACE: Final = ("country", "province", "city", "district", "street", "postcode")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """One visit. `start` is the minute of the day at which it begins, None where the day has no room for it.

    `tasks` is what was to be done there by that day, `last` when somebody last spoke with them, on `last_on`.
    """

    customer_id: UUID
    name: str
    grade: Grade
    city: str
    district: str
    address: str
    contact: str
    job_title: str
    phone: str
    start: int | None
    minutes: int
    agreed: bool
    tasks: tuple[str, ...]
    quotes: tuple[QuoteSummary, ...]
    last: ActivityDetail | None
    last_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DayPlan:
    """The visits of a day in their order; what is else in the calendar of the day has been left its time.

    A visit that is agreed stands at the hour of its own wall, where one goes; all else at the hour at home.
    """

    day: date
    who: str
    stops: tuple[Stop, ...]
    others: tuple[Appointment, ...]


def plan_day(database: Database, customer_ids: Sequence[UUID], day: date) -> DayPlan:
    """Plan visits to customers on a day, in the order of districts and free hours.

    Customers that are gone are left out. Raise BadInput (`day-plan-empty`, `day-plan-long`, `day-plan-past`).
    """
    wanted = list(dict.fromkeys(customer_ids))
    if not wanted:
        raise BadInput("day-plan-empty", field="customer_id")
    if len(wanted) > MOST:
        raise BadInput("day-plan-long", field="customer_id", most=MOST)
    around = calendar.days(database, day - _DAY, day + 2 * _DAY)  # a day abroad is partly another at home
    there = [each for each in around if not each.done]
    mine = [each for each in there if each.owner_id in (None, database.me)]
    return database.ask(_plan, wanted, day, database.me, database.clock(), mine)


def _plan(
    session: Session, wanted: Sequence[UUID], day: date, me: UUID, now: datetime, there: Sequence[Appointment]
) -> DayPlan:
    home = ZoneInfo(company.profile(session).time_zone)
    wall = wall_of(now, home)
    if day < wall.date():
        raise BadInput("day-plan-past", field="date", day=day)
    known = {row_id: found for row_id in wanted if (found := _customer(session, row_id)) is not None}
    timed = [each for each in there if each.all_day_on is None]
    agreed = {each.customer_id: each for each in reversed(timed) if _is_agreed(each, known, day, home)}
    here = (each for each in timed if wall_of(each.begins, home).date() == day)
    others = [each for each in here if each not in agreed.values()]
    visits = [_visit(each, agreed.get(each.id), home) for each in known.values()]
    earliest = free_from(wall.hour * 60 + wall.minute) if day == wall.date() else BEGINS
    busy = [_span(each, home) for each in others]
    planned = plan_visits(visits, busy, earliest=earliest)
    who = next((user.name for user in company.users(session) if user.id == me), "")
    stops = tuple(
        _stop(session, known[each.visit.customer], each.visit, each.start, day, home) for each in planned
    )
    return DayPlan(day=day, who=who, stops=stops, others=tuple(others))


def _customer(session: Session, row_id: UUID) -> CustomerDetail | None:
    try:
        return customers.detail(session, row_id)
    except NotFound:
        return None


def _is_agreed(each: Appointment, known: Container[UUID], day: date, home: ZoneInfo) -> bool:
    on_day = wall_of(each.begins, _there(each, home)).date() == day
    return on_day and each.kind in _SEEN and each.customer_id in known


def _there(each: Appointment, home: ZoneInfo) -> ZoneInfo:
    return ZoneInfo(each.zone) if each.zone else home


def _visit(customer: CustomerDetail, agreed: Appointment | None, home: ZoneInfo) -> Visit:
    span = None if agreed is None else _span(agreed, _there(agreed, home))
    return Visit(
        customer=customer.id,
        city=town(customer.province, customer.city),
        district=customer.district,
        minutes=USUAL if span is None else span[1] - span[0],
        at=None if span is None else span[0],
    )


def _span(each: Appointment, zone: ZoneInfo) -> Span:
    wall = wall_of(each.begins, zone)
    start = wall.hour * 60 + wall.minute
    return start, start + (each.minutes or USUAL)


def _stop(
    session: Session, customer: CustomerDetail, visit: Visit, start: int | None, day: date, home: ZoneInfo
) -> Stop:
    person = _person(contacts.of_customer(session, customer.id))
    story = activities.of_customer(session, customer.id, _LOOKED_AT)
    last = next((each for each in story if each.done_at is not None and each.kind in TOUCHES), None)
    return Stop(
        customer_id=customer.id,
        name=customer.name,
        grade=customer.grade,
        city=visit.city,
        district=visit.district,
        address=address_of({name: getattr(customer, name) for name in _PLACE}),
        contact=person.name if person else "",
        job_title=person.job_title if person else "",
        phone=person.phones[0].number if person and person.phones else customer.phone,
        start=start,
        minutes=visit.minutes,
        agreed=visit.at is not None,
        tasks=_open_tasks(story, day, home),
        quotes=tuple(_open_quotes(session, customer.id)),
        last=last,
        last_on=None if last is None else last.all_day_on or wall_of(last.happens_at, home).date(),
    )


def _person(people: Sequence[ContactDetail]) -> ContactDetail | None:
    """Return whom to ask for: the main contact, or the first who can be called."""
    callable_ = (person for person in people if person.phones)
    return next((person for person in people if person.is_primary), None) or next(
        callable_, people[0] if people else None
    )


def _open_tasks(story: Sequence[ActivityDetail], day: date, home: ZoneInfo) -> tuple[str, ...]:
    """Return what is open there by the end of the day, the oldest first."""
    by_then = (
        each
        for each in reversed(story)
        if each.done_at is None and (each.all_day_on or wall_of(each.happens_at, home).date()) <= day
    )
    said = dict.fromkeys(each.subject or each.body.partition("\n")[0] for each in by_then)
    return tuple(text for text in said if text)[:_SHOWN]


def _open_quotes(session: Session, customer: UUID) -> list[QuoteSummary]:
    found = quotes.page(session, QuoteFilter(customer=customer), 0, _LOOKED_AT)
    return [each for each in found if each.status in OPEN][:_SHOWN]
