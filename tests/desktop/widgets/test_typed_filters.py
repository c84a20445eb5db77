"""Filters that are typed become chips; what is not one is searched for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.desktop.quotes.wanted import read_worth
from salesdesk.desktop.widgets.typed_filters import Filter, read

GRADES = Filter("grade", "customers.filter.grade", lambda: [("A", "A"), ("none", "No grade")])
STAGES = Filter(
    "lifecycle", "customers.filter.lifecycle", lambda: [("potential", "潜在"), ("closed", "成交")]
)
TAGS = Filter("tag", "customers.filter.tag", lambda: [("trade show", "trade show"), ("老客户", "老客户")])
WORTH = Filter("worth", "quotes.filter.worth", list, read_worth)
AREAS = Filter("area", "today.filter.area", lambda: [("浦东新区", "浦东新区")], also=frozenset({"区"}))
ALL = (GRADES, STAGES, TAGS, WORTH, AREAS)


@pytest.mark.parametrize(
    ("text", "rest", "found"),
    [
        ("grade:a", "", {"grade": "A"}),
        ("鑫源 级别：A", "鑫源", {"grade": "A"}),
        ("stage:成 深圳 grade:A", "深圳", {"lifecycle": "closed", "grade": "A"}),
        ('tag:"trade show" pump', "pump", {"tag": "trade show"}),
        ("标签:老", "", {"tag": "老客户"}),
        (">10k 泵", "泵", {"worth": ">10000"}),
        ("<=1.2万", "", {"worth": "<12000"}),
        ("区:pd", "", {"area": "浦东新区"}),
        ("District:pudong 泵", "泵", {"area": "浦东新区"}),
        ("区:dx", "区:dx", {}),
        ("grade:Z 鑫源", "grade:Z 鑫源", {}),
        ("https://example.com", "https://example.com", {}),
        ("a < b", "a < b", {}),
        ("0755:26581234", "0755:26581234", {}),
    ],
)
def test_what_is_typed(text, rest, found):
    assert read(text, ALL) == (rest, found)


@given(st.text(max_size=60))
def test_nothing_is_lost_of_what_is_not_a_filter(text):
    rest, found = read(text, ALL)
    assert found or rest == text
