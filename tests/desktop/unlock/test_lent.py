"""A workspace that may not be opened before its server was asked: paused, lent for too long, to be erased."""

from datetime import timedelta

import pytest
from PySide6.QtWidgets import QFileDialog

from salesdesk.desktop.unlock.lock_screen import LockScreen
from salesdesk.desktop.unlock.trouble import Trouble
from salesdesk.desktop.unlock.where import Joining
from salesdesk.protocol.entities import SCHEMA
from salesdesk.security.signing import SigningKey
from salesdesk.server import devices
from salesdesk.server.taking_in import take_in
from salesdesk.services import customers
from salesdesk.storage.database import utc_now
from salesdesk.storage.replica import identity, lease
from salesdesk.sync import client, cycle
from salesdesk.sync.state import Outcome, Replica
from tests.server.running import PASSWORD as SERVER_PASSWORD
from tests.server.running import Running

LONG_AGO = timedelta(days=61)


@pytest.fixture
def server(tmp_path):
    running = Running(f"sqlite:///{tmp_path / 'server.db'}", tmp_path / "data", wait_seconds=5)
    running.add("li", name="Li Ming")
    yield running
    running.stop()


@pytest.fixture
def connected(opening, made, password, server):
    """A workspace that was in touch with its server, and was closed; gives its device."""
    workspace = opening.unlock(password)
    how = {"login": "li", "password": SERVER_PASSWORD, "device_name": "Laptop"}
    client.connect(workspace.database, server.url, **how)
    client.sync_once(Replica(workspace.database))
    workspace.close()
    return workspace.database.device_id


def note(opening, password, **facts):
    workspace = opening.unlock(password)
    with workspace.database.absorb() as absorbed:
        identity.note(absorbed.session, **facts)
    workspace.close()


@pytest.fixture
def paused(opening, password, server, connected):
    """A workspace whose device heard that it is paused."""
    put(server, connected, "suspended")
    workspace = opening.unlock(password)
    assert client.sync_once(Replica(workspace.database)).outcome is Outcome.SUSPENDED
    workspace.close()
    return connected


@pytest.fixture
def closed(opening, password, connected):
    """A workspace whose lease ended so long ago that it does not open: its clock tells, put right."""
    note(opening, password, **{lease.SKEW: str(LONG_AGO.total_seconds())})


def put(server, device, state):
    devices.set_state(server.parts.engine, device, state, now=utc_now())
    server.parts.access.forget(device)


def front(entrance):
    return entrance.stack.currentWidget()


def type_password(qtbot, entrance, password, screen=Trouble):
    lock = front(entrance)
    assert isinstance(lock, LockScreen)
    lock.edit.setText(password)
    lock.submit()
    qtbot.waitUntil(lambda: isinstance(front(entrance), screen), timeout=20_000)
    return front(entrance)


def go(screen, name):
    ways = {button.text(): button for button in screen.buttons}
    ways[name].click()


def test_a_paused_computer_says_so_and_asks_again_when_told_to(qtbot, enter, server, paused, password):
    entrance = enter()
    trouble = type_password(qtbot, entrance, password)
    assert "paused this computer" in trouble.title.text()
    assert "handed in" in trouble.text.text()
    go(trouble, "Ask the server")
    trouble = type_password(qtbot, entrance, password)
    assert "paused this computer" in trouble.title.text()
    put(server, paused, "active")
    go(trouble, "Ask the server")
    front(entrance).edit.setText(password)
    with qtbot.waitSignal(entrance.opened, timeout=20_000):
        front(entrance).submit()


@pytest.mark.parametrize("versions", [0, 3])
def test_who_was_away_for_too_long_connects_once_and_works_on(
    qtbot, enter, server, closed, password, monkeypatch, versions
):
    """Also where the server has become so much newer that an update is wanted."""
    monkeypatch.setattr(cycle, "SCHEMA", SCHEMA - versions)
    entrance = enter()
    trouble = type_password(qtbot, entrance, password)
    assert trouble.title.text() == "Please connect once"
    go(trouble, "Ask the server")
    front(entrance).edit.setText(password)
    with qtbot.waitSignal(entrance.opened, timeout=20_000):
        front(entrance).submit()
    assert entrance.opened_so_far[0].database.may_write


def test_without_the_server_nothing_is_lost_and_one_may_try_again(qtbot, enter, server, closed, password):
    server.stop()
    entrance = enter()
    go(type_password(qtbot, entrance, password), "Ask the server")
    trouble = type_password(qtbot, entrance, password)
    assert trouble.title.text() == "The server cannot be reached"
    assert [button.text() for button in trouble.buttons] == [
        "Ask the server",
        "Write a hand-over file",
        "Quit",
    ]


def test_what_waits_is_handed_over_where_the_workspace_does_not_open(
    qtbot, enter, opening, server, connected, password, tmp_path, monkeypatch
):
    workspace = opening.unlock(password)
    customers.add_customer(workspace.database, {"name": "深圳鑫源机械"})
    workspace.close()
    note(opening, password, **{lease.SKEW: str(LONG_AGO.total_seconds())})
    server.stop()
    file = tmp_path / "li.handover"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(file.with_suffix("")), ""))
    entrance = enter()
    go(type_password(qtbot, entrance, password), "Write a hand-over file")
    trouble = type_password(qtbot, entrance, password)
    assert "1 change is in li.handover" in trouble.note.text()
    taken = take_in(server.parts.engine, SigningKey.kept_in(server.config.seal).boxes, file, utc_now())
    assert (taken.name, taken.held) == ("Li Ming", 1)
    assert entrance.opened_so_far == []


def test_where_nothing_waits_it_is_said(qtbot, enter, closed, password, tmp_path, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "a.handover"), ""))
    entrance = enter()
    go(type_password(qtbot, entrance, password), "Write a hand-over file")
    trouble = type_password(qtbot, entrance, password)
    assert trouble.title.text() == "Nothing waits here"
    assert trouble.primary.text() == "Ask the server"


def test_one_whom_the_server_forgot_signs_in_again(
    qtbot, enter, opening, server, closed, connected, password
):
    entrance = enter()
    trouble = type_password(qtbot, entrance, password)
    go(trouble, "Sign in on the server")
    joining = type_password(qtbot, entrance, password, Joining)
    qtbot.waitUntil(lambda: joining.form.url.text() == server.url)
    assert joining.back.text() == "Back"
    joining.form.login.setText("li")
    joining.form.password.setText(SERVER_PASSWORD)
    with qtbot.waitSignal(entrance.opened, timeout=20_000):
        joining.submit()


def test_who_does_not_sign_in_is_back_at_the_lock_screen(qtbot, enter, server, closed, password):
    entrance = enter()
    go(type_password(qtbot, entrance, password), "Sign in on the server")
    type_password(qtbot, entrance, password, Joining).back.click()
    assert isinstance(front(entrance), LockScreen)
    assert entrance.opened_so_far == []
    assert type_password(qtbot, entrance, password).title.text() == "Please connect once"


def test_what_is_to_be_erased_is_and_a_new_beginning_is_offered(
    qtbot, enter, opening, server, paused, password
):
    put(server, paused, "wiped")
    entrance = enter()
    go(type_password(qtbot, entrance, password), "Ask the server")
    trouble = type_password(qtbot, entrance, password)
    assert trouble.title.text() == "This workspace has been erased"
    assert not opening.places.database.exists()
    assert [one.told for one in devices.every_device(server.parts.engine)] == ["obeyed"]
    trouble.buttons[0].click()
    assert not isinstance(front(entrance), (LockScreen, Trouble))
