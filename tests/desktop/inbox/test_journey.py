"""From working alone to a decision, in real windows against a server that listens."""

import pytest
from PySide6.QtCore import Qt

from salesdesk.desktop.preferences.connection import ConnectSheet
from salesdesk.desktop.runtime.places import Place
from salesdesk.desktop.stage import Stage
from salesdesk.desktop.unlock.connect_form import ConnectForm
from salesdesk.security.kdf import KdfCost, KdfCosts
from salesdesk.services import accounts, customers, inbox
from salesdesk.settings import Places
from salesdesk.sync import client
from salesdesk.sync.state import Replica
from salesdesk.sync.status import State
from tests.conftest import NOON
from tests.server.running import PASSWORD, Running

CHEAP = KdfCosts(KdfCost(32, 1, 1), KdfCost(64, 1, 1))


@pytest.fixture
def server(tmp_path):
    running = Running(f"sqlite:///{tmp_path / 'server.db'}", tmp_path / "data", wait_seconds=5)
    running.add("wang", role="manager", name="王经理")
    running.add("li", name="李雷", manager="wang")
    yield running
    running.stop()


def make(folder, name: str) -> accounts.Workspace:
    return accounts.create_workspace(
        Places(folder),
        password=PASSWORD,
        language="en",
        name=name,
        company="",
        now=NOON,
        keyring=accounts.no_keyring,
        costs=CHEAP,
    ).workspace


@pytest.fixture
def stage(qapp, tmp_path, dressed):
    """Li's window, as it is after working alone for a day."""
    workspace = make(tmp_path / "li", "李雷")
    stage = Stage(workspace)
    stage.language.switch("en")
    yield stage
    stage.close()
    dressed.apply()


@pytest.fixture
def wang(tmp_path, server):
    workspace = make(tmp_path / "wang", "王经理")
    client.connect(workspace.database, server.url, login="wang", password=PASSWORD, device_name="W")
    yield workspace
    workspace.close()


def sync(workspace) -> None:
    client.check_done(client.sync_once(Replica(workspace.database, workspace.files.remove)))


def test_from_alone_to_a_decision(qtbot, stage, server, wang):
    database, window = stage.window.desk.database, stage.window
    customer = customers.add_customer(database, {"name": "深圳鑫源机械有限公司", "note": "at first"})
    assert window.sync.card.accessibleName() == "Saved on this computer. Working alone"

    window.sync.card.click()  # alone: the card leads to the settings
    stage.settle()
    window.sync.way.click()
    stage.settle()
    section = next(one for one in window.stack.front().sections if one.name == "connection")
    section.ask()
    fill(section.window().findChild(ConnectForm), server.url)
    section.window().findChild(ConnectSheet).submit()
    agent = stage.session.sync
    qtbot.waitUntil(lambda: in_step(agent), timeout=20_000)

    sync(wang)  # what was written alone is there
    agent._agent.pause()  # the train goes into a tunnel
    customers.edit_customer(wang.database, customer, {"note": "from above"})
    sync(wang)
    customers.edit_customer(database, customer, {"note": "from below"})
    qtbot.waitUntil(lambda: agent.status.state is State.PENDING, timeout=20_000)
    agent._agent.resume()
    qtbot.waitUntil(lambda: agent.status.state is State.PROBLEM, timeout=20_000)
    assert window.sync.card.accessibleName().startswith("1 needs your decision")

    decide(qtbot, stage)
    assert customers.customer(database, customer).note == "from below"
    qtbot.waitUntil(lambda: agent.status.state is State.CURRENT, timeout=20_000)
    sync(wang)
    assert customers.customer(wang.database, customer).note == "from below"
    window.undoing.undo()
    stage.settle()
    assert inbox.counts(database).conflicts == 1
    assert customers.customer(database, customer).note == "from above"


def in_step(agent) -> bool:
    return agent.status.state is State.CURRENT and agent.status.last_success is not None


def fill(form: ConnectForm, url: str) -> None:
    for edit, text in ((form.url, url), (form.login, "li"), (form.password, PASSWORD), (form.device, "T14")):
        edit.setText(text)


def decide(qtbot, stage) -> None:
    """Go to the inbox and take mine, by keyboard."""
    window = stage.window
    window.activateWindow()
    stage.go(Place("inbox"))
    page = window.stack.front()
    page.list.setFocus()
    qtbot.waitUntil(page.list.hasFocus)
    qtbot.keyClick(page.list, Qt.Key.Key_M)
    qtbot.waitUntil(lambda: not page.found.of("conflicts"), timeout=20_000)
    stage.settle()
