"""When silence gives a customer back to the pool, and how many one person may take."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.domain.errors import BadInput, RuleBroken
from salesdesk.domain.pool import (
    PoolRules,
    Standing,
    changed,
    check_claim,
    check_protection,
    read,
    returns_on,
)

NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)
_moments = st.integers(-400, 0).map(lambda days: NOON + timedelta(days=days))
standings = st.builds(
    Standing,
    grade=st.sampled_from(["", "A", "B", "C"]),
    created_at=_moments,
    claimed_at=st.none() | _moments,
    last_contact_at=st.none() | _moments,
    protected_until=st.none() | st.integers(0, 400).map(lambda n: date(2026, 1, 1) + timedelta(days=n)),
    has_open_quote=st.booleans(),
)
rules = st.builds(PoolRules, days=st.none() | st.integers(1, 90), days_a=st.none() | st.integers(1, 90))


def _standing(**said):
    usual = {"grade": "", "created_at": NOON, "claimed_at": None, "last_contact_at": None}
    return Standing(**usual | {"protected_until": None, "has_open_quote": False} | said)


def test_nobody_loses_a_customer_until_the_company_says_so():
    assert returns_on(PoolRules(), _standing(), UTC) is None
    assert not PoolRules().recycles


def test_silence_counts_from_the_last_talk_or_from_when_it_was_taken():
    thirty = PoolRules(days=30)
    assert returns_on(thirty, _standing(), UTC) == date(2026, 12, 23)
    later = NOON + timedelta(days=5)
    for name in ("claimed_at", "last_contact_at"):
        assert returns_on(thirty, _standing(**{name: later}), UTC) == date(2026, 12, 28)


def test_the_day_is_the_companys():
    evening = datetime(2026, 11, 23, 20, tzinfo=UTC)  # tomorrow in Shanghai
    found = returns_on(PoolRules(days=1), _standing(created_at=evening), ZoneInfo("Asia/Shanghai"))
    assert found == date(2026, 11, 25)


@given(rules, standings)
def test_an_open_quote_and_a_grade_without_days_keep_a_customer(limits, customer):
    due = returns_on(limits, customer, UTC)
    if customer.has_open_quote or limits.days_for(customer.grade) is None:
        assert due is None
    else:
        assert due is not None


@given(rules, standings)
def test_protection_is_kept(limits, customer):
    due = returns_on(limits, customer, UTC)
    if due is not None and customer.protected_until is not None:
        assert due > customer.protected_until


@given(st.integers(1, 50), st.integers(0, 100))
def test_a_person_takes_as_many_as_are_allowed_and_no_more(limit, owned):
    limits = PoolRules(owned=limit)
    if owned < limit:
        check_claim(limits, owned=owned, claimed=0)
    else:
        with pytest.raises(RuleBroken, match="pool-owned"):
            check_claim(limits, owned=owned, claimed=0)


def test_limits_of_a_day_and_of_protection():
    with pytest.raises(RuleBroken, match="pool-claims"):
        check_claim(PoolRules(claims=3), owned=0, claimed=3)
    today = date(2026, 11, 23)
    with pytest.raises(RuleBroken, match="pool-protected"):
        check_protection(PoolRules(protected=1), today, today=today, protected=1)
    with pytest.raises(RuleBroken, match="pool-protect-days"):
        check_protection(PoolRules(protect_days=10), date(2026, 12, 4), today=today, protected=0)
    check_protection(PoolRules(protected=1, protect_days=10), None, today=today, protected=9)


@pytest.mark.parametrize("value", [0, -1, True, "9", 10**9])
def test_a_limit_is_a_number_above_nothing(value):
    with pytest.raises(BadInput, match="pool-rule"):
        changed(PoolRules(), {"days": value})
    assert read({"days": value}) == PoolRules()


@pytest.mark.parametrize("value", [None, [], "x", {"days": None, "gone": 3}])
def test_a_setting_that_says_nothing_is_no_rule(value):
    assert read(value) == PoolRules()
