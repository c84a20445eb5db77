"""What a day asks for, the most valuable and urgent first (domain/urgency.py): all of it, or a part."""

from collections.abc import Callable, Collection, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from heapq import nlargest
from typing import Final, NamedTuple, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from salesdesk.domain.customers import Grade
from salesdesk.domain.narrowing import Narrowing
from salesdesk.domain.periods import today_in
from salesdesk.domain.urgency import Sums, urgency_before, urgency_beyond, usual_amounts, value_of
from salesdesk.services import comments, pool
from salesdesk.services.agenda_lines import EXPIRY_DAYS, SILENT, Others, about, read_others
from salesdesk.services.comments import Mention
from salesdesk.services.occasions import Birthday, ReorderDue
from salesdesk.services.pool import Returning
from salesdesk.services.stalled import IdleCustomer, UnansweredQuote
from salesdesk.services.work_to_do import SHOWN, ToDo, Wanted, Work, detailed
from salesdesk.storage.database import Database
from salesdesk.storage.queries import company, standing
from salesdesk.storage.queries.activities import ActivityDetail, ExpiringQuote, FollowUp, SilentCustomer
from salesdesk.storage.queries.standing import Brings, Standing
from salesdesk.storage.queries.values import Amount

__all__ = [
    "Agenda",
    "Amount",
    "Birthday",
    "ExpiringQuote",
    "FollowUp",
    "IdleCustomer",
    "Mention",
    "Narrowing",
    "ReorderDue",
    "Returning",
    "SilentCustomer",
    "UnansweredQuote",
    "Worth",
    "about",
    "agenda",
]
BOUGHT_DAYS: Final = 365
"""What was bought within so many days counts as what a customer is worth."""
_ALL: Final = Narrowing()
_NOTHING: Final[Sums] = {}
T = TypeVar("T")


class Worth(NamedTuple):
    """What a customer counts for."""

    grade: Grade
    brings: Brings


@dataclass(frozen=True, slots=True, kw_only=True)
class Agenda:
    """What a day asks for. Lists are cut at a hundred, the first first; `*_count` is the whole.

    `late` and `due` are activities and follow-ups. `escalated` is what people beneath one have let lie for
    too long; else their work is not ours. `stalled` is what does not get on (services/stalled.py); nobody
    stands there, among the `silent` or in `reorders` who is on another line. `worths` tells what the
    customers of all lines count for.
    """

    late: tuple[ActivityDetail | FollowUp, ...]
    late_count: int
    due: tuple[ActivityDetail | FollowUp, ...]
    due_count: int
    expiring: tuple[ExpiringQuote, ...]
    birthdays: tuple[Birthday, ...]
    reorders: tuple[ReorderDue, ...]
    stalled: tuple[UnansweredQuote | IdleCustomer, ...]
    silent: tuple[SilentCustomer, ...]
    escalated: tuple[ActivityDetail | FollowUp, ...]
    returning: tuple[Returning, ...]
    called: tuple[Mention, ...]
    worths: Mapping[UUID, Worth]


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
    profile = company.profile(session)
    others = read_others(session, profile, today, me, going=going, called=called, farther=bool(narrowing))
    work = Work(session, profile, today, me)
    known = standing.standings(session, others.customers())
    few = {row_id.bytes for row_id in known}
    wanted = standing.narrowed(session, few | work.customers(), narrowing) if narrowing else None
    brings = _brings(session, work, few, wanted, today)
    asked = Wanted(wanted, brings.keys())
    parts = work.late(asked), work.due(asked), work.team(asked)
    weighing = _Weighing(brings, wanted, known, today, ZoneInfo(profile.time_zone))
    first = [weighing.first(part.some) for part in parts]
    late, due, team = detailed(session, *first)
    quiet = weighing.quiet(others, work.busy(few))
    return Agenda(
        late=late,
        late_count=parts[0].total,
        due=due,
        due_count=parts[1].total,
        escalated=team,
        expiring=tuple(weighing.expiring(others.expiring)[:SHOWN]),
        birthdays=tuple(weighing.fitting(others.birthdays)[:SHOWN]),
        reorders=tuple(quiet.reorders[:SHOWN]),
        stalled=tuple(quiet.stalled[:SHOWN]),
        silent=tuple(quiet.silent),
        returning=tuple(weighing.fitting(others.returning)),
        called=tuple(weighing.fitting(others.called)),
        worths=weighing.worths(first),
    )


def _brings(
    session: Session, work: Work, few: set[bytes], wanted: set[bytes] | None, today: date
) -> dict[bytes, Brings]:
    """Return what customers bring: all on the day, or those that are wanted."""
    since = today - timedelta(days=BOUGHT_DAYS)
    if wanted is not None:
        return standing.brings(session, wanted, since)
    return standing.brings(session, few | work.promised(), since, *work.selects())


def _stalling(one: UnansweredQuote | IdleCustomer) -> float:
    return urgency_beyond(one.days, one.allowed)


class _Quiet(NamedTuple):
    """Those of whom nothing else reminds."""

    reorders: Sequence[ReorderDue]
    stalled: Sequence[UnansweredQuote | IdleCustomer]
    silent: Sequence[SilentCustomer]


class _Weighing:
    """Weighs lines by the customers they are about, and leaves out what is not wanted."""

    def __init__(
        self,
        brings: Mapping[bytes, Brings],
        wanted: Container[bytes] | None,
        known: Mapping[UUID, Standing],
        today: date,
        home: ZoneInfo,
    ) -> None:
        self._brings, self._wanted, self._known = brings, wanted, known
        self._today, self._home = today, home
        self._sums = {row_id: one.sums for row_id, one in brings.items()}
        self._usual = usual_amounts(self._sums.values())

    def fitting(self, some: Iterable[T]) -> list[T]:
        """Return the lines about customers that are there and are wanted."""
        known = [each for each in some if about(each) in self._known]
        return (
            known if self._wanted is None else [each for each in known if about(each).bytes in self._wanted]
        )

    def first(self, some: Sequence[ToDo]) -> list[ToDo]:
        """Return the most valuable and urgent in their order; equals as they came."""
        return nlargest(SHOWN, some, key=lambda one: self._value(one.customer, one.grade) * one.urgency)

    def worths(self, sections: Iterable[Sequence[ToDo]]) -> dict[UUID, Worth]:
        """Return what all customers count for that stand on the day."""
        grades = {one.customer: one.grade for some in sections for one in some}
        grades |= {row_id.bytes: one.grade for row_id, one in self._known.items()}
        nothing = Brings()
        return {
            UUID(bytes=row_id): Worth(grade, self._brings.get(row_id, nothing))
            for row_id, grade in grades.items()
        }

    def expiring(self, some: Iterable[ExpiringQuote]) -> list[ExpiringQuote]:
        def urgency(quote: ExpiringQuote) -> float:
            return urgency_before((quote.valid_until - self._today).days, EXPIRY_DAYS)

        return self._best(some, urgency)

    def quiet(self, others: Others, busy: Collection[bytes]) -> _Quiet:
        """Return who buys again, what does not get on, and who is silent: each customer on one line only."""
        asked = {*busy, *(about(each).bytes for each in others.expiring)}
        left = [each for each in self._unplanned(others.reorders, asked) if not self._is_quoted(each)]
        reorders = self._best(left, lambda each: urgency_beyond(each.days, each.every))
        asked |= {about(each).bytes for each in (*reorders, *others.returning)}
        unanswered = self._unplanned(others.unanswered, asked)
        asked |= {about(each).bytes for each in unanswered}
        idle = self._unplanned(others.idle, asked)
        stages = {each.id: each for each in idle}
        silent = self._silent(self._unplanned(others.silent, asked), stages)
        elsewhere = {each.id for each in silent}
        stalled: list[UnansweredQuote | IdleCustomer] = [*unanswered]
        stalled += [each for each in idle if each.id not in elsewhere]
        return _Quiet(reorders, self._best(stalled, _stalling), silent)

    def _silent(
        self, some: Iterable[SilentCustomer], stages: Mapping[UUID, IdleCustomer]
    ) -> list[SilentCustomer]:
        """Return as many of each class as stand on a day; whose stage is the stronger reason is left out."""
        found = []
        for each in some:
            idle = stages.get(each.id)
            if idle is None:
                found.append(each)
            elif idle.is_rather_silent:
                found.append(replace(each, stage=idle.stage, within=idle.allowed))
        found = self._best(found, self._silence)
        of_class = ([each for each in found if each.grade == grade][:most] for grade, most in SILENT.items())
        kept = {each.id for those in of_class for each in those}
        return [each for each in found if each.id in kept]

    def _best(self, some: Iterable[T], urgency: Callable[[T], float]) -> list[T]:
        """Return what fits, the most valuable and urgent first; equals stay in their order."""

        def weight(line: T) -> float:
            customer = about(line)
            return -self._value(customer.bytes, self._known[customer].grade) * urgency(line)

        return sorted(self.fitting(some), key=weight)

    def _value(self, customer: bytes, grade: Grade) -> float:
        return value_of(grade, self._sums.get(customer, _NOTHING), self._usual)

    def _unplanned(self, some: Iterable[T], busy: Container[bytes]) -> list[T]:
        """Return those whose customer no other line is about, and with whom no later day is agreed."""
        left = [each for each in self.fitting(some) if about(each).bytes not in busy]
        return [each for each in left if not self._is_agreed(self._known[about(each)])]

    def _is_quoted(self, line: ReorderDue) -> bool:
        brings = self._brings.get(about(line).bytes)
        return brings is not None and bool(brings.open)

    def _is_agreed(self, one: Standing) -> bool:
        return one.next_follow_up is not None and one.next_follow_up > self._today

    def _silence(self, one: SilentCustomer) -> float:
        last = one.last_contact_at
        days = None if last is None else (self._today - today_in(self._home, last)).days
        return urgency_beyond(days, one.allowed)
