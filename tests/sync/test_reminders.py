"""A reminder that is dismissed on one laptop does not ring on the other."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from salesdesk.domain.reminders import Here
from salesdesk.services import activities, customers, reminders
from tests.sync.office import same_rows

HERE = Here(ZoneInfo("Asia/Shanghai"))


def test_what_is_dismissed_on_one_laptop_is_quiet_on_the_other(office, li, laptop, clock):
    customer = customers.add_customer(li.database, {"name": "深圳鑫源机械有限公司"})
    at = clock.now + timedelta(hours=1)
    fields = {"kind": "call", "subject": "回访", "happens_at": at, "remind_before": 0}
    call = activities.log_activity(li.database, customer, fields)
    li.sync()
    second = laptop("li")
    second.sync()
    for desk in (li, second):  # both ring, offline
        reminders.dismiss(desk.database, {call: at})
    for desk in (li, second, li):
        assert desk.sync().tally.problems == 0
    now = at + timedelta(minutes=1)
    assert reminders.look(second.database, now=now, here=HERE).now == ()
    assert len(second.living("reminders")) == len(li.living("reminders")) == 1
    assert same_rows(office, li) == same_rows(office, second) == []


def test_nobody_is_asked_about_a_reminder_that_two_of_their_laptops_put_off_differently(
    office, li, laptop, clock
):
    customer = customers.add_customer(li.database, {"name": "深圳鑫源机械有限公司"})
    at = clock.now + timedelta(hours=1)
    fields = {"kind": "call", "subject": "回访", "happens_at": at, "remind_before": 0}
    call = activities.log_activity(li.database, customer, fields)
    reminders.snooze(li.database, {call: at}, at + timedelta(minutes=10))
    li.sync()
    second = laptop("li")
    second.sync()
    reminders.snooze(li.database, {call: at}, at + timedelta(minutes=20))
    reminders.dismiss(second.database, {call: at})
    tallies = [desk.sync().tally for desk in (li, second, li)]
    assert [(tally.conflicts, tally.problems) for tally in tallies] == [(0, 0)] * 3
    assert same_rows(office, li) == same_rows(office, second) == []
