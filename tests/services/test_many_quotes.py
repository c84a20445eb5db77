"""Many quotes at once: what would become of each, and one step that is taken back whole."""

from datetime import date, timedelta

import pytest

from salesdesk.domain.errors import BadInput, RuleBroken
from salesdesk.domain.quotes import QuoteStatus
from salesdesk.services import customers, many_quotes, quotes, undo

TODAY = date(2026, 11, 23)
LATER = TODAY + timedelta(days=60)


@pytest.fixture
def four(make_customer, make_quote):
    """A draft, one that is out, one whose customer said no, one that was out too long."""
    home = make_customer("Acme", lifecycle="potential")
    return [
        make_quote(home),
        make_quote(home, status=QuoteStatus.SENT),
        make_quote(home, status=QuoteStatus.REJECTED),
        make_quote(home, today=TODAY, valid_until=TODAY, status=QuoteStatus.SENT),
    ]


def told(found):
    return [(one.before, one.problem and one.problem.code) for one in found]


def test_an_answer_is_told_for_each_before_it_is_noted(database, four):
    tomorrow = TODAY + timedelta(days=1)
    found = many_quotes.coming_answer(database, four, QuoteStatus.ACCEPTED, today=tomorrow)
    assert told(found) == [
        ("draft", "quote-move"),
        ("sent", None),
        ("rejected", "quote-move"),
        ("sent", "quote-expired"),
    ]
    assert [one.id for one in found] == four
    lost = many_quotes.coming_answer(database, four, QuoteStatus.REJECTED, today=tomorrow)
    assert told(lost) == [("draft", "quote-move"), ("sent", None), ("sent", None)]  # one is so already


@pytest.mark.parametrize("to", [QuoteStatus.DRAFT, QuoteStatus.SENT])
def test_what_is_no_answer_is_refused_before_it_is_looked_at(database, four, to):
    with pytest.raises(BadInput) as refused:
        many_quotes.coming_answer(database, four, to, today=TODAY)
    assert refused.value.code == "choice-unknown"


def test_an_answer_for_many_is_one_step(database, four, content):
    before, sent = content(), [four[1], four[3]]
    assert many_quotes.answer_quotes(database, sent, QuoteStatus.REJECTED, today=TODAY, reason="价格") == 2
    noted = [quotes.quote(database, one) for one in sent]
    assert {(one.status, one.reason, one.decided_at is None) for one in noted} == {
        ("rejected", "价格", False)
    }
    undo.undo(database)
    assert content() == before
    many_quotes.answer_quotes(database, [four[1]], QuoteStatus.ACCEPTED, today=TODAY)
    home = quotes.quote(database, four[1]).customer_id
    assert customers.customer(database, home).lifecycle == "closed"


def test_where_one_cannot_none_is_changed(database, four, content):
    before = content()
    with pytest.raises(RuleBroken, match="quote-move"):
        many_quotes.answer_quotes(database, four, QuoteStatus.ACCEPTED, today=TODAY)
    with pytest.raises(RuleBroken, match="quote-not-draft"):
        many_quotes.redate_quotes(database, four, LATER)
    with pytest.raises(BadInput, match="choice-unknown"):
        many_quotes.answer_quotes(database, four, QuoteStatus.SENT, today=TODAY)
    assert content() == before


def test_a_new_last_day_is_told_and_given(database, four, content):
    assert told(many_quotes.coming_day(database, four, TODAY)) == [
        (TODAY + timedelta(days=30), None),
        (TODAY + timedelta(days=30), None),
        (TODAY + timedelta(days=30), "quote-not-draft"),
    ]
    early = many_quotes.coming_day(database, four[:2], TODAY - timedelta(days=1))
    assert {code for _, code in told(early)} == {"quote-validity-backwards"}
    with pytest.raises(BadInput, match="field-required"):
        many_quotes.coming_day(database, four, None)
    before, some = content(), [four[0], four[1], four[3]]
    assert many_quotes.redate_quotes(database, some, LATER) == 3
    assert {quotes.quote(database, one).valid_until for one in some} == {LATER}
    undo.undo(database)
    assert content() == before
