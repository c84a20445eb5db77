from datetime import timedelta

import pytest

from salesdesk.domain.quotes import QuoteStatus
from salesdesk.services import quotes, undo
from salesdesk.services.quote_expiry import expire_quotes

AFTER = timedelta(days=1)


@pytest.fixture
def sent(make_quote, today):
    return make_quote(status=QuoteStatus.SENT, valid_until=today)


def test_a_sent_quote_is_good_until_the_end_of_its_last_day(database, sent, today):
    assert expire_quotes(database, today=today) == 0
    assert expire_quotes(database, today=today + AFTER) == 1
    assert quotes.quote(database, sent).status is QuoteStatus.EXPIRED
    assert expire_quotes(database, today=today + AFTER) == 0


@pytest.mark.parametrize("status", [QuoteStatus.DRAFT, QuoteStatus.ACCEPTED, QuoteStatus.REJECTED])
def test_others_do_not_run_out(database, make_quote, today, status):
    quote = make_quote(status=status, valid_until=today)
    expire_quotes(database, today=today + AFTER)
    assert quotes.quote(database, quote).status is status


def test_it_travels_as_a_command(database, sent, today, acts):
    expire_quotes(database, today=today + AFTER)
    last = acts()[-1]
    assert (last.command, last.args) == ("quote.move", {"from": "sent", "to": "expired"})


def test_it_is_no_step_of_a_person(database, sent, today):
    before = [step.id for step in undo.steps(database)]
    expire_quotes(database, today=today + AFTER)
    assert [step.id for step in undo.steps(database)] == before


def test_a_quote_that_ran_out_can_be_made_valid_again_and_sent(database, sent, today):
    expire_quotes(database, today=today + AFTER)
    quotes.edit_quote(database, sent, {"valid_until": today + timedelta(days=9)})
    quotes.move_quote(database, sent, QuoteStatus.SENT, today=today + AFTER)
    assert expire_quotes(database, today=today + AFTER) == 0
