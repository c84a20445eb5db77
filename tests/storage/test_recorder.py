import pytest

from salesdesk.services import activities, customers
from salesdesk.storage import database as module
from salesdesk.storage import searchable
from salesdesk.storage.recorder import UNSEARCHED


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
