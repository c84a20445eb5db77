"""Connecting, going in step and signing out, as a script does it, with a server that really listens."""

from datetime import date
from decimal import Decimal

import pytest

from salesdesk.server import devices
from salesdesk.server.__main__ import main as serve
from salesdesk.services import accounts, customers, quote_lines, quote_papers, quotes
from salesdesk.settings import Places
from salesdesk.storage.database import utc_now
from tests.command_line.conftest import PASSWORD
from tests.server.running import PASSWORD as SERVER_PASSWORD
from tests.server.running import Running


@pytest.fixture
def server(tmp_path, monkeypatch):
    running = Running(f"sqlite:///{tmp_path / 'server.db'}", tmp_path / "data")
    running.add("li", name="Li Ming")
    monkeypatch.setenv("SALESDESK_SERVER_PASSWORD", SERVER_PASSWORD)
    yield running
    running.stop()


def add_customer(profile, name):
    opened = accounts.unlock(Places(profile), PASSWORD, now=utc_now())
    customers.add_customer(opened.database, {"name": name})
    opened.close()


def test_a_workspace_connects_syncs_and_signs_out(server, asked, workspace, profile):
    add_customer(profile, "深圳鑫源机械有限公司")
    code, answer = asked("connect", server.url, "--user", "li")
    assert (code, answer["name"], answer["role"]) == (0, "Li Ming", "salesperson")
    assert answer["pushed"] >= 1
    add_customer(profile, "B")
    code, answer = asked("sync")
    assert (code, answer["pushed"], answer["problems"]) == (0, 1, 0)
    assert asked("check")[0] == 0
    assert asked("disconnect") == (0, {"connected": False})
    code, answer = asked("sync")
    assert (code, answer["error"]["code"]) == (6, "not-connected")


def test_what_was_done_is_said_in_words(server, typed, workspace):
    code, told = typed("connect", server.url, "--user", "li")
    assert code == 0
    assert "Li Ming (salesperson)" in told
    assert "records received" in told


def test_papers_go_along(server, asked, typed, workspace, profile):
    opened = accounts.unlock(Places(profile), PASSWORD, now=utc_now())
    customer = customers.add_customer(opened.database, {"name": "深圳鑫源机械有限公司"})
    quote = quotes.draft_quote(opened.database, customer, today=date(2026, 11, 23))
    quote_lines.set_lines(opened.database, quote, [quote_lines.QuoteLine(name="阀", unit_price=Decimal(9))])
    for language in ("zh", "en"):
        quote_papers.issue(opened.database, opened.files, quote, language)
    opened.close()
    code, answer = asked("connect", server.url, "--user", "li")
    assert (code, answer["sent"], answer["fetched"]) == (0, 2, 0)
    assert "Files" not in typed("sync")[1]


def test_a_wrong_login_has_a_code_of_its_own(server, asked, workspace):
    code, answer = asked("connect", server.url, "--user", "nobody")
    assert (code, answer["error"]["code"]) == (7, "sign-in-wrong")


def test_nobody_to_ask_for_the_servers_password_is_said(asked, workspace):
    code, answer = asked("connect", "http://127.0.0.1:9", "--user", "li")
    assert (code, answer["error"]["code"]) == (3, "server-password-missing")


def test_a_server_that_is_away_has_the_code_of_sync(asked, workspace, monkeypatch):
    monkeypatch.setenv("SALESDESK_SERVER_PASSWORD", "four words make one")
    code, answer = asked("connect", "http://127.0.0.1:9", "--user", "li")
    assert (code, answer["error"]["code"]) == (7, "server-away")
    assert answer["error"]["message"].startswith("http://127.0.0.1:9: ")


@pytest.fixture
def order(server, profile):
    """Let an administrator order something of the device of this workspace."""

    def to(state: str) -> None:
        [device] = devices.every_device(server.parts.engine)
        devices.set_state(server.parts.engine, device.device, state, now=utc_now())
        server.parts.access.forget(device.device)

    return to


def test_a_paused_computer_hands_in_what_waits_and_opens_for_nothing_but_the_server(
    server, asked, workspace, profile, order
):
    asked("connect", server.url, "--user", "li")
    add_customer(profile, "Last order")
    order("suspended")
    for _ in range(2):
        code, answer = asked("sync")
        assert (code, answer["error"]["code"]) == (7, "device-suspended")
    code, answer = asked("search", "Last")
    assert (code, answer["error"]["code"]) == (3, "device-suspended")
    order("active")
    assert asked("sync")[0] == 0
    assert asked("search", "Last")[0] == 0


def test_a_workspace_that_is_to_be_erased_is_and_its_company_hears_of_it(
    server, asked, workspace, profile, order
):
    asked("connect", server.url, "--user", "li")
    add_customer(profile, "Last order")
    order("wiped")
    code, answer = asked("sync")
    assert (code, answer["error"]["code"]) == (7, "device-wiped")
    [device] = devices.every_device(server.parts.engine)
    assert (device.told, device.taken) == ("obeyed", 2)
    assert not Places(profile).database.exists()
    code, answer = asked("search", "Last")
    assert answer["error"]["code"] == "no-workspace"


def test_what_waits_goes_in_a_file_and_the_server_takes_it_in(
    server, asked, typed, workspace, profile, tmp_path, capsys
):
    file = tmp_path / "li.handover"
    asked("connect", server.url, "--user", "li")
    assert asked("hand-over", file)[1]["error"]["code"] == "hand-over-nothing"
    add_customer(profile, "深圳鑫源机械有限公司")
    assert asked("hand-over", file) == (0, {"file": str(file), "acts": 1})
    assert "take-in" in typed("hand-over", file)[1]
    data = str(server.config.data)
    where = ("--language", "en", "--data", data, "--database", server.config.database)
    capsys.readouterr()
    assert serve([*where, "take-in", str(file)]) == 0
    said = capsys.readouterr().out
    assert "Li Ming" in said
    assert "1 change is held" in said
    assert serve([*where, "take-in", str(file)]) == 0
    assert "known already" in capsys.readouterr().out
    code, answer = asked("sync")
    assert (code, answer["pushed"], answer["problems"]) == (0, 1, 1)
    file.write_bytes(file.read_bytes()[:-1])
    assert serve([*where, "take-in", str(file)]) == 6
    assert "damaged or incomplete" in capsys.readouterr().err


def test_what_waits_on_a_paused_computer_may_be_handed_over_too(
    server, asked, workspace, order, profile, tmp_path
):
    asked("connect", server.url, "--user", "li")
    order("suspended")
    assert asked("sync")[0] == 7
    assert asked("hand-over", tmp_path / "a")[1]["error"]["code"] == "hand-over-nothing"
