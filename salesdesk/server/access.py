"""Who is asking: the bearer of a device's token."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Final
from uuid import UUID

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from salesdesk.server import devices
from salesdesk.server.engine import ask
from salesdesk.server.failures import refused
from salesdesk.server.tables import Device, Token
from salesdesk.storage.tables.users import UserRow

REMEMBERED: Final = 2.0
"""Seconds in which a token is not looked up again: so late may a device hear that it was suspended."""
_MOST_REMEMBERED: Final = 20_000
_BEARER: Final = "bearer "


@dataclass(frozen=True, slots=True)
class Caller:
    """A person on one of their devices. `role` is as the users' directory has it now."""

    user: UUID
    device: UUID
    name: str
    role: str
    state: str = "active"
    is_away: bool = False
    """Whether the acts of the device came in a file, and it has not been here itself."""

    def check_state(self) -> None:
        """Raise Refused (`device-suspended`, `device-wiped`) unless the device may work."""
        devices.check_state(self.state)


class Access:
    """Tells who the bearer of a token is."""

    def __init__(
        self,
        engine: Engine,
        *,
        clock: Callable[[], datetime],
        remembered: float = REMEMBERED,
        elapsed: Callable[[], float] = time.monotonic,
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._remembered = remembered
        self._elapsed = elapsed
        self._lock = Lock()
        self._known: dict[bytes, tuple[float, Caller]] = {}

    def remembered(self, authorization: str) -> Caller | None:
        """Return the caller, if it was asked for a moment ago. Does not wait for the database."""
        with self._lock:
            known = self._known.get(_token_of(authorization))
        return known[1] if known is not None and known[0] > self._elapsed() else None

    def caller(self, authorization: str) -> Caller:
        """Return whose token the header `Authorization` carries.

        Raises:
            Refused: `token-ended` (also for no token at all).
        """
        key = _token_of(authorization)
        caller = ask(self._engine, lambda db: self._look_up(db, key))
        with self._lock:
            if len(self._known) >= _MOST_REMEMBERED:
                self._known.clear()
            self._known[key] = (self._elapsed() + self._remembered, caller)
        return caller

    def forget(self, device: UUID) -> None:
        """Look a device up again with its next request."""
        with self._lock:
            self._known = {key: known for key, known in self._known.items() if known[1].device != device}

    def _look_up(self, session: Session, key: bytes) -> Caller:
        return bearer(session, key, now=self._clock())


def bearer(session: Session, key: bytes, *, now: datetime | None) -> Caller:
    """Return whose token this is, by its hash. With None for the time it may have expired, but not ended.

    Raises:
        Refused: `token-ended`.
    """
    found = session.execute(_LOOK_UP.where(Token.hash == key)).one_or_none()
    if found is None or found.ended_at is not None or (now is not None and found.expires_at <= now):
        raise refused("token-ended")
    if not found.is_active or found.deleted_at is not None:
        raise refused("token-ended")
    return Caller(found.user_id, found.device_id, found.name, found.role, found.state)


_LOOK_UP: Final = (
    select(
        Token.user_id,
        Token.device_id,
        Token.ended_at,
        Token.expires_at,
        Device.state,
        UserRow.name,
        UserRow.role,
        UserRow.is_active,
        UserRow.deleted_at,
    )
    .join(Device, Device.id == Token.device_id)
    .join(UserRow, UserRow.id == Token.user_id)
)


def _token_of(authorization: str) -> bytes:
    given = authorization[len(_BEARER) :] if authorization[: len(_BEARER)].lower() == _BEARER else ""
    return devices.hash_of(given.strip())
