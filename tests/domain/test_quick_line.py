"""A line that is typed in five seconds says when, what and with whom."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.domain.activities import ActivityKind
from salesdesk.domain.quick_line import read, read_plan

MONDAY, EARLIER = date(2026, 11, 30), date(2026, 11, 23)
CUSTOMERS = ("深圳鑫源精密机械有限公司", "Acme Pumps Ltd", "华东泵业", "上海电话设备有限公司")
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
        ("给鑫源打电话", CALL, None, None, CUSTOMERS[0], ""),
        ("明天 上海电话设备 谈价", TASK, date(2026, 12, 1), None, CUSTOMERS[3], "谈价"),
        ("电话 华东泵业 催款", CALL, None, None, CUSTOMERS[2], "催款"),
        ("12月5日 跟进 鑫源", TASK, date(2026, 12, 5), None, CUSTOMERS[0], ""),
        ("fri meet acme", ActivityKind.MEETING, date(2026, 12, 4), None, CUSTOMERS[1], ""),
        ("鑫源 今天 拜访 看样品", VISIT, MONDAY, None, CUSTOMERS[0], "看样品"),
        ("记者会 华东泵业", NOTE, None, None, None, "记者会 华东泵业"),
        ("记 华东泵业 催款", NOTE, None, None, CUSTOMERS[2], "催款"),
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
        ("明天10点 记者会", (2026, 11, 24), time(10), None, "记者会"),
        ("明天 鑫源 记录仪报价", (2026, 11, 24), None, None, "鑫源 记录仪报价"),
        ("note paper order tomorrow", (2026, 11, 24), None, None, "note paper order"),
    ],
)
def test_an_appointment(typed, day, at, kind, rest):
    found = read_plan(typed, EARLIER)
    assert (found.when.day, found.when.at, found.kind, found.rest) == (date(*day), at, kind, rest)


@pytest.mark.parametrize("typed", ["", "鑫源", "房间 301", "see you later"])
def test_where_no_day_is_told_there_is_none(typed):
    assert read_plan(typed, EARLIER).when is None
