"""What somebody may not write is kept for whoever may; what they decide comes back to its author."""

import pytest

from salesdesk.services import customers, inbox, undo
from salesdesk.storage.tables.customers import CustomerRow
from salesdesk.storage.undo import Step
from tests.sync.office import same_rows


def _give(admin, customer, person):
    admin.sync(consented=True)
    with admin.database.write(Step("customer-edit", name="")) as session:
        session.get_one(CustomerRow, customer).owner_id = person
    admin.sync(consented=True)


@pytest.fixture
def han(laptop):
    return laptop("han")


@pytest.fixture
def admin(laptop):
    return laptop("admin")


@pytest.fixture
def wanted(office, li, han, admin):
    """A customer that went to Han while Li, on the train, wrote a note."""
    customer = customers.add_customer(li.database, {"name": "Quagmire GmbH"})
    li.sync()
    _give(admin, customer, office.people["han"])
    customers.edit_customer(li.database, customer, {"note": "from the train"})
    li.sync()
    han.sync()
    return customer


def _decide(desk, *, accept):
    inbox.decide(desk.database, [one.id for one in inbox.held(desk.database)], accept=accept)
    desk.sync()


def test_its_author_sees_that_it_waits_with_others_and_is_not_called(li, wanted):
    counts = inbox.counts(li.database)
    assert (counts.with_others, counts.calling) == (1, 0)
    assert inbox.marked(li.database, "customers", [wanted]) == {wanted: "waiting"}


def test_its_author_hears_that_it_was_accepted(office, li, han, wanted):
    _decide(han, accept=True)
    li.sync()
    assert inbox.problems(li.database) == []
    assert [one.outcome for one in inbox.problems(li.database, settled=True)] == ["accepted"]
    assert office.rows("customers")[wanted]["note"] == "from the train"


def test_its_author_hears_who_declined_it_and_lets_it_go(li, han, wanted):
    _decide(han, accept=False)
    li.sync()
    (told,) = inbox.problems(li.database)
    assert (told.status, told.code, told.values) == ("declined", "act-declined", {"by": "han"})
    assert inbox.counts(li.database).calling == 1
    inbox.dismiss(li.database, [told.id])
    assert inbox.counts(li.database).calling == 0


def test_what_comes_back_says_nothing_of_the_row(office, li, han, wanted):
    _decide(han, accept=False)
    li.sync()
    (told,) = li.rows("held_acts").values()
    assert (told["base"], told["patch"], told["args"]) == (None, None, None)
    assert same_rows(office, li) == same_rows(office, han) == []


def test_declining_can_be_taken_back(li, han, wanted):
    _decide(han, accept=False)
    li.sync()
    undo.undo(han.database)
    han.sync()
    li.sync()
    assert [one.code for one in inbox.problems(li.database)] == ["act-held"]
    _decide(han, accept=True)
    li.sync()
    assert inbox.problems(li.database) == []


def test_accepting_cannot_be_taken_back_and_that_is_said(office, han, wanted):
    _decide(han, accept=True)
    undo.undo(han.database)
    han.sync()
    assert [one.code for one in inbox.problems(han.database)] == ["held-decided"]
    assert office.rows("customers")[wanted]["note"] == "from the train"
    assert same_rows(office, han) == []


def test_it_goes_along_when_the_record_changes_hands_again(office, li, han, laptop, admin, wanted):
    """It came back to Li: what was held for Han is Li's to decide."""
    _give(admin, wanted, office.people["li"])
    han.sync(consented=True)
    li.sync()
    assert inbox.counts(han.database).held == 0
    _decide(li, accept=True)
    assert office.rows("customers")[wanted]["note"] == "from the train"
    li.sync()
    assert inbox.counts(li.database).calling == 0
