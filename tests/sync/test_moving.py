"""What moves from one person to another, and how it looks to whoever holds the rows of both: nothing goes.

Pages are so small here that a customer leaves on one and comes on a later one.
"""

import pytest

from salesdesk.services import customers, drafts, inbox, undo
from salesdesk.storage.replica import brake, departing
from salesdesk.sync import pulling
from salesdesk.sync.state import Outcome
from tests.storage.pages import plain_bytes
from tests.sync.office import same_rows
from tests.sync.test_revocation import fill, give, take_from


@pytest.fixture(autouse=True)
def small_pages(monkeypatch):
    monkeypatch.setattr(pulling, "ORDINARY", 1)


@pytest.fixture
def wang(office, laptop):
    """The manager of Li and Han: a bystander."""
    return laptop("wang")


@pytest.fixture
def admin(laptop):
    return laptop("admin")


def disagree(desk, other, customer):
    """Let somebody begin a form, write a city, and hear that another one wrote another note meanwhile."""
    drafts.keep_draft(desk.database, "customer", customer, {"name": "half"})
    customers.edit_customer(desk.database, customer, {"city": "Hamburg"})
    customers.edit_customer(desk.database, customer, {"note": "mine"})
    customers.edit_customer(other.database, customer, {"note": "theirs"})
    other.sync()
    desk.sync()
    assert len(inbox.conflicts(desk.database)) == 1


def assert_all_is_here(desk, customer):
    """The form, the disagreement and the steps are where they were; nothing waits to go."""
    assert [one.row_id for one in inbox.conflicts(desk.database)] == [customer]
    assert drafts.draft(desk.database, "customer", customer) is not None
    assert len(undo.steps(desk.database)) == 2
    assert not desk.database.ask(departing.any_waits)
    assert same_rows(desk.office, desk) == []


@pytest.mark.parametrize("order", ["departures first", "arrivals first"])
def test_nothing_goes_that_comes_again_on_a_later_page(office, laptop, wang, admin, order, monkeypatch):
    monkeypatch.setattr(brake, "FEW", 5)
    giver, taker = sorted(("li", "han"), key=office.people.get, reverse=order == "arrivals first")
    owner = laptop(giver)
    given = [fill(owner.database, f"Zanzibar{number}") for number in range(2)]
    for desk in (owner, wang, admin):
        desk.sync()
    disagree(wang, admin, given[0])
    for customer in given:
        give(admin, customer, taker)
    admin.sync()
    wang.link.asked.clear()
    ended = wang.sync()
    assert (ended.outcome, ended.deleted, ended.tally.gone) == (Outcome.DONE, 0, 0)
    assert wang.link.asked.count("sync/pull") > 2
    assert_all_is_here(wang, given[0])
    owner.sync(consented=True)
    assert owner.rows("customers") == {}


def test_whoever_takes_over_may_be_new_here(office, li, wang, admin):
    """A scope that was never read comes last, however long its first copy takes."""
    customer = fill(li.database, "Zanzibar")
    admin.sync()
    take_from(admin, "han", None)
    for desk in (li, admin, wang):
        desk.sync()
    disagree(wang, admin, customer)
    give(admin, customer, "han")
    take_from(admin, "han", office.people["wang"])
    admin.sync()
    assert wang.sync().tally.gone == 0
    assert_all_is_here(wang, customer)


def test_it_may_move_while_the_pull_is_under_way(li, wang, admin):
    """The scope it comes by had nothing new when the cycle began, and is asked for once more."""
    customer = fill(li.database, "Zanzibar")
    for desk in (li, wang, admin):
        desk.sync()
    disagree(wang, admin, customer)
    wang.sync()
    customers.edit_customer(admin.database, customer, {"grade": "A"})
    admin.sync()

    def meanwhile(name):
        if name == "sync/pull":
            wang.link.before = lambda _name: None
            give(admin, customer, "han")
            admin.sync()

    wang.link.before = meanwhile
    assert wang.sync().tally.gone == 0
    assert_all_is_here(wang, customer)


def test_what_left_is_not_forgotten_where_the_cycle_is_cut_off(office, li, wang, admin):
    """Han, whose it is by now, is no longer beneath Wang when Wang's laptop comes back: no byte stays."""
    customer = fill(li.database, "Zanzibar")
    kept = fill(li.database, "Serengeti")
    for desk in (li, wang, admin):
        desk.sync()
    give(admin, customer, "han")
    admin.sync()
    while not wang.database.ask(departing.any_waits):
        pulls = wang.link.asked.count("sync/pull")
        wang.link.before = lambda _name, upto=pulls + 1: cut_after(wang, upto)
        assert wang.sync().outcome is Outcome.OFFLINE
        wang.link.cut = set()
    assert customer in wang.living("customers")
    wang.link.before = lambda _name: None
    take_from(admin, "han", None)
    admin.sync()
    ended = wang.sync()
    assert (ended.outcome, ended.tally.gone > 0) == (Outcome.DONE, True)
    assert set(wang.rows("customers")) == {kept}
    assert b"anzibar" not in plain_bytes(wang.database)
    assert same_rows(office, wang) == []


def cut_after(desk, pulls):
    if desk.link.asked.count("sync/pull") >= pulls:
        desk.link.cut = {"sync/pull"}


def test_more_than_very_many_are_never_removed_unasked(li, admin, monkeypatch):
    """However small a part of all it is; and what is left goes on being read, and sent."""
    monkeypatch.setattr(brake, "FEW", 1)
    monkeypatch.setattr(brake, "MANY", 4)
    monkeypatch.setattr(departing, "_STEP", 2)
    ids = [customers.add_customer(li.database, {"name": f"客户{number}"}) for number in range(30)]
    li.sync()
    admin.sync()
    customers.edit_customers(admin.database, ids[:4], {"owner_id": admin.database.me})
    admin.sync()
    assert (li.sync().outcome, len(li.living("customers"))) == (Outcome.DONE, 26)
    customers.edit_customers(admin.database, ids[4:9], {"owner_id": admin.database.me})
    customers.edit_customer(admin.database, ids[20], {"note": "later"})
    admin.sync()
    for _ in range(2):
        mine = customers.add_customer(li.database, {"name": "Mine"})
        ended = li.sync()
        assert (ended.outcome, {row_id for _, row_id in ended.doomed}) == (Outcome.CONSENT, set(ids[4:9]))
        assert mine in li.office.rows("customers")
    assert li.sync().outcome is Outcome.CONSENT, "also where nothing is new"
    assert li.living("customers")[ids[20]]["note"] == "later"
    assert li.sync(consented=True).outcome is Outcome.DONE
    assert set(ids[4:9]).isdisjoint(li.rows("customers"))
