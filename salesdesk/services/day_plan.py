"""A day of visits: whom one sees where and when, with what is open there; on the screen and on one page."""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from salesdesk.domain.activities import TOUCHES, ActivityKind
from salesdesk.domain.addresses import town
from salesdesk.domain.customers import Grade
from salesdesk.domain.day_plan import BEGINS, MOST, USUAL, Planned, Span, Visit, free_from, plan_visits
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
_MEANT: Final = {ActivityKind.VISIT: 0, ActivityKind.MEETING: 1, ActivityKind.TASK: 2}
"""What is open with a customer and may be done on the way: rather a visit than a task."""
_PLACE: Final = ("country", "province", "city", "district", "street", "postcode")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """One visit. `start` is the minute of the day at which it begins, None where the day has no room for it.

    `activity_id` is what is open there by that day and has no hour on it yet: the visit is its occasion.
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
    activity_id: UUID | None
    tasks: tuple[str, ...]
    quotes: tuple[QuoteSummary, ...]
    last: ActivityDetail | None
    last_on: date | None


@dataclass(frozen=True, slots=True)
class _Host:
    """A customer with its story, what is agreed on the day, and what is open without an hour."""

    customer: CustomerDetail
    story: Sequence[ActivityDetail]
    agreed: Appointment | None
    meant: ActivityDetail | None


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
    there = open_around(database, day)
    return database.ask(_plan, wanted, day, database.me, database.clock(), there)


def open_around(database: Database, day: date) -> list[Appointment]:
    """Return what keeps one busy at an hour about a day: open, mine or nobody's."""
    around = calendar.days(database, day - _DAY, day + 2 * _DAY)  # a day abroad is partly another at home
    mine = (None, database.me)
    return [each for each in around if not each.done and each.all_day_on is None and each.owner_id in mine]


def _plan(
    session: Session, wanted: Sequence[UUID], day: date, me: UUID, now: datetime, there: Sequence[Appointment]
) -> DayPlan:
    home = ZoneInfo(company.profile(session).time_zone)
    wall = wall_of(now, home)
    if day < wall.date():
        raise BadInput("day-plan-past", field="date", day=day)
    agreed = {each.customer_id: each for each in reversed(there) if is_agreed(each, wanted, day, home)}
    others = [each for each in busy_on(there, day, home) if each not in agreed.values()]
    customers_there = (found for row_id in wanted if (found := _customer(session, row_id)) is not None)
    hosts = {each.id: _host(session, each, agreed.get(each.id), day, me, home) for each in customers_there}
    visits = [_visit(each, home) for each in hosts.values()]
    earliest = free_from(wall.hour * 60 + wall.minute) if day == wall.date() else BEGINS
    planned = plan_visits(visits, [span_of(each, home) for each in others], earliest=earliest)
    who = next((user.name for user in company.users(session) if user.id == me), "")
    stops = (_stop(session, hosts[each.visit.customer], each, day, home) for each in planned)
    return DayPlan(day=day, who=who, stops=tuple(stops), others=tuple(others))


def busy_on(there: Iterable[Appointment], day: date, home: ZoneInfo) -> list[Appointment]:
    """Return those that lie on a day by the wall at home."""
    return [each for each in there if wall_of(each.begins, home).date() == day]


def is_agreed(each: Appointment, customer_ids: Container[UUID], day: date, home: ZoneInfo) -> bool:
    """Return whether one goes to one of these customers on a day, by the wall where one goes."""
    on_day = wall_of(each.begins, _there(each.zone, home)).date() == day
    return on_day and each.kind in _SEEN and each.customer_id in customer_ids


def span_of(each: Appointment, zone: ZoneInfo) -> Span:
    """Return from when to when it lasts, by a wall."""
    wall = wall_of(each.begins, zone)
    start = wall.hour * 60 + wall.minute
    return start, start + (each.minutes or USUAL)


def _host(
    session: Session,
    customer: CustomerDetail,
    agreed: Appointment | None,
    day: date,
    me: UUID,
    home: ZoneInfo,
) -> _Host:
    story = activities.of_customer(session, customer.id, _LOOKED_AT)
    mine = (
        each for each in _open_by(story, day, home) if each.kind in _MEANT and each.owner_id in (None, me)
    )
    meant = min(mine, key=lambda each: _MEANT[each.kind], default=None) if agreed is None else None
    return _Host(customer, story, agreed, meant)


def _customer(session: Session, row_id: UUID) -> CustomerDetail | None:
    try:
        return customers.detail(session, row_id)
    except NotFound:
        return None


def _there(zone: str, home: ZoneInfo) -> ZoneInfo:
    return ZoneInfo(zone) if zone else home


def _visit(host: _Host, home: ZoneInfo) -> Visit:
    customer, agreed = host.customer, host.agreed
    span = None if agreed is None else span_of(agreed, _there(agreed.zone, home))
    usual = (host.meant.minutes if host.meant is not None else None) or USUAL
    return Visit(
        customer=customer.id,
        city=town(customer.province, customer.city),
        district=customer.district,
        minutes=usual if span is None else span[1] - span[0],
        at=None if span is None else span[0],
    )


def _stop(session: Session, host: _Host, planned: Planned, day: date, home: ZoneInfo) -> Stop:
    customer, visit, story = host.customer, planned.visit, host.story
    person = _person(contacts.of_customer(session, customer.id))
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
        start=planned.start,
        minutes=visit.minutes,
        agreed=visit.at is not None,
        activity_id=None if host.meant is None else host.meant.id,
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
    said = dict.fromkeys(each.subject or each.body.partition("\n")[0] for each in _open_by(story, day, home))
    return tuple(text for text in said if text)[:_SHOWN]


def _open_by(story: Sequence[ActivityDetail], day: date, home: ZoneInfo) -> list[ActivityDetail]:
    """Return what is open by the end of a day, the oldest first."""
    return [
        each
        for each in reversed(story)
        if each.done_at is None
        and (each.all_day_on or wall_of(each.happens_at, _there(each.zone, home)).date()) <= day
    ]


def _open_quotes(session: Session, customer: UUID) -> list[QuoteSummary]:
    found = quotes.page(session, QuoteFilter(customer=customer), 0, _LOOKED_AT)
    return [each for each in found if each.status in OPEN][:_SHOWN]
