from datetime import date, timedelta
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.domain.errors import BadInput
from salesdesk.domain.repeating import (
    PRESETS,
    anchored,
    check_rule,
    days_between,
    family_of,
    following,
    id_of_occurrence,
    preset_of,
    read_repeat,
)

MONDAY = date(2026, 11, 23)
SERIES = UUID("0192f5d8-6f00-7000-8000-0000000000aa")
days = st.dates(date(2020, 1, 1), date(2035, 12, 31))


def run(rule: str, day: date, times: int = 4) -> list[date]:
    found = []
    for _ in range(times):
        coming = following(rule, day)
        if coming is None:
            break
        day, rule = coming
        found.append(day)
    return found


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("每天", date(2026, 11, 24)),
        ("every day", date(2026, 11, 24)),
        ("每周", date(2026, 11, 30)),
        ("weekly", date(2026, 11, 30)),
        ("每两周", date(2026, 12, 7)),
        ("隔周", date(2026, 12, 7)),
        ("every other week", date(2026, 12, 7)),
        ("every 3 weeks", date(2026, 12, 14)),
        ("每周五", date(2026, 11, 27)),
        ("every friday", date(2026, 11, 27)),
        ("每个工作日", date(2026, 11, 24)),
        ("每月", date(2026, 12, 23)),
        ("every month", date(2026, 12, 23)),
        ("每月15号", date(2026, 12, 15)),
        ("every month on the 5th", date(2026, 12, 5)),
        ("每月最后一个工作日", date(2026, 11, 30)),
        ("the last working day of every month", date(2026, 11, 30)),
        ("每月底", date(2026, 11, 30)),
        ("每季度", date(2027, 2, 23)),
        ("每年", date(2027, 11, 23)),
        ("yearly", date(2027, 11, 23)),
    ],
)
def test_repetition_is_told_in_words(typed, first):
    assert run(read_repeat(typed, MONDAY), MONDAY, 1) == [first]


@pytest.mark.parametrize("typed", ["有时候", "every", "每", "every blue moon", "x" * 400])
def test_other_words_are_refused_with_what_was_typed(typed):
    with pytest.raises(BadInput) as refused:
        read_repeat(typed, MONDAY)
    assert refused.value.code == "repeat-unreadable"


def test_the_last_day_of_a_month_stays_the_last():
    rule = anchored(PRESETS["monthly"], date(2027, 1, 31))
    assert run(rule, date(2027, 1, 31)) == [
        date(2027, 2, 28),
        date(2027, 3, 31),
        date(2027, 4, 30),
        date(2027, 5, 31),
    ]


def test_a_visit_that_was_moved_moves_no_other():
    rule = anchored(PRESETS["fortnightly"], MONDAY)
    assert run(rule, MONDAY + timedelta(days=2), 2) == [date(2026, 12, 7), date(2026, 12, 21)]


def test_a_birthday_on_the_29th_of_february_is_kept_each_year():
    rule = anchored(PRESETS["yearly"], date(2024, 2, 29))
    assert run(rule, date(2024, 2, 29), 2) == [date(2025, 2, 28), date(2026, 2, 28)]


def test_a_rule_that_counts_ends():
    assert run("FREQ=WEEKLY;COUNT=3", MONDAY, 9) == [date(2026, 11, 30), date(2026, 12, 7)]
    assert run("FREQ=WEEKLY;UNTIL=20261207T000000Z", MONDAY, 9) == [date(2026, 11, 30), date(2026, 12, 7)]


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=HOURLY",
        "FREQ=DAILY;BYHOUR=9,17",
        "FREQ=DAILY;INTERVAL=0",  # would never end
        "FREQ=DAILY;INTERVAL=999999999",
        "FREQ=WEEKLY;COUNT=-1",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31",
        "FREQ=WEEKLY\nRDATE:20260101",
        "BYDAY=MO",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=",
        "weekly",
    ],
)
def test_a_rule_that_no_calendar_keeps_is_refused(rule):
    with pytest.raises(BadInput) as refused:
        check_rule(rule)
    assert (refused.value.code, refused.value.field) == ("repeat-unreadable", "repeats")


def test_a_rule_is_kept_plain():
    assert check_rule("RRULE:freq=weekly;byday=mo") == "FREQ=WEEKLY;BYDAY=MO"
    assert check_rule("") == check_rule(None) == ""


@given(day=days, name=st.sampled_from(sorted(PRESETS)))
def test_each_next_day_is_later_and_known_again(day, name):
    rule = check_rule(anchored(PRESETS[name], day))
    found = [day, *run(rule, day, 5)]
    assert len(found) == 6
    assert all(one < other for one, other in pairwise(found))
    assert preset_of(rule, day) == name or rule == anchored(PRESETS[preset_of(rule, day)], day)


@given(day=days, name=st.sampled_from(sorted(PRESETS)))
def test_what_is_shown_ahead_is_what_will_come(day, name):
    rule, end = anchored(PRESETS[name], day), day + timedelta(days=400)
    shown = days_between(rule, day, day, end)
    assert shown[:5] == [each for each in run(rule, day, 5) if each < end]


def test_an_occurrence_has_one_id_wherever_it_is_made():
    assert id_of_occurrence(SERIES, MONDAY) == id_of_occurrence(SERIES, date(2026, 11, 23))
    assert id_of_occurrence(SERIES, MONDAY) != id_of_occurrence(SERIES, MONDAY + timedelta(days=7))


def test_a_series_nobody_has_touched_for_years_is_still_shown_ahead():
    shown = days_between("FREQ=DAILY", date(2023, 1, 1), MONDAY, MONDAY + timedelta(days=3))
    assert shown == [MONDAY, MONDAY + timedelta(days=1), MONDAY + timedelta(days=2)]


@given(day=days, name=st.sampled_from(sorted(PRESETS)))
def test_a_rule_is_known_by_its_family_wherever_it_is_anchored(day, name):
    assert family_of(anchored(PRESETS[name], day)) == name
    assert family_of("FREQ=WEEKLY;INTERVAL=3;BYDAY=MO") == ""
