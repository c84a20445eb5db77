from datetime import timedelta

from salesdesk.domain.quotes import QuoteStatus
from salesdesk.services.buying import buying


def test_only_what_was_accepted_counts_as_bought(database, make_customer, make_quote, today):
    customer = make_customer()
    assert buying(database, customer, today) is None
    make_quote(customer, status=QuoteStatus.SENT)
    make_quote(make_customer(), status=QuoteStatus.ACCEPTED)
    assert buying(database, customer, today) is None
    make_quote(customer, status=QuoteStatus.ACCEPTED)
    told = buying(database, customer, today)
    assert (told.currency, told.year, told.last) == ("CNY", 10_000, today)
    assert [share.percent for share in told.mix] == [100]


def test_a_rhythm_is_seen_over_several_purchases(database, make_customer, make_quote, today):
    customer = make_customer()
    for days in (90, 60, 30):
        make_quote(customer, status=QuoteStatus.ACCEPTED, issued_on=today - timedelta(days=days))
    told = buying(database, customer, today)
    assert (told.rhythm.every, told.next_on()) == (30, today)
