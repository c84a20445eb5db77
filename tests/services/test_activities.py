from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from salesdesk.domain.errors import BadInput
from salesdesk.services import activities, company, customers, undo


def test_a_call_now_is_done_and_moves_the_last_contact(database, make_customer, make_activity, clock):
    customer = make_customer()
    call = activities.activity(database, make_activity(customer))
    assert (call.happens_at, call.done_at) == (clock.now, clock.now)
    assert customers.customer(database, customer).last_contact_at == clock.now


def test_a_note_is_no_contact(database, make_customer, make_activity):
    customer = make_customer()
    make_activity(customer, "note")
    assert customers.customer(database, customer).last_contact_at is None


def test_an_older_call_does_not_move_it_back(database, make_customer, make_activity, clock):
    customer = make_customer()
    make_activity(customer)
    make_activity(customer, happens_at=clock.now - timedelta(days=3))
    assert customers.customer(database, customer).last_contact_at == clock.now


def test_what_lies_ahead_is_open_until_it_is_ticked_off(database, make_customer, make_activity, clock):
    customer = make_customer()
    visit = make_activity(customer, "visit", happens_at=clock.now + timedelta(days=1))
    assert activities.activity(database, visit).done_at is None
    assert customers.customer(database, customer).last_contact_at is None
    clock.forward(days=2)
    activities.finish_activity(database, visit, outcome="签了", next_follow_up=date(2026, 12, 1))
    found = customers.customer(database, customer)
    assert (found.last_contact_at, found.next_follow_up) == (clock.now - timedelta(days=1), date(2026, 12, 1))
    assert activities.activity(database, visit).outcome == "签了"
    activities.reopen_activity(database, visit)
    assert activities.activity(database, visit).done_at is None


def test_a_task_for_a_day_begins_where_the_company_is(database, make_activity, today):
    task = activities.activity(database, make_activity(kind="task", all_day_on=today))
    assert task.all_day_on == today
    assert task.happens_at == datetime(2026, 11, 22, 16, tzinfo=UTC)  # midnight in Shanghai
    assert task.done_at is None


def test_a_visit_of_a_whole_day_is_still_to_come_on_that_day(database, make_activity, today):
    planned = activities.activity(database, make_activity(kind="visit", all_day_on=today))
    told = activities.activity(database, make_activity(kind="visit", all_day_on=today - timedelta(days=1)))
    assert (planned.done_at, told.done_at is None) == (None, False)
    noted = activities.activity(database, make_activity(kind="note", all_day_on=today))
    assert noted.done_at is not None


def test_a_person_of_another_customer_is_refused(database, make_customer, make_contact, make_quote):
    stranger, quote = make_contact(), make_quote()
    for field, value in (("contact_id", stranger), ("quote_id", quote)):
        with pytest.raises(BadInput) as refused:
            activities.log_activity(database, make_customer(), {"kind": "call", "subject": "x", field: value})
        assert refused.value.field == field


def test_an_activity_can_be_moved_and_removed(database, make_customer, make_activity, clock):
    customer = make_customer()
    activity = make_activity(customer, "meeting", happens_at=clock.now + timedelta(days=1))
    activities.edit_activity(database, activity, {"all_day_on": date(2026, 11, 30)})
    assert activities.activity(database, activity).all_day_on == date(2026, 11, 30)
    activities.edit_activity(database, activity, {"happens_at": clock.now})
    assert activities.activity(database, activity).all_day_on is None
    assert activities.remove_activities(database, [activity]) == 1
    assert activities.activities_of(database, customer) == []


@pytest.mark.parametrize(
    "when",
    [
        {"all_day_on": date.min},
        {"all_day_on": date.max},
        {"happens_at": datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=8)))},
        {"happens_at": datetime(9999, 12, 31, 23, tzinfo=timezone(-timedelta(hours=8)))},
    ],
)
def test_a_day_that_some_time_zone_cannot_name_is_refused(make_customer, make_activity, when):
    with pytest.raises(BadInput, match="date-unreadable"):
        make_activity(make_customer(), **when)


def open_ones(database, customer) -> list[activities.ActivityDetail]:
    return [each for each in activities.activities_of(database, customer) if each.done_at is None]


def test_the_next_visit_is_made_when_one_is_done(database, make_customer, make_activity, clock):
    customer = make_customer()
    first = make_activity(
        customer,
        "visit",
        happens_at=clock.now + timedelta(days=1),
        repeats="FREQ=WEEKLY;INTERVAL=2",
        remind_before=30,
        place="一号厂房",
    )
    activities.finish_activity(database, first)
    (coming,) = open_ones(database, customer)
    assert coming.happens_at == clock.now + timedelta(days=15)
    assert (coming.remind_before, coming.place, coming.series_id) == (30, "一号厂房", first)
    assert coming.repeats == "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"
    activities.finish_activity(database, coming.id)
    (after,) = open_ones(database, customer)
    assert after.happens_at == clock.now + timedelta(days=29)


def test_a_visit_that_is_done_already_can_begin_a_series(database, make_customer, make_activity, today):
    customer = make_customer()
    make_activity(customer, "visit", repeats="FREQ=MONTHLY")
    (coming,) = open_ones(database, customer)
    assert coming.happens_at.date() == date(2026, 12, 23)


def test_to_take_the_tick_back_takes_the_next_away_and_to_set_it_again_brings_it_back(
    database, make_customer, make_activity, clock
):
    customer = make_customer()
    first = make_activity(customer, "task", all_day_on=date(2026, 11, 23), repeats="FREQ=WEEKLY")
    activities.finish_activity(database, first)
    undo.undo(database)
    assert [each.id for each in open_ones(database, customer)] == [first]
    activities.finish_activity(database, first)
    (coming,) = open_ones(database, customer)
    assert coming.all_day_on == date(2026, 11, 30)


def test_a_visit_moved_before_its_turn_is_not_made_twice(database, make_customer, make_activity):
    customer = make_customer()
    first = make_activity(customer, "task", all_day_on=date(2026, 11, 23), repeats="FREQ=WEEKLY")
    activities.finish_activity(database, first)
    (second,) = open_ones(database, customer)
    activities.edit_activity(database, second.id, {"all_day_on": date(2026, 11, 25)})
    activities.finish_activity(database, second.id)
    assert [each.all_day_on for each in open_ones(database, customer)] == [date(2026, 12, 7)]


def test_a_series_keeps_its_hour_when_the_clocks_change(database, make_customer, make_activity, clock):
    customer, berlin = make_customer(), ZoneInfo("Europe/Berlin")
    clock.now = datetime(2026, 3, 20, 8, tzinfo=UTC)
    first = make_activity(
        customer,
        "call",
        happens_at=datetime(2026, 3, 25, 10, tzinfo=berlin),
        zone="Europe/Berlin",
        repeats="FREQ=WEEKLY",
    )
    activities.finish_activity(database, first)
    (coming,) = open_ones(database, customer)
    assert coming.happens_at == datetime(2026, 4, 1, 10, tzinfo=berlin)


def test_a_series_that_is_told_to_end_ends(database, make_customer, make_activity, today):
    customer = make_customer()
    first = make_activity(customer, "task", all_day_on=today, repeats="FREQ=WEEKLY")
    activities.edit_activity(database, first, {"repeats": ""})
    activities.finish_activity(database, first)
    assert open_ones(database, customer) == []


def test_what_was_meant_by_the_follow_up_settles_it(database, make_customer, make_activity, today):
    customer = make_customer(next_follow_up=today)
    once = make_activity(customer, "task", all_day_on=today)
    activities.finish_activity(database, once)
    assert customers.customer(database, customer).next_follow_up is None
    customers.edit_customer(database, customer, {"next_follow_up": today})
    weekly = make_activity(customer, "task", all_day_on=today, repeats="FREQ=WEEKLY")
    activities.finish_activity(database, weekly)
    assert customers.customer(database, customer).next_follow_up == today + timedelta(days=7)


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("minutes", -5, "duration-out-of-range"),
        ("remind_before", 50_000, "reminder-out-of-range"),
        ("repeats", "FREQ=SECONDLY", "repeat-unreadable"),
    ],
)
def test_what_no_calendar_keeps_is_refused_and_changes_nothing(database, make_customer, field, value, code):
    customer = make_customer()
    with pytest.raises(BadInput) as refused:
        activities.log_activity(database, customer, {"kind": "call", "subject": "x", field: value})
    assert (refused.value.code, refused.value.field) == (code, field)
    assert activities.activities_of(database, customer) == []


def test_the_list_of_customers_finds_the_same_ones(database, make_customer, make_activity, today, clock):
    dear, other = make_customer("甲", grade="A"), make_customer("乙", grade="B")
    make_customer("丙")
    spoken = make_customer("丁", grade="A")
    clock.forward(days=10)
    make_activity(spoken, "call")

    def found():
        wanted = customers.CustomerFilter(neglected_at=clock.now)
        return {row.id for row in customers.listing(database, wanted).page(0, 10)}

    assert found() == {dear}
    company.edit_profile(database, {"silence_b": 5})
    assert found() == {dear, other}
    company.edit_profile(database, {"silence_a": 0})
    assert found() == {other}


@pytest.mark.parametrize("days", [-1, 99_999, "7"])
def test_a_silence_of_no_days_that_count_is_refused(database, days):
    with pytest.raises(BadInput) as refused:
        company.edit_profile(database, {"silence_a": days})
    assert refused.value.field == "silence_a"
