from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from salesdesk.services import activities, calendar
from salesdesk.storage.queries import calendar as queries

MONDAY = date(2026, 11, 23)
WEEK = (MONDAY, MONDAY + timedelta(days=7))


def test_a_week_holds_what_lies_in_it_but_no_notes(database, make_customer, make_activity, clock):
    customer = make_customer()
    visit = make_activity(customer, "visit", happens_at=clock.now + timedelta(days=2), minutes=90)
    day = make_activity(customer, "task", all_day_on=date(2026, 11, 29))
    done = make_activity(customer, "call")
    make_activity(customer, "note")
    make_activity(customer, "visit", happens_at=clock.now + timedelta(days=9))
    found = calendar.days(database, *WEEK)
    assert [each.id for each in found] == [done, visit, day]
    assert [(each.done, each.minutes) for each in found] == [(True, 0), (False, 90), (False, 0)]


def test_an_hour_belongs_to_the_day_on_its_own_wall(database, make_customer, make_activity):
    customer = make_customer()
    late = datetime(2026, 11, 29, 23, 30, tzinfo=ZoneInfo("America/New_York"))  # Monday in Shanghai
    there = make_activity(customer, "call", happens_at=late, zone="America/New_York")
    make_activity(customer, "call", happens_at=late)
    assert [each.id for each in calendar.days(database, *WEEK)] == [there]


def test_what_a_series_will_bring_is_shown_and_only_once(database, make_customer, make_activity, clock):
    customer = make_customer()
    first = make_activity(customer, "task", all_day_on=MONDAY, repeats="FREQ=DAILY")
    found = calendar.days(database, *WEEK)
    assert [each.all_day_on.day for each in found] == [23, 24, 25, 26, 27, 28, 29]
    assert [each.expected for each in found] == [False] + [True] * 6
    activities.finish_activity(database, first)
    activities.reopen_activity(database, first)  # now two of the series are open
    found = calendar.days(database, *WEEK)
    assert [each.all_day_on.day for each in found] == [23, 24, 25, 26, 27, 28, 29]
    assert [each.expected for each in found] == [False, False] + [True] * 5


def test_a_series_seen_from_afar_keeps_its_hour(database, make_customer, make_activity, clock):
    clock.now = datetime(2026, 3, 1, tzinfo=UTC)
    at = datetime(2026, 3, 4, 10, tzinfo=ZoneInfo("Europe/Berlin"))
    make_activity(make_customer(), "call", happens_at=at, zone="Europe/Berlin", repeats="FREQ=WEEKLY")
    (found,) = calendar.days(database, date(2026, 4, 6), date(2026, 4, 13))
    assert found.begins == datetime(2026, 4, 8, 10, tzinfo=ZoneInfo("Europe/Berlin"))


def test_what_was_ticked_off_late_stays_on_its_day(database, make_customer, make_activity, clock):
    visit = make_activity(make_customer(), "visit", happens_at=clock.now + timedelta(hours=1))
    clock.forward(days=40)
    activities.finish_activity(database, visit)
    assert [each.id for each in calendar.days(database, *WEEK)] == [visit]


@pytest.mark.parametrize(
    ("words", "name", "rest"),
    [
        ("鑫源 谈年框", "深圳鑫源机械有限公司", "谈年框"),
        ("鑫源谈年框", "深圳鑫源机械有限公司", "谈年框"),
        ("Nova frame", "Nova Trading", "frame"),
        ("谈年框", None, None),
        ("", None, None),
    ],
)
def test_a_customer_is_found_among_the_words(database, make_customer, words, name, rest):
    for each in ("深圳鑫源机械有限公司", "Nova Trading", "苏州汇川自动化"):
        make_customer(each)
    found = calendar.customer_in(database, words)
    assert (found.name, found.rest) == (name, rest) if name else found is None


def test_a_week_is_read_from_an_index(plan_of):
    start = datetime(2026, 11, 23, tzinfo=UTC)
    steps = plan_of(queries.between, start, start + timedelta(days=7))
    assert not any(step.startswith("SCAN") for step in steps)
