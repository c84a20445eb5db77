from datetime import UTC, date, datetime, timedelta

import pytest

from salesdesk.desktop.activities.when import ago, due, urgency

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)  # a Monday


@pytest.mark.parametrize(
    ("before", "said"),
    [
        (timedelta(seconds=20), "just now"),
        (timedelta(minutes=5), "5 min ago"),
        (timedelta(days=3), "3 days ago"),
        (timedelta(days=40), "40 days ago"),
        (timedelta(days=90), "3 months ago"),
        (timedelta(days=800), "2 years ago"),
    ],
)
def test_how_long_ago(before, said):
    assert ago(NOW - before, NOW) == said


def test_yesterday_is_by_the_calendar_not_by_hours():
    assert ago(NOW - timedelta(hours=25), NOW).startswith("yesterday")
    assert ago(NOW - timedelta(hours=2), NOW).startswith("today")
    assert ago(None, NOW) == ""


@pytest.mark.parametrize(
    ("days", "said", "tone"),
    [
        (-2, "2 days late", "bad"),
        (-1, "1 day late", "bad"),
        (0, "today", "warn"),
        (1, "tomorrow", "plain"),
        (4, "Fri 27 Nov", "plain"),
        (9, "2 Dec", "plain"),
        (60, "22 Jan 2027", "plain"),
    ],
)
def test_a_day_to_come(days, said, tone):
    day = TODAY + timedelta(days=days)
    assert (due(day, TODAY), urgency(day, TODAY)) == (said, tone)


def test_the_same_in_chinese(chinese):
    assert due(TODAY + timedelta(days=4), TODAY) == "星期五 11月27日"
    assert due(TODAY - timedelta(days=2), TODAY) == "逾期 2 天"
