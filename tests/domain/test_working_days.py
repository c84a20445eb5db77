from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.domain.days import read_day
from salesdesk.domain.working_days import (
    SpecialDay,
    add_working_days,
    is_known,
    is_working_day,
    special_day,
    working_days,
)


def test_a_holiday_is_free_and_the_weekend_for_it_is_worked():
    assert special_day(date(2026, 10, 1)) == SpecialDay(works=False, holiday="national")
    assert special_day(date(2026, 10, 10)) == SpecialDay(works=True, holiday="national")  # a Saturday
    assert is_working_day(date(2026, 10, 10))
    assert not is_working_day(date(2026, 10, 11))
    assert special_day(date(2026, 11, 23)) is None


def test_a_year_without_a_notice_is_said_to_be_unknown_and_goes_by_weekends():
    assert is_known(date(2026, 1, 1))
    assert not is_known(date(2027, 10, 1))
    assert is_working_day(date(2027, 10, 1))
    assert not is_working_day(date(2027, 10, 2))
    assert special_day(date(2006, 12, 30)) == SpecialDay(works=True, holiday="new_year")


def test_working_days_are_counted_over_the_golden_week():
    assert add_working_days(date(2026, 9, 30), 3) == date(
        2026, 10, 10
    )  # 8, 9, and the Saturday that is worked
    assert add_working_days(date(2026, 10, 10), -3) == date(2026, 9, 30)
    assert add_working_days(date(2026, 10, 1), 0) == date(2026, 10, 8)
    assert working_days(date(2026, 10, 1), date(2026, 10, 12)) == 3


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("3个工作日后", date(2026, 10, 10)),
        ("三个工作日后", date(2026, 10, 10)),
        ("in 3 working days", date(2026, 10, 10)),
        ("3 business days", date(2026, 10, 10)),
        ("+3wd", date(2026, 10, 10)),
        ("下个工作日", date(2026, 10, 8)),
        ("next working day", date(2026, 10, 8)),
        ("2个工作日前", date(2026, 9, 28)),
        ("2 workdays ago", date(2026, 9, 28)),
    ],
)
def test_working_days_in_words(typed, day):
    assert read_day(typed, date(2026, 9, 30)) == day


@given(st.dates(date(2005, 1, 1), date(2030, 12, 31)), st.integers(-40, 40))
def test_one_always_arrives_on_a_working_day_so_many_away(day, count):
    found = add_working_days(day, count)
    assert is_working_day(found)
    if count > 0:
        assert working_days(day + timedelta(days=1), found + timedelta(days=1)) == count
    elif count < 0:
        assert working_days(found, day) == -count
