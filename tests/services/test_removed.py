"""The bin: what was removed is listed whole, and comes back with what went with it, and nothing else."""

from datetime import timedelta

import pytest

from salesdesk.domain.errors import NotFound, RuleBroken
from salesdesk.services import activities, contacts, customers, products, quotes, removed, undo


def listed(database, kind=""):
    return [(one.entity, one.name) for one in removed.listing(database, kind).page(0, 50)]


@pytest.fixture
def company(make_customer, make_contact, make_activity, make_quote):
    customer = make_customer("鑫源")
    make_contact(customer, "王芳")
    make_activity(customer, subject="谈年框")
    make_quote(customer)
    return customer


def test_a_customer_is_listed_once_and_comes_back_with_everything(database, company, content):
    before = content()
    customers.remove_customers(database, [company])
    assert listed(database) == [("customers", "鑫源")]
    assert removed.restore(database, [company]) == 1
    assert content() == before
    assert listed(database) == []
    undo.undo(database)
    assert listed(database) == [("customers", "鑫源")]


def test_what_was_removed_before_stays_removed(database, company, clock):
    (person,) = contacts.contacts_of(database, company)
    contacts.remove_contacts(database, [person.id])
    clock.forward(minutes=1)
    customers.remove_customers(database, [company])
    assert listed(database) == [("customers", "鑫源")]
    removed.restore(database, [company])
    assert contacts.contacts_of(database, company) == []
    assert listed(database) == [("contacts", "王芳")]
    (one,) = removed.listing(database).page(0, 5)
    assert (one.of, one.entity) == ("鑫源", "contacts")
    removed.restore(database, [person.id])
    assert [found.name for found in contacts.contacts_of(database, company)] == ["王芳"]


def test_a_quote_comes_back_with_its_lines_and_revisions(database, make_quote, today):
    quote = make_quote(status=quotes.QuoteStatus.SENT)
    second = quotes.revise_quote(database, quote, today=today)
    quotes.remove_quotes(database, [second])
    assert listed(database, "quotes") == [("quotes", quotes_number(database, second))]
    removed.restore(database, [second])
    assert quotes.quote(database, second).revision == 2
    assert quotes.quote(database, quote).lines


def quotes_number(database, quote):
    (one,) = removed.listing(database, "quotes").page(0, 5)
    assert one.id == quote
    return one.name


def test_after_30_days_it_is_not_listed(database, company, clock):
    customers.remove_customers(database, [company])
    clock.now += timedelta(days=30, minutes=1)
    assert listed(database) == []


def test_a_product_whose_code_is_another_ones_by_now_stays_where_it_is(database, make_product):
    first = make_product("球阀", code="V-1")
    products.remove_products(database, [first])
    make_product("新球阀", code="V-1")
    with pytest.raises(RuleBroken, match="restore-blocked"):
        removed.restore(database, [first])
    assert listed(database) == [("products", "球阀")]


def test_what_is_not_there_cannot_come_back(database, company, make_activity):
    with pytest.raises(NotFound, match="removed-gone"):
        removed.restore(database, [company])
    call = make_activity(company, subject="回电")
    activities.remove_activities(database, [call])
    assert listed(database, "activities") == [("activities", "回电")]
    assert listed(database, "products") == []
