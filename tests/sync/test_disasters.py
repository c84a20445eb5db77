"""Copied disks and restored laptops; the random life of several laptops."""

from random import Random

import pytest

from salesdesk.services import contacts, customers, inbox
from salesdesk.storage import outbox
from salesdesk.storage.replica import identity
from salesdesk.storage.tables.customers import CustomerRow
from salesdesk.storage.undo import Step
from salesdesk.sync import cycle as cycles
from salesdesk.sync.state import Cycle, Outcome
from tests.sync.office import same_rows


def test_two_copies_of_one_disk_both_go_on_and_lose_nothing(office, li, new_places):
    customers.add_customer(li.database, {"name": "A"})
    li.sync()
    twin = li.copy(new_places())
    customers.add_customer(li.database, {"name": "B"})
    customers.add_customer(twin.database, {"name": "C"})
    li.sync()
    assert twin.sync().outcome is Outcome.DONE
    assert twin.database.device_id != li.database.device_id
    li.sync()
    assert {row["name"] for row in li.living("customers").values()} == {"A", "B", "C"}
    assert same_rows(office, li) == same_rows(office, twin) == []
    twin.database.close()


def test_a_laptop_restored_from_a_backup_gets_back_what_it_wrote_and_resurrects_nothing(
    office, li, new_places
):
    kept, gone = (customers.add_customer(li.database, {"name": name}) for name in "AB")
    li.sync()
    old = li.copy(new_places())
    customers.remove_customers(li.database, [gone])
    customers.edit_customer(li.database, kept, {"note": "after the backup"})
    li.sync()
    assert old.sync().outcome is Outcome.DONE
    assert old.database.ask(identity.of).incarnation == 1
    assert set(old.living("customers")) == {kept}
    customers.edit_customer(old.database, kept, {"city": "深圳"})
    assert old.sync().tally.problems == 0
    assert same_rows(office, old) == []
    assert office.rows("customers")[kept]["city"] == "深圳"
    old.database.close()


def test_a_cycle_cut_off_after_any_step_goes_on_the_next_time(office, laptop):
    for steps in range(1, 7):
        li = laptop("li")
        customer = customers.add_customer(li.database, {"name": f"A{steps}"})
        contacts.add_contact(li.database, customer, {"name": "王芳"})
        cycle = Cycle()
        for _ in range(steps):
            if not cycle.is_over:
                cycle = cycles.advance(li.replica, li.link, cycle)
        assert li.sync().outcome is Outcome.DONE
        assert same_rows(office, li) == []
        assert li.database.ask(outbox.pending) == 0
    assert len(office.rows("customers")) == 6


@pytest.mark.parametrize("seed", range(4))
def test_laptops_of_several_people_end_with_the_same_rows(office, laptop, seed):
    chance = Random(seed)
    desks = [laptop(name) for name in ("li", "li", "wang", "han")]
    for _ in range(40):
        _something(chance, chance.choice(desks))
    for _ in range(3):
        for desk in desks:
            assert desk.sync().outcome is Outcome.DONE
    for desk in desks:
        assert desk.database.ask(outbox.pending) == 0
        assert same_rows(office, desk) == []
        compared = desk.sync(compares=True)
        assert (compared.tally.repaired, compared.tally.pulled) == (0, 0)


def _something(chance, desk):
    """Write something, or go a few steps of a cycle, with answers lost now and then."""
    known = sorted(desk.living("customers"))
    what = chance.choice(["add", "edit", "edit", "remove", "contact", "sync", "sync", "part", "lose"])
    if what == "add" or not known:
        customers.add_customer(desk.database, {"name": f"N{chance.random()}"})
    elif what == "edit":
        field = chance.choice(["note", "city", "industry", "name"])
        customers.edit_customer(desk.database, chance.choice(known), {field: f"v{chance.randrange(99)}"})
    elif what == "contact":
        contacts.add_contact(desk.database, chance.choice(known), {"name": f"P{chance.random()}"})
    elif what == "remove":
        customers.remove_customers(desk.database, [chance.choice(known)])
    elif what == "lose":
        desk.link.lose = {chance.choice(["sync/session", "sync/push", "sync/pull"])}
        desk.sync()
        desk.link.lose = set()
    elif what == "part":
        cycle = Cycle()
        for _ in range(chance.randrange(1, 6)):
            cycle = cycle if cycle.is_over else cycles.advance(desk.replica, desk.link, cycle)
    else:
        desk.sync()


def test_what_is_held_of_one_copy_of_a_disk_is_held_of_the_other_too(office, li, laptop, new_places):
    admin = laptop("admin")
    customer = customers.add_customer(li.database, {"name": "A"})
    li.sync()
    contact = contacts.add_contact(li.database, customer, {"name": "王芳"})
    twin = li.copy(new_places())
    admin.sync()
    with admin.database.write(Step("customer-edit", name="")) as session:
        session.get_one(CustomerRow, customer).owner_id = office.people["han"]
    admin.sync()
    for desk in (li, twin):
        customers.add_customer(desk.database, {"name": "of one's own"})
        desk.sync(consented=True)
        assert [one.code for one in inbox.problems(desk.database)] == ["act-held"]
        assert contact not in desk.living("contacts")
    assert len(office.rows("held_acts")) == 1
    twin.database.close()
