"""Devices and their tokens. A token is 32 bytes of chance; only its SHA-256 is kept."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final
from uuid import UUID

from sqlalchemy import Engine, delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from salesdesk.domain.errors import NotFound
from salesdesk.domain.numbers import free_prefix
from salesdesk.protocol.messages import NewDevice, SignedIn
from salesdesk.server.engine import ask, change
from salesdesk.server.failures import refused
from salesdesk.server.tables import Account, Device, DeviceGrant, ServerFact, Token
from salesdesk.storage.tables.company import CompanySettingRow
from salesdesk.storage.tables.users import UserRow

TOKEN_LASTS: Final = timedelta(days=90)
STATES: Final = ("active", "suspended", "wiped")
_LONGEST_NAME: Final = 120
_ASKED_TWICE: Final = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Listed:
    """One device as the list shows it."""

    device: UUID
    login: str
    name: str
    app: str
    state: str
    taken: int
    seen_at: datetime
    ordered_at: datetime | None
    obeyed_at: datetime | None

    @property
    def told(self) -> str:
        """How far an order has come: ordered, seen or obeyed; "" where there is none."""
        if self.state == "active" or self.ordered_at is None:
            return ""
        if self.obeyed_at is not None:
            return "obeyed"
        return "seen" if self.seen_at >= self.ordered_at else "ordered"


def hash_of(token: str) -> bytes:
    """Return what is kept of a token."""
    return sha256(token.encode("ascii", "replace")).digest()


def register(session: Session, user: UUID, asked: NewDevice, now: datetime) -> None:
    """Make a device known, or known again after its token ended.

    Raises:
        Refused: `device-other-user`, `device-suspended`, `device-wiped`.
    """
    named = {"name": asked.device_name[:_LONGEST_NAME], "app": asked.app[:_LONGEST_NAME], "seen_at": now}
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    fresh = {"id": asked.device, "user_id": user, "registered_at": now, **named}
    session.execute(dialect.insert(Device).on_conflict_do_nothing(), fresh)
    device = session.get_one(Device, asked.device, with_for_update=True)
    if device.user_id != user:
        raise refused("device-other-user")
    check_state(device.state)
    letters = device.letters or _free_letters(session, device.id)
    session.execute(update(Device).where(Device.id == device.id).values(**named, letters=letters))


def _free_letters(session: Session, device: UUID) -> str | None:
    """Return letters that no other device has; two that ask at the same time wait for one another."""
    session.execute(select(ServerFact).where(ServerFact.key == "epoch").with_for_update())
    return free_prefix(device, set(session.scalars(select(Device.letters)))) or None


def check_state(state: str) -> None:
    """Raise Refused (`device-suspended`, `device-wiped`) unless the device may speak to the server."""
    if state != "active":
        raise refused(f"device-{state}")


def copy_grants(session: Session, old: UUID, new: UUID) -> None:
    """Let a copy of a disk be asked to give up what it holds: the same scopes as the first."""
    known = set(session.scalars(select(DeviceGrant.scope_id).where(DeviceGrant.device_id == new)))
    held = session.scalars(select(DeviceGrant.scope_id).where(DeviceGrant.device_id == old))
    fresh = [{"device_id": new, "scope_id": scope} for scope in held if scope not in known]
    if fresh:
        session.execute(insert(DeviceGrant), fresh)
    session.execute(update(Device).where(Device.id == new).values(copy_of=old))


def issue(session: Session, user: UUID, device: UUID, now: datetime) -> SignedIn:
    """Give a device a token in place of those it had, and tell it who its person is.

    Those of the last minutes stay: a proxy may send a request twice and deliver the first answer.
    """
    token = secrets.token_urlsafe(32)
    end_tokens(session, [device], now, issued_before=now - _ASKED_TWICE)
    values = {"hash": hash_of(token), "device_id": device, "user_id": user}
    session.execute(insert(Token).values(**values, issued_at=now, expires_at=now + TOKEN_LASTS))
    person = session.get_one(UserRow, user)
    company = session.scalar(
        select(CompanySettingRow.value).where(
            CompanySettingRow.key == "name", CompanySettingRow.deleted_at.is_(None)
        )
    )
    return SignedIn(
        token=token,
        user=user,
        name=person.name,
        role=person.role,
        company=company or "",
        expires_at=now + TOKEN_LASTS,
        letters=session.get_one(Device, device).letters or "",
    )


def end_tokens(
    session: Session, some: Sequence[UUID], now: datetime, *, issued_before: datetime | None = None
) -> None:
    """Let the tokens of some devices open nothing any more."""
    ending = update(Token).where(Token.device_id.in_(some), Token.ended_at.is_(None))
    if issued_before is not None:
        ending = ending.where(Token.issued_at < issued_before)
    session.execute(ending.values(ended_at=now))


def set_state(engine: Engine, device: UUID, state: str, *, now: datetime, at_once: bool = False) -> None:
    """Suspend, wipe or reactivate a device; it is told with its next request.

    What waits on it is handed in first, and held for others to decide, but for `at_once`.

    Raises:
        NotFound: `device-unknown`.
    """
    values = {"state": state, "ordered_at": now, "at_once": at_once, "obeyed_at": None}

    def put(session: Session) -> None:
        done = session.scalar(update(Device).where(Device.id == device).values(values).returning(Device.id))
        if done is None:
            raise NotFound("device-unknown", device=str(device))

    change(engine, put)


def every_device(engine: Engine) -> list[Listed]:
    """Return all devices, those first that were seen last."""

    def read(session: Session) -> list[Listed]:
        columns = (Device.id, Account.login, Device.name, Device.app, Device.state, Device.last_mseq)
        moments = (Device.seen_at, Device.ordered_at, Device.obeyed_at)
        query = select(*columns, *moments).join(Account, Account.user_id == Device.user_id)
        return [Listed(*row) for row in session.execute(query.order_by(Device.seen_at.desc()))]

    return ask(engine, read)


def forget_old(session: Session, now: datetime) -> None:
    """Delete the tokens that ended or expired a month ago."""
    last = func.coalesce(Token.ended_at, Token.expires_at)
    session.execute(delete(Token).where(last < now - timedelta(days=30)))
