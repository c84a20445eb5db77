from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from salesdesk.services import activities, calendar_files, customers, undo
from salesdesk.services.calendar_files import Taken

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def write(tmp_path):
    """Write a calendar of these events, each a block of lines."""

    def make(*events: str) -> Path:
        lines = ["BEGIN:VCALENDAR", "VERSION:2.0"]
        for event in events:
            lines += ["BEGIN:VEVENT", *event.strip().splitlines(), "END:VEVENT"]
        path = tmp_path / "外来.ics"
        path.write_text("\r\n".join([*lines, "END:VCALENDAR", ""]), encoding="utf-8")
        return path

    return make


def take(database, path, others=None) -> Taken:
    proposals = calendar_files.propose(database, calendar_files.read_calendar(path))
    return calendar_files.take_in(database, proposals, others=others, file=path.name)


VISIT = """UID:abc@elsewhere
SUMMARY:拜访鑫源谈年框
DTSTART;TZID=Asia/Shanghai:20261201T100000
DURATION:PT1H30M
LOCATION:一号厂房"""


def test_an_event_becomes_an_appointment_with_the_customer_it_names(database, make_customer, write):
    customer = make_customer()
    assert take(database, write(VISIT)) == Taken(added=1, known=0, left_out=0)
    (visit,) = activities.activities_of(database, customer)
    assert (visit.kind, visit.subject, visit.place) == ("visit", "拜访鑫源谈年框", "一号厂房")
    assert visit.happens_at == datetime(2026, 12, 1, 10, tzinfo=SHANGHAI)
    assert (visit.minutes, visit.zone, visit.done_at) == (90, "", None)


def test_the_same_file_taken_twice_changes_nothing(database, make_customer, write, told):
    customer = make_customer()
    path = write(VISIT)
    take(database, path)
    (visit,) = activities.activities_of(database, customer)
    activities.edit_activity(database, visit.id, {"subject": "mine"})
    assert take(database, path) == Taken(added=0, known=1, left_out=0)
    assert [each.subject for each in activities.activities_of(database, customer)] == ["mine"]
    activities.remove_activities(database, [visit.id])
    assert take(database, path).added == 0  # what somebody removed does not come back


def test_the_whole_import_is_one_step(database, make_customer, write):
    customer = make_customer()
    take(database, write(VISIT, VISIT.replace("abc", "def")))
    assert len(activities.activities_of(database, customer)) == 2
    assert undo.undo(database).key == "calendar-import"
    assert activities.activities_of(database, customer) == []


def test_whom_it_is_with_is_known_by_mail(database, make_customer, make_contact, write):
    customer = make_customer("苏州汇川自动化")
    make_contact(customer, emails=[{"address": "wang@huichuan.example.com"}])
    event = "UID:1\nSUMMARY:Review\nDTSTART:20261201T020000Z\nATTENDEE;CN=W:mailto:Wang@huichuan.example.com"
    assert take(database, write(event)).added == 1
    (review,) = activities.activities_of(database, customer)
    assert review.kind == "meeting"


def test_with_nobody_it_is_left_out_or_given_to_whom_one_chooses(database, make_customer, write):
    make_customer()
    path = write("UID:1\nSUMMARY:Dentist\nDTSTART;VALUE=DATE:20261201")
    assert take(database, path) == Taken(added=0, known=0, left_out=1)
    other = make_customer("Private")
    assert take(database, path, others=other).added == 1
    (dentist,) = activities.activities_of(database, other)
    assert dentist.all_day_on == date(2026, 12, 1)


def test_a_series_begins_with_its_next_time(database, make_customer, write, today):
    customer = make_customer()
    event = "UID:w\nSUMMARY:鑫源 巡检\nDTSTART;TZID=Asia/Shanghai:20260105T090000\nRRULE:FREQ=WEEKLY;COUNT=60"
    take(database, write(event))
    (visit,) = activities.activities_of(database, customer)
    assert visit.happens_at == datetime(2026, 11, 23, 9, tzinfo=SHANGHAI)
    assert visit.repeats == "FREQ=WEEKLY;COUNT=14;BYDAY=MO"
    activities.finish_activity(database, visit.id)
    coming = next(each for each in activities.activities_of(database, customer) if each.done_at is None)
    assert coming.happens_at == datetime(2026, 11, 30, 9, tzinfo=SHANGHAI)


def test_a_series_that_is_over_is_one_thing_that_was(database, make_customer, write):
    customer = make_customer()
    take(database, write("UID:o\nSUMMARY:鑫源\nDTSTART:20200101T010000Z\nRRULE:FREQ=DAILY;COUNT=3"))
    (old,) = activities.activities_of(database, customer)
    assert (old.repeats, old.done_at is not None) == ("", True)


def test_a_calendar_goes_out_and_comes_home_without_doubles(
    database, make_customer, make_activity, clock, tmp_path
):
    customer = make_customer()
    first = make_activity(customer, "visit", all_day_on=clock.now.date(), repeats="FREQ=WEEKLY")
    activities.finish_activity(database, first)
    make_activity(customer, "call", happens_at=clock.now + timedelta(days=1), remind_before=15)
    path = tmp_path / "out.ics"
    assert calendar_files.export_calendar(database, path) == 2
    assert take(database, path) == Taken(added=0, known=2, left_out=0)


def test_of_a_series_one_event_goes_out_whoever_ticks_it_off(
    database, make_customer, make_activity, clock, tmp_path
):
    first = make_activity(make_customer(), "visit", all_day_on=clock.now.date(), repeats="FREQ=WEEKLY")
    uids = []
    for _ in range(2):
        path = tmp_path / "out.ics"
        calendar_files.export_calendar(database, path)
        uids += [entry.uid for entry in calendar_files.read_calendar(path).entries]
        activities.finish_activity(database, first)
    assert uids == [f"{first}@salesdesk"] * 2


def test_one_alone_goes_out(database, make_customer, make_activity, clock, tmp_path):
    customer = make_customer()
    done = make_activity(customer, "call")
    make_activity(customer, "call", happens_at=clock.now + timedelta(days=1))
    path = tmp_path / "one.ics"
    assert calendar_files.export_calendar(database, path, [done]) == 1
    (entry,) = calendar_files.read_calendar(path).entries
    assert entry.summary == f"{customers.customer(database, customer).name} 谈年框"
    assert entry.done_at == clock.now
