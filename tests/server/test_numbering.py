"""Quotes that come with one number at the same time all stay, each with a number of its own."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest

from salesdesk.storage.base import new_id
from tests.server.laptops import Office

ALIKE = "Q-2026-A7K0001"


@pytest.fixture
def office(engine):
    return Office(engine)


def quote(laptop, customer, **fields):
    """The act that writes a quote down, with a number that others have as well."""
    quote = new_id()
    patch = {"number": ALIKE, "revision": 1, "root_id": quote, "is_current": True, "customer_id": customer}
    patch |= {"status": "draft", "currency": "CNY", "owner_id": laptop.caller.user}
    patch |= {"issued_on": date(2026, 11, 23), "valid_until": date(2026, 12, 23)}
    return quote, laptop.act("quotes", quote, patch=patch | fields)


def test_as_many_as_come_at_once_each_get_a_number(office):
    laptops = [office.laptop(name) for name in ("li", "han", "wang", "li", "han", "wang")]
    customers = [laptop.add_customer("Zanzibar") for laptop in laptops]
    together = Barrier(len(laptops))

    def push(laptop, customer):
        _, act = quote(laptop, customer)
        together.wait(20)
        return [result.status for result in laptop.push(act).results]

    with ThreadPoolExecutor(len(laptops)) as pool:
        said = list(pool.map(push, laptops, customers))
    assert sorted(status for statuses in said for status in statuses) == ["applied"] + ["conflict"] * 5
    numbers = {row["number"] for row in office.rows("quotes").values()}
    assert numbers == {ALIKE, *(f"Q-2026-A7K{place}000001" for place in range(1, 6))}


def test_two_of_one_push_are_told_apart_too(office):
    li = office.laptop("li")
    customer = li.add_customer("Zanzibar")
    first, second = quote(li, customer), quote(li, customer)
    results = li.push(first[1], second[1]).results
    assert [result.status for result in results] == ["applied", "conflict"]
    assert office.rows("quotes")[second[0]]["number"] == "Q-2026-A7K1000001"


def test_a_number_of_another_form_is_left_as_it_is(office):
    li = office.laptop("li")
    made, act = quote(li, li.add_customer("Zanzibar"), number="AN-77")
    assert [result.status for result in li.push(act).results] == ["applied"]
    assert office.rows("quotes")[made]["number"] == "AN-77"


def test_the_number_of_a_quote_that_was_deleted_is_free(office):
    li = office.laptop("li")
    customer = li.add_customer("Zanzibar")
    first, act = quote(li, customer)
    li.push(act)
    li.do("quotes", first, base={"deleted_at": None}, patch={"deleted_at": "2026-11-23T04:00:00Z"})
    assert [result.status for result in li.push(quote(li, customer)[1]).results] == ["applied"]
