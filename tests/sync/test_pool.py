"""Customers in the pool, taken from it and given back: by laptops and the server's rules."""

from datetime import timedelta

import pytest

from salesdesk.domain.errors import RuleBroken
from salesdesk.server.recycling import recycle
from salesdesk.services import activities, contacts, customers, inbox, pool, quotes, undo
from tests.conftest import NOON, TODAY
from tests.sync.office import same_rows


@pytest.fixture
def admin(laptop):
    return laptop("admin")


@pytest.fixture
def han(laptop):
    return laptop("han")


@pytest.fixture
def free(li, han):
    """A customer with a person, in the pool, known to both."""
    customer = customers.add_customer(li.database, {"name": "宁波海川贸易"})
    contacts.add_contact(li.database, customer, {"name": "陈洁"})
    pool.release(li.database, [customer])
    _everyone(li, han)
    return customer


def _everyone(*desks):
    for desk in (*desks, *desks):
        assert desk.sync(consented=True).outcome == "done"


def _set(admin, *desks, **rules):
    admin.sync()
    pool.change_rules(admin.database, rules)
    _everyone(admin, *desks)


def test_what_is_released_is_in_the_pool_with_all_beneath(office, li, free):
    row = office.rows("customers")[free]
    assert (row["owner_id"], row["scope_id"], row["released_at"]) == (None, "pool", office.now)
    assert {one["scope_id"] for one in office.rows("contacts").values()} == {"pool"}


def test_of_two_who_claim_one_gets_it_and_the_other_hears_who(office, li, han, free):
    assert pool.claim(li.database, [free]) == pool.claim(han.database, [free]) == 1
    _everyone(han, li)
    row = office.rows("customers")[free]
    assert (row["owner_id"], row["claimed_at"]) == (office.people["han"], office.now)
    (told,) = inbox.problems(li.database)
    assert (told.code, told.values) == ("customer-taken", {"name": "宁波海川贸易", "by": "han"})
    assert inbox.problems(han.database) == []
    assert free not in li.rows("customers")
    assert same_rows(office, li) == same_rows(office, han) == []


def test_taking_back_a_claim_releases_it(office, li, han, free):
    pool.claim(li.database, [free])
    _everyone(li)
    undo.undo(li.database)
    _everyone(li, han)
    assert office.rows("customers")[free]["owner_id"] is None
    assert free in han.living("customers")


def test_the_server_counts_what_two_laptops_claim(office, li, laptop, admin, free):
    other = customers.add_customer(li.database, {"name": "温州正泰阀门", "owner_id": None})
    twin = laptop("li")
    _set(admin, li, twin, claims=1)
    pool.claim(li.database, [free])
    pool.claim(twin.database, [other])
    _everyone(li, twin)
    assert [one.code for one in inbox.problems(twin.database)] == ["pool-claims"]
    assert office.rows("customers")[other]["owner_id"] is None
    office.now += timedelta(hours=25)
    inbox.retry(twin.database, [one.id for one in inbox.problems(twin.database)])
    _everyone(twin)
    assert office.rows("customers")[other]["owner_id"] == office.people["li"]


def test_a_laptop_knows_the_limits_itself(li, admin, free):
    customers.add_customer(li.database, {"name": "佛山永固"})
    _set(admin, li, owned=1)
    with pytest.raises(RuleBroken, match="pool-owned"):
        pool.claim(li.database, [free])


def test_silence_gives_a_customer_back(office, li, han, admin):
    quiet, heard, asked, graded = (
        customers.add_customer(li.database, {"name": name, "grade": grade})
        for name, grade in (("安静", ""), ("常联系", ""), ("在报价", ""), ("重点", "A"))
    )
    _set(admin, li, han, days=30)
    pool.change_rules(admin.database, {"days_a": None})
    quotes.draft_quote(li.database, asked, today=TODAY)
    _everyone(li, admin)
    assert recycle(office.engine, NOON + timedelta(days=29)) == 0
    call = {"kind": "call", "subject": "问候", "happens_at": NOON + timedelta(days=20)}
    li.database.clock.now = office.now = NOON + timedelta(days=20)
    activities.log_activity(li.database, heard, call)
    _everyone(li)
    office.now = NOON + timedelta(days=31)
    assert recycle(office.engine, office.now) == 1
    _everyone(li, han)
    rows = office.rows("customers")
    owners = {row["name"]: row["owner_id"] for row in rows.values()}
    assert owners["安静"] is None
    assert {owners[name] for name in ("常联系", "在报价", "重点")} == {office.people["li"]}
    assert quiet in han.living("customers")
    assert graded in li.living("customers")
    assert same_rows(office, li) == same_rows(office, han) == []


def test_protection_keeps_a_customer_and_is_limited(office, li, admin):
    one, other = (customers.add_customer(li.database, {"name": name}) for name in ("苏州恒达", "无锡华新"))
    _set(admin, li, days=10, protected=1)
    pool.protect(li.database, [one], TODAY + timedelta(days=60))
    with pytest.raises(RuleBroken, match="pool-protected"):
        pool.protect(li.database, [other], TODAY + timedelta(days=60))
    _everyone(li)
    assert office.rows("customers")[one]["protected_until"] == TODAY + timedelta(days=60)
    office.now = NOON + timedelta(days=11)
    assert recycle(office.engine, office.now) == 1
    _everyone(li)
    assert office.rows("customers")[one]["owner_id"] == office.people["li"]
    assert office.rows("customers")[other]["owner_id"] is None


def test_the_countdown_is_seen_before_it_happens(li, admin):
    customer = customers.add_customer(li.database, {"name": "苏州恒达"})
    assert pool.returning(li.database) == []
    _set(admin, li, days=5)
    (told,) = pool.returning(li.database)
    assert (told.id, told.days) == (customer, 5)
    assert pool.returns(li.database, [customer]) == {customer: 5}


def test_what_would_change_hands_is_told_before(office, li, free, admin):
    admin.sync()
    customer = customers.add_customer(li.database, {"name": "苏州恒达"})
    quotes.draft_quote(li.database, customer, today=TODAY)
    found = pool.moving(li.database, [customer, free])
    assert (found.customers, dict(found.beneath)) == (2, {"contacts": 1, "quotes": 1})
    _everyone(li, admin)
    assert pool.hand_over(admin.database, [customer, free], office.people["han"]) == 2
    _everyone(admin, li)
    assert {row["owner_id"] for row in office.rows("customers").values()} == {office.people["han"]}
    with pytest.raises(RuleBroken, match="owner-unknown"):
        pool.hand_over(admin.database, [customer], customer)
