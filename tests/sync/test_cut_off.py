"""The program ends by force before any of its transactions: the next start goes on."""

from array import array

import pytest

from salesdesk.protocol.messages import Limits
from salesdesk.services import customers
from salesdesk.storage import outbox
from salesdesk.storage.replica import absorbing, finding, laying_aside, pace
from salesdesk.sync.state import Outcome
from tests.sync.office import same_rows
from tests.sync.test_revocation import fill, give, take_from


class Killed(BaseException):
    """The end by force."""


@pytest.fixture
def kill(monkeypatch):
    """Let the n-th transaction of a laptop not happen: `kill(desk, n)`; returns whether it came to that."""

    def cut(desk, number: int) -> bool:
        absorb, left = desk.database.absorb, [number]

        def dying(**how):
            left[0] -= 1
            if left[0] == 0:
                raise Killed
            return absorb(**how)

        with monkeypatch.context() as patched:
            patched.setattr(desk.database, "absorb", dying)
            try:
                desk.sync(consented=True)
            except Killed:
                return True
        return False

    return cut


def indexes(database):
    """All indexes of a laptop, and what SQLite believes of them."""
    with database.engine.connect() as connection:
        there = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'index'").all()
        believed = connection.exec_driver_sql("SELECT tbl, idx, stat FROM sqlite_stat1").all()
    return sorted(map(tuple, there)), sorted(map(tuple, believed))


def keys(database):
    """The keys for duplicates, and those that the rows have."""
    with database.engine.connect() as connection:
        there = connection.exec_driver_sql("SELECT key, row_id FROM match_keys").all()
        marked = connection.exec_driver_sql("SELECT row_id, keys FROM search_marks").all()
    return sorted(map(tuple, there)), sorted((n, row) for row, some in marked for n in set(array("q", some)))


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch):
    monkeypatch.setattr(pace, "MANY", 20)
    monkeypatch.setattr(absorbing, "STEP", 10)
    monkeypatch.setattr(finding, "AT_ONCE", 10)


def test_a_first_copy_cut_off_anywhere_is_whole_in_the_end(office, li, laptop, kill):
    for number in range(70):
        fill(li.database, f"Zanzibar{number}")
    li.sync()
    wang, number = laptop("wang"), 1
    while kill(wang, number):
        number += 3
    assert number > 10
    assert wang.sync(compares=True).outcome is Outcome.DONE
    assert same_rows(office, wang) == []
    with wang.database.engine.connect() as connection:
        found = connection.exec_driver_sql("SELECT count(*) FROM search_docs").scalar()
    assert found == sum(
        len(wang.living(kind)) for kind in ("customers", "contacts", "quotes", "activities", "products")
    )


def test_a_large_first_copy_makes_its_indexes_wherever_it_was_cut_off(office, li, laptop, kill, monkeypatch):
    monkeypatch.setattr(laying_aside, "MUCH", 20)
    monkeypatch.setattr(office.exchange, "_limits", Limits(rows=20))
    for number in range(70):
        fill(li.database, f"Zanzibar{number}")
    li.sync()
    wang, number, without = laptop("wang"), 1, 0
    usual = indexes(wang.database)
    while kill(wang, number):
        number += 2
        without += indexes(wang.database) != usual
    assert without > 3
    assert wang.sync(compares=True).outcome is Outcome.DONE
    assert same_rows(office, wang) == []
    assert indexes(wang.database) == usual
    there, wanted = keys(wang.database)
    assert there == wanted != []


def test_a_push_and_a_revocation_cut_off_anywhere_lose_nothing(office, li, laptop, kill):
    given = [fill(li.database, f"Zanzibar{number}") for number in range(3)]
    li.sync()
    wang, admin = laptop("wang"), laptop("admin")
    wang.sync()
    admin.sync()
    for number in range(1, 60, 4):
        customers.add_customer(wang.database, {"name": f"N{number}"})
        if number == 21:
            give(admin, given[0], "han")
            admin.sync()
        if number == 33:
            customers.edit_customer(wang.database, given[1], {"note": "at the last moment"})
            take_from(admin, "li", None)
            admin.sync()
        kill(wang, number % 13 + 1)
    assert wang.sync(consented=True).outcome is Outcome.DONE
    assert same_rows(office, wang) == []
    assert wang.database.ask(outbox.pending) == 0
    assert len(wang.living("customers")) == 16  # with the one that Han, beneath him, was given
    assert len(office.rows("customers")) == 18


def test_whoever_saves_a_customer_before_it_is_found_is_not_in_the_way(office, li, laptop, monkeypatch):
    for number in range(70):
        fill(li.database, f"Zanzibar{number}")
    li.sync()
    wang = laptop("wang")
    into, found, saved = finding.index_fresh, [], []

    def finds(session, entity, ids, **how):
        found.extend(ids)
        into(session, entity, ids, **how)

    def save_one_that_is_to_come(_):
        if found and not saved:
            saved.append(max(wang.living("customers").keys() - set(found)))
            customers.edit_customer(wang.database, saved[0], {"note": "before it is found"})

    monkeypatch.setattr(finding, "index_fresh", finds)
    end = wang.database.changes.subscribe(save_one_that_is_to_come)
    assert wang.sync().outcome is Outcome.DONE
    end()
    assert saved
    assert wang.sync().outcome is Outcome.DONE
    assert same_rows(office, wang) == []
