"""An open workspace with its window, from unlocking to locking."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtWidgets import QFileDialog

from salesdesk.desktop.runtime.language import Language
from salesdesk.desktop.session import USUAL_IDLE_MINUTES, Session
from salesdesk.desktop.widgets.buttons import Button
from salesdesk.protocol.handing_over import unpacked
from salesdesk.services import company
from salesdesk.storage.files import Files
from salesdesk.sync.state import Outcome
from salesdesk.sync.status import State, Status
from tests.desktop.test_lending import SEAL, lend


@dataclass
class Open:
    """A workspace that is open, as far as the window asks of it."""

    database: Any
    places: Any
    files: Files
    keys: None = None
    closed: bool = False

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def workspace(database, places) -> Open:
    return Open(database, places, Files(places.files, b"k" * 32))


@pytest.fixture
def session(qtbot, workspace, background, choices, dressed, settle):
    choices.set("language", "en")
    ground = SimpleNamespace(
        background=background, language=Language(choices), theme=dressed, choices=choices
    )
    session = Session(ground, workspace)
    qtbot.addWidget(session.window)
    session.window.open_last()
    session.window.show()
    settle()
    yield session
    session.close()


def test_the_window_opens_with_what_is_due_today(session):
    assert session.window.stack.front().kind == "today"
    assert session.window.windowTitle() == "Today – SalesDesk"


def test_closing_keeps_the_state_and_closes_the_workspace(session, workspace, choices):
    session.window.close()
    session.close()
    assert workspace.closed
    assert choices.get("place") == {"kind": "today", "id": None, "args": {}}
    assert choices.get("window")["place"][2] > 400


def test_idleness_and_ctrl_l_both_ask_to_be_locked(session, qtbot):
    with qtbot.waitSignal(session.lock_asked):
        session.idle.idle.emit()
    with qtbot.waitSignal(session.lock_asked):
        session.window.ask_lock()


def test_the_time_until_locking_can_be_changed(session):
    assert session.idle._limit.total_seconds() == USUAL_IDLE_MINUTES * 60
    session.window.desk.lock_after(1)
    assert session.idle._limit.total_seconds() == 60


def test_the_day_is_the_companys_wherever_the_laptop_is(session, workspace, settle):
    def tell_of(zone):
        company.edit_profile(workspace.database, {"time_zone": zone})
        settle()
        return session.window.desk.today()

    session.clock.now = lambda: datetime(2026, 11, 23, 23, 0, tzinfo=UTC)
    assert session.window.desk.today() == date(2026, 11, 24)  # in Shanghai, where companies are by default
    assert tell_of("America/New_York") == date(2026, 11, 23)
    assert tell_of("Pacific/Auckland") == date(2026, 11, 24)


@pytest.mark.parametrize(
    ("outcome", "asked"), [(Outcome.SUSPENDED, "lock_asked"), (Outcome.WIPED, "wipe_asked")]
)
def test_what_the_company_orders_is_done_at_once(session, qtbot, outcome, asked):
    with qtbot.waitSignal(getattr(session, asked)):
        session.sync.changed.emit(Status(State.PROBLEM, outcome=outcome))


@pytest.mark.parametrize("outcome", [Outcome.DONE, Outcome.OFFLINE, Outcome.STUCK])
def test_whoever_is_only_offline_or_in_trouble_works_on(session, qtbot, outcome):
    with qtbot.assertNotEmitted(session.lock_asked), qtbot.assertNotEmitted(session.wipe_asked):
        session.sync.changed.emit(Status(State.OFFLINE, outcome=outcome))


def test_what_waits_after_the_lease_is_written_from_the_window(session, workspace, clock, settle, tmp_path):
    lend(workspace.database, clock() - timedelta(days=1))
    session.lending.begin()
    settle()
    [button] = [
        one for one in session.window.notices.findChildren(Button) if one.text() == "Write a hand-over file"
    ]
    button.click()
    file = tmp_path / "li.handover"
    session.window.findChild(QFileDialog).fileSelected.emit(str(file))
    settle()
    assert any("li.handover" in text for text in session.window.notices.texts())
    assert unpacked(SEAL.boxes.open(file.read_bytes())).groups != []
