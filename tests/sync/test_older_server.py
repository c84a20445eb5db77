"""Laptops may be newer than their server: what it does not know yet waits for its update."""

from datetime import timedelta

import pytest

from salesdesk.protocol.entities import ENTITIES, SCHEMA
from salesdesk.server import applying, exchange
from salesdesk.services import customers, inbox, pool, undo
from salesdesk.storage.replica import thinning
from salesdesk.sync.state import Outcome
from tests.sync.office import hand_out, same_rows, unreadable

PAPERS = "issued_papers"


@pytest.fixture
def older(monkeypatch):
    """The server knows no issued papers and no commands; call it for the server's update."""
    with monkeypatch.context() as patched:
        known = {name: entity for name, entity in ENTITIES.items() if name != PAPERS}
        patched.setattr(applying, "ENTITIES", known)
        patched.setattr(applying, "COMMANDS", {})
        for module in (applying, exchange):
            patched.setattr(module, "SCHEMA", SCHEMA - 1)
        yield patched.undo


def test_a_kind_it_does_not_know_waits_for_its_update_and_is_handed_in_then(office, li, older, clock):
    hand_out(li, b"%PDF paper")
    later = customers.add_customer(li.database, {"name": "behind it"})
    for _ in range(3):
        assert li.sync().outcome is Outcome.DONE
    assert later in office.rows("customers"), "what comes behind goes through"
    (problem,) = inbox.problems(li.database)
    assert (problem.code, li.living(PAPERS)) == ("entity-unknown", {})
    older()
    clock.now += timedelta(minutes=6)  # until then a cycle is idle
    for _ in range(2):
        assert li.sync().outcome is Outcome.DONE
    assert inbox.problems(li.database) == []
    assert len(li.living(PAPERS)) == len(office.rows(PAPERS)) == 1
    assert same_rows(office, li) == unreadable(li) == []


def test_a_step_it_does_not_know_likewise_however_long_it_takes(office, li, older, clock):
    customer = customers.add_customer(li.database, {"name": "A"})
    li.sync()
    pool.release(li.database, [customer])
    li.sync()
    assert "command-unknown" in [one.code for one in inbox.problems(li.database)]
    thinning.forget_old(li.database, clock.now + timedelta(days=90))
    older()
    clock.now += timedelta(minutes=6)  # until then a cycle is idle
    for _ in range(2):
        assert li.sync().outcome is Outcome.DONE
    assert inbox.problems(li.database) == []
    assert office.rows("customers")[customer]["owner_id"] is None


def test_a_step_that_was_taken_back_meanwhile_is_not_handed_in(office, li, older, clock):
    customer = customers.add_customer(li.database, {"name": "A"})
    li.sync()
    pool.release(li.database, [customer])
    li.sync()
    undo.undo(li.database)
    assert inbox.problems(li.database) == []
    older()
    clock.now += timedelta(minutes=6)
    for _ in range(2):
        li.sync()
    assert office.rows("customers")[customer]["owner_id"] == li.database.me
    undo.redo(li.database)
    clock.now += timedelta(minutes=6)
    for _ in range(2):
        li.sync()
    assert office.rows("customers")[customer]["owner_id"] is None
