"""Two laptops that gave out one number: both documents stay, and the later author is told."""

from decimal import Decimal

import pytest

from salesdesk.domain.numbers import DocumentNumber
from salesdesk.domain.quotes import QuoteStatus
from salesdesk.services import customers, inbox, quote_lines, quotes
from salesdesk.storage.replica import identity
from tests.conftest import TODAY
from tests.sync.office import same_rows

ALIKE = "A7K"


@pytest.fixture
def alike(laptop):
    """Two laptops with the same letters, and somebody who sees both."""
    desks = [laptop("li"), laptop("han"), laptop("wang")]
    for desk in desks[:2]:
        with desk.database.absorb() as absorbed:
            identity.note(absorbed.session, **{identity.LETTERS: ALIKE})
    return desks


def draft(desk, name="Zanzibar"):
    customer = customers.add_customer(desk.database, {"name": name})
    return quotes.draft_quote(desk.database, customer, today=TODAY)


def revised(desk, quote):
    line = quote_lines.QuoteLine(name="阀", unit_price=Decimal(9))
    quote_lines.set_lines(desk.database, quote, [line])
    quotes.move_quote(desk.database, quote, QuoteStatus.SENT, today=TODAY)
    return quotes.revise_quote(desk.database, quote, today=TODAY)


def number_on(desk, quote):
    return desk.rows("quotes")[quote]["number"]


def test_the_first_keeps_its_number_and_the_second_gets_a_free_one(office, alike):
    li, han, wang = alike
    mine, theirs = draft(li), draft(han)
    assert number_on(li, mine) == number_on(han, theirs) == "Q-2026-A7K0001"
    for desk in (li, han, wang, han, li):
        desk.sync()
    assert [number_on(wang, one) for one in (mine, theirs)] == ["Q-2026-A7K0001", "Q-2026-A7K1000001"]
    assert number_on(han, theirs) == "Q-2026-A7K1000001"
    assert [same_rows(office, desk) for desk in alike] == [[], [], []]


def test_the_author_sees_both_numbers_and_nobody_else_is_called(alike):
    li, han, _ = alike
    draft(li), draft(han)
    li.sync()
    han.sync()
    [conflict] = inbox.conflicts(han.database)
    assert (conflict.field, conflict.mine, conflict.theirs) == (
        "number",
        "Q-2026-A7K0001",
        "Q-2026-A7K1000001",
    )
    assert inbox.conflicts(li.database) == []


def test_many_that_clash_all_get_numbers_of_their_own(office, alike):
    li, han, wang = alike
    for desk in (li, han):
        for place in range(3):
            draft(desk, f"Customer {place}")
    for desk in (li, han, wang):
        desk.sync()
    found = {row["number"] for row in wang.rows("quotes").values()}
    assert len(found) == 6
    assert {DocumentNumber.parse(number).device for number in found} == {ALIKE}


def test_a_revision_goes_by_the_number_its_first_one_got(office, alike):
    li, han, _ = alike
    draft(li)
    li.sync()
    first = draft(han)
    revision = revised(han, first)
    han.sync()
    assert number_on(han, first) == "Q-2026-A7K1000001"
    assert number_on(han, revision) == "Q-2026-A7K1000001-R2"
