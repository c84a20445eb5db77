"""The last step of the first minute: alone, or with the company's server."""

import pytest
from PySide6.QtCore import Qt

from salesdesk.desktop.unlock.where import Joining, Where
from salesdesk.services import company
from salesdesk.storage.replica import identity
from tests.server.running import PASSWORD, Running


@pytest.fixture
def server(tmp_path):
    running = Running(f"sqlite:///{tmp_path / 'server.db'}", tmp_path / "data", wait_seconds=5)
    running.add("li", name="李雷")
    yield running
    running.stop()


@pytest.fixture
def entrance(enter, opening, password, settle):
    """The entrance with a workspace that has just been made."""
    entrance = enter()
    made = opening.create(password=password, language="en", name="Fang Wang", company="Xinyuan")
    entrance._keep(made)
    entrance.key().done.emit()
    settle()
    return entrance


def front(entrance):
    return entrance.stack.currentWidget()


def test_enter_takes_alone(qtbot, entrance):
    assert isinstance(front(entrance), Where)
    qtbot.keyClick(front(entrance).primary, Qt.Key.Key_Return)
    (workspace,) = entrance.opened_so_far
    assert not workspace.database.ask(identity.of).is_connected


def test_the_first_minute_may_end_on_the_companys_server(qtbot, entrance, server):
    front(entrance).connect_button.click()
    screen = front(entrance)
    assert isinstance(screen, Joining)
    screen.form.url.setText(server.url)
    screen.form.login.setText("li")
    screen.form.password.setText("wrong")
    screen.submit()
    qtbot.waitUntil(lambda: bool(screen.form.fields["password"].refusal.text()), timeout=20_000)
    screen.form.password.setText(PASSWORD)
    with qtbot.waitSignal(entrance.opened, timeout=20_000):
        screen.submit()
    (workspace,) = entrance.opened_so_far
    assert workspace.database.ask(identity.of).is_connected
    assert company.me(workspace.database).id == workspace.database.me
    assert screen.form.password.text() == ""


def test_who_cannot_connect_now_works_alone(qtbot, entrance):
    front(entrance).connect_button.click()
    qtbot.keyClick(front(entrance), Qt.Key.Key_Escape)
    assert len(entrance.opened_so_far) == 1
