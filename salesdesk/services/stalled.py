"""What does not get on: customers with whom nothing happens at their stage, and quotes nobody reacts to."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from salesdesk.domain.customers import Grade, Lifecycle
from salesdesk.domain.periods import midnight, today_in
from salesdesk.storage.queries import idleness as queries
from salesdesk.storage.queries.company import CompanyProfile
from salesdesk.storage.queries.idleness import Idle, Unanswered

STALLED: Final = {Lifecycle.INTERESTED: 30, Lifecycle.CLOSED: 10, Lifecycle.POTENTIAL: 10}
"""So many idle customers of each stage stand on one day; the list of customers has them all."""
_COMPARED: Final = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class IdleCustomer:
    """A customer with whom nothing has happened for `days`; its stage allows `allowed`.

    Nobody has spoken with it for `unspoken` days; `silence` is what its class allows of them, where there
    were more, else 0.
    """

    id: UUID
    name: str
    grade: Grade
    stage: Lifecycle
    days: int
    allowed: int
    silence: int
    unspoken: int

    @property
    def is_rather_silent(self) -> bool:
        """Whether the class is the stronger reason: more of its days have gone by than of the stage's."""
        return bool(self.silence) and self.unspoken * self.allowed > self.days * self.silence


@dataclass(frozen=True, slots=True, kw_only=True)
class UnansweredQuote:
    """A quote that was sent, after which nothing has happened for `days`, of which `allowed` are usual."""

    id: UUID
    number: str
    customer_id: UUID
    customer_name: str
    currency: str
    gross: int
    days: int
    allowed: int


class Stalling:
    """Reads what does not get on, seen from a day. `farther` looks at so many times as many."""

    def __init__(
        self, session: Session, profile: CompanyProfile, today: date, me: UUID, *, farther: int = 1
    ) -> None:
        self._session, self._today, self._me, self._farther = session, today, me, farther
        self._profile, self._home = profile, ZoneInfo(profile.time_zone)
        self._start = midnight(today, self._home)

    def customers(self) -> list[IdleCustomer]:
        """Return the idle customers of each stage, the longest unspoken with first."""
        found: list[IdleCustomer] = []
        for stage, most in STALLED.items():
            allowed = self._profile.idleness.limit(stage)
            if allowed:
                before = self._start - timedelta(days=allowed)
                rows = queries.idle(self._session, stage, before, self._me, most * self._farther)
                found += [self._idle(each, stage, allowed) for each in rows]
        return found

    def quotes(self) -> list[UnansweredQuote]:
        """Return quotes without a reaction, the newest of each customer."""
        allowed = self._profile.idleness.quote
        if not allowed:
            return []
        before, most = self._start - timedelta(days=allowed), _COMPARED * self._farther
        rows = queries.unanswered(self._session, before, self._today, self._me, most)
        newest: dict[UUID, Unanswered] = {}
        for each in rows:
            newest.setdefault(each.customer_id, each)
        return [self._unanswered(each, allowed) for each in newest.values()]

    def _idle(self, each: Idle, stage: Lifecycle, allowed: int) -> IdleCustomer:
        days, limit = self._ago(each.since), self._profile.silence.limit(each.grade)
        unspoken = days if each.last_contact_at is None else self._ago(each.last_contact_at)
        return IdleCustomer(
            id=each.id,
            name=each.name,
            grade=each.grade,
            stage=stage,
            days=days,
            allowed=allowed,
            silence=limit if unspoken > limit else 0,
            unspoken=unspoken,
        )

    def _unanswered(self, each: Unanswered, allowed: int) -> UnansweredQuote:
        return UnansweredQuote(
            id=each.id,
            number=each.number,
            customer_id=each.customer_id,
            customer_name=each.customer_name,
            currency=each.currency,
            gross=each.gross,
            days=self._ago(each.since),
            allowed=allowed,
        )

    def _ago(self, moment: datetime) -> int:
        return (self._today - today_in(self._home, moment)).days
