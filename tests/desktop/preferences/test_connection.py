"""Connecting from the settings: what is asked, what goes wrong and where it is said, and leaving again."""

from dataclasses import replace

import pytest

from salesdesk.desktop.preferences.connection import ConnectionSection, ConnectSheet, LeaveSheet, connecting
from salesdesk.desktop.runtime.sync_agent import SyncAgent
from salesdesk.desktop.unlock.connect_form import ConnectForm
from salesdesk.domain.errors import SyncFailed
from salesdesk.storage.base import new_id
from salesdesk.storage.replica import outgoing
from salesdesk.sync.state import Replica
from salesdesk.sync.status import State
from salesdesk.words import LANGUAGES, words_of
from tests.server.running import PASSWORD, Running


@pytest.fixture
def server(tmp_path):
    running = Running(f"sqlite:///{tmp_path / 'server.db'}", tmp_path / "data", wait_seconds=5)
    running.add("li")
    yield running
    running.stop()


@pytest.fixture
def synced(desk):
    with desk.database.absorb() as absorbed:
        outgoing.become_device(absorbed, new_id(), "")
    sync = SyncAgent(Replica(desk.database), desk.background, desk.changes)
    yield replace(desk, sync=sync)
    sync.close()


@pytest.fixture
def section(qtbot, synced, settle) -> ConnectionSection:
    section = connecting(synced)
    qtbot.addWidget(section)
    section.resize(900, 500)
    section.show()
    settle()
    return section


def ask(section) -> ConnectSheet:
    section.ask()
    return section.window().findChild(ConnectSheet)


def fill(form: ConnectForm, url: str, password: str = PASSWORD) -> None:
    form.url.setText(url)
    form.login.setText("li")
    form.password.setText(password)
    form.device.setText("T14")


def test_a_workspace_connects_says_so_and_leaves_again(qtbot, section, server, heard, settle):
    assert section.server.text() == "None – working alone"
    assert not section.leaving.isVisible()
    sheet = ask(section)
    fill(sheet.form, server.url)
    with qtbot.waitSignal(sheet.accepted, timeout=20_000):
        sheet.submit()
    sync = section._sync
    qtbot.waitUntil(lambda: sync.status.state is State.CURRENT, timeout=20_000)
    qtbot.waitUntil(section.leaving.isVisible, timeout=20_000)
    qtbot.waitUntil(lambda: section.person.text() == "Li · salesperson · T14", timeout=20_000)
    assert server.url in section.server.text()
    assert "Signed in as Li" in heard.said[-1]
    section.ask_leave()
    section.window().findChild(LeaveSheet).go.click()
    qtbot.waitUntil(lambda: section.server.text() == "None – working alone", timeout=20_000)
    assert heard.said[-1] == "Disconnected. Everything is kept on this computer."
    assert ask(section).form.url.text() == server.url  # typed once


@pytest.mark.parametrize(
    ("url", "password", "where", "said"),
    [
        ("", "x", "url", "Enter the address your administrator gave you."),
        ("http://desk.example.com", "x", "url", "https://"),
        ("nowhere at all", "x", "url", "not the address of a server"),
        ("http://127.0.0.1:9", "x", "url", "Nobody answers at this address."),
        ("SERVER", "wrong", "password", "The login or the password is wrong."),
        ("SERVER", "", "password", "Enter your password on the server."),
    ],
)
def test_what_is_wrong_is_said_in_its_place(qtbot, section, server, url, password, where, said):
    sheet = ask(section)
    fill(sheet.form, url.replace("SERVER", server.url), password)
    sheet.submit()
    refusal = sheet.form.fields[where].refusal
    qtbot.waitUntil(lambda: said in refusal.text(), timeout=20_000)
    qtbot.waitUntil(sheet.go.isEnabled, timeout=20_000)
    assert not sheet.form.refusal.isVisible()
    sheet.reject()


def test_a_code_is_asked_for_only_when_the_server_wants_one(qtbot):
    form = ConnectForm()
    qtbot.addWidget(form)
    form.show()
    assert not form.fields["code"].isVisible()
    form.refuse(SyncFailed("code-needed"))
    assert form.fields["code"].isVisible()
    assert "six digits" in form.fields["code"].refusal.text()


def test_what_is_about_no_line_is_said_below_them(qtbot):
    form = ConnectForm()
    qtbot.addWidget(form)
    form.show()
    form.refuse(SyncFailed("device-suspended"))
    assert "paused this computer" in form.refusal.text()
    form.login.textEdited.emit("l")
    assert not form.refusal.isVisible()


@pytest.mark.parametrize("reason", ["network", "timeout", "tls", "not-ours"])
def test_each_way_of_being_away_has_its_own_remedy(reason):
    for language in LANGUAGES:
        assert f"connect.away.{reason}" in words_of(language).texts


def test_a_workspace_that_stays_by_itself_says_so(qtbot, desk):
    section = connecting(desk)
    qtbot.addWidget(section)
    assert [row.key for row in section.rows] == ["settings.connection.none"]
