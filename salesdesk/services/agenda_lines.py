"""What might stand on a day besides what is late or due, before it is weighed (services/agenda.py)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from salesdesk.domain.customers import Grade
from salesdesk.domain.periods import midnight
from salesdesk.services import occasions
from salesdesk.services.comments import Mention
from salesdesk.services.occasions import Birthday, ReorderDue
from salesdesk.services.pool import Returning
from salesdesk.services.stalled import IdleCustomer, Stalling, UnansweredQuote
from salesdesk.storage.queries import activities as queries
from salesdesk.storage.queries.activities import ExpiringQuote, FollowUp, SilentCustomer
from salesdesk.storage.queries.company import CompanyProfile

EXPIRY_DAYS: Final = 7
SILENT: Final = {Grade.A: 100, Grade.B: 30, Grade.C: 10}
"""So many silent customers of each class stand on one day; the list of customers has them all."""
_COMPARED: Final = 1_000
_FARTHER: Final = 20
"""So many times as many silent customers are looked at where a part of them is wanted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Others:
    """The candidates of a day that are few: all but what is late or due."""

    expiring: Sequence[ExpiringQuote]
    birthdays: Sequence[Birthday]
    reorders: Sequence[ReorderDue]
    silent: Sequence[SilentCustomer]
    idle: Sequence[IdleCustomer]
    unanswered: Sequence[UnansweredQuote]
    returning: Sequence[Returning]
    called: Sequence[Mention]

    def customers(self) -> set[UUID]:
        """Return whom all of it is about."""
        lists: tuple[Sequence[object], ...] = (
            *(self.expiring, self.birthdays, self.reorders, self.silent, self.returning, self.called),
            *(self.idle, self.unanswered),
        )
        return {about(each) for each in chain.from_iterable(lists)}


def about(line: Any) -> UUID:
    """Return which customer a line of a day is about."""
    customers = FollowUp | SilentCustomer | Returning | IdleCustomer
    found: UUID = line.id if isinstance(line, customers) else line.customer_id
    return found


def read_others(
    session: Session,
    profile: CompanyProfile,
    today: date,
    me: UUID,
    *,
    going: Sequence[Returning],
    called: Sequence[Mention],
    farther: bool,
) -> Others:
    """Read all that is neither late nor due; `farther` looks at more silent and idle customers."""
    start, times = midnight(today, ZoneInfo(profile.time_zone)), _FARTHER if farther else 1
    silent = {grade: most * times for grade, most in SILENT.items()}
    stalling = Stalling(session, profile, today, me, farther=times)
    until = today + timedelta(days=EXPIRY_DAYS)
    return Others(
        expiring=queries.expiring(session, today, until, _COMPARED),
        birthdays=occasions.birthdays(session, today, me),
        reorders=occasions.reorders(session, today, me),
        silent=queries.silent(session, start, profile.silence, silent),
        idle=stalling.customers(),
        unanswered=stalling.quotes(),
        returning=going,
        called=called,
    )
