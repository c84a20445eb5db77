"""A calendar dropped on the window is looked at, and taken in as one step; and one goes out."""

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog

from salesdesk.desktop.calendar.files import ImportSheet
from salesdesk.desktop.file_drop import is_calendar
from salesdesk.domain.errors import FileRefused
from salesdesk.services import activities, calendar_files

TEXT = """BEGIN:VCALENDAR
VERSION:2.0
BEGIN:VEVENT
UID:1
SUMMARY:拜访汇川
DTSTART;VALUE=DATE:20261125
END:VEVENT
BEGIN:VEVENT
UID:2
SUMMARY:Dentist
DTSTART;VALUE=DATE:20261126
END:VEVENT
BEGIN:VEVENT
UID:3
SUMMARY:Sometime
END:VEVENT
END:VCALENDAR
"""


@pytest.fixture
def customer(make_customer):
    return make_customer("苏州汇川自动化")


@pytest.fixture
def path(tmp_path) -> Path:
    path = tmp_path / "外来.ics"
    path.write_text(TEXT, encoding="utf-8")
    return path


def sheet() -> ImportSheet:
    return next(each for each in QApplication.topLevelWidgets() if isinstance(each, ImportSheet))


def test_it_is_looked_at_first_and_then_taken_in(open_calendar, customer, path, settle, desk, heard):
    page = open_calendar()
    page.take_files([path])
    settle()
    shown = sheet()
    assert shown.summary.text() == "2 new · 1 without a customer · 1 cannot be read"
    model = shown.entries.entries
    lines = [model.told(row).below for row in range(model.rowCount())]
    assert lines[0] == "25 Nov 2026 · 苏州汇川自动化"
    assert lines[1] == "26 Nov 2026 · no customer found"
    assert lines[2].startswith("It does not say when it begins.")
    assert activities.activities_of(desk.database, customer) == []
    shown.take.click()
    settle()
    assert [each.all_day_on for each in activities.activities_of(desk.database, customer)] == [
        date(2026, 11, 25)
    ]
    assert heard.said == ["1 appointment taken in"]
    assert [slot.day for slot in page.model.slots] == [date(2026, 11, 25)]
    heard.undo()
    settle()
    assert activities.activities_of(desk.database, customer) == []


def test_a_file_that_is_no_calendar_is_told_with_its_line(open_calendar, tmp_path, settle, heard):
    broken = tmp_path / "x.ics"
    broken.write_text(
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nEND:VEVENT\nX\nEND:VCALENDAR\n", encoding="utf-8"
    )
    page = open_calendar()
    page.take_files([broken])
    settle()
    (error,) = heard.errors
    assert isinstance(error, FileRefused)
    assert (error.code, error.values) == ("calendar-broken", {"file": "x.ics", "line": 5})


def test_the_days_in_sight_go_out(open_calendar, customer, make_activity, tmp_path, settle, heard):
    make_activity(customer, "visit", "看泵房", all_day_on=date(2026, 11, 25))
    make_activity(customer, "visit", "下个月", all_day_on=date(2026, 12, 25))
    page = open_calendar()
    page.export("days")
    dialog = next(each for each in QApplication.topLevelWidgets() if isinstance(each, QFileDialog))
    out = tmp_path / "out.ics"
    dialog.fileSelected.emit(str(out))
    dialog.reject()
    settle()
    (entry,) = calendar_files.read_calendar(out).entries
    assert entry.summary == "苏州汇川自动化 看泵房"
    assert heard.said == ["Saved in out.ics: 1 appointment"]


def test_a_calendar_is_told_from_a_table():
    assert is_calendar(Path("a.ICS"))
    assert not is_calendar(Path("a.csv"))
