"""The agent beside a person's work: where only files fail, or somebody waits, rows go on as ever."""

from random import Random

import pytest

from salesdesk.services import customers
from salesdesk.sync import agent, client, filing
from salesdesk.sync.agent import Agent, Core
from salesdesk.sync.schedule import PATIENCE, RARELY, Schedule
from salesdesk.sync.state import At, Cycle, Outcome
from tests.sync.office import hand_out


class Ticks:
    """A clock that only goes forward, when it is told to."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def ticks(monkeypatch):
    ticks = Ticks()
    monkeypatch.setattr(agent, "monotonic", ticks)
    return ticks


@pytest.fixture
def core(li):
    return Core(li.replica, li.link, lambda _status: None)


def always() -> bool:
    return True


def test_where_only_files_fail_the_rows_are_not_kept_waiting(office, li, core, ticks):
    for number in range(3):
        hand_out(li, b"paper %d" % number)
    li.link.cut = {"files/head", "files/patch"}  # a proxy that knows no such verbs
    pauses = []
    for _ in range(3):
        assert core.run(always).outcome is Outcome.OFFLINE
        row = customers.add_customer(li.database, {"name": "B"})
        assert core.run(always).outcome is Outcome.DONE
        assert row in office.rows("customers")
        pauses.append(core.files_in())
        ticks.now += pauses[-1]
    assert pauses == [2, 4, 8]
    li.link.cut = set()
    assert core.run(always).tally.sent == 3
    assert core.files_in() is None


def test_a_full_disk_stops_files_and_nothing_else(li, laptop, ticks, monkeypatch):
    hand_out(li, b"paper")
    li.sync()
    wang = laptop("wang")
    core = Core(wang.replica, wang.link, lambda _status: None)

    def full(_content):
        raise filing.StorageError("disk-full")

    monkeypatch.setattr(wang.files, "put", full)
    monkeypatch.setattr(client, "sync_once", lambda _replica: core.run(always))
    ended = client.sync_whole(wang.replica)  # as the command line does: it comes to an end
    assert (ended.outcome, ended.code) == (Outcome.DONE, "disk-full")
    assert len(wang.living("issued_papers")) == 1
    assert core.files_in() == 2
    monkeypatch.undo()
    monkeypatch.setattr(agent, "monotonic", ticks)
    ticks.now += 2
    assert core.run(always).tally.fetched == 1


def test_files_give_way_to_whoever_asks(li, core):
    hand_out(li, bytes(9_000))
    ended = core.run(always, is_wanted=always)
    assert (ended.outcome, ended.asked) == (Outcome.DONE, 1)
    assert core.files_in() == 0, "the next cycle goes on at once"
    asked = [core.run(always, is_wanted=always).asked for _ in range(3)]
    assert asked == [1, 1, 1], "each moves something"


def test_it_is_told_how_many_files_are_left(li):
    told = []
    for number in range(3):
        hand_out(li, b"paper %d" % number)
    Core(li.replica, li.link, told.append).run(always)
    left = [status.sending for status in told if status.moves_files]
    assert list(dict.fromkeys(left)) == [3, 2, 1, 0]
    assert told[-1].sending == told[-1].coming == 0


def test_while_a_person_is_asked_what_they_write_still_goes():
    """Nobody is asked again and again: without a change it is looked once an hour."""
    asked = Cycle(at=At.END, outcome=Outcome.CONSENT)
    waits = Schedule().after_cycle(asked, 1_000.0, Random(1), idle=30.0)
    assert waits.due == 1_000 + RARELY
    assert waits.after_change(1_100.0).due <= 1_100 + PATIENCE


def test_whoever_agrees_while_a_cycle_is_under_way_is_heard(li, ticks):
    agent = Agent(Core(li.replica, li.link, lambda _status: None))
    agent.consent()
    ticks.now += 1
    agent._took(Cycle(at=At.END, outcome=Outcome.CONSENT))
    assert agent._schedule.due == ticks.now
