"""The pool on the server, on both kinds of database."""

from datetime import timedelta

import pytest

from salesdesk.protocol.setting_ids import id_of_setting
from salesdesk.server.engine import change
from salesdesk.server.recycling import recycle
from salesdesk.server.rows import new, save
from tests.server.laptops import NOON, Office


@pytest.fixture
def office(engine):
    return Office(engine)


@pytest.fixture
def li(office):
    return office.laptop("li")


def _rules(office, **rules):
    def write(session):
        row = new("company_settings", {"key": "pool", "value": rules})
        stamps = {"id": id_of_setting("pool"), "scope_id": "company", "seq": 2, "version": 1}
        times = {"created_at": NOON, "edited_at": NOON}
        save(session.connection(), [("company_settings", row | stamps | times)])

    change(office.engine, write)


def _reassign(laptop, customer, was, to):
    args = {"from": str(was) if was else None, "to": str(to) if to else None}
    return laptop.do("customers", customer, command="customer.reassign", args=args)


def test_whoever_is_silent_for_too_long_goes_back(office, li):
    quiet, protected = li.add_customer("安静"), li.add_customer("保护")
    until = (NOON + timedelta(days=90)).date().isoformat()
    args = {"from": None, "to": until}
    assert li.do("customers", protected, command="customer.protect", args=args).status == "applied"
    assert recycle(office.engine, NOON + timedelta(days=400)) == 0  # nobody has said so
    _rules(office, days=30)
    assert recycle(office.engine, NOON + timedelta(days=31)) == 1
    assert recycle(office.engine, NOON + timedelta(days=31)) == 0
    rows = office.rows("customers")
    assert (rows[quiet]["owner_id"], rows[quiet]["scope_id"]) == (None, "pool")
    assert rows[protected]["owner_id"] == li.caller.user
    assert recycle(office.engine, NOON + timedelta(days=92)) == 1


def test_the_limits_are_the_servers(office, li):
    han = office.laptop("han")
    free = [li.add_customer(name, owner_id=None) for name in ("一", "二", "三")]
    _rules(office, owned=2, protected=1)
    mine = li.caller.user
    assert [_reassign(li, one, None, mine).status for one in free[:2]] == ["applied", "applied"]
    refused = _reassign(li, free[2], None, mine)
    assert (refused.status, refused.code, refused.values) == ("rejected", "pool-owned", {"limit": 2})
    late = _reassign(han, free[0], None, han.caller.user)
    assert (late.code, late.values) == ("customer-taken", {"name": "一", "by": "li"})
    args = {"from": None, "to": NOON.date().isoformat()}
    protects = [li.do("customers", one, command="customer.protect", args=args) for one in free[:2]]
    assert [one.status for one in protects] == ["applied", "applied"]  # today is over somewhere already
    later = {"from": NOON.date().isoformat(), "to": (NOON + timedelta(days=9)).date().isoformat()}
    protects = [li.do("customers", one, command="customer.protect", args=later) for one in free[:2]]
    assert [(one.status, one.code) for one in protects] == [("applied", ""), ("rejected", "pool-protected")]


def test_a_manager_gives_more_than_one_may_claim(office, li):
    wang = office.laptop("wang")
    free = li.add_customer("一", owner_id=None)
    li.add_customer("二")
    _rules(office, owned=1)
    assert _reassign(wang, free, None, li.caller.user).status == "applied"
