"""A line that is typed in five seconds says when, what and with whom."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.domain.activities import ActivityKind
from salesdesk.domain.quick_line import read

MONDAY = date(2026, 11, 30)
CUSTOMERS = ("深圳鑫源精密机械有限公司", "Acme Pumps Ltd", "华东泵业")
CALL, VISIT, TASK, NOTE = ActivityKind.CALL, ActivityKind.VISIT, ActivityKind.TASK, ActivityKind.NOTE


def find(words):
    return [name for name in CUSTOMERS if words.casefold() in name.casefold()]


@pytest.mark.parametrize(
    ("line", "kind", "day", "at", "customer", "subject"),
    [
        ("明天下午3点 拜访 鑫源 谈年框", VISIT, date(2026, 12, 1), time(15), CUSTOMERS[0], "谈年框"),
        ("明天下午3点拜访鑫源谈年框", VISIT, date(2026, 12, 1), time(15), CUSTOMERS[0], "谈年框"),
        ("call acme next fri 3pm about prices", CALL, date(2026, 12, 11), time(15), CUSTOMERS[1], "prices"),
        ("Call Acme Pumps about prices tomorrow", CALL, date(2026, 12, 1), None, CUSTOMERS[1], "prices"),
        ("给鑫源打电话", NOTE, None, None, CUSTOMERS[0], "打电话"),
        ("电话 华东泵业 催款", CALL, None, None, CUSTOMERS[2], "催款"),
        ("12月5日 跟进 鑫源", TASK, date(2026, 12, 5), None, CUSTOMERS[0], ""),
        ("fri meet acme", ActivityKind.MEETING, date(2026, 12, 4), None, CUSTOMERS[1], ""),
        ("鑫源 今天 拜访 看样品", VISIT, MONDAY, None, CUSTOMERS[0], "看样品"),
        ("买咖啡", NOTE, None, None, None, "买咖啡"),
        ("明天 交报表", TASK, date(2026, 12, 1), None, None, "交报表"),
        ("", NOTE, None, None, None, ""),
    ],
)
def test_a_line(line, kind, day, at, customer, subject):
    found = read(line, MONDAY, find)
    assert (found.kind, found.day, found.at) == (kind, day, at)
    assert (found.customers[:1] or (None,))[0] == customer
    assert found.subject == subject


@given(st.text(max_size=80))
def test_any_line_can_be_read(line):
    found = read(line, MONDAY, find)
    assert isinstance(found.kind, ActivityKind)


def test_of_several_customers_all_are_offered():
    assert (
        read("拜访 泵业", MONDAY, lambda words: CUSTOMERS if words == "泵业" else ()).customers == CUSTOMERS
    )
