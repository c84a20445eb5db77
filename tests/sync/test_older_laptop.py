"""A laptop whose program is too old hands in what is written and asks for the update."""

from random import Random

import pytest

from salesdesk.protocol.entities import SCHEMA
from salesdesk.services import customers
from salesdesk.sync import cycle, schedule
from salesdesk.sync.schedule import Schedule
from salesdesk.sync.state import Outcome
from salesdesk.sync.status import State, status_of
from tests.sync.office import hand_out, same_rows
from tests.sync.test_orders import lend
from tests.sync.test_revocation import take_from


@pytest.fixture
def age(monkeypatch):
    """Let the laptops' programs be so many versions older."""
    return lambda versions: monkeypatch.setattr(cycle, "SCHEMA", SCHEMA - versions)


@pytest.fixture
def wang(laptop):
    return laptop("wang")


def test_what_is_written_goes_out_and_what_is_new_waits_for_the_update(office, li, wang, age):
    mine, theirs = (customers.add_customer(li.database, {"name": name}) for name in "AB")
    li.sync()
    wang.sync()
    customers.edit_customer(wang.database, theirs, {"note": "from above"})
    wang.sync()
    customers.edit_customer(li.database, mine, {"note": "from below"})
    paper = hand_out(li, b"%PDF paper")
    age(3)
    lend(li)
    for _ in range(2):
        ended = li.sync()
        assert ended.outcome is Outcome.OUTDATED
    assert office.rows("customers")[mine]["note"] == "from below"
    assert office.files.path(paper).exists()
    assert li.living("customers")[theirs]["note"] == ""
    assert status_of(li.database, ended).state is State.PROBLEM
    age(0)
    assert li.sync().outcome is Outcome.DONE
    assert same_rows(office, li) == []


def test_the_version_before_the_last_reads_on(li, age):
    age(2)
    assert li.sync().outcome is Outcome.DONE


def test_what_it_may_no_longer_hold_goes_all_the_same(li, laptop, wang, age):
    customer = customers.add_customer(li.database, {"name": "A"})
    li.sync()
    wang.sync()
    assert customer in wang.rows("customers")
    admin = laptop("admin")
    admin.sync()
    take_from(admin, "li", None)
    admin.sync()
    age(3)
    wang.sync()
    assert customer not in wang.rows("customers")


def test_it_looks_rarely_but_sends_soon(li, age):
    age(3)
    waits = Schedule().after_cycle(li.sync(), 1_000.0, Random(1), idle=30.0)
    assert waits.due > 1_000.0 + schedule.RARELY / 3
    assert waits.after_change(1_001.0).due == 1_001.0 + schedule.QUIET
