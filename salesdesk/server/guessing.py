"""Holds up whoever guesses passwords, and nobody else.

Each wrong try counts in buckets: one of the login, one of the address it came from. A device that is known to
the account has a bucket of its own, and no other counts for it, so that an attack from elsewhere does not
keep a person out. The first failures are free, then each doubles the wait, up to a quarter of an hour; nobody
is locked out for ever (OWASP ASVS 6.3, NIST SP 800-63B-4 3.2.2). A try is counted before it is looked at:
many at once get no further than one after the other.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from ipaddress import IPv6Address, ip_address
from math import ceil
from typing import Final
from uuid import UUID

from sqlalchemy import Engine, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from salesdesk.server.engine import change
from salesdesk.server.failures import Refused, refused
from salesdesk.server.tables import Guessing

LONGEST: Final = timedelta(minutes=15)
FORGOTTEN_AFTER: Final = timedelta(hours=1)
_MOST_DOUBLINGS: Final = 20


@dataclass(frozen=True, slots=True, order=True)
class Bucket:
    """What failures are counted for, and how many are free."""

    key: str
    free: int = 10


def buckets_of(login: str, device: UUID, address: str, *, known: bool) -> list[Bucket]:
    """Return the buckets a try counts in. `known` tells that the device belongs to the account."""
    if known:
        return [Bucket(f"device:{device}")]
    return sorted([Bucket(f"login:{_mark(login)}"), Bucket(f"address:{_mark(_network(address))}", free=50)])


def _mark(text: str) -> str:
    """People type passwords where the login belongs: it is not kept."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _network(address: str) -> str:
    """Return the address, or of IPv6 the part that is one household's."""
    try:
        known = ip_address(address)
    except ValueError:
        return address
    return str(int(known) >> 64) if isinstance(known, IPv6Address) else str(known)


def count_try(engine: Engine, buckets: list[Bucket], now: datetime) -> None:
    """Count a try as a failure, until `count_success` takes it back.

    Raises:
        Refused: `sign-in-wait`: it has to wait, and was not counted.
    """
    held_up = change(engine, lambda db: _count(db, buckets, now))
    if held_up is not None:
        raise held_up


def _count(session: Session, buckets: list[Bucket], now: datetime) -> Refused | None:
    known = _locked(session, buckets, now)
    until = max((row.locked_until for row in known.values() if row.locked_until), default=now)
    if until > now:
        seconds = (until - now).total_seconds()
        return refused("sign-in-wait", retry_after=seconds, seconds=ceil(seconds))
    for bucket in buckets:
        row = known[bucket.key]
        before = row.failures if now - row.last_at < FORGOTTEN_AFTER else 0
        row.failures, row.last_at = before + 1, now
        row.locked_until = _until(before + 1 - bucket.free, now)
    return None


def _locked(session: Session, buckets: list[Bucket], now: datetime) -> dict[str, Guessing]:
    """Return the rows of the buckets, made where they are new, and nobody else's until the commit."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    fresh = [{"bucket": bucket.key, "failures": 0, "last_at": now} for bucket in buckets]
    session.execute(dialect.insert(Guessing).on_conflict_do_nothing(), fresh)
    keys = [bucket.key for bucket in buckets]
    query = select(Guessing).where(Guessing.bucket.in_(keys)).order_by(Guessing.bucket).with_for_update()
    return {row.bucket: row for row in session.scalars(query)}


def _until(beyond: int, now: datetime) -> datetime | None:
    if beyond < 0:
        return None
    return now + min(LONGEST, timedelta(seconds=2 ** min(beyond, _MOST_DOUBLINGS)))


def count_success(engine: Engine, buckets: list[Bucket]) -> None:
    """Forget the failures of the login or the device; of an address only this one try."""
    change(engine, lambda db: _forget(db, buckets))


def _forget(session: Session, buckets: list[Bucket]) -> None:
    for bucket in buckets:
        here = Guessing.bucket == bucket.key
        if bucket.key.startswith("address:"):
            taken_back = {"failures": Guessing.failures - 1, "locked_until": None}
            session.execute(update(Guessing).where(here, Guessing.failures > 0).values(taken_back))
        else:
            session.execute(delete(Guessing).where(here))


def forget_old(session: Session, now: datetime) -> None:
    """Delete the buckets nobody has failed in for a day."""
    session.execute(delete(Guessing).where(Guessing.last_at < now - timedelta(days=1)))
