import pytest

from salesdesk.desktop.new_day import NewDay
from salesdesk.domain.quotes import QuoteStatus
from salesdesk.services import quotes


@pytest.fixture
def sent(desk, make_quote):
    return make_quote(status=QuoteStatus.SENT, valid_until=desk.today())


def status(desk, quote):
    return quotes.quote(desk.database, quote).status


def test_quotes_run_out_at_midnight_and_at_the_next_start(desk, sent, settle, clock):
    day = NewDay(desk)
    day.begin()
    settle()
    assert status(desk, sent) is QuoteStatus.SENT
    clock.forward(days=1)
    desk.clock.look()
    settle()
    assert status(desk, sent) is QuoteStatus.EXPIRED
