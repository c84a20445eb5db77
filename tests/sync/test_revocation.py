"""What a device may no longer hold: pushed first, then gone, to the last byte."""

from salesdesk.protocol.scopes import owned_by
from salesdesk.services import activities, contacts, customers, inbox, quote_lines, quotes, search
from salesdesk.storage.database import Database
from salesdesk.storage.replica import cursors, scrubbing
from salesdesk.storage.tables.customers import CustomerRow
from salesdesk.storage.tables.users import UserRow
from salesdesk.storage.undo import Step
from salesdesk.sync.state import Outcome
from tests.conftest import TODAY
from tests.storage.pages import plain_bytes
from tests.sync.office import same_rows


def give(desk, customer, person):
    """Give a customer to somebody else, as the page of a customer does."""
    with desk.database.write(Step("customer-edit", name="")) as session:
        session.get_one(CustomerRow, customer).owner_id = desk.office.people[person]


def take_from(admin, person, manager):
    """Let a person report to another one, or to nobody."""
    with admin.database.write(Step("customer-edit", name="")) as session:
        session.get_one(UserRow, admin.office.people[person]).manager_id = manager


def fill(database: Database, word: str):
    """A customer with everything beneath; `word` stands in each."""
    customer = customers.add_customer(database, {"name": f"{word} GmbH", "note": f"note {word}"})
    contacts.add_contact(database, customer, {"name": f"{word} Miller"})
    activities.log_activity(database, customer, {"kind": "call", "subject": f"about {word}"})
    quote = quotes.draft_quote(database, customer, today=TODAY, fields={"title": f"{word} offer"})
    quote_lines.set_lines(database, quote, [quote_lines.QuoteLine(name=f"{word} pump")])
    return customer


def test_a_customer_given_away_leaves_with_everything_beneath(office, li, laptop):
    customer = fill(li.database, "Zanzibar")
    li.sync()
    wang, han = laptop("wang"), laptop("han")
    wang.sync()
    give(wang, customer, "han")
    wang.sync()
    for desk in (li, han, wang):
        assert desk.sync().outcome is Outcome.DONE
        assert same_rows(office, desk) == []
    assert li.rows("customers") == li.rows("contacts") == li.rows("quote_lines") == {}
    assert search.search(li.database, "zanzibar") == []
    assert len(search.search(han.database, "zanzibar")) == 4
    assert customer in wang.living("customers")


def test_what_was_written_meanwhile_is_held_and_the_new_owner_decides(office, li, laptop):
    customer = fill(li.database, "Zanzibar")
    li.sync()
    wang, han = laptop("wang"), laptop("han")
    wang.sync()
    give(wang, customer, "han")
    wang.sync()
    customers.edit_customer(li.database, customer, {"note": "from the train"})
    ended = li.sync()
    assert ended.tally.problems == 1
    (problem,) = inbox.problems(li.database)
    assert (problem.status, problem.patch) == ("held", {"note": "from the train"})
    assert li.rows("customers") == {}
    han.sync()
    (held,) = inbox.held(han.database)
    assert held.patch == {"note": "from the train"}
    inbox.decide(han.database, [held.id], accept=True)
    assert han.sync().tally.problems == 0
    assert office.rows("customers")[customer]["note"] == "from the train"
    assert inbox.counts(han.database).held == 0
    han.sync()
    assert same_rows(office, han) == []


def test_no_byte_of_a_scope_that_was_taken_away_is_left(office, li, laptop):
    for _ in range(30):
        fill(li.database, "Zanzibar")
    fill(li.database, "Kilimanjaro")
    li.sync()
    wang, admin = laptop("wang"), laptop("admin")
    kept = fill(wang.database, "Serengeti")
    wang.sync()
    assert b"Zanzibar" in plain_bytes(wang.database)
    admin.sync()
    take_from(admin, "li", None)
    admin.sync()
    ended = wang.sync()
    assert ended.outcome is Outcome.DONE
    assert ended.tally.gone > 150
    assert owned_by(office.people["li"]) not in wang.database.ask(cursors.held)
    assert set(wang.living("customers")) == {kept}
    left = plain_bytes(wang.database)
    for word in (b"Zanzibar", b"zanzibar", b"Kilimanjaro", b"kilimanjaro"):
        assert word not in left
    assert b"Serengeti" in left
    assert not wang.database.ask(scrubbing.is_due)
    assert same_rows(office, wang) == []


def test_no_byte_is_left_of_what_was_written_over_since_another_scope_was_lost(office, li, laptop):
    """What people change is not overwritten at once, where a connection has erased before."""
    wang, admin = laptop("wang"), laptop("admin")
    customer = fill(li.database, "Zanzibar")
    for desk in (li, wang, admin):
        desk.sync()
    take_from(admin, "han", None)
    admin.sync()
    wang.sync()
    for note in ("Zanzibar " * 20, "gone"):
        customers.edit_customer(wang.database, customer, {"note": note})
        fill(wang.database, "Serengeti")
    wang.sync()
    take_from(admin, "li", None)
    admin.sync()
    assert wang.sync().outcome is Outcome.DONE
    assert b"anzibar" not in plain_bytes(wang.database)


def test_a_pull_that_would_empty_the_laptop_asks_first(office, li, laptop):
    given = [fill(li.database, f"Zanzibar{number}") for number in range(30)]
    li.sync()
    wang = laptop("wang")
    wang.sync()
    for customer in given:
        give(wang, customer, "han")
    wang.sync()
    ended = li.sync()
    assert ended.outcome is Outcome.CONSENT
    assert ended.deleted >= 30
    assert len(li.living("customers")) == 30
    assert li.sync(consented=True).outcome is Outcome.DONE
    assert li.living("customers") == {}


def test_another_role_sees_other_kinds_of_rows(office, li, laptop):
    fill(li.database, "Zanzibar")
    li.sync()
    wang, admin = laptop("wang"), laptop("admin")
    wang.sync()
    admin.sync()
    assert len(wang.living("activities")) == 1
    for role, seen in (("finance", 0), ("manager", 1)):
        with admin.database.write(Step("customer-edit", name="")) as session:
            session.get_one(UserRow, office.people["wang"]).role = role
        assert admin.sync().tally.problems == 0
        assert wang.sync().outcome is Outcome.DONE
        assert len(wang.rows("activities")) == seen
        assert len(wang.living("customers")) == 1
    assert same_rows(office, wang) == []


def test_a_copy_of_a_disk_gives_up_what_it_was_never_given(office, li, laptop, new_places):
    """It wrote a customer before it first heard from the server; by then its person is somebody else."""
    customers.add_customer(li.database, {"name": "A"})
    twin, admin = li.copy(new_places()), laptop("admin")
    li.sync()
    admin.sync()
    with admin.database.write(Step("customer-edit", name="")) as session:
        session.get_one(UserRow, office.people["li"]).role = "finance"
    admin.sync()
    for desk in (twin, li):
        assert desk.sync().outcome is Outcome.DONE
        assert desk.rows("customers") == {}
    twin.database.close()
