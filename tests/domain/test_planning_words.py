from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.domain.planning_words import read_plan

MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("typed", "day", "at", "kind", "rest"),
    [
        ("明天下午3点 拜访 鑫源 谈年框", (2026, 11, 24), time(15), "visit", "鑫源 谈年框"),
        ("明天下午3点拜访鑫源谈年框", (2026, 11, 24), time(15), "visit", "鑫源谈年框"),
        ("下周三 打电话 给 汇川", (2026, 12, 2), None, "call", "汇川"),
        ("3个工作日后回访鑫源", (2026, 11, 26), None, "visit", "鑫源"),
        ("call Nova on friday 3pm about the frame", (2026, 11, 27), time(15), "call", "Nova frame"),
        ("visit Nova tomorrow", (2026, 11, 24), None, "visit", "Nova"),
        ("meeting next fri 10:30 with Li", (2026, 12, 4), time(10, 30), "meeting", "Li"),
        ("鑫源 年检 12月1日", (2026, 12, 1), None, None, "鑫源 年检"),
    ],
)
def test_a_line_of_words_is_understood(typed, day, at, kind, rest):
    found = read_plan(typed, MONDAY)
    assert (found.when.day, found.when.at, found.kind, found.rest) == (date(*day), at, kind, rest)


@pytest.mark.parametrize("typed", ["", "鑫源", "房间 301", "see you later"])
def test_where_no_day_is_told_there_is_none(typed):
    assert read_plan(typed, MONDAY).when is None


@given(st.text(max_size=80))
def test_nothing_that_is_typed_is_too_strange(typed):
    read_plan(typed, MONDAY)
