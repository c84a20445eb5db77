"""The inbox, filled by a real server's answers."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from salesdesk.domain.errors import BadInput, NotFound
from salesdesk.services import contacts, customers, inbox, products, undo
from salesdesk.storage.tables.replication import ConflictRow


@pytest.fixture
def clash(li, laptop):
    """Li and Wang changed the same two fields of a customer; Li came second."""
    customer = customers.add_customer(li.database, {"name": "A", "note": "at first"})
    li.sync()
    wang = laptop("wang")
    wang.sync()
    customers.edit_customer(wang.database, customer, {"note": "from above", "city": "深圳"})
    wang.sync()
    customers.edit_customer(li.database, customer, {"note": "from below", "city": "上海"})
    li.sync()
    return customer


def test_a_conflict_shows_base_mine_and_theirs(li, clash):
    found = {one.field: one for one in inbox.conflicts(li.database)}
    assert found.keys() == {"note", "city"}
    note = found["note"]
    assert (note.title, note.base, note.theirs, note.mine) == ("A", "at first", "from above", "from below")
    assert note.by == "wang"
    assert inbox.counts(li.database).conflicts == 2
    assert inbox.marked(li.database, "customers", [clash]) == {clash: "conflict"}


def test_when_is_when_somebody_else_wrote(office, li, laptop, clock):
    customer = customers.add_customer(li.database, {"name": "A", "note": "at first"})
    li.sync()
    wang, then = laptop("wang"), office.now
    wang.sync()
    customers.edit_customer(wang.database, customer, {"note": "from above", "city": "深圳"})
    wang.sync()
    office.now += timedelta(weeks=3)
    for fields in ({"note": "from below"}, {"city": "上海"}):
        customers.edit_customer(li.database, customer, fields)
    li.sync()
    assert {one.field: one.written_at for one in inbox.conflicts(li.database)} == {"note": then, "city": then}


def test_when_nobody_knows_nothing_is_said(li, clash):
    """As of an older server, and of what was told before."""
    with li.database.absorb() as absorbed:
        absorbed.session.execute(update(ConflictRow).values(written_at=None))
    assert [one.written_at for one in inbox.conflicts(li.database)] == [None, None]


def test_mine_is_one_step_that_goes_to_the_server_and_can_be_taken_back(office, li, clash):
    inbox.take_mine(li.database, [one.id for one in inbox.conflicts(li.database)])
    assert inbox.conflicts(li.database) == []
    li.sync()
    assert office.rows("customers")[clash]["note"] == "from below"
    undo.undo(li.database)
    assert li.living("customers")[clash]["note"] == "from above"
    assert len(inbox.conflicts(li.database)) == 2
    undo.redo(li.database)
    assert li.living("customers")[clash]["note"] == "from below"
    assert [one.choice for one in inbox.conflicts(li.database, settled=True)] == ["mine", "mine"]


def test_theirs_stands_without_an_act(li, clash):
    inbox.keep_theirs(li.database, [one.id for one in inbox.conflicts(li.database)])
    assert inbox.counts(li.database) == inbox.Counts(0, 0, 0, 0, 0)
    assert li.living("customers")[clash]["note"] == "from above"


def test_theirs_can_be_taken_back_though_nothing_was_written(li, clash):
    inbox.keep_theirs(li.database, [one.id for one in inbox.conflicts(li.database)])
    told = []
    li.database.changes.subscribe(told.append)
    assert undo.undo(li.database).key == "conflict-chosen"
    assert len(inbox.conflicts(li.database)) == 2
    assert told[-1].touches(inbox.INBOX)
    undo.redo(li.database)
    assert inbox.conflicts(li.database) == []


def test_a_third_value_must_be_one_the_field_can_hold(li, clash):
    (city,) = (one for one in inbox.conflicts(li.database) if one.field == "city")
    with pytest.raises(BadInput, match="text-too-long"):
        inbox.choose(li.database, city.id, "x" * 100_000)
    assert len(inbox.conflicts(li.database)) == 2


def test_a_third_value_may_be_typed(office, li, clash):
    (note,) = (one for one in inbox.conflicts(li.database) if one.field == "note")
    inbox.choose(li.database, note.id, "both of us")
    li.sync()
    assert office.rows("customers")[clash]["note"] == "both of us"


def test_a_conflict_of_a_record_that_is_gone_is_said(li, clash):
    ids = [one.id for one in inbox.conflicts(li.database)]
    with li.database.absorb() as absorbed:
        absorbed.session.connection().exec_driver_sql("DELETE FROM customers")
    with pytest.raises(NotFound, match="record-gone"):
        inbox.take_mine(li.database, ids)
    assert len(inbox.conflicts(li.database)) == 2


def test_what_waits_is_listed_by_step(li):
    customer = customers.add_customer(li.database, {"name": "A"})
    contacts.add_contact(li.database, customer, {"name": "王芳"})
    listed = inbox.waiting(li.database)
    assert [(one.entity, one.title) for one in listed] == [("customers", "A"), ("contacts", "王芳")]
    assert inbox.counts(li.database).waiting == 2


def test_a_code_that_two_laptops_chose_is_refused_tried_again_and_taken(office, laptop):
    first, second = laptop("admin"), laptop("admin")
    products.add_product(first.database, {"name": "球阀", "code": "P-1", "unit": "台"})
    product = products.add_product(second.database, {"name": "闸阀", "code": "P-1", "unit": "台"})
    first.sync()
    second.sync()
    (problem,) = inbox.problems(second.database)
    assert (problem.status, problem.title) == ("rejected", "闸阀")
    assert product not in second.living("products")
    assert len(second.living("products")) == 1
    other = next(iter(second.living("products")))
    products.edit_product(second.database, other, {"code": "P-2"})
    second.sync()
    inbox.retry(second.database, [problem.id])
    assert inbox.problems(second.database) == []
    assert second.sync().tally.problems == 0
    assert office.rows("products")[product]["code"] == "P-1"


def test_a_problem_may_be_let_go(li):
    products.add_product(li.database, {"name": "球阀", "code": "P-1", "unit": "台"})
    li.sync()
    told = []
    li.database.changes.subscribe(told.append)
    inbox.dismiss(li.database, [one.id for one in inbox.problems(li.database)])
    assert inbox.counts(li.database).calling == 0
    assert told[-1].touches(inbox.INBOX)
    assert [one.outcome for one in inbox.problems(li.database, settled=True)] == ["dismissed"]
    undo.undo(li.database)
    assert inbox.counts(li.database).with_others == 1


def test_the_record_that_shows_a_part_is_found(li):
    customer = customers.add_customer(li.database, {"name": "A"})
    contact = contacts.add_contact(li.database, customer, {"name": "王芳"})
    assert inbox.shown_by(li.database, "contacts", contact) == ("customers", customer)
    assert inbox.shown_by(li.database, "customers", customer) == ("customers", customer)
    assert inbox.shown_by(li.database, "customers", contact) is None
    found = inbox.named(li.database, [("customers", customer), ("contacts", contact)])
    assert set(found.values()) == {"A", "王芳"}
