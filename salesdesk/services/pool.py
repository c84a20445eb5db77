"""The public pool on a laptop: taking, giving back, handing over and protecting customers.

All of it is provisional until the server has said so: of two people who take one customer the first has it,
and the other is told who.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from salesdesk.domain import pool as rules_of
from salesdesk.domain.errors import BadInput, RuleBroken
from salesdesk.domain.pool import (
    NAMES,
    WARNED,
    PoolRules,
    Standing,
    check_claim,
    check_protection,
    returns_on,
)
from salesdesk.protocol import scopes
from salesdesk.protocol.scopes import PARENTS
from salesdesk.services.company import company_today, put_setting, time_zone
from salesdesk.storage import outbox
from salesdesk.storage.base import Base
from salesdesk.storage.database import Database
from salesdesk.storage.queries import company as settings
from salesdesk.storage.queries import loads
from salesdesk.storage.queries.loads import Load
from salesdesk.storage.queries.open_amounts import OPEN
from salesdesk.storage.recorder import sliced
from salesdesk.storage.replica import cursors
from salesdesk.storage.tables import every_table
from salesdesk.storage.tables.customers import CustomerRow
from salesdesk.storage.tables.quotes import QuoteRow
from salesdesk.storage.tables.users import UserRow
from salesdesk.storage.undo import Step

__all__ = [
    "NAMES",
    "WARNED",
    "Load",
    "Moving",
    "PoolRules",
    "Returning",
    "change_rules",
    "claim",
    "hand_over",
    "load_of",
    "moving",
    "protect",
    "release",
    "returning",
    "returns",
    "rules",
]
C = CustomerRow
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Moving:
    """What changes hands with customers: how many rows of each kind."""

    customers: int
    beneath: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Returning:
    """A customer that goes back to the pool on a day, unless somebody speaks with it."""

    id: UUID
    name: str
    on: date
    days: int


def rules(database: Database) -> PoolRules:
    """Return the company's rules; without any nothing is limited."""
    return database.ask(_rules)


def change_rules(database: Database, changes: Mapping[str, object]) -> None:
    """Change some rules; None lifts a limit. Raise BadInput naming the one that is wrong."""
    fresh = rules_of.changed(rules(database), changes)
    with database.write(Step("company-edit")) as session:
        told = {name: value for name, value in asdict(fresh).items() if value is not None}
        put_setting(session, rules_of.SETTING, told)


def _rules(session: Session) -> PoolRules:
    row = settings.setting(session, rules_of.SETTING)
    return rules_of.read(row.value if row is not None and row.deleted_at is None else None)


def claim(database: Database, ids: Sequence[UUID]) -> int:
    """Take customers out of the pool; return how many. The server may find that somebody was faster.

    Raise RuleBroken (`pool-owned`, `pool-claims`) where one has enough already, as far as is known here.
    """
    with database.write(Step("customers-claim", n=len(ids))) as session:
        free = _rows(session, ids, C.owner_id.is_(None))
        limits, theirs = _rules(session), _owned(session, database.me)
        since = database.clock() - _DAY
        claimed = sum(row.claimed_at is not None and row.claimed_at > since for row in theirs)
        for place in range(len(free)):
            check_claim(limits, owned=len(theirs) + place, claimed=claimed + place)
        return _give(session, free, database.me)


def release(database: Database, ids: Sequence[UUID]) -> int:
    """Give customers back to the pool, with everything beneath; return how many."""
    with database.write(Step("customers-release", n=len(ids))) as session:
        return _give(session, _rows(session, ids, C.owner_id.is_not(None)), None)


def hand_over(database: Database, ids: Sequence[UUID], to: UUID) -> int:
    """Give customers to somebody, with everything beneath; return how many.

    Raise RuleBroken (`owner-unknown`) where nobody of that id works here.
    """
    with database.write(Step("customers-hand-over", n=len(ids))) as session:
        person = session.get(UserRow, to)
        if person is None or person.deleted_at is not None or not person.is_active:
            raise RuleBroken("owner-unknown")
        return _give(session, _rows(session, ids, C.owner_id.is_distinct_from(to)), to)


def _rows(session: Session, ids: Sequence[UUID], wanted: Any) -> list[CustomerRow]:
    found: list[CustomerRow] = []
    for some in sliced(ids):
        asked = select(C).where(C.id.in_(some), C.deleted_at.is_(None), wanted)
        found += session.scalars(asked.order_by(C.id))
    return found


def _owned(session: Session, user: UUID) -> list[CustomerRow]:
    return list(session.scalars(select(C).where(C.owner_id == user, C.deleted_at.is_(None))))


def _give(session: Session, rows: Sequence[CustomerRow], to: UUID | None) -> int:
    now = session.info["recorder"].now
    patch = {"owner_id": to, "claimed_at": now if to else None, "released_at": None if to else now}
    updates = [(row.id, {name: getattr(row, name) for name in patch}, patch) for row in rows]
    outbox.bulk(session, "customers", updates=updates)
    return len(updates)


def protect(database: Database, ids: Sequence[UUID], until: date | None) -> int:
    """Keep customers from going back until a day (None: no longer); return how many it changed.

    Raises:
        BadInput: `protect-past`, the day is over.
        RuleBroken: `pool-not-owned`, `pool-protected` (limit), `pool-protect-days` (limit, latest).
    """
    today = company_today(database)
    if until is not None and until < today:
        raise BadInput("protect-past", field="protected_until", day=until)
    with database.write(Step("customers-protect", n=len(ids))) as session:
        rows = _rows(session, ids, C.protected_until.is_distinct_from(until))
        if any(row.owner_id is None for row in rows):
            raise RuleBroken("pool-not-owned")
        _check_protected(session, rows, until, today)
        patch = {"protected_until": until}
        updates = [(row.id, {"protected_until": row.protected_until}, patch) for row in rows]
        outbox.bulk(session, "customers", updates=updates)
        return len(updates)


def _check_protected(session: Session, rows: Sequence[CustomerRow], until: date | None, today: date) -> None:
    limits, wanted = _rules(session), {row.id for row in rows}
    for owner in {row.owner_id for row in rows}:
        still = C.protected_until >= today
        others = select(C.id).where(C.owner_id == owner, C.deleted_at.is_(None), still)
        protected = len(set(session.scalars(others)) - wanted)
        for place in range(sum(row.owner_id == owner for row in rows)):
            check_protection(limits, until, today=today, protected=protected + place)


def moving(database: Database, ids: Sequence[UUID]) -> Moving:
    """Return what would change hands with customers."""
    return database.ask(_moving, ids)


def _moving(session: Session, ids: Sequence[UUID]) -> Moving:
    every_table()
    found: dict[str, int] = {}
    for entity, (above, column) in PARENTS.items():
        if above != "customers" or entity == "customer_merges":
            continue
        table = Base.metadata.tables[entity]
        for some in sliced(ids):
            living = table.c.deleted_at.is_(None) & table.c[column].in_(some)
            n = session.scalar(select(func.count()).select_from(table).where(living)) or 0
            if n:
                found[entity] = found.get(entity, 0) + n
    return Moving(len(ids), found)


def load_of(database: Database, person: UUID) -> Load | None:
    """Return how much somebody has on their hands; None where this device does not hold their customers."""
    return database.ask(_load, person, company_today(database), database.clock())


def _load(session: Session, person: UUID, today: date, now: datetime) -> Load | None:
    held = cursors.every(session)
    theirs = held.get(scopes.owned_by(person))
    if held and (theirs is None or theirs.head):  # a colleague's, or on its way: none of it would be untrue
        return None
    return loads.load_of(session, person, today, now)


def returns(database: Database, ids: Sequence[UUID]) -> dict[UUID, int]:
    """Return in how many days customers go back to the pool, of those that ever do; 0 is today or overdue."""
    limits = rules(database)
    if not limits.recycles:
        return {}
    zone, today = time_zone(database), company_today(database)
    found: dict[UUID, int] = {}
    for some in sliced(ids):
        for row, quoted in database.ask(_standings, C.id.in_(some)):
            due = returns_on(limits, _standing(row, quoted), zone)
            if due is not None:
                found[row.id] = max((due - today).days, 0)
    return found


def returning(database: Database, *, within: int = WARNED, limit: int = 50) -> list[Returning]:
    """Return my customers that go back within so many days, the soonest first."""
    limits = rules(database)
    if not limits.recycles:
        return []
    zone, today = time_zone(database), company_today(database)
    found = []
    for row, quoted in database.ask(_standings, C.owner_id == database.me):
        due = returns_on(limits, _standing(row, quoted), zone)
        if due is not None and (due - today).days <= within:
            found.append(Returning(row.id, row.name, due, max((due - today).days, 0)))
    return sorted(found, key=lambda one: (one.on, one.name))[:limit]


def _standings(session: Session, wanted: Any) -> Sequence[Any]:
    """Return owned customers, each with whether a quote is open."""
    quoted = exists().where(
        QuoteRow.customer_id == C.id,
        QuoteRow.deleted_at.is_(None),
        QuoteRow.is_current.is_(True),
        QuoteRow.status.in_(OPEN),
    )
    asked = select(C, quoted).where(wanted, C.owner_id.is_not(None), C.deleted_at.is_(None))
    return session.execute(asked).all()


def _standing(row: CustomerRow, quoted: bool) -> Standing:  # noqa: FBT001 - as it comes from the database
    return Standing(
        grade=row.grade,
        created_at=row.created_at,
        claimed_at=row.claimed_at,
        last_contact_at=row.last_contact_at,
        protected_until=row.protected_until,
        has_open_quote=quoted,
    )
