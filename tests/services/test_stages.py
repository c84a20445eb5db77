import pytest

from salesdesk.domain.customers import Lifecycle
from salesdesk.domain.errors import RuleBroken
from salesdesk.domain.quotes import QuoteStatus
from salesdesk.services import customers, quotes, undo
from tests.conftest import TODAY

POTENTIAL, INTERESTED, CLOSED = Lifecycle


@pytest.fixture
def stage(database):
    return lambda customer: customers.customer(database, customer).lifecycle


def test_a_customer_goes_on_with_its_quotes_and_back_with_undo(database, make_customer, make_quote, stage):
    customer = make_customer()
    quote = make_quote(customer)
    assert stage(customer) is POTENTIAL
    quotes.move_quote(database, quote, QuoteStatus.SENT, today=TODAY)
    assert stage(customer) is INTERESTED
    quotes.move_quote(database, quote, QuoteStatus.ACCEPTED, today=TODAY)
    assert stage(customer) is CLOSED
    undo.undo(database)
    assert stage(customer) is INTERESTED


def test_who_has_bought_is_not_brought_back_by_a_later_quote(database, make_customer, make_quote, stage):
    customer = make_customer(lifecycle="closed")
    quotes.move_quote(database, make_quote(customer), QuoteStatus.SENT, today=TODAY)
    assert stage(customer) is CLOSED


@pytest.mark.parametrize(
    ("outcome", "then"), [("interested", INTERESTED), ("declined", POTENTIAL), ("", POTENTIAL)]
)
def test_a_talk_that_ends_with_interest_counts(make_customer, make_activity, stage, database, outcome, then):
    customer = make_customer()
    make_activity(customer, done_at=database.clock(), outcome=outcome)
    assert stage(customer) is then


def test_nobody_declares_a_sale_by_hand(database, make_customer, stage):
    one, other = make_customer(), make_customer()
    for by_hand in (
        lambda: customers.edit_customer(database, one, {"lifecycle": "closed"}),
        lambda: customers.edit_customers(database, [one, other], {"lifecycle": "closed"}),
        lambda: customers.edit_each(database, {one: {"note": "x"}, other: {"lifecycle": "closed"}}),
    ):
        with pytest.raises(RuleBroken, match="closed-by-order"):
            by_hand()
    assert (stage(one), customers.customer(database, one).note) == (POTENTIAL, "")


def test_who_has_bought_stays_so_but_a_word_from_elsewhere_can_be_put_right(
    database, make_customer, make_quote, stage
):
    bought, brought_along = make_customer(), make_customer(lifecycle="closed")
    make_quote(bought, status=QuoteStatus.ACCEPTED)
    with pytest.raises(RuleBroken, match="closed-stays"):
        customers.edit_customer(database, bought, {"lifecycle": "interested"})
    customers.edit_customer(database, bought, {"lifecycle": "closed", "note": "unchanged"})
    customers.edit_customer(database, brought_along, {"lifecycle": "interested"})
    assert (stage(bought), stage(brought_along)) == (CLOSED, INTERESTED)
