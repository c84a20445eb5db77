"""Rows as a group sees them: found by what they name, however many others are known."""

import pytest

from salesdesk.protocol.scopes import owned_by
from salesdesk.server import rows
from salesdesk.server.policy import Directory
from salesdesk.server.staging import Stage, Work
from salesdesk.storage.base import new_id
from tests.server.laptops import NOON

BY = new_id()


@pytest.fixture
def work(engine):
    with engine.execution_options(rw=True).begin() as connection:
        yield Work(connection, Directory({}, {}), NOON)


class Watched(dict):
    """A row that counts how often it is asked."""

    asked = 0

    def __getitem__(self, name):
        Watched.asked += 1
        return super().__getitem__(name)


def _person(customer):
    stamps = {"id": new_id(), "scope_id": owned_by(BY), "version": 1, "name": ""}
    return Watched(rows.new("contacts", {"customer_id": customer}) | stamps)


def _meet(work, customer):
    """A person of a customer, as an earlier group of the transaction left them."""
    stage, row = Stage(work), _person(customer)
    stage.put("contacts", row, by=BY)
    stage.keep()
    return row["id"]


def _ids(found):
    return {row["id"] for row in found}


def test_what_a_group_moved_lies_beneath_whom_it_was_moved_to_for_that_group_alone(work):
    old, new = new_id(), new_id()
    moved, stays = _meet(work, old), _meet(work, old)
    stage = Stage(work)
    assert _ids(stage.beneath("contacts", [old])) == {moved, stays}
    stage.put("contacts", stage.get("contacts", moved) | {"customer_id": new}, by=BY)
    made = _person(new)
    stage.put("contacts", made, by=BY)
    assert _ids(stage.beneath("contacts", [old])) == {stays}
    assert _ids(stage.beneath("contacts", [new])) == {moved, made["id"]}
    other = Stage(work)
    assert _ids(other.beneath("contacts", [old])) == {moved, stays}
    assert other.beneath("contacts", [new]) == []
    stage.keep()
    assert _ids(other.beneath("contacts", [old, new])) == {moved, stays, made["id"]}
    assert _ids(other.beneath("contacts", [new])) == {moved, made["id"]}


def test_of_many_rows_known_only_those_are_looked_at_that_are_meant(work):
    customers = [new_id() for _ in range(200)]
    for customer in customers:
        work.meet("contacts", [_person(customer) for _ in range(5)])
    stage = Stage(work)
    stage.beneath("contacts", customers[:1])  # what is known is looked through once
    Watched.asked = 0
    for customer in customers:
        assert len(stage.beneath("contacts", [customer])) == 5
    assert Watched.asked <= 5 * len(customers)
