import pytest

from salesdesk.services import activities, customers
from salesdesk.storage import database as module
from salesdesk.storage import searchable
from salesdesk.storage.database import Step
from salesdesk.storage.recorder import UNSEARCHED
from salesdesk.storage.tables.customers import CustomerRow


@pytest.mark.parametrize("read", ["_CUSTOMER", "_CONTACT", "_PRODUCT", "_QUOTE", "_ACTIVITY"])
def test_nothing_the_index_reads_is_taken_for_unsearched(read):
    assert UNSEARCHED & set(getattr(searchable, read).split()) == set()


def test_only_what_is_found_by_is_indexed_again(database, make_customer, make_activity, monkeypatch):
    customer, indexed = make_customer(), []
    monkeypatch.setattr(module, "index_touched", lambda _, touched: indexed.append(dict(touched)))
    customers.edit_customer(database, customer, {"grade": "A"})
    customers.edit_customer(database, customer, {"grade": "B", "city": "上海"})
    call = activities.log_activity(database, customer, {"kind": "call", "subject": "x"})
    customers.remove_customers(database, [customer])
    assert indexed == [
        {},
        {"customers": {customer}},
        {"activities": {call}},
        {"activities": {call}, "customers": {customer}},
    ]


def test_one_write_is_told_in_one_order_wherever_its_rows_lie_in_memory(database, make_customer, acts):
    ids = [make_customer(f"客户{number}") for number in range(12)]
    with database.write(Step("customer-edit", name="")) as session:
        for row in [session.get_one(CustomerRow, row_id) for row_id in reversed(ids)]:
            row.grade = "A"
    assert [act.row_id for act in acts()[-12:]] == sorted(ids)
