"""The bridge to the agent: news on the UI thread, nothing held up, nothing left behind."""

import threading
from dataclasses import replace

import pytest

from salesdesk.desktop.runtime.signing_in import SignInAsked
from salesdesk.desktop.runtime.sync_agent import SyncAgent
from salesdesk.services import customers
from salesdesk.storage.base import new_id
from salesdesk.storage.replica import outgoing
from salesdesk.sync.state import Replica
from salesdesk.sync.status import State
from tests.server.running import PASSWORD, Running


@pytest.fixture
def server(tmp_path):
    running = Running(f"sqlite:///{tmp_path / 'server.db'}", tmp_path / "data", wait_seconds=5)
    running.add("li")
    yield running
    running.stop()


@pytest.fixture
def sync(desk):
    with desk.database.absorb() as absorbed:
        outgoing.become_device(absorbed, new_id(), "")
    sync = SyncAgent(Replica(desk.database), desk.background, desk.changes)
    yield sync
    sync.close()


def asked(server, **more) -> SignInAsked:
    said = {"url": server.url, "login": "li", "password": PASSWORD, "device_name": "T14"}
    return SignInAsked(**said | more)


def in_step(sync) -> bool:
    return sync.status.state is State.CURRENT and sync.status.last_success is not None


@pytest.fixture
def signed_in(qtbot, server, sync, desk):
    """A workspace that has come to the server."""
    told = []
    sync.sign_in(asked(server), owner=sync, then=told.append, failed=told.append)
    qtbot.waitUntil(lambda: in_step(sync), timeout=20_000)
    assert told[0].name == "Li"
    return sync


def test_alone_it_counts_what_waits_and_starts_nothing(sync, settle, make_customer):
    before = threading.active_count()
    sync.begin()
    settle()
    waiting = sync.status.waiting
    make_customer()
    settle()
    assert sync.status.state is State.ALONE
    assert sync.status.waiting == waiting + 1
    assert threading.active_count() <= before + 4  # the workers of Background, no agent


def test_news_come_on_the_ui_thread(qtbot, signed_in, make_customer):
    threads = set()
    signed_in.changed.connect(lambda _status: threads.add(threading.current_thread()))
    make_customer()
    qtbot.waitUntil(lambda: signed_in.status.waiting == 1, timeout=20_000)
    qtbot.waitUntil(lambda: signed_in.status.state is State.CURRENT, timeout=20_000)
    assert threads == {threading.main_thread()}
    assert signed_in.status.last_success is not None


def test_a_wrong_password_is_told_and_nothing_runs(qtbot, server, sync):
    told = []
    sync.sign_in(asked(server, password="x"), owner=sync, then=told.append, failed=told.append)
    qtbot.waitUntil(lambda: bool(told), timeout=20_000)
    assert told[0].code == "sign-in-wrong"
    assert not sync.is_connected


def test_offline_counts_on_and_comes_back(qtbot, server, signed_in, make_customer):
    signed_in._agent.pause()
    make_customer()
    qtbot.waitUntil(lambda: signed_in.status.waiting == 1, timeout=20_000)
    assert signed_in.status.state is State.PENDING
    signed_in._agent.resume()
    qtbot.waitUntil(lambda: signed_in.status.state is State.CURRENT, timeout=20_000)


def test_leaving_keeps_everything(qtbot, signed_in, make_customer, desk):
    customer = make_customer()
    done = []
    signed_in.sign_out(owner=signed_in, then=lambda: done.append(True), failed=done.append)
    qtbot.waitUntil(lambda: signed_in.status.state is State.ALONE, timeout=20_000)
    assert done == [True]
    assert customers.customer(desk.database, customer).name
    assert [t for t in threading.enumerate() if t.name.startswith("sync")] == []


def test_a_copy_to_look_at_never_syncs(signed_in, desk, settle, clock):
    signed_in.close()
    other = SyncAgent(replace(Replica(desk.database)), desk.background, desk.changes)
    desk.database.refuse_writing(clock.now)
    other.begin()
    settle()
    assert other._agent is None
    other.close()
