"""How long may be worked here without coming to the server, and whether the server stopped it.

The program keeps to it by itself: it bounds what an honest person can go on doing, and does not stop a thief
who changes the program. The server's time decides: the latest it ever said, or the clock of this machine put
right by how wrong it was when the two last met. So a wrong clock neither ends a lease nor lengthens it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy.orm import Session

from salesdesk.domain.errors import RuleBroken, VaultError
from salesdesk.protocol.messages import SessionReply
from salesdesk.protocol.statements import Lease, Order, opened
from salesdesk.storage import meta
from salesdesk.storage.replica import identity

LEASE: Final = "lease"
ORDER: Final = "order"
"""What the server ordered this device to do, as it was said; "" where it may work."""
SERVER_TIME: Final = "server_time"
SKEW: Final = "clock_skew"
WARNED: Final = timedelta(days=7)
_JITTER: Final = 60.0
"""Seconds by which two clocks may seem to differ because an answer took its time."""
READABLE: Final = timedelta(days=30)
"""How long everything can still be read after a lease has ended."""


class Standing(StrEnum):
    """How a device stands. FREE has no server, or none that lends."""

    FREE = "free"
    GOOD = "good"
    ENDING = "ending"
    OVER = "over"
    CLOSED = "closed"
    SUSPENDED = "suspended"


@dataclass(frozen=True, slots=True)
class Stand:
    """What the server last allowed. `until` is None where nothing ends."""

    until: datetime | None
    server_time: datetime | None
    skew: timedelta
    suspended: bool

    def at(self, local: datetime) -> Standing:
        """Return how the device stands when its own clock says `local`."""
        if self.suspended:
            return Standing.SUSPENDED
        if self.until is None:
            return Standing.FREE
        now = self.now(local)
        if now >= self.until + READABLE:
            return Standing.CLOSED
        if now >= self.until:
            return Standing.OVER
        return Standing.ENDING if now >= self.until - WARNED else Standing.GOOD

    def now(self, local: datetime) -> datetime:
        """Return the server's time, as far as it can be known here."""
        guessed = local + self.skew
        return guessed if self.server_time is None else max(guessed, self.server_time)

    def check_writing(self, local: datetime) -> None:
        """Raise RuleBroken (`lease-over`, until) once only reading is left."""
        if self.at(local) in {Standing.OVER, Standing.CLOSED}:
            raise RuleBroken("lease-over", until=self.until)

    def check_opening(self, local: datetime) -> None:
        """Raise VaultError (`lease-closed`, `device-suspended`) where the server has to be asked first."""
        standing = self.at(local)
        if standing is Standing.SUSPENDED:
            raise VaultError("device-suspended")
        if standing is Standing.CLOSED:
            raise VaultError("lease-closed", until=self.until)


def stand(session: Session) -> Stand:
    """Return what the server last allowed this device."""
    facts = meta.every(session)
    lease = _lease(facts) if identity.of_facts(facts).is_connected else None
    said = facts.get(SERVER_TIME)
    return Stand(
        until=None if lease is None else lease.until,
        server_time=datetime.fromisoformat(said) if said else None,
        skew=timedelta(seconds=float(facts.get(SKEW) or 0)),
        suspended=bool(facts.get(ORDER)),
    )


def _lease(facts: Mapping[str, str]) -> Lease | None:
    """Return the lease this device has: one of its own, and under the seal of its server."""
    kept = facts.get(LEASE)
    if not kept:
        return None
    try:
        lease = opened(_seal(facts), bytes.fromhex(kept), Lease)
    except VaultError:
        return None
    us = identity.of_facts(facts)
    return lease if (lease.device, lease.user) == (us.device, us.me) else None


def _seal(facts: Mapping[str, str]) -> bytes:
    return bytes.fromhex(facts.get(identity.SEAL, ""))


def until_of(facts: Mapping[str, str]) -> int:
    """Return when the lease ends that this device has, in seconds of Unix time; 0 without one."""
    lease = _lease(facts)
    return 0 if lease is None else int(lease.until.timestamp())


def hand_over_key(session: Session) -> bytes:
    """Return the key for which a hand-over file is sealed, 32 bytes; b"" where no lease has told one."""
    lease = _lease(meta.every(session))
    return b"" if lease is None else lease.hand_over


def is_news(facts: Mapping[str, str], reply: SessionReply, local: datetime) -> bool:
    """Return whether the server allows more than is known here, or shows that a clock was put right."""
    skew = (reply.now - local).total_seconds() - float(facts.get(SKEW) or 0)
    return bool(reply.lease or facts.get(ORDER)) or abs(skew) > _JITTER


def note(session: Session, reply: SessionReply, local: datetime) -> None:
    """Keep what the server allows. A lease that is not under its seal is left lying."""
    identity.note(session, **{ORDER: "", SERVER_TIME: reply.now.isoformat()})
    identity.note(session, **{SKEW: str((reply.now - local).total_seconds())})
    facts = meta.every(session)
    if reply.lease and _lease({**facts, LEASE: reply.lease.hex()}) is not None:
        identity.note(session, **{LEASE: reply.lease.hex()})


def order_of(session: Session, reply: SessionReply) -> Order:
    """Return what this device is ordered to do.

    Raises:
        VaultError: `forged`, it is not under the seal of our server, or meant for another device.
    """
    facts = meta.every(session)
    order = opened(_seal(facts), reply.order, Order)
    if order.device != identity.of_facts(facts).device or order.order != reply.directive:
        raise VaultError("forged", kind="Order")
    return order


def suspend(session: Session, reply: SessionReply) -> None:
    """Note that nobody may work here until the server says otherwise."""
    identity.note(session, **{ORDER: reply.order.hex(), SERVER_TIME: reply.now.isoformat()})
