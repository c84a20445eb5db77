"""The hours of a planned day go into the calendar, as one step."""

from collections.abc import Sequence
from datetime import date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from salesdesk.domain.activities import ActivityKind
from salesdesk.domain.errors import BadInput, NotFound
from salesdesk.domain.wall_time import moment_of
from salesdesk.services.activities import put_down
from salesdesk.services.calendar import Appointment
from salesdesk.services.company import company_today
from salesdesk.services.day_plan import DayPlan, Stop, busy_on, is_agreed, open_around, span_of
from salesdesk.storage.database import Database
from salesdesk.storage.queries import activities, company, customers
from salesdesk.storage.tables.activities import ActivityRow
from salesdesk.storage.tables.customers import CustomerRow
from salesdesk.storage.undo import Step


def to_enter(plan: DayPlan) -> list[Stop]:
    """Return the visits that have room on the day and no hour in the calendar."""
    return [stop for stop in plan.stops if stop.start is not None and not stop.agreed]


def enter_tour(database: Database, plan: DayPlan, *, remind_before: int | None = None) -> int:
    """Write the hours of a plan into the calendar, all in one step; return of how many visits.

    What is open with a customer by that day gets the hour; with whom nothing is, a visit is planned, with a
    reminder so many minutes before. A follow-up that was due earlier, or never, is due on the day. An hour
    that was taken meanwhile or is over is passed over, as are customers that are gone. Raise BadInput where
    the day is over (`day-plan-past`) or nothing is left to be written (`day-plan-entered`).
    """
    if plan.day < company_today(database):
        raise BadInput("day-plan-past", field="date", day=plan.day)
    there = open_around(database, plan.day)
    step = Step("tour-enter", n=len(to_enter(plan)))
    with database.write(step) as session:
        tour = _Tour(session, plan.day, database.me, database.clock(), there)
        rows = [tour.enter(stop, remind_before) for stop in to_enter(plan)]
        entered = sum(rows)
        if not entered:
            raise BadInput("day-plan-entered", field="date")
        step.values = {"n": entered}
    return entered


class _Tour:
    """Enters one visit after the other."""

    def __init__(
        self, session: Session, day: date, me: UUID, now: datetime, there: Sequence[Appointment]
    ) -> None:
        self._session, self._day, self._me, self._now = session, day, me, now
        self._home = ZoneInfo(company.profile(session).time_zone)
        self._there = there

    def enter(self, stop: Stop, remind_before: int | None) -> bool:
        """Give a visit its hour, and return whether that could be."""
        customer = self._customer(stop.customer_id)
        if customer is None or not self._is_free(stop):
            return False
        row = self._open(stop.activity_id)
        if row is None:
            self._plan(customer, stop, remind_before)
        else:
            row.happens_at, row.all_day_on = self._begins(stop, row.zone), None
            row.minutes = row.minutes or stop.minutes
        if customer.next_follow_up is None or customer.next_follow_up < self._day:
            customer.next_follow_up = self._day
        return True

    def _customer(self, customer_id: UUID) -> CustomerRow | None:
        try:
            return customers.one(self._session, customer_id)
        except NotFound:
            return None

    def _open(self, activity_id: UUID | None) -> ActivityRow | None:
        """Return what was open with the customer, unless it was done or removed meanwhile."""
        try:
            row = None if activity_id is None else activities.one(self._session, activity_id)
        except NotFound:
            return None
        return row if row is None or row.done_at is None else None

    def _is_free(self, stop: Stop) -> bool:
        if self._begins(stop, "") < self._now or any(
            is_agreed(each, {stop.customer_id}, self._day, self._home) for each in self._there
        ):
            return False
        others = [each for each in self._there if each.id != stop.activity_id]
        start = stop.start or 0
        spans = (span_of(each, self._home) for each in busy_on(others, self._day, self._home))
        return all(end <= start or start + stop.minutes <= begin for begin, end in spans)

    def _plan(self, customer: CustomerRow, stop: Stop, remind_before: int | None) -> None:
        given = {
            "kind": ActivityKind.VISIT,
            "happens_at": self._begins(stop, ""),
            "minutes": stop.minutes,
            "remind_before": remind_before,
            "owner_id": self._me,
            "done_at": None,
        }
        put_down(self._session, customer, given, self._now)

    def _begins(self, stop: Stop, zone: str) -> datetime:
        """Return the moment of the hour, by the wall of where one goes."""
        hour, minute = divmod(stop.start or 0, 60)
        return moment_of(self._day, time(hour, minute), ZoneInfo(zone) if zone else self._home)
