"""Two customers become one on the server, on both kinds of database."""

from uuid import UUID

import pytest

from salesdesk.storage.base import new_id
from tests.server.laptops import NOON, Office


@pytest.fixture
def office(engine):
    return Office(engine)


@pytest.fixture
def li(office):
    return office.laptop("li")


def _contact(laptop, customer, name):
    contact = new_id()
    said = {"customer_id": customer, "name": name, "phones": [], "emails": [], "is_primary": True}
    assert laptop.do("contacts", contact, patch=said).status == "applied"
    return contact


def _merge(laptop, kept, loser, **said):
    args = {"merge_id": str(new_id()), "loser_id": str(loser), "sides": {}, "seen": {}, "values": {}} | said
    return laptop.do("customers", kept, command="customer.merge", args=args), UUID(args["merge_id"])


def test_one_customer_is_left_with_all_people(office, li):
    kept, loser = li.add_customer(grade="A"), li.add_customer("鑫源机械", phone="+86 755 2345 6789")
    people = [_contact(li, kept, "王芳"), _contact(li, loser, "李强")]
    result, merge = _merge(li, kept, loser)
    assert result.status == "conflict"  # two names: the other is offered
    assert [one.field for one in result.conflicts] == ["name"]
    contacts = office.rows("contacts")
    assert {contacts[one]["customer_id"] for one in people} == {kept}
    assert sum(row["is_primary"] for row in contacts.values()) == 1
    rows = office.rows("customers")
    assert (rows[kept]["phone"], rows[kept]["grade"]) == ("+86 755 2345 6789", "A")
    assert rows[loser]["deleted_at"] == office.now
    assert office.rows("customer_merges")[merge]["moved"]["contacts"] == [str(people[1])]


def test_the_way_back(office, li):
    kept, loser = li.add_customer(), li.add_customer(phone="+86 755 2345 6789")
    contact = _contact(li, loser, "李强")
    before = office.rows("customers")
    result, merge = _merge(li, kept, loser)
    assert result.status == "applied"
    assert li.do("customer_merges", merge, command="customer.unmerge", args={}).status == "applied"
    stamps = {"seq", "version", "edited_at"}
    for row_id, row in office.rows("customers").items():
        assert {n: v for n, v in row.items() if n not in stamps} == {
            n: v for n, v in before[row_id].items() if n not in stamps
        }
    assert office.rows("contacts")[contact]["customer_id"] == loser
    assert li.do("customer_merges", merge, command="customer.unmerge", args={}).status == "applied"


def test_a_part_of_a_merge_that_was_never_ordered_is_refused(office, li):
    kept = li.add_customer()
    result = li.do("customers", kept, command="customer.merge", args={"part_of": str(new_id())})
    assert (result.status, result.code) == ("rejected", "command-unknown")


def test_a_customer_is_not_part_of_itself(office, li):
    kept = li.add_customer()
    result, _ = _merge(li, kept, kept)
    assert (result.status, result.code) == ("rejected", "merge-with-itself")


def test_who_owns_only_one_of_the_two_asks_whoever_owns_the_other(office, li):
    """The order waits as one act in the scope of the colleague; nothing has moved."""
    han = office.laptop("han")
    kept, loser = li.add_customer(), han.add_customer("鑫源机械")
    result, _ = _merge(li, kept, loser)
    assert result.status == "held"
    (held,) = office.rows("held_acts").values()
    assert held["scope_id"] == f"owner:{office.people['han']}"
    assert office.rows("customers")[loser]["deleted_at"] is None


def test_everything_comes_along_into_the_scope_of_the_one_that_is_kept(office, li):
    han, wang = office.laptop("han"), office.laptop("wang")
    kept, loser = li.add_customer(), han.add_customer()
    contact = _contact(han, loser, "李强")
    call = new_id()
    said = {"customer_id": loser, "kind": "call", "subject": "报价", "happens_at": NOON.isoformat()}
    assert han.do("activities", call, patch=said).status == "applied"
    result, _ = _merge(wang, kept, loser)
    assert result.status == "applied"
    mine = f"owner:{office.people['li']}"
    assert office.rows("contacts")[contact]["scope_id"] == office.rows("activities")[call]["scope_id"] == mine
    han.pull()
    li.pull()
    assert li.sees("contacts", contact)
    assert not han.sees("contacts", contact)
    assert not han.sees("customers", loser)
