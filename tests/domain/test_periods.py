from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.domain.errors import BadInput
from salesdesk.domain.periods import (
    Period,
    PeriodKind,
    add_months,
    fiscal_year,
    month_of,
    period_of,
    previous,
    quarter_of,
    today_in,
    week_name,
    week_of,
    year_before,
    year_of,
)

DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))


@pytest.mark.parametrize(
    ("day", "week"),
    [(date(2024, 12, 30), "2025-W01"), (date(2027, 1, 3), "2026-W53"), (date(2026, 11, 23), "2026-W48")],
)
def test_iso_weeks_at_the_edge_of_the_year(day, week):
    assert week_name(day) == week
    assert week_of(day).start.weekday() == 0


@given(DAYS, st.sampled_from(list(PeriodKind)), st.integers(1, 12))
def test_periods_meet_without_gap_or_overlap(day, kind, starts):
    period = period_of(kind, day, year_starts=starts)
    before = previous(kind, period, year_starts=starts)
    assert day in period
    assert before.end == period.start
    assert period.end not in period
    assert period_of(kind, period.last, year_starts=starts) == period


def test_a_quarter_is_the_full_one_and_to_date_another():
    quarter = quarter_of(date(2026, 11, 23))
    assert quarter == Period(date(2026, 10, 1), date(2027, 1, 1))
    assert quarter.to_date(date(2026, 11, 23)) == Period(date(2026, 10, 1), date(2026, 11, 24))


def test_comparison_takes_the_same_elapsed_days():
    so_far = month_of(date(2026, 3, 30)).to_date(date(2026, 3, 30))
    assert so_far.same_elapsed(month_of(date(2026, 2, 1))) == Period(date(2026, 2, 1), date(2026, 3, 1))
    assert year_before(Period(date(2024, 2, 29), date(2024, 3, 1))).start == date(2023, 2, 28)


def test_fiscal_years():
    assert year_of(date(2026, 3, 31), year_starts=4) == Period(date(2025, 4, 1), date(2026, 4, 1))
    assert fiscal_year(date(2026, 3, 31), year_starts=4) == 2026
    assert fiscal_year(date(2026, 3, 31), year_starts=4, named_by_end=False) == 2025
    assert fiscal_year(date(2026, 3, 31), year_starts=1) == 2026
    assert quarter_of(date(2026, 1, 15), year_starts=2) == Period(date(2025, 11, 1), date(2026, 2, 1))


def test_a_day_begins_in_the_company_s_zone():
    shanghai = ZoneInfo("Asia/Shanghai")
    start, end = Period(date(2026, 11, 23), date(2026, 11, 24)).moments(shanghai)
    assert (start, end) == (datetime(2026, 11, 22, 16, tzinfo=UTC), datetime(2026, 11, 23, 16, tzinfo=UTC))
    assert today_in(shanghai, datetime(2026, 11, 22, 16, tzinfo=UTC)) == date(2026, 11, 23)


def test_a_day_with_a_clock_change_has_its_own_length():
    start, end = Period(date(2026, 3, 29), date(2026, 3, 30)).moments(ZoneInfo("Europe/Berlin"))
    assert (end - start).total_seconds() == 23 * 3600


def test_months_end_on_their_last_day():
    assert add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert add_months(date(2026, 1, 31), -11) == date(2025, 2, 28)


def test_backwards_periods_and_odd_months_are_refused():
    with pytest.raises(BadInput):
        Period(date(2026, 1, 2), date(2026, 1, 1))
    with pytest.raises(BadInput):
        year_of(date(2026, 1, 1), year_starts=13)
