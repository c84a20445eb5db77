from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.domain.days import Spoken, read_day, read_moment
from salesdesk.domain.errors import BadInput

MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("今天", (2026, 11, 23)),
        ("明天", (2026, 11, 24)),
        ("后天", (2026, 11, 25)),
        ("昨天", (2026, 11, 22)),
        ("周三", (2026, 11, 25)),
        ("周一", (2026, 11, 23)),
        ("下周三", (2026, 12, 2)),
        ("下下周一", (2026, 12, 7)),
        ("上周五", (2026, 11, 20)),
        ("星期天", (2026, 11, 29)),
        ("3天后", (2026, 11, 26)),
        ("两周后", (2026, 12, 7)),
        ("一个月后", (2026, 12, 23)),
        ("十天后", (2026, 12, 3)),
        ("两个月前", (2026, 9, 23)),
        ("月底", (2026, 11, 30)),
        ("下月底", (2026, 12, 31)),
        ("年底", (2026, 12, 31)),
        ("下周", (2026, 11, 30)),
        ("下个月", (2026, 12, 1)),
        ("周末", (2026, 11, 28)),
        ("11月30日", (2026, 11, 30)),
        ("11月20日", (2027, 11, 20)),
        ("三月五号", (2027, 3, 5)),
        ("5号", (2026, 12, 5)),
        ("25号", (2026, 11, 25)),
        ("2026年3月5日", (2026, 3, 5)),
        ("2月29日", (2028, 2, 29)),
        ("２０２６－１２－０１", (2026, 12, 1)),
        ("2026/12/1", (2026, 12, 1)),
        ("20261201", (2026, 12, 1)),
        ("today", (2026, 11, 23)),
        ("tomorrow", (2026, 11, 24)),
        ("Wed", (2026, 11, 25)),
        ("wednesday", (2026, 11, 25)),
        ("next fri", (2026, 12, 4)),
        ("last friday", (2026, 11, 20)),
        ("in 2 weeks", (2026, 12, 7)),
        ("3 days ago", (2026, 11, 20)),
        ("a week ago", (2026, 11, 16)),
        ("eow", (2026, 11, 27)),
        ("eom", (2026, 11, 30)),
        ("eoq", (2026, 12, 31)),
        ("end of next month", (2026, 12, 31)),
        ("next week", (2026, 11, 30)),
        ("30 Nov", (2026, 11, 30)),
        ("Nov 30, 2026", (2026, 11, 30)),
        ("1st of december", (2026, 12, 1)),
        ("30/11", (2026, 11, 30)),
        ("11/30", (2026, 11, 30)),
        ("+3d", (2026, 11, 26)),
    ],
)
def test_days_in_both_languages(typed, day):
    assert read_day(typed, MONDAY) == date(*day)


@pytest.mark.parametrize(
    ("typed", "day", "at"),
    [
        ("明天上午", (2026, 11, 24), (9, 0)),
        ("下周三下午3点半", (2026, 12, 2), (15, 30)),
        ("今晚8点", (2026, 11, 23), (20, 0)),
        ("周五十点半", (2026, 11, 27), (10, 30)),
        ("3点一刻", (2026, 11, 23), (3, 15)),
        ("中午12点", (2026, 11, 23), (12, 0)),
        ("三月五号下午两点", (2027, 3, 5), (14, 0)),
        ("周三 15:00", (2026, 11, 25), (15, 0)),
        ("tomorrow 3pm", (2026, 11, 24), (15, 0)),
        ("tuesday at 10:30", (2026, 11, 24), (10, 30)),
        ("12 am", (2026, 11, 23), (0, 0)),
        ("noon", (2026, 11, 23), (12, 0)),
        ("15:30", (2026, 11, 23), (15, 30)),
        ("tomorrow morning", (2026, 11, 24), (9, 0)),
    ],
)
def test_days_with_a_time(typed, day, at):
    assert read_moment(typed, MONDAY) == Spoken(date(*day), time(*at))


@pytest.mark.parametrize(
    "typed", ["", "foo", "25:00", "13月45日", "2026-02-30", "99999天后x", "32号", "x" * 99, "9999年后"]
)
def test_what_is_no_day_is_refused(typed):
    with pytest.raises(BadInput) as error:
        read_moment(typed, MONDAY, field="valid_until")
    assert error.value.field == "valid_until"


def test_a_time_is_not_a_day():
    with pytest.raises(BadInput):
        read_day("明天上午", MONDAY)


def test_a_day_without_a_year_may_lie_behind():
    assert read_day("11月30日", MONDAY, past=True) == date(2025, 11, 30)
    assert read_day("11月23日", MONDAY, past=True) == MONDAY


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.dates(date(2000, 1, 1), date(2090, 12, 31)))
def test_written_dates_are_read_back(day, today):
    for text in (
        f"{day:%Y-%m-%d}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day:%d %b %Y}",
        f"{day:%Y%m%d}",
    ):
        assert read_day(text, today) == day
    yearless = read_day(f"{day.month}月{day.day}日", today)
    assert (yearless.month, yearless.day) == (day.month, day.day)
    assert yearless >= today
