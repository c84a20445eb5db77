from datetime import date

import pytest

from salesdesk import formats
from salesdesk.domain.birthdays import better_known, days_of_birth, next_birthday, read_birthday, turning
from salesdesk.domain.errors import BadInput


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


@pytest.mark.parametrize(
    "typed", ["04-12", "4月12日", "四月十二日", "Apr 12", "12 april", "--0412", "--04-12", "4/12"]
)
def test_a_birthday_may_lack_its_year(typed):
    born = read_birthday(typed, date(2026, 11, 23))
    assert [formats.day(born, code) for code in ("zh", "en")] == ["4月12日", "12 Apr"]
    assert turning(born, next_birthday(born, date(2026, 11, 23))) is None


def test_a_birthday_with_its_year_keeps_it_and_a_leap_day_needs_none():
    assert read_birthday("1986年4月12日", date(2026, 11, 23)) == date(1986, 4, 12)
    assert formats.day(read_birthday("2-29", date(2026, 11, 23)), "en") == "29 Feb"
    for typed in ("30 Feb", "--0431", "13-13"):
        with pytest.raises(BadInput, match="date-unreadable"):
            read_birthday(typed, date(2026, 11, 23))


def test_who_knows_the_year_knows_more():
    known, day = date(1986, 4, 12), read_birthday("04-12", date(2026, 11, 23))
    assert better_known(known, day) == known
    assert better_known(day, known) == known
    assert better_known(date(1986, 4, 13), day) == day
    assert better_known(None, day) == day
