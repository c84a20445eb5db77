"""Signing in on a device: password, second factor, registration, token."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Engine, insert, select, update
from sqlalchemy.orm import Session

from salesdesk.protocol.messages import NewDevice, SignedIn, SignIn
from salesdesk.security.passwords import MOST
from salesdesk.security.signing import SigningKey
from salesdesk.server import devices, guessing
from salesdesk.server.access import Access, Caller
from salesdesk.server.accounts import Passwords, folded
from salesdesk.server.engine import ask, change
from salesdesk.server.failures import Refused, refused
from salesdesk.server.one_time_codes import step_of
from salesdesk.server.tables import Account, Audit, Device
from salesdesk.storage.tables.users import UserRow


@dataclass(frozen=True, slots=True)
class Registry:
    """Lets people in on their devices, and devices out."""

    engine: Engine
    access: Access
    passwords: Passwords
    clock: Callable[[], datetime]
    seal: SigningKey

    def sign_in(self, asked: SignIn, address: str) -> SignedIn:
        """Register the device and give it a token.

        Unknown logins, wrong passwords and people who left get one answer, after one and the same time.

        Raises:
            Refused: `sign-in-wrong`, `code-needed`, `code-wrong`, `sign-in-wait` (retry_after),
                `device-other-user`, `device-suspended`, `device-wiped`.
        """
        now, login = self.clock(), folded(asked.login)
        account, known = ask(self.engine, lambda db: _account(db, login, asked.device))
        buckets = guessing.buckets_of(login, asked.device, address, known=known)
        guessing.count_try(self.engine, buckets, now)
        try:
            self._check_password(account, asked.password)
            step = _check_code(account, asked.code, now)
        except Refused as refusal:
            self._note(account, asked.device, f"refused-{refusal.refusal.code}", now)
            raise
        guessing.count_success(self.engine, buckets)
        assert account is not None
        self._renew_hash(account, asked.password)
        said = change(self.engine, lambda db: _let_in(db, account.user_id, asked, step, now))
        return msgspec.structs.replace(said, seal=self.seal.public)

    def renew(self, caller: Caller, asked: NewDevice) -> SignedIn:
        """Make the copy of a disk a device of its own. The first copy keeps its token.

        Raises:
            Refused: `device-other-user`, `device-suspended`, `device-wiped`.
        """
        now = self.clock()

        def work(session: Session) -> SignedIn:
            devices.register(session, caller.user, asked, now)
            if asked.device != caller.device:
                devices.copy_grants(session, caller.device, asked.device)
            session.execute(_line("device-renewed", caller.user, asked.device, now, copy_of=caller.device))
            return devices.issue(session, caller.user, asked.device, now)

        return msgspec.structs.replace(change(self.engine, work), seal=self.seal.public)

    def obeyed(self, caller: Caller) -> None:
        """Note that a device has wiped itself, and end its token.

        Raises:
            Refused: `request-wrong`, nobody told it to.
        """
        if caller.state != "wiped":
            raise refused("request-wrong", field="state")
        now = self.clock()

        def work(session: Session) -> None:
            done = {"obeyed_at": now, "seen_at": now}
            session.execute(update(Device).where(Device.id == caller.device).values(done))
            devices.end_tokens(session, [caller.device], now)
            session.execute(_line("device-obeyed", caller.user, caller.device, now))

        change(self.engine, work)
        self.access.forget(caller.device)

    def leave(self, caller: Caller) -> None:
        """End the device's token; its acts and what was taken of them stay."""
        now = self.clock()

        def work(session: Session) -> None:
            devices.end_tokens(session, [caller.device], now)
            session.execute(_line("signed-out", caller.user, caller.device, now))

        change(self.engine, work)
        self.access.forget(caller.device)

    def _check_password(self, account: Account | None, password: str) -> None:
        if len(password) > MOST:
            raise refused("sign-in-wrong")
        kept = self.passwords.nobodys if account is None else account.password_hash
        if not self.passwords.fits(kept, password) or account is None:
            raise refused("sign-in-wrong")

    def _renew_hash(self, account: Account, password: str) -> None:
        if not self.passwords.is_dated(account.password_hash):
            return
        fresh = self.passwords.hash(password)
        mine = Account.user_id == account.user_id, Account.password_hash == account.password_hash
        change(self.engine, lambda db: db.execute(update(Account).where(*mine).values(password_hash=fresh)))

    def _note(self, account: Account | None, device: UUID, event: str, now: datetime) -> None:
        user = account.user_id if account is not None else None
        change(self.engine, lambda db: db.execute(_line(event, user, device, now)))


def _account(session: Session, login: str, device: UUID) -> tuple[Account | None, bool]:
    """Return the account of a login, if its person still works here, and whether the device is its own."""
    works_here = UserRow.is_active.is_(True), UserRow.deleted_at.is_(None)
    query = select(Account).join(UserRow, UserRow.id == Account.user_id)
    account = session.scalars(query.where(Account.login == login, *works_here)).one_or_none()
    of_device = session.scalar(select(Device.user_id).where(Device.id == device))
    return account, account is not None and of_device == account.user_id


def _check_code(account: Account | None, code: str, now: datetime) -> int:
    """Return the step of the one-time code, 0 where the account asks for none."""
    if account is None or account.otp_secret is None:
        return 0
    if not code:
        raise refused("code-needed")
    step = step_of(account.otp_secret, code, now, last=account.otp_step)
    if step is None:
        raise refused("code-wrong")
    return step


def _let_in(session: Session, user: UUID, asked: SignIn, step: int, now: datetime) -> SignedIn:
    if step:  # in the same transaction as the token: of two uses of one code only one is let in
        later = Account.user_id == user, Account.otp_step < step
        done = session.scalar(update(Account).where(*later).values(otp_step=step).returning(Account.user_id))
        if done is None:
            raise refused("code-wrong")
    wanted = NewDevice(device=asked.device, device_name=asked.device_name, app=asked.app)
    devices.register(session, user, wanted, now)
    session.execute(_line("signed-in", user, asked.device, now))
    return devices.issue(session, user, asked.device, now)


def _line(event: str, user: UUID | None, device: UUID, now: datetime, **details: Any) -> Any:
    line = {"at": now, "user_id": user, "device_id": device, "event": event, "details": details}
    return insert(Audit).values(line)
