"""What a day asks for, the most valuable and urgent first (domain/urgency.py): all of it, or a part."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from salesdesk.domain.narrowing import Narrowing
from salesdesk.domain.periods import today_in
from salesdesk.domain.urgency import (
    urgency_before,
    urgency_beyond,
    urgency_of_today,
    urgency_when_late,
    usual_amounts,
    value_of,
)
from salesdesk.services import agenda_lines, comments, pool
from salesdesk.services.agenda_lines import EXPIRY_DAYS, SILENT, Lines, about, day_of
from salesdesk.services.comments import Mention
from salesdesk.services.occasions import Birthday, ReorderDue
from salesdesk.services.pool import Returning
from salesdesk.storage.database import Database
from salesdesk.storage.queries import company
from salesdesk.storage.queries.activities import ActivityDetail, ExpiringQuote, FollowUp, Head, SilentCustomer
from salesdesk.storage.queries.standing import Standing, standings
from salesdesk.storage.queries.values import Amount

__all__ = [
    "Agenda",
    "Amount",
    "Birthday",
    "ExpiringQuote",
    "FollowUp",
    "Mention",
    "Narrowing",
    "ReorderDue",
    "Returning",
    "SilentCustomer",
    "Standing",
    "about",
    "agenda",
]
SHOWN: Final = 100
BOUGHT_DAYS: Final = 365
"""What was bought within so many days counts as what a customer is worth."""
_ALL: Final = Narrowing()
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Agenda:
    """What a day asks for. Lists are cut at a hundred, the first first; `*_count` is the whole.

    `late` and `due` are activities and follow-ups, counted to five thousand each. `escalated` is what people
    beneath one have let lie for too long; else their work is not ours. `standings` tells of the customers of
    all lines.
    """

    late: tuple[ActivityDetail | FollowUp, ...]
    late_count: int
    due: tuple[ActivityDetail | FollowUp, ...]
    due_count: int
    expiring: tuple[ExpiringQuote, ...]
    birthdays: tuple[Birthday, ...]
    reorders: tuple[ReorderDue, ...]
    silent: tuple[SilentCustomer, ...]
    escalated: tuple[ActivityDetail | FollowUp, ...]
    returning: tuple[Returning, ...]
    called: tuple[Mention, ...]
    standings: Mapping[UUID, Standing]


def agenda(database: Database, today: date, narrowing: Narrowing = _ALL) -> Agenda:
    """Return what a day asks for, or the part of it that is wanted."""
    going, called = pool.returning(database), comments.mentions_of_me(database)
    return database.ask(_agenda, today, database.me, narrowing, going, called)


def _agenda(
    session: Session,
    today: date,
    me: UUID,
    narrowing: Narrowing,
    going: Sequence[Returning],
    called: Sequence[Mention],
) -> Agenda:
    lines = agenda_lines.read(session, today, me, going=going, called=called, farther=bool(narrowing))
    known = standings(session, lines.customers(), today - timedelta(days=BOUGHT_DAYS))
    weighing = _Weighing(known, narrowing, today, ZoneInfo(company.profile(session).time_zone))
    late, due, team = weighing.late(lines.late), weighing.due(lines.due), weighing.late(lines.team)
    expiring = weighing.expiring(lines.expiring)
    reorders = weighing.reorders(lines, besides=(*late, *due, *expiring))
    returning = weighing.fitting(lines.returning)
    silent = weighing.silent(lines, besides=(*late, *due, *team, *expiring, *reorders, *returning))
    shown = agenda_lines.detailed(session, late[:SHOWN], due[:SHOWN], team[:SHOWN])
    return Agenda(
        late=shown[0],
        late_count=len(late),
        due=shown[1],
        due_count=len(due),
        escalated=shown[2],
        expiring=tuple(expiring[:SHOWN]),
        birthdays=tuple(weighing.fitting(lines.birthdays)[:SHOWN]),
        reorders=tuple(reorders[:SHOWN]),
        silent=tuple(silent),
        returning=tuple(returning),
        called=tuple(weighing.fitting(lines.called)),
        standings=known,
    )


class _Weighing:
    """Weighs lines by the customers they are about, and leaves out what is not wanted."""

    def __init__(
        self, known: Mapping[UUID, Standing], narrowing: Narrowing, today: date, home: ZoneInfo
    ) -> None:
        self._known, self._narrowing, self._today, self._home = known, narrowing, today, home
        sums = {row_id: one.sums for row_id, one in known.items()}
        usual = usual_amounts(sums.values())
        self._values = {row_id: value_of(one.grade, sums[row_id], usual) for row_id, one in known.items()}

    def fitting(self, some: Iterable[T]) -> list[T]:
        """Return the lines about customers that are there and are wanted."""
        found = ((each, self._known.get(about(each))) for each in some)
        fits = self._narrowing.fits
        return [each for each, one in found if one is not None and fits(one.name, one.grade, one.areas)]

    def late(self, some: Iterable[Head | FollowUp]) -> list[Head | FollowUp]:
        return self._best(some, lambda each: urgency_when_late(self._days_since(day_of(each, self._home))))

    def due(self, some: Iterable[Head | FollowUp]) -> list[Head | FollowUp]:
        return self._best(some, lambda each: urgency_of_today(at_an_hour=_has_hour(each)))

    def expiring(self, some: Iterable[ExpiringQuote]) -> list[ExpiringQuote]:
        return self._best(some, lambda each: urgency_before(-self._days_since(each.valid_until), EXPIRY_DAYS))

    def reorders(self, lines: Lines, *, besides: Iterable[object]) -> list[ReorderDue]:
        """Return those with whom nothing is under way: no open quote, no day agreed, no other line."""
        left = [each for each in self._unplanned(lines.reorders, besides) if not self._of(each).open]
        return self._best(left, lambda each: urgency_beyond(each.days, each.every))

    def silent(self, lines: Lines, *, besides: Iterable[object]) -> list[SilentCustomer]:
        """Return the silent ones of whom no other line reminds, so many of each class."""
        found = self._best(self._unplanned(lines.silent, besides), self._silence)
        some = ([each for each in found if each.grade == grade][:most] for grade, most in SILENT.items())
        kept = {each.id for of_class in some for each in of_class}
        return [each for each in found if each.id in kept]

    def _best(self, some: Iterable[T], urgency: Callable[[T], float]) -> list[T]:
        """Return what fits, the most valuable and urgent first; equals stay in their order."""
        return sorted(self.fitting(some), key=lambda each: -self._values[about(each)] * urgency(each))

    def _unplanned(self, some: Iterable[T], besides: Iterable[object]) -> list[T]:
        """Return those whose customer no other line is about, and with whom no later day is agreed."""
        busy = {about(each) for each in besides}
        left = [each for each in some if about(each) in self._known and about(each) not in busy]
        return [each for each in left if (self._of(each).next_follow_up or self._today) <= self._today]

    def _of(self, line: object) -> Standing:
        return self._known[about(line)]

    def _silence(self, one: SilentCustomer) -> float:
        last = one.last_contact_at
        days = None if last is None else self._days_since(today_in(self._home, last))
        return urgency_beyond(days, one.allowed)

    def _days_since(self, day: date) -> int:
        return (self._today - day).days


def _has_hour(line: Head | FollowUp) -> bool:
    return isinstance(line, Head) and line.all_day_on is None
