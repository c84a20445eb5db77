from datetime import date

import pytest

from salesdesk.domain.birthdays import days_of_birth, next_birthday, turning


@pytest.mark.parametrize(
    ("born", "today", "on"),
    [
        (date(1986, 11, 23), date(2026, 11, 23), date(2026, 11, 23)),
        (date(1986, 11, 22), date(2026, 11, 23), date(2027, 11, 22)),
        (date(1984, 2, 29), date(2026, 2, 1), date(2026, 2, 28)),  # no leap year: a day early, never late
        (date(1984, 2, 29), date(2028, 2, 1), date(2028, 2, 29)),
        (date(1984, 2, 29), date(2026, 3, 1), date(2027, 2, 28)),
        (date(1990, 1, 2), date(2026, 12, 30), date(2027, 1, 2)),
    ],
)
def test_the_birthday_that_comes_next(born, today, on):
    assert next_birthday(born, today) == on
    assert f"{born:%m-%d}" in days_of_birth(today, (on - today).days)


def test_a_leap_day_is_looked_for_on_the_28th_of_other_years_only():
    assert days_of_birth(date(2026, 2, 28), 0) == {"02-28", "02-29"}
    assert days_of_birth(date(2028, 2, 28), 0) == {"02-28"}
    assert len(days_of_birth(date(2026, 12, 28), 7)) == 8


def test_a_year_that_is_not_known_gives_no_age():
    assert turning(date(1986, 5, 1), date(2026, 5, 1)) == 40
    assert turning(date(1604, 5, 1), date(2026, 5, 1)) is None
    assert turning(date(2026, 5, 1), date(2026, 5, 1)) is None
