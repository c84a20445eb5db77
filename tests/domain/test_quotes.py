from datetime import UTC, date, datetime
from itertools import product
from zoneinfo import ZoneInfo

import pytest

from salesdesk.domain.errors import RuleBroken
from salesdesk.domain.quotes import (
    QuoteStatus,
    Standing,
    check_edit,
    check_move,
    check_validity,
    is_expired,
    may_edit,
    may_redate,
    missing_to_send,
    moves,
)

S = QuoteStatus
TODAY = date(2026, 11, 23)
SHANGHAI = ZoneInfo("Asia/Shanghai")
ALLOWED = {
    *((S.DRAFT, to) for to in (S.PENDING_APPROVAL, S.SENT, S.SUPERSEDED)),
    *((S.PENDING_APPROVAL, to) for to in (S.APPROVED, S.DRAFT, S.SUPERSEDED)),
    *((S.APPROVED, to) for to in (S.SENT, S.DRAFT, S.CONVERTED, S.SUPERSEDED)),
    *((S.SENT, to) for to in (S.ACCEPTED, S.REJECTED, S.EXPIRED, S.SUPERSEDED)),
    *((S.ACCEPTED, to) for to in (S.CONVERTED, S.SUPERSEDED)),
    (S.REJECTED, S.SUPERSEDED),
    *((S.EXPIRED, to) for to in (S.SENT, S.SUPERSEDED)),
}


def code_of(quote, to, today=TODAY):
    with pytest.raises(RuleBroken) as error:
        check_move(quote, to, today=today)
    return error.value.code


@pytest.mark.parametrize(("now", "to"), list(product(S, S)))
def test_every_pair_of_states(now, to):
    quote = Standing(status=now, valid_until=date(2026, 11, 22) if to is S.EXPIRED else TODAY)
    if (now, to) in ALLOWED:
        check_move(quote, to, today=TODAY)
    else:
        assert code_of(quote, to) == "quote-move"


def test_nothing_follows_a_superseded_or_converted_quote():
    assert moves(S.SUPERSEDED) == moves(S.CONVERTED) == frozenset()


def test_an_older_revision_stands_still():
    assert code_of(Standing(status=S.SENT, is_current=False), S.ACCEPTED) == "quote-not-current"


@pytest.mark.parametrize("to", [S.SENT, S.PENDING_APPROVAL])
def test_an_incomplete_quote_does_not_go_out(to):
    assert code_of(Standing(status=S.DRAFT, missing=("lines",)), to) == "quote-incomplete"


def test_what_needs_approval_is_not_sent_without():
    assert code_of(Standing(status=S.DRAFT, needs_approval=True), S.SENT) == "quote-needs-approval"
    check_move(Standing(status=S.APPROVED, needs_approval=True), S.SENT, today=TODAY)


@pytest.mark.parametrize(
    ("now", "to"),
    [(S.DRAFT, S.SENT), (S.SENT, S.ACCEPTED), (S.ACCEPTED, S.CONVERTED), (S.EXPIRED, S.SENT)],
)
def test_a_quote_past_its_day_goes_no_further_until_it_is_re_dated(now, to):
    assert code_of(Standing(status=now, valid_until=date(2026, 11, 22)), to) == "quote-expired"
    check_move(Standing(status=now, valid_until=TODAY), to, today=TODAY)


def test_a_valid_quote_is_not_made_to_expire():
    assert code_of(Standing(status=S.SENT, valid_until=TODAY), S.EXPIRED) == "quote-still-valid"
    assert code_of(Standing(status=S.SENT), S.EXPIRED) == "quote-still-valid"


def test_a_quote_holds_until_midnight_of_the_company():
    before = datetime(2026, 11, 23, 15, 59, 59, tzinfo=UTC)  # 23:59:59 in Shanghai
    after = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
    assert not is_expired(S.SENT, TODAY, now=before, zone=SHANGHAI)
    assert is_expired(S.SENT, TODAY, now=after, zone=SHANGHAI)


@pytest.mark.parametrize("status", sorted(set(S) - {S.SENT}))
def test_only_sent_quotes_run_out(status):
    assert not is_expired(status, TODAY, now=datetime(2030, 1, 1, tzinfo=UTC), zone=SHANGHAI)


def test_a_quote_without_an_end_does_not_run_out():
    assert not is_expired(S.SENT, None, now=datetime(2030, 1, 1, tzinfo=UTC), zone=SHANGHAI)


def test_only_a_current_draft_is_edited():
    assert [status for status in S if may_edit(status)] == [S.DRAFT]
    check_edit(Standing(status=S.DRAFT))
    for quote, code in [
        (Standing(status=S.SENT), "quote-not-draft"),
        (Standing(status=S.DRAFT, is_current=False), "quote-not-current"),
    ]:
        with pytest.raises(RuleBroken) as error:
            check_edit(quote)
        assert error.value.code == code


def test_an_expired_quote_may_be_re_dated():
    assert may_redate(S.EXPIRED)
    assert not may_redate(S.SUPERSEDED)


def test_what_is_missing_is_named():
    complete = {
        "number": "Q-2026-A7K0001",
        "customer": "鑫源",
        "currency": "CNY",
        "valid_until": TODAY,
        "issued_on": TODAY,
        "counted_lines": 1,
    }
    assert missing_to_send(**complete) == ()
    assert missing_to_send(**complete | {"customer": " ", "counted_lines": 0}) == ("customer", "lines")
    assert missing_to_send(**complete, unnamed_lines=1) == ("line_names",)


def test_a_quote_does_not_end_before_it_begins():
    check_validity(issued_on=TODAY, valid_until=TODAY)
    with pytest.raises(RuleBroken):
        check_validity(issued_on=TODAY, valid_until=date(2026, 11, 22))
