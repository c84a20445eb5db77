"""Copied disks, restored backups, restored servers; the random life of several laptops."""

import shutil
from pathlib import Path
from random import Random
from uuid import uuid4

import pytest
from sqlalchemy import update

from salesdesk.server.engine import change
from salesdesk.server.tables import ServerFact
from salesdesk.services import contacts, customers
from salesdesk.storage import outbox
from salesdesk.storage.replica import identity
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


def test_a_server_restored_from_a_backup_is_given_back_what_it_lost(office, li, tmp_path):
    first = customers.add_customer(li.database, {"name": "A"})
    li.sync()
    with office.engine.connect() as connection:
        connection.connection.driver_connection.execute(f"VACUUM INTO '{tmp_path / 'backup.db'}'")
    customers.edit_customer(li.database, first, {"note": "after the backup"})
    customers.add_customer(li.database, {"name": "B"})
    li.sync()
    before = office.rows("customers")
    _put_back(office, tmp_path / "backup.db")
    assert len(office.rows("customers")) == 1
    assert li.sync().outcome is Outcome.DONE
    assert {row["name"] for row in office.rows("customers").values()} == {"A", "B"}
    assert office.rows("customers")[first]["note"] == before[first]["note"]
    li.sync()
    assert same_rows(office, li) == []


def _put_back(office, backup):
    """Bring the server back to its backup: under a new epoch."""
    office.engine.dispose()
    path = office.engine.url.database
    for end in ("-wal", "-shm"):
        Path(path + end).unlink(missing_ok=True)
    shutil.copyfile(backup, path)
    office.exchange._directories.__init__()

    def renew(session):
        session.execute(update(ServerFact).where(ServerFact.key == "epoch").values(value=uuid4().hex))

    change(office.engine, renew)


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
