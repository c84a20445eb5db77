"""The public pool: who may take customers out of it, how many, and when silence gives one back.

Nothing is limited and nobody loses a customer until a company says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta, tzinfo
from typing import Any, Final

from salesdesk.domain.customers import Grade
from salesdesk.domain.errors import BadInput, RuleBroken

SETTING: Final = "pool"
"""The company's setting that holds the rules."""
MOST: Final = 100_000
WARNED: Final = 7
"""So many days before a customer goes back its owner is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolRules:
    """What a company has decided; None is no limit, and a grade without days never goes back.

    `owned` and `protected` count the customers of one person, `claims` those taken in 24 hours. `days` is how
    long an ungraded customer may hear nothing, `days_a` and so on the same for a grade; `protect_days` is how
    far ahead a customer may be protected.
    """

    owned: int | None = None
    claims: int | None = None
    protected: int | None = None
    protect_days: int | None = None
    days: int | None = None
    days_a: int | None = None
    days_b: int | None = None
    days_c: int | None = None

    @property
    def recycles(self) -> bool:
        """Whether any customer ever goes back by itself."""
        return any(days is not None for days in (self.days, self.days_a, self.days_b, self.days_c))

    def days_for(self, grade: str) -> int | None:
        """Return how many days of silence a customer of a grade may have."""
        by_grade = {Grade.A.value: self.days_a, Grade.B.value: self.days_b, Grade.C.value: self.days_c}
        return by_grade.get(grade, self.days)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What decides about one customer; moments are aware. `claimed_at` is since when it has its owner."""

    grade: str
    created_at: datetime
    claimed_at: datetime | None
    last_contact_at: datetime | None
    protected_until: date | None
    has_open_quote: bool


NAMES: Final = tuple(field.name for field in fields(PoolRules))


def read(value: object) -> PoolRules:
    """Return the rules as a setting holds them; what cannot be read counts for nothing."""
    told = value if isinstance(value, Mapping) else {}
    return PoolRules(**{name: days for name in NAMES if _is_limit(days := told.get(name))})


def _is_limit(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value <= MOST


def changed(rules: PoolRules, changes: Mapping[str, object]) -> PoolRules:
    """Return rules with some of them changed.

    Raises:
        BadInput: `pool-rule` (largest), a limit is no whole number above nothing.
    """
    known: dict[str, Any] = dict(changes)
    for name, value in known.items():
        if name not in NAMES or not (value is None or _is_limit(value)):
            raise BadInput("pool-rule", field=name, largest=MOST)
    return replace(rules, **known)


def returns_on(rules: PoolRules, customer: Standing, zone: tzinfo) -> date | None:
    """Return the day on which a customer goes back to the pool if nobody speaks with it; None: it never does.

    A protected customer goes on the day after its protection at the earliest. One with an open quote stays.
    """
    days = rules.days_for(customer.grade)
    if days is None or customer.has_open_quote:
        return None
    moments = (customer.created_at, customer.claimed_at, customer.last_contact_at)
    heard = max(moment for moment in moments if moment is not None).astimezone(zone).date()
    due = heard + timedelta(days=days)
    if customer.protected_until is not None:
        due = max(due, customer.protected_until + timedelta(days=1))
    return due


def check_claim(rules: PoolRules, *, owned: int, claimed: int) -> None:
    """Raise RuleBroken unless a person may take one more, who owns so many and took so many in 24 hours.

    `pool-owned` (limit), `pool-claims` (limit).
    """
    if rules.owned is not None and owned >= rules.owned:
        raise RuleBroken("pool-owned", limit=rules.owned)
    if rules.claims is not None and claimed >= rules.claims:
        raise RuleBroken("pool-claims", limit=rules.claims)


def check_protection(rules: PoolRules, until: date | None, *, today: date, protected: int) -> None:
    """Raise RuleBroken unless one more customer may be protected until a day; None only ends protection.

    `pool-protected` (limit); `pool-protect-days` (limit, latest).
    """
    if until is None:
        return
    if rules.protected is not None and protected >= rules.protected:
        raise RuleBroken("pool-protected", limit=rules.protected)
    if rules.protect_days is not None and until > (latest := today + timedelta(days=rules.protect_days)):
        raise RuleBroken("pool-protect-days", limit=rules.protect_days, latest=latest)
