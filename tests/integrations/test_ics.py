"""Calendars as other programs write them, and broken ones: each is read, or refused with its place."""

from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.domain.errors import FileRefused
from salesdesk.integrations.ics import read_calendar
from salesdesk.integrations.ics_writer import EventOut, write_calendar

CALENDARS = Path(__file__).resolve().parents[1] / "data" / "calendars"
LONDON = ZoneInfo("Europe/London")


def only(name: str):
    (entry,) = read_calendar(CALENDARS / name).entries
    return entry


def test_an_event_of_a_phone_with_its_zone_and_its_alarm():
    entry = only("alarm_etar_future.ics")
    assert entry.begins == datetime(2024, 10, 5, 13, tzinfo=LONDON)
    assert (entry.zone, entry.minutes, entry.remind_before) == ("Europe/London", 60, 30)


def test_of_several_alarms_the_earliest_counts():
    assert only("alarm_thunderbird_future.ics").remind_before == 45


def test_days_that_are_whole_stay_plain_dates():
    first, *_ = read_calendar(CALENDARS / "multiple_calendar_components.ics").entries
    assert (first.day, first.begins) == (date(2003, 12, 25), None)


def test_a_zone_of_somebodys_own_leaves_the_moment():
    entry = only("issue_466_respect_unique_timezone.ics")
    assert entry.zone == ""
    assert entry.begins.utcoffset() is not None


@pytest.mark.parametrize(("zone", "notes"), [("Mars/Olympus", ("zone",)), ("Asia/Shanghai", ())])
def test_a_zone_that_nobody_knows_is_noted(tmp_path, zone, notes):
    path = tmp_path / "a.ics"
    event = f"BEGIN:VEVENT\nUID:1\nSUMMARY:Visit\nDTSTART;TZID={zone}:20261201T090000\nEND:VEVENT\n"
    path.write_text(f"BEGIN:VCALENDAR\nVERSION:2.0\n{event}END:VCALENDAR\n", encoding="utf-8")
    (entry,) = read_calendar(path).entries
    assert (entry.begins.hour, entry.notes) == (9, notes)


def test_what_cannot_be_kept_of_a_rule_is_noted():
    assert only("event_with_recurrence.ics").notes == ("left-out",)
    entry = only("issue_1081_invalid_rrule_freq.ics")
    assert (entry.repeats, entry.notes) == ("", ("rule",))


def test_letters_of_all_kinds_are_kept():
    assert only("event_with_unicode_fields.ics").summary == "Non-ASCII Test: ÄÖÜ äöü €"


def test_an_entry_that_cannot_be_read_does_not_take_the_others_with_it():
    found = read_calendar(CALENDARS / "issue_1050_calendar_with_events_and_todos.ics")
    assert (len(found.entries), found.refused) == (2, (("Test Todo 1", "no-start"),))


@pytest.mark.parametrize(
    ("name", "code", "line"),
    [
        ("issue_104_broken_calendar.ics", "calendar-broken", 13),
        ("parsing_error_in_UTC_offset.ics", "calendar-broken", 1),
        ("fuzz_testcase_invalid_month.ics", "calendar-broken", 1),
        ("empty.ics", "calendar-empty", None),
        ("small_bad_calendar.ics", "calendar-empty", None),
    ],
)
def test_a_file_that_is_none_is_refused_with_its_name_and_line(name, code, line):
    with pytest.raises(FileRefused) as refused:
        read_calendar(CALENDARS / name)
    assert (refused.value.code, refused.value.values.get("line")) == (code, line)
    assert refused.value.values["file"] == name


@pytest.mark.filterwarnings("ignore:Timezone")
@pytest.mark.parametrize("path", sorted(CALENDARS.glob("*.ics")), ids=lambda path: path.stem)
def test_no_file_is_too_strange(path):
    with suppress(FileRefused):
        found = read_calendar(path)
        assert found.entries or found.refused


def test_chinese_files_in_the_old_encoding_are_read(tmp_path):
    path = tmp_path / "日程.ics"
    text = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:a\r\nSUMMARY:拜访深圳鑫源机械有限公司\r\n"
    text += "DTSTART;VALUE=DATE:20261201\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    path.write_bytes(text.encode("gb18030"))
    (entry,) = read_calendar(path).entries
    assert entry.summary == "拜访深圳鑫源机械有限公司"


def event(**fields) -> EventOut:
    usual = {
        "uid": "a@salesdesk",
        "customer_id": UUID(int=7),
        "summary": "鑫源 谈年框",
        "text": "两行\n文字; 逗号, 分号",
        "place": "一号厂房",
        "kind": "visit",
        "begins": datetime(2026, 11, 24, 10, tzinfo=ZoneInfo("Asia/Shanghai")),
        "day": None,
        "minutes": 90,
        "remind_before": 15,
        "repeats": "",
        "done_at": None,
        "edited_at": datetime(2026, 11, 23, tzinfo=UTC),
    }
    return EventOut(**usual | fields)


def there_and_back(tmp_path: Path, out: EventOut):
    path = tmp_path / "out.ics"
    assert write_calendar(path, [out]) == 1
    (entry,) = read_calendar(path).entries
    return entry


def test_what_is_written_is_read_back(tmp_path):
    out = event(repeats="FREQ=WEEKLY;INTERVAL=2;BYDAY=TU")
    entry = there_and_back(tmp_path, out)
    assert (entry.uid, entry.summary, entry.text, entry.place) == (out.uid, out.summary, out.text, out.place)
    assert (entry.begins, entry.zone, entry.minutes) == (out.begins, "Asia/Shanghai", 90)
    assert (entry.remind_before, entry.kind, entry.customer) == (15, "visit", str(UUID(int=7)))
    assert sorted(entry.repeats.split(";")) == ["BYDAY=TU", "FREQ=WEEKLY", "INTERVAL=2"]
    content = (tmp_path / "out.ics").read_text("utf-8")
    assert "BEGIN:VTIMEZONE" in content  # others need not know the zone


@given(st.integers(0, 40_320), st.booleans())
def test_a_reminder_comes_back_as_it_was(tmp_path_factory, minutes, whole):
    day = {"begins": None, "day": date(2026, 11, 24)} if whole else {}
    out = event(remind_before=minutes, **day)
    assert there_and_back(tmp_path_factory.mktemp("ics"), out).remind_before == minutes


def test_what_is_done_comes_back_done_and_rings_no_more(tmp_path):
    done = datetime(2026, 11, 24, 4, tzinfo=UTC)
    entry = there_and_back(tmp_path, event(done_at=done))
    assert (entry.done_at, entry.remind_before) == (done, None)
