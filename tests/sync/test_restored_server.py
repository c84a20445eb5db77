"""A server is put back from a backup: it is given back what it lost, in whatever order the laptops come."""

import shutil
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import delete, select, update

from salesdesk.server.engine import change
from salesdesk.server.tables import ServerFact, StoredResult
from salesdesk.services import activities, contacts, customers, inbox, products, quote_lines, quotes
from salesdesk.storage import outbox
from salesdesk.storage.replica import identity
from salesdesk.storage.tables.customers import CustomerRow
from salesdesk.storage.tables.replication import AckedRow, ProblemRow
from salesdesk.storage.undo import Step
from salesdesk.sync.state import Outcome
from tests.sync.office import same_rows


class Backup:
    """The server's database as it was."""

    def __init__(self, office, path: Path) -> None:
        self.office, self.path = office, path
        with office.engine.connect() as connection:
            connection.connection.driver_connection.execute(f"VACUUM INTO '{path}'")

    def put_back(self) -> None:
        self.office.engine.dispose()
        live = self.office.engine.url.database
        for end in ("-wal", "-shm"):
            Path(live + end).unlink(missing_ok=True)
        shutil.copyfile(self.path, live)
        self.office.exchange._directories.__init__()
        renewed = update(ServerFact).where(ServerFact.key == "epoch").values(value=uuid4().hex)
        change(self.office.engine, lambda session: session.execute(renewed))


@pytest.fixture
def backup(office, tmp_path):
    return lambda: Backup(office, tmp_path / "backup.db")


@pytest.fixture
def wang(laptop):
    return laptop("wang")


def _sync(*desks):
    for desk in desks:
        assert desk.sync(consented=True).outcome is Outcome.DONE


def _problems(desk):
    return [problem.code for problem in inbox.problems(desk.database)]


def test_it_is_given_back_what_it_lost(office, li, backup):
    first = customers.add_customer(li.database, {"name": "A"})
    _sync(li)
    before = backup()
    customers.edit_customer(li.database, first, {"note": "after the backup"})
    customers.add_customer(li.database, {"name": "B"})
    _sync(li)
    before.put_back()
    assert len(office.rows("customers")) == 1
    _sync(li)
    assert {row["name"] for row in office.rows("customers").values()} == {"A", "B"}
    assert office.rows("customers")[first]["note"] == "after the backup"
    _sync(li)
    assert same_rows(office, li) == []


def test_no_more_is_handed_in_than_it_lost(office, li, backup):
    customers.add_customer(li.database, {"name": "A"})
    _sync(li)
    before = backup()
    customers.add_customer(li.database, {"name": "B"})
    _sync(li)
    before.put_back()
    assert li.sync().tally.pushed == 0, "what was answered once does not count"
    with office.engine.connect() as connection:
        assert connection.execute(select(StoredResult.mseq)).scalars().all() == [1, 2]


def test_work_on_a_row_whose_maker_comes_later_is_told_and_handed_in_again(office, li, wang, backup):
    before = backup()
    customer = customers.add_customer(li.database, {"name": "A"})
    _sync(li, wang)
    customers.edit_customer(wang.database, customer, {"note": "Wang's"})
    contact = contacts.add_contact(wang.database, customer, {"name": "王芳"})
    _sync(wang)
    contacts.edit_contact(wang.database, contact, {"job_title": "CEO"})
    _sync(wang, li)
    before.put_back()
    _sync(wang)
    assert sorted(set(_problems(wang))) == ["parent-gone", "row-gone"]
    _sync(li, wang)
    assert wang.database.ask(outbox.pending) > 0
    _sync(wang, wang, wang, li)
    assert office.rows("customers")[customer]["note"] == "Wang's"
    assert office.rows("contacts")[contact]["job_title"] == "CEO"
    assert _problems(wang) == []
    assert same_rows(office, wang) == same_rows(office, li) == []


def test_work_that_names_a_row_which_comes_later_waits_for_it_too(office, li, wang, backup):
    customer = customers.add_customer(li.database, {"name": "A"})
    _sync(li, wang)
    before = backup()
    contact = contacts.add_contact(li.database, customer, {"name": "王芳"})
    _sync(li, wang)
    call = {"kind": "call", "subject": "about the pump", "contact_id": contact}
    told = activities.log_activity(wang.database, customer, call)
    _sync(wang)
    before.put_back()
    _sync(wang)
    assert "parent-gone" in _problems(wang)
    _sync(li, wang, wang, li)
    assert office.rows("activities")[told]["contact_id"] == contact
    assert _problems(wang) == []
    assert same_rows(office, wang) == same_rows(office, li) == []


def test_what_others_wrote_meanwhile_is_merged_and_not_overwritten(office, li, wang, backup):
    before = backup()
    customer = customers.add_customer(li.database, {"name": "A"})
    _sync(li, wang)
    customers.edit_customer(wang.database, customer, {"note": "Wang's", "city": "深圳市"})
    _sync(wang)
    before.put_back()
    _sync(wang, li)
    customers.edit_customer(li.database, customer, {"note": "Li's"})
    _sync(li, wang, wang, li)
    row = office.rows("customers")[customer]
    assert (row["note"], row["city"]) == ("Li's", "深圳市")
    assert [(one.field, one.mine) for one in inbox.conflicts(wang.database)] == [("note", "Wang's")]


def test_a_change_that_was_let_go_is_not_handed_in_again(office, li, wang, backup):
    before = backup()
    customer = customers.add_customer(li.database, {"name": "A"})
    _sync(li, wang)
    customers.edit_customer(wang.database, customer, {"note": "Wang's"})
    _sync(wang)
    before.put_back()
    _sync(wang)
    inbox.dismiss(wang.database, [problem.id for problem in inbox.problems(wang.database)])
    _sync(li, wang, wang)
    assert office.rows("customers")[customer]["note"] == ""


def test_what_was_refused_stays_refused(office, laptop, backup):
    """The product that was in the way is not back yet; its loser has long been told."""
    before = backup()
    one, other = laptop("admin"), laptop("admin")
    first = products.add_product(one.database, {"code": "P-1", "name": "first"})
    second = products.add_product(other.database, {"code": "P-1", "name": "second"})
    _sync(one, other)
    assert _problems(other) == ["not-unique"]
    before.put_back()
    one.sign_in()
    other.sign_in()
    _sync(other, one, other)
    assert set(office.rows("products")) == {first}
    assert second not in other.living("products")
    assert len(other.database.ask(lambda s: s.scalars(select(ProblemRow)).all())) == 1, "told once"


def test_what_was_held_is_held_again_and_decided_as_before(office, li, laptop, backup):
    han, admin = laptop("han"), laptop("admin")
    customer = customers.add_customer(li.database, {"name": "A"})
    _sync(li)
    before = backup()
    _give(admin, customer, office.people["han"])
    customers.edit_customer(li.database, customer, {"note": "Li's last word"})
    _sync(li, han)
    assert _problems(li) == ["act-held"]
    inbox.decide(han.database, [one.id for one in inbox.held(han.database)], accept=False)
    _sync(han)
    before.put_back()
    _sync(li, han, admin, han, han, li)
    assert office.rows("customers")[customer]["note"] == ""
    assert {row["state"] for row in office.rows("held_acts").values()} == {"declined"}
    assert _problems(li) == ["act-declined"]


def _give(admin, customer, person):
    admin.sync(consented=True)
    with admin.database.write(Step("customer-edit", name="")) as session:
        session.get_one(CustomerRow, customer).owner_id = person
    admin.sync(consented=True)


@pytest.mark.parametrize("own", [2, 4, 6])
def test_a_copy_of_a_disk_that_came_first_does_not_use_up_the_numbers_of_the_other(
    office, li, backup, new_places, own
):
    before = backup()
    twin = li.copy(new_places())
    for n in range(own):
        customers.add_customer(li.database, {"name": f"Li's {n}"})
    _sync(li)
    before.put_back()
    for n in range(4):
        customers.add_customer(twin.database, {"name": f"twin's {n}"})
    _sync(twin, li, twin, li)
    assert len(office.rows("customers")) == own + 4
    assert same_rows(office, li) == same_rows(office, twin) == []
    twin.database.close()


def test_a_new_life_the_backup_does_not_know_is_begun_there_too(office, li, backup, new_places):
    customers.add_customer(li.database, {"name": "A"})
    _sync(li)
    old, before = li.copy(new_places()), backup()
    customers.add_customer(li.database, {"name": "B"})
    _sync(li)
    _sync(old)  # it is behind: a new life begins
    customers.add_customer(old.database, {"name": "C"})
    _sync(old)
    customers.add_customer(old.database, {"name": "D"})
    _sync(old)
    before.put_back()
    old.sign_in()
    _sync(old)
    assert {"A", "C", "D"} <= {row["name"] for row in office.rows("customers").values()}
    assert same_rows(office, old) == []
    old.database.close()


def test_numbers_whose_acts_are_no_longer_kept_stand_for_nothing(office, li, backup):
    """Acts on rows that went to somebody else are forgotten here; the rest is handed in all the same."""
    before = backup()
    for name in "ABC":
        customers.add_customer(li.database, {"name": name})
    _sync(li)
    with li.database.absorb() as absorbed:
        absorbed.session.execute(delete(AckedRow).where(AckedRow.mseq == li.database.ask(_middle)))
    before.put_back()
    _sync(li)
    assert {row["name"] for row in office.rows("customers").values()} == {"A", "C"}
    assert li.database.ask(identity.of).acked == li.database.ask(identity.of).made


def _middle(session):
    numbers = session.scalars(select(AckedRow.mseq).order_by(AckedRow.mseq)).all()
    return numbers[-2]


@pytest.mark.parametrize("years", [-10, 10])
def test_a_clock_that_is_wrong_by_years_makes_nothing_forgotten(office, li, backup, clock, years):
    before = backup()
    customers.add_customer(li.database, {"name": "A"})
    _sync(li)
    clock.forward(days=365 * years)
    _sync(li)
    customers.add_customer(li.database, {"name": "B"})
    _sync(li)
    before.put_back()
    _sync(li)
    assert {row["name"] for row in office.rows("customers").values()} == {"A", "B"}


def test_a_quote_is_handed_in_again_whole(office, li, wang, backup, today):
    before = backup()
    customer = customers.add_customer(li.database, {"name": "A"})
    _sync(li, wang)
    quote = quotes.draft_quote(wang.database, customer, today=today)
    quote_lines.set_lines(
        wang.database, quote, [quote_lines.QuoteLine(name="阀"), quote_lines.QuoteLine(name="泵")]
    )
    _sync(wang)
    before.put_back()
    _sync(wang, li, wang, wang, wang, li)
    assert len(office.rows("quote_lines")) == 2
    assert same_rows(office, wang) == same_rows(office, li) == []
