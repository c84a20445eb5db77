"""A row that is not what the server has, by a fault of disk or program, is found and fetched again."""

import json

import pytest
from sqlalchemy import text

from salesdesk.security import redaction
from salesdesk.services import contacts, customers
from salesdesk.sync.state import Outcome
from tests.sync.office import same_rows


@pytest.fixture
def rows(li):
    made = [customers.add_customer(li.database, {"name": f"客户{n}", "city": "深圳市"}) for n in range(5)]
    contacts.add_contact(li.database, made[0], {"name": "王芳"})
    li.sync()
    return made


def damage(desk, statement, row):
    with desk.database.absorb() as absorbed:
        absorbed.session.connection().exec_driver_sql(statement, (row.bytes,))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE customers SET city = '广州市' WHERE id = ?",
        "UPDATE customers SET deleted_at = 1 WHERE id = ?",
        "DELETE FROM customers WHERE id = ?",
    ],
)
def test_a_row_that_drifted_is_fetched_again(office, li, rows, statement):
    damage(li, statement, rows[2])
    assert same_rows(office, li) != []
    ended = li.sync(compares=True)
    assert ended.tally.repaired > 0
    assert same_rows(office, li) == []
    assert li.sync(compares=True).tally.repaired == 0


def test_it_stands_in_the_log_once_and_says_nothing_of_customers(li, rows, tmp_path):
    damage(li, "UPDATE customers SET city = '广州市' WHERE id = ?", rows[2])
    redaction.start_log(tmp_path)
    try:
        for _ in range(2):
            li.sync(compares=True)
    finally:
        redaction.stop_log()
    (line,) = (tmp_path / redaction.LOG_NAME).read_text("utf-8").splitlines()
    assert json.loads(line)["says"] == "rows had drifted: customers in owner, 1 buckets, 1 rows"
    assert str(li.database.me) not in line


def test_a_row_the_server_never_had_goes(office, li, rows):
    names = [row[1] for row in _columns(li, "contacts")]
    fields = ", ".join("zeroblob(16)" if name == "id" else name for name in names)
    copied = f"INSERT INTO contacts SELECT {fields} FROM contacts WHERE customer_id = ?"
    damage(li, copied, rows[0])
    assert len(li.living("contacts")) == 2
    li.sync(compares=True)
    assert len(li.living("contacts")) == 1
    assert same_rows(office, li) == []


def _columns(desk, table):
    return desk.database.ask(lambda session: session.execute(text(f"PRAGMA table_info({table})")).all())


def test_what_waits_is_not_taken_for_drift(office, li, rows):
    customers.edit_customer(li.database, rows[1], {"note": "not sent yet"})
    li.link.cut = {"sync/push"}
    li.sync(compares=True)
    li.link.cut = set()
    assert li.living("customers")[rows[1]]["note"] == "not sent yet"
    li.sync(compares=True)
    assert office.rows("customers")[rows[1]]["note"] == "not sent yet"


def test_what_was_found_to_differ_is_fetched_even_if_the_line_breaks_just_then(office, li, rows):
    damage(li, "UPDATE customers SET city = '广州市' WHERE id = ?", rows[2])
    li.link.cut = {"sync/repair"}
    assert li.sync(compares=True).outcome is Outcome.OFFLINE
    li.link.cut = set()
    assert li.sync().tally.repaired > 0
    assert same_rows(office, li) == []


def test_a_row_whose_change_was_refused_is_looked_at_even_if_the_line_breaks_just_then(
    office, li, laptop, caplog
):
    """Its stamps were those of the change, and what they had been nobody noted."""
    customer = customers.add_customer(li.database, {"name": "A"})
    li.sync()
    qian = laptop("qian")
    qian.sync()
    customers.edit_customer(qian.database, customer, {"note": "not mine to write"})
    qian.link.cut = {"sync/repair"}
    assert qian.sync().outcome is Outcome.OFFLINE
    qian.link.cut = set()
    qian.sync()
    assert same_rows(office, qian) == []
    assert qian.sync().tally.repaired == 0
    assert caplog.text == "", "that is no drift"
