"""A workspace as a script would make it, and a way to type commands."""

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from salesdesk import words
from salesdesk.command_line.run import run
from salesdesk.security import vault
from salesdesk.security.kdf import KdfCost, KdfCosts, stretch
from salesdesk.services import accounts, company, customers, quote_lines, quotes
from salesdesk.services.quotes import QuoteLine
from salesdesk.settings import Places
from salesdesk.storage.database import utc_now

PASSWORD = "four words make one password"


@pytest.fixture(autouse=True)
def alone(monkeypatch):
    """No keyring, keys that are cheap to derive, English, and the password in the environment."""
    cheap = KdfCost(memory=64, passes=1, lanes=1)
    monkeypatch.setattr(accounts, "_measured", KdfCosts)
    monkeypatch.setattr(vault, "stretch", lambda password, salt, _cost: stretch(password, salt, cheap))
    monkeypatch.setattr(accounts, "find_keyring", lambda: None)
    monkeypatch.setenv("SALESDESK_PASSWORD", PASSWORD)
    words.use("en")
    yield
    words.use("en")


@pytest.fixture
def profile(tmp_path):
    return tmp_path / "profile"


@pytest.fixture
def typed(profile, capsys) -> Callable[..., tuple[int, str]]:
    """Type a command for this profile; return exit code and what it printed."""

    def type_it(*arguments: object) -> tuple[int, str]:
        code = run([*map(str, arguments), "--profile", str(profile)])
        told = capsys.readouterr()
        return code, told.out + told.err

    return type_it


@pytest.fixture
def asked(typed) -> Callable[..., tuple[int, Any]]:
    """Type a command with --json; return exit code and the object."""

    def ask(*arguments: object) -> tuple[int, Any]:
        code, told = typed(*arguments, "--json")
        return code, json.loads(told)

    return ask


@pytest.fixture
def workspace(asked):
    code, made = asked("init", "--name", "Li Ming", "--company", "Nova", "--language", "en")
    assert code == 0
    return made


@pytest.fixture
def quote_number(workspace, profile):
    """The number of a quote of one line."""
    opened = accounts.unlock(Places(profile), PASSWORD, now=utc_now())
    today = company.company_today(opened.database)
    customer = customers.add_customer(opened.database, {"name": "深圳鑫源机械有限公司"})
    made = quotes.draft_quote(opened.database, customer, today=today)
    line = QuoteLine(name="离心泵", quantity=Decimal(2), unit_price=Decimal(8600), tax_rate=Decimal(13))
    quote_lines.set_lines(opened.database, made, [line])
    number = quotes.quote(opened.database, made).number
    opened.close()
    return number
