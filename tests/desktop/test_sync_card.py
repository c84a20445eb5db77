"""The sync card: its calm states, in both languages, and what lies behind it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from salesdesk import words
from salesdesk.desktop.runtime.places import Place
from salesdesk.desktop.runtime.sync_agent import SyncAgent
from salesdesk.desktop.sync_card import SyncCard
from salesdesk.desktop.sync_commands import sync_commands
from salesdesk.desktop.sync_details import SyncDetails, skew_text
from salesdesk.desktop.sync_words import standing
from salesdesk.services import customers
from salesdesk.storage.replica import identity
from salesdesk.sync.state import Outcome, Replica
from salesdesk.sync.status import State, Status

DONE = Status(State.CURRENT, outcome=Outcome.DONE)
STATES = {
    "alone": (Status(State.ALONE), "Saved on this computer", "Working alone", "connect"),
    "offline": (replace(DONE, state=State.OFFLINE), "Offline", "Synced 3 min ago", "sync"),
    "offline, saved": (
        replace(DONE, state=State.OFFLINE, waiting=4),
        "Offline – 4 changes saved",
        "Synced 3 min ago",
        "sync",
    ),
    "current": (DONE, "Up to date", "Synced 3 min ago", ""),
    "files": (replace(DONE, sending=1, coming=2), "Up to date", "3 files on their way", ""),
    "moving files": (
        replace(DONE, state=State.WORKING, done=9, total=9, coming=1, moves_files=True),
        "Syncing…",
        "1 file on its way",
        "",
    ),
    "sending": (replace(DONE, state=State.WORKING, done=3, total=12), "Syncing…", "3 of 12 sent", ""),
    "receiving": (replace(DONE, state=State.WORKING, done=1204), "Syncing…", "1,204 records received", ""),
    "pending": (
        replace(DONE, state=State.PENDING, waiting=1),
        "1 change waiting",
        "Synced 3 min ago",
        "sync",
    ),
    "problem": (
        replace(DONE, state=State.PROBLEM, problems=2),
        "2 need your decision",
        "Synced 3 min ago",
        "inbox",
    ),
    "signed out": (
        replace(DONE, state=State.PROBLEM, outcome=Outcome.SIGNED_OUT, waiting=6, problems=1),
        "Please sign in again",
        "6 changes saved here",
        "sign-in",
    ),
    "suspended": (
        replace(DONE, state=State.PROBLEM, outcome=Outcome.SUSPENDED),
        "This computer is paused",
        "Ask your administrator",
        "sync",
    ),
    "wiped": (
        replace(DONE, state=State.PROBLEM, outcome=Outcome.WIPED),
        "This workspace is erased",
        "Ordered by your company",
        "",
    ),
    "update": (
        replace(DONE, state=State.PROBLEM, outcome=Outcome.UPDATE),
        "Update needed",
        "What you wrote is kept",
        "sync",
    ),
    "outdated": (
        replace(DONE, state=State.PROBLEM, outcome=Outcome.OUTDATED),
        "Update needed",
        "What you write still goes out",
        "sync",
    ),
    "consent": (
        replace(DONE, state=State.PROBLEM, outcome=Outcome.CONSENT, deleted=612),
        "Remove 612 records?",
        "Your answer is needed",
        "consent",
    ),
    "stuck": (
        replace(DONE, state=State.PROBLEM, outcome=Outcome.STUCK, code="x"),
        "The server answers strangely",
        "What you wrote is kept",
        "sync",
    ),
}


@pytest.fixture
def synced(desk):
    sync = SyncAgent(Replica(desk.database), desk.background, desk.changes)
    yield replace(desk, sync=sync)
    sync.close()


@pytest.fixture
def details(qtbot, synced, settle):
    over = QWidget()
    qtbot.addWidget(over)
    over.resize(1200, 800)
    card = SyncCard(synced)
    column = QVBoxLayout(over)
    column.addStretch()
    column.addWidget(card, 0, Qt.AlignmentFlag.AlignLeft)
    card.setFixedWidth(208)
    details = SyncDetails(over, synced, card)
    over.show()
    over.activateWindow()
    settle()
    return details


def stand(details, status: Status) -> None:
    sync = details._desk.sync
    sync.look = lambda: None
    when = None if status.state is State.ALONE else details._desk.clock.now() - timedelta(minutes=3)
    sync._show(replace(status, last_success=when))


@pytest.mark.parametrize("name", STATES)
def test_each_state_says_how_it_stands_and_what_helps(details, name):
    status, title, detail, way = STATES[name]
    stand(details, status)
    assert details.card.accessibleName() == f"{title}. {detail}"
    assert details.card.standing().way == way
    assert details.card.standing().more == details.card.toolTip()
    assert details.card._bar.isVisible() == (status.state is State.WORKING)


@pytest.mark.parametrize("name", STATES)
def test_each_state_speaks_chinese_without_gaps(details, name, clock):
    stand(details, STATES[name][0])
    words.use("zh")
    told = standing(details._desk.sync.status, clock.now)
    for text in (told.title, told.detail, told.more):
        assert text
        assert "sync." not in text
        assert "{" not in text
        assert any("\u4e00" <= letter <= "\u9fff" for letter in text)


def test_enter_opens_the_details_and_escape_gives_the_keyboard_back(qtbot, details, settle):
    stand(details, STATES["problem"][0])
    details.card.setFocus()
    qtbot.keyClick(details.card, Qt.Key.Key_Return)
    settle()
    assert details.isVisible()
    assert details.title.text() == "2 need your decision"
    assert details.inbox.hasFocus()
    qtbot.keyClick(details.inbox, Qt.Key.Key_Escape)
    assert not details.isVisible()
    assert details.card.hasFocus()


def test_the_details_go_when_the_keyboard_goes_elsewhere(qtbot, details):
    from PySide6.QtWidgets import QLineEdit  # noqa: PLC0415 - only here

    line = QLineEdit(details.parentWidget())
    line.show()
    details.turn()
    line.setFocus()
    assert not details.isVisible()


def test_the_inbox_is_one_key_away(qtbot, details):
    stand(details, STATES["problem"][0])
    details.turn()
    with qtbot.waitSignal(details.open_requested) as asked:
        qtbot.keyClick(details.inbox, Qt.Key.Key_Return)
    assert asked.args == [Place("inbox")]


def test_server_person_and_clock_are_told_but_no_token(details, desk, settle):
    with desk.database.absorb() as absorbed:
        facts = {identity.URL: "https://desk.example.com", identity.TOKEN: "s3cret-token"}
        facts |= {identity.COMPANY: "诺瓦贸易", identity.ROLE: "salesperson", identity.DEVICE_NAME: "T14"}
        identity.note(absorbed.session, **facts)
    stand(details, replace(DONE, skew=timedelta(hours=-30), waiting=2, sending=3, coming=1))
    details.turn()
    settle()
    facts = {name: label.text() for name, label in details.facts.items()}
    assert facts["server"] == "https://desk.example.com"
    assert facts["company"] == "诺瓦贸易"
    assert facts["person"].endswith("salesperson")
    assert facts["device"] == "T14"
    assert facts["waiting"] == "2"
    assert facts["files"] == "3 to be sent · 1 to come"
    assert facts["skew"] == "This computer's is 1 day ahead of the server's; nothing depends on it"
    assert "s3cret-token" not in "".join(label.text() for label in details.findChildren(type(details.title)))


def test_a_great_removal_is_listed_and_only_done_when_asked(qtbot, details, make_customer, settle):
    ids = [make_customer(f"客户{number}") for number in range(3)]
    agreed = []
    details._desk.sync.consent = lambda: agreed.append(True)
    doomed = tuple(("customers", row_id) for row_id in ids[:2])
    stand(details, replace(STATES["consent"][0], doomed=doomed))
    details.turn()
    settle()
    assert "2 of 3 customers" in details.more.text()
    assert details.list.text() == "Customer  客户0\nCustomer  客户1"
    assert agreed == []
    details.leave.click()
    assert not details.isVisible()
    assert agreed == []
    details.turn()
    details.way.click()
    assert agreed == [True]
    assert len(customers.summaries(details._desk.database, ids)) == 3


def test_sign_in_again_goes_to_the_settings(qtbot, details):
    stand(details, STATES["signed out"][0])
    details.turn()
    with qtbot.waitSignal(details.open_requested) as asked:
        details.way.click()
    assert asked.args[0].arg("section") == "connection"


def test_f5_alone_says_where_a_server_is_told(details, synced, heard):
    commands = {command.name: command for command in sync_commands(synced, details)}
    assert commands["sync-now"].shortcut == "F5"
    commands["sync-now"].run()
    assert "Settings, Connection" in heard.said[0]


def test_clocks_that_agree_are_no_news():
    assert skew_text(None) == ""
    assert skew_text(timedelta(seconds=90)) == ""
    assert skew_text(timedelta(minutes=5)).startswith("This computer's is 5 minutes behind")
