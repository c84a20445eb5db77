"""What is late or due, of thousands: as much of it as may come first, weighed by class and days."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select
from sqlalchemy.orm import Session

from salesdesk.domain.customers import Grade
from salesdesk.domain.periods import midnight
from salesdesk.domain.urgency import urgency_of_today, urgency_when_late
from salesdesk.storage.queries import activities as queries
from salesdesk.storage.queries import company, urgent
from salesdesk.storage.queries.activities import ActivityDetail, FollowUp, Whose
from salesdesk.storage.queries.company import CompanyProfile
from salesdesk.storage.tables.activities import ActivityRow

SHOWN: Final = 100
_PROMISED: Final = 5_000


class ToDo(NamedTuple):
    """Something late or due, of thousands: bytes of ids, and a follow-up by what it is."""

    customer: bytes
    grade: Grade
    urgency: float
    line: bytes | FollowUp


class Part(NamedTuple):
    """What may come first of late or due things, and how many there are in all."""

    some: Sequence[ToDo]
    total: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which `customers` are asked for (None: all), and of whom one knows that they bring money."""

    customers: Collection[bytes] | None
    monied: Collection[bytes]


class Work:
    """What is late or due, mine and that of people beneath me. Only what may come first is looked at."""

    def __init__(self, session: Session, profile: CompanyProfile, today: date, me: UUID) -> None:
        home = ZoneInfo(profile.time_zone)
        self._session, self._today = session, today
        self._start, self._end = midnight(today, home), midnight(today + timedelta(days=1), home)
        self._mine, self._team = Whose(company.beneath(session, me)), Whose()
        self._told = midnight(today - timedelta(days=profile.escalate_days), home)
        if self._mine.people and profile.escalate_days:
            self._team = Whose(self._mine.people, theirs=True)
        self._promised = queries.follow_ups(session, today, self._end, _PROMISED)

    def selects(self) -> list[Select[bytes]]:
        """Return selects of those with whom an activity is late or due."""
        found = [urgent.with_open(self._end, self._mine)]
        return [*found, urgent.with_open(self._told, self._team)] if self._team.theirs else found

    def promised(self) -> set[bytes]:
        """Return with whom a follow-up is late or due."""
        return {each.id.bytes for each in self._promised}

    def customers(self) -> set[bytes]:
        """Return with whom anything is late or due."""
        connection = self._session.connection()
        found = (connection.execute(some).scalars().all() for some in self.selects())
        return self.promised().union(*found)

    def busy(self, customers: Collection[bytes]) -> set[bytes]:
        """Return with which of some customers anything is late or due."""
        found = urgent.busy(self._session, self._end, self._mine, customers) | self.promised()
        if self._team.theirs:
            found |= urgent.busy(self._session, self._told, self._team, customers)
        return found

    def late(self, wanted: Wanted) -> Part:
        """Return what lies before today."""
        where = queries.is_open(None, self._start, self._mine)
        promised = [each for each in self._promised if each.due_on < self._today]
        return self._part(where, urgent.late(self._start), promised, wanted)

    def due(self, wanted: Wanted) -> Part:
        """Return what is of today."""
        where = queries.is_open(self._start, self._end, self._mine)
        promised = [each for each in self._promised if each.due_on >= self._today]
        return self._part(where, urgent.due(), promised, wanted)

    def team(self, wanted: Wanted) -> Part:
        """Return what people beneath me are late with for more days than the company waits."""
        if not self._team.theirs:
            return Part([], 0)
        return self._part(queries.is_open(None, self._told, self._team), urgent.late(self._start), [], wanted)

    def _part(
        self,
        where: list[ColumnElement[bool]],
        urgency: ColumnElement[Any],
        promised: Sequence[FollowUp],
        wanted: Wanted,
    ) -> Part:
        """Return what may come first: the first by class and urgency, and all of who brings money.

        Money can only lift a line, so that no other can come before these.
        """
        if wanted.customers is not None:
            where = [*where, urgent.among(ActivityRow.customer_id, wanted.customers)]
            promised = [each for each in promised if each.id.bytes in wanted.customers]
        heads, total = urgent.first(self._session, where, urgency, SHOWN)
        if total > SHOWN:
            heads += urgent.of_customers(self._session, where, urgency, wanted.monied)
        found = {each.id: ToDo(each.customer, each.grade, each.urgency, each.id) for each in heads}
        follow_ups = [ToDo(each.id.bytes, each.grade, self._waited(each), each) for each in promised]
        return Part([*found.values(), *follow_ups], total + len(follow_ups))

    def _waited(self, each: FollowUp) -> float:
        days = (self._today - each.due_on).days
        return urgency_when_late(days) if days > 0 else urgency_of_today(at_an_hour=False)


def detailed(session: Session, *sections: Sequence[ToDo]) -> list[tuple[ActivityDetail | FollowUp, ...]]:
    """Return the lines of each section with all that is shown of an activity."""
    ids = [UUID(bytes=each.line) for some in sections for each in some if isinstance(each.line, bytes)]
    known = {one.id.bytes: one for one in queries.details(session, ids)}
    found = (
        [known.get(each.line) if isinstance(each.line, bytes) else each.line for each in some]
        for some in sections
    )
    return [tuple(line for line in some if line is not None) for some in found]
