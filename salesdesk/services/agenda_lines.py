"""Everything that might stand on a day, before it is weighed and cut (services/agenda.py)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from salesdesk.domain.customers import Grade
from salesdesk.domain.periods import midnight, today_in
from salesdesk.domain.reminders import is_escalated
from salesdesk.services import occasions
from salesdesk.services.comments import Mention
from salesdesk.services.occasions import Birthday, ReorderDue
from salesdesk.services.pool import Returning
from salesdesk.storage.queries import activities as queries
from salesdesk.storage.queries import company
from salesdesk.storage.queries.activities import ExpiringQuote, FollowUp, Head, SilentCustomer, Whose
from salesdesk.storage.queries.company import CompanyProfile

EXPIRY_DAYS: Final = 7
SILENT: Final = {Grade.A: 100, Grade.B: 30, Grade.C: 10}
"""So many silent customers of each class stand on one day; the list of customers has them all."""
_COMPARED: Final = 5_000
"""So many of each kind are weighed, the earliest first."""
_FARTHER: Final = 20
"""So many times as many silent customers are looked at where a part of them is wanted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """All candidates of a day. What is late or due has an hour, a day, or is a follow-up."""

    late: Sequence[Head | FollowUp]
    due: Sequence[Head | FollowUp]
    team: Sequence[Head]
    expiring: Sequence[ExpiringQuote]
    birthdays: Sequence[Birthday]
    reorders: Sequence[ReorderDue]
    silent: Sequence[SilentCustomer]
    returning: Sequence[Returning]
    called: Sequence[Mention]

    def customers(self) -> list[UUID]:
        """Return whom all of it is about."""
        lists = (getattr(self, field.name) for field in fields(self))
        return list(dict.fromkeys(about(each) for some in lists for each in some))


def about(line: Any) -> UUID:
    """Return which customer a line of a day is about."""
    found: UUID = line.id if isinstance(line, FollowUp | SilentCustomer | Returning) else line.customer_id
    return found


def day_of(line: Head | FollowUp, home: ZoneInfo) -> date:
    """Return on which day something was to be done, where the company is."""
    if isinstance(line, FollowUp):
        return line.due_on
    return line.all_day_on or today_in(home, line.happens_at)


def read(
    session: Session,
    today: date,
    me: UUID,
    *,
    going: Sequence[Returning],
    called: Sequence[Mention],
    farther: bool,
) -> Lines:
    """Read what might stand on a day. With `farther` more silent customers are looked at."""
    profile = company.profile(session)
    home = ZoneInfo(profile.time_zone)
    team = company.beneath(session, me)
    start, end = midnight(today, home), midnight(today + timedelta(days=1), home)
    mine = Whose(team)
    promised = queries.follow_ups(session, today, end, _COMPARED)
    late: list[Head | FollowUp] = [each for each in promised if each.due_on < today]
    late += queries.open_heads(session, None, start, _COMPARED, mine)
    due: list[Head | FollowUp] = [*queries.open_heads(session, start, end, _COMPARED, mine)]
    due += [each for each in promised if each.due_on >= today]
    silent = {grade: most * (_FARTHER if farther else 1) for grade, most in SILENT.items()}
    until = today + timedelta(days=EXPIRY_DAYS)
    return Lines(
        late=sorted(late, key=lambda each: day_of(each, home)),
        due=due,
        team=_escalated(session, today, team, profile),
        expiring=queries.expiring(session, today, until, _COMPARED),
        birthdays=occasions.birthdays(session, today, me),
        reorders=occasions.reorders(session, today, me),
        silent=queries.silent(session, start, profile.silence, silent),
        returning=going,
        called=called,
    )


def _escalated(session: Session, today: date, team: frozenset[UUID], profile: CompanyProfile) -> list[Head]:
    """Return what people beneath one are late with for more days than the company waits."""
    if not team or not profile.escalate_days:
        return []
    home = ZoneInfo(profile.time_zone)
    end = midnight(today - timedelta(days=profile.escalate_days), home)
    found = queries.open_heads(session, None, end, _COMPARED, Whose(team, theirs=True))
    late = profile.escalate_days
    return [each for each in found if is_escalated(day_of(each, home), today, after_days=late)]


def detailed(
    session: Session, *sections: Sequence[Head | FollowUp]
) -> list[tuple[queries.ActivityDetail | FollowUp, ...]]:
    """Return the lines of each section with all that is shown of an activity."""
    heads = [each.id for some in sections for each in some if isinstance(each, Head)]
    known: Mapping[UUID, queries.ActivityDetail] = {one.id: one for one in queries.details(session, heads)}
    return [
        tuple(known[each.id] if isinstance(each, Head) else each for each in some if _is_there(each, known))
        for some in sections
    ]


def _is_there(line: Head | FollowUp, known: Mapping[UUID, object]) -> bool:
    return not isinstance(line, Head) or line.id in known
