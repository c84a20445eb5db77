from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from salesdesk.domain.reminders import Here
from salesdesk.services import activities, reminders, undo

HERE = Here(ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def visit(make_customer, make_activity, clock):
    """A visit in two hours, with a quarter of an hour's warning."""
    return make_activity(
        make_customer("苏州汇川自动化"), "visit", happens_at=clock.now + timedelta(hours=2), remind_before=15
    )


@pytest.fixture
def look(database, clock):
    return lambda: reminders.look(database, now=clock.now, here=HERE)


def test_it_rings_on_time_and_says_of_whom(look, visit, clock):
    assert look().now == ()
    assert look().next_at == clock.now + timedelta(minutes=105)
    clock.forward(minutes=105)
    (due,) = look().now
    assert (due.asked.activity_id, due.asked.customer_name) == (visit, "苏州汇川自动化")
    assert due.begins == clock.now + timedelta(minutes=15)


def test_snoozed_it_rings_again_and_dismissed_no_more(database, look, visit, clock):
    clock.forward(minutes=105)
    (due,) = look().now
    reminders.snooze(database, {visit: due.due_at}, clock.now + timedelta(minutes=10))
    assert look() == reminders.Waiting((), clock.now + timedelta(minutes=10))
    clock.forward(minutes=10)
    assert [each.asked.activity_id for each in look().now] == [visit]
    reminders.dismiss(database, {visit: due.due_at})
    assert look() == reminders.Waiting((), None)


def test_a_moved_visit_rings_again(database, look, visit, clock):
    clock.forward(minutes=105)
    reminders.dismiss(database, {visit: look().now[0].due_at})
    activities.edit_activity(database, visit, {"happens_at": clock.now + timedelta(hours=1)})
    assert look().next_at == clock.now + timedelta(minutes=45)


def test_what_is_done_or_removed_does_not_ring(database, look, visit, make_activity, make_customer, clock):
    other = make_activity(
        make_customer(), "visit", happens_at=clock.now + timedelta(hours=2), remind_before=15
    )
    activities.finish_activity(database, visit)
    activities.remove_activities(database, [other])
    assert look() == reminders.Waiting((), None)


def test_to_dismiss_is_no_step_that_undo_takes_back(database, look, visit, clock):
    clock.forward(minutes=105)
    reminders.dismiss(database, {visit: look().now[0].due_at})
    assert undo.next_undo(database).key == "activity-add"


def test_a_late_start_tells_all_together(database, look, make_customer, make_activity, clock):
    customer = make_customer()
    for hours in (2, 5, 30):
        make_activity(customer, happens_at=clock.now + timedelta(hours=hours), remind_before=0)
    clock.forward(hours=40)
    assert len(look().now) == 3


def test_a_reminder_weeks_before_is_not_overlooked(look, make_customer, make_activity, clock):
    make_activity(make_customer(), happens_at=clock.now + timedelta(days=29), remind_before=28 * 24 * 60)
    assert look().next_at == clock.now + timedelta(days=1)


def test_it_rings_at_the_hour_of_the_wall_where_one_is(database, make_customer, make_activity):
    make_activity(
        make_customer(), "call", happens_at=datetime(2026, 11, 24, 2, tzinfo=UTC), remind_before=0
    )  # ten in Shanghai
    now = datetime(2026, 11, 23, 12, tzinfo=UTC)
    found = reminders.look(database, now=now, here=Here(ZoneInfo("Europe/Berlin")))
    assert found.next_at == datetime(2026, 11, 24, 9, tzinfo=UTC)
