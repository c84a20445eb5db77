"""Accounts: who may sign in, with which password, as what. Names and roles lie in the users' directory.

Passwords are kept as Argon2id only (64 MiB, three passes: RFC 9106, second recommended option).
"""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Final
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Engine, func, insert, select, update
from sqlalchemy.orm import Session

from salesdesk.domain.errors import BadInput, NotFound
from salesdesk.protocol import scopes
from salesdesk.security.passwords import check_password
from salesdesk.server import stock
from salesdesk.server.engine import ask, change
from salesdesk.server.policy import Role
from salesdesk.server.rows import new
from salesdesk.server.scopes import read_directory
from salesdesk.server.staging import Stage, Work
from salesdesk.server.tables import Account, Device, Token
from salesdesk.storage.base import new_id
from salesdesk.storage.tables.users import UserRow

_LONGEST_LOGIN: Final = 64


class Passwords:
    """Hashes passwords and compares them; costs are Argon2id's (memory in KiB)."""

    def __init__(self, *, memory: int = 64 * 1024, passes: int = 3, lanes: int = 4) -> None:
        self._hasher = PasswordHasher(time_cost=passes, memory_cost=memory, parallelism=lanes)

    @cached_property
    def nobodys(self) -> str:
        """A hash to compare with where there is no account: the answer takes as long."""
        return self.hash("nobody's")

    def hash(self, password: str) -> str:
        """Return what is kept of a password. One typed on two systems is one password (NFKC)."""
        return self._hasher.hash(_plain(password))

    def fits(self, kept: str, password: str) -> bool:
        """Return whether it is this password. Takes about 0.1 s and 64 MiB."""
        try:
            return self._hasher.verify(kept, _plain(password))
        except (VerificationError, InvalidHashError):
            return False

    def is_dated(self, kept: str) -> bool:
        """Return whether a hash was made with other costs than those of today."""
        return self._hasher.check_needs_rehash(kept)


def _plain(password: str) -> bytes:
    return unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")


@dataclass(frozen=True, slots=True)
class Person:
    """One account as the list shows it."""

    user: UUID
    login: str
    name: str
    role: str
    manager: str
    is_active: bool
    devices: int


def folded(login: str) -> str:
    """Return a login as it is compared: without regard to case, width and space around it."""
    return unicodedata.normalize("NFKC", login).strip().casefold()


def add(
    session: Session,
    login: str,
    password_hash: str,
    *,
    name: str,
    role: str,
    now: datetime,
    manager: str = "",
) -> UUID:
    """Add an account and its line in the users' directory; return the user's id.

    Raises:
        BadInput: `login-wrong`, `login-taken`, `role-unknown`.
        NotFound: `account-unknown`: the manager's login.
    """
    key = folded(login)
    if not key or len(key) > _LONGEST_LOGIN or any(letter.isspace() for letter in key):
        raise BadInput("login-wrong", field="login")
    if session.scalar(select(Account.user_id).where(Account.login == key)):
        raise BadInput("login-taken", field="login", login=key)
    if role not in set(Role):
        raise BadInput("role-unknown", field="role", role=role, roles=", ".join(Role))
    above = of_login(session, manager).user_id if manager else None
    user = new_id()
    line = {"id": user, "name": name or login, "role": role, "manager_id": above}
    put_rows(session, "users", [line], by=user, now=now)
    account = {"user_id": user, "login": key, "password_hash": password_hash, "changed_at": now}
    session.execute(insert(Account).values(account))
    return user


def put_rows(
    session: Session, entity: str, some: Sequence[Mapping[str, Any]], *, by: UUID, now: datetime
) -> None:
    """Add rows of the whole company or of its warehouses, in their place in the stream; stock is booked."""
    connection = session.connection()
    work = Work(connection, read_directory(connection), now)
    stage = Stage(work)
    scope = scopes.STOCK if entity in scopes.STOCKED else scopes.COMPANY
    stamps = {"scope_id": scope, "created_at": now}
    for fields in some:
        stage.put(entity, new(entity, {"id": new_id(), **fields, **stamps}), by=by)
    stock.settle(stage, by)
    stage.keep()
    work.stamp_and_save()


def of_login(session: Session, login: str) -> Account:
    """Return an account, or raise NotFound (`account-unknown`)."""
    found = session.scalars(select(Account).where(Account.login == folded(login))).one_or_none()
    if found is None:
        raise NotFound("account-unknown", login=login)
    return found


def set_password(engine: Engine, login: str, password: str, passwords: Passwords, *, now: datetime) -> None:
    """Give an account another password and end all its tokens.

    Raises:
        BadInput: `password-…`.
        NotFound: `account-unknown`.
    """
    check_password(password, alone=True, own_words=(login,))
    fresh = passwords.hash(password)
    change(engine, lambda db: _replace_password(db, login, fresh, now))


def _replace_password(session: Session, login: str, fresh: str, now: datetime) -> None:
    account = of_login(session, login)
    account.password_hash, account.changed_at = fresh, now
    ended = update(Token).where(Token.user_id == account.user_id, Token.ended_at.is_(None))
    session.execute(ended.values(ended_at=now))


def add_account(
    engine: Engine,
    login: str,
    password: str,
    passwords: Passwords,
    *,
    name: str,
    role: str,
    now: datetime,
    manager: str = "",
) -> UUID:
    """Add an account for a person. Raises as `add`, and BadInput (`password-…`)."""
    check_password(password, alone=True, own_words=(login, name))
    fresh = passwords.hash(password)
    return change(engine, lambda db: add(db, login, fresh, name=name, role=role, manager=manager, now=now))


def is_empty(session: Session) -> bool:
    """Return whether nobody has an account yet."""
    return session.scalar(select(Account.user_id).limit(1)) is None


def everyone(engine: Engine) -> list[Person]:
    """Return all accounts, by login."""
    return ask(engine, _everyone)


def _everyone(session: Session) -> list[Person]:
    count = select(func.count()).where(Device.user_id == Account.user_id).scalar_subquery()
    names = {user.id: user for user in session.scalars(select(UserRow))}
    found = session.execute(select(Account.user_id, Account.login, count).order_by(Account.login))
    people = []
    for user_id, login, devices in found:
        user = names[user_id]
        boss = names[user.manager_id].name if user.manager_id in names else ""
        people.append(Person(user_id, login, user.name, user.role, boss, user.is_active, devices))
    return people
