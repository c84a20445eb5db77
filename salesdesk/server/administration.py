"""What the person who runs the server does on the command line."""

import os
import secrets
from argparse import Namespace
from collections.abc import Callable, Sequence
from getpass import getpass
from pathlib import Path
from typing import Final

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from salesdesk.domain.errors import BadInput
from salesdesk.security.passwords import check_password
from salesdesk.security.signing import SigningKey
from salesdesk.server import accounts, devices, schema, taking_in
from salesdesk.server.accounts import Passwords
from salesdesk.server.arguments import STATES
from salesdesk.server.engine import ask, change
from salesdesk.server.parts import now
from salesdesk.server.policy import Role
from salesdesk.words import say

ADMINISTRATOR: Final = "admin"
_NEW: Final = "SALESDESK_NEW_PASSWORD"
_FIRST: Final = "SALESDESK_ADMIN_PASSWORD"


def carry_out(engine: Engine, asked: Namespace, seal: Path) -> list[str]:
    """Do what was typed and return what there is to say; `seal` is where the server's key is kept.

    Raises:
        BadInput, NotFound: as `accounts` and `devices`.
        FileRefused: as `taking_in`.
    """
    if asked.command == "epoch":
        return [say("server.epoch-renewed", epoch=schema.renew_epoch(engine))]
    if asked.command == "take-in":
        return _take_in(engine, asked.file, seal)
    done: dict[tuple[str, str], Callable[[], list[str]]] = {
        ("user", "add"): lambda: _add_user(engine, asked),
        ("user", "password"): lambda: _set_password(engine, asked.login),
        ("user", "list"): lambda: _list_users(engine),
        ("device", "list"): lambda: _list_devices(engine),
    }
    wanted = done.get((asked.command, asked.action), lambda: _put_state(engine, asked))
    return wanted()


def _take_in(engine: Engine, file: Path, seal: Path) -> list[str]:
    taken = taking_in.take_in(engine, SigningKey.kept_in(seal).boxes, file, now())
    lines = [say("server.taken-in", name=taken.name, device=str(taken.device), when=taken.written_at)]
    figures = ("held", "done", "refused", "known", "files")
    return lines + [
        say(f"server.taken-in.{figure}", n=n) for figure in figures if (n := getattr(taken, figure))
    ]


def first_account(engine: Engine) -> list[str]:
    """Make the administrator if nobody has an account yet; say the password, once."""
    if not ask(engine, accounts.is_empty):
        return []
    given = os.environ.get(_FIRST, "")
    if given:
        check_password(given, alone=True, own_words=(ADMINISTRATOR,))
    password = given or secrets.token_urlsafe(18)
    fresh = Passwords().hash(password)

    def work(session: Session) -> bool:
        schema.alone(session.connection())
        if not accounts.is_empty(session):
            return False
        name, role = say("server.administrator"), Role.ADMINISTRATOR
        accounts.add(session, ADMINISTRATOR, fresh, name=name, role=role, now=now())
        return True

    if not change(engine, work):
        return []
    key = "server.administrator-given" if given else "server.administrator-made"
    return [say(key, login=ADMINISTRATOR, password="" if given else password)]


def _add_user(engine: Engine, asked: Namespace) -> list[str]:
    accounts.add_account(
        engine,
        asked.login,
        _new_password(),
        Passwords(),
        name=asked.name,
        role=asked.role,
        manager=asked.manager,
        now=now(),
    )
    return [say("server.user-added", login=asked.login)]


def _set_password(engine: Engine, login: str) -> list[str]:
    ask(engine, lambda db: accounts.of_login(db, login))
    accounts.set_password(engine, login, _new_password(), Passwords(), now=now())
    return [say("server.password-set", login=login)]


def _new_password() -> str:
    given = os.environ.get(_NEW)
    if given is not None:
        return given
    try:
        return getpass(say("server.new-password"))
    except (EOFError, OSError) as error:
        raise BadInput("password-missing", field="password", variable=_NEW) from error


def _list_users(engine: Engine) -> list[str]:
    rows = [
        (one.login, one.name, one.role, one.manager, str(one.devices), _yes(one.is_active))
        for one in accounts.everyone(engine)
    ]
    return _table(("login", "name", "role", "manager", "devices", "active"), rows)


def _list_devices(engine: Engine) -> list[str]:
    rows = [
        (
            *(str(one.device), one.login, one.name, one.app, one.state),
            *(str(one.taken), f"{one.seen_at:%F %H:%MZ}", _order(one)),
        )
        for one in devices.every_device(engine)
    ]
    return _table(("device", "login", "name", "app", "state", "acts", "seen", "order"), rows)


def _order(one: devices.Listed) -> str:
    return say(f"server.order.{one.told}") if one.told else ""


def _yes(value: bool) -> str:  # noqa: FBT001 - a cell
    return say("server.yes" if value else "server.no")


def _table(heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> list[str]:
    """Return lines with tabs between, so that a script can cut them."""
    return ["\t".join(say(f"server.column.{head}") for head in heads), *("\t".join(row) for row in rows)]


def _put_state(engine: Engine, asked: Namespace) -> list[str]:
    state = STATES[asked.action]
    at_once = bool(getattr(asked, "at_once", False))
    devices.set_state(engine, asked.device, state, now=now(), at_once=at_once)
    return [say(f"server.device-{state}", device=str(asked.device))]
