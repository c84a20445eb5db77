"""The calendar with the keyboard and the mouse, over a real database."""

from datetime import date, datetime, time, timedelta

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from salesdesk import words
from salesdesk.desktop.calendar.new_sheet import NewAppointment
from salesdesk.desktop.runtime.places import Place
from salesdesk.domain.days import Spoken
from salesdesk.services import activities
from tests.desktop.calendar.conftest import SHANGHAI

KEY, ALT = Qt.Key, Qt.KeyboardModifier.AltModifier
MONDAY = date(2026, 11, 23)


@pytest.fixture
def customer(make_customer):
    return make_customer("苏州汇川自动化")


@pytest.fixture
def plan(make_activity, customer):
    """Plan something on a day of this week, counted from Monday."""

    def make(day: int, hour: int, minute: int = 0, **fields):
        at = datetime(2026, 11, 23, hour, minute, tzinfo=SHANGHAI) + timedelta(days=day)
        usual = {"subject": "看泵房", "happens_at": at, "done_at": None}
        return make_activity(customer, "visit", **usual | fields)

    return make


def names(page) -> list[str]:
    return [page.model.index(row).data() for row in range(page.model.rowCount())]


def wall(desk, activity_id) -> datetime:
    return activities.activity(desk.database, activity_id).happens_at.astimezone(SHANGHAI)


def test_an_empty_week_says_what_to_do(open_calendar):
    page = open_calendar()
    assert page.hint.text().startswith("Nothing is planned")
    assert page.span.text() == "23 Nov 2026 – 29 Nov · week 48"


def test_a_week_shows_what_is_in_it_and_reads_it_out(open_calendar, plan):
    plan(1, 10)
    page = open_calendar()
    assert page.focusProxy() is page.front()  # the window gives the keyboard to the page
    assert names(page) == ["Tue 24 Nov 2026, 10:00, Visit, 苏州汇川自动化 · 看泵房"]


def test_arrows_choose_and_turn_the_page_at_the_edge(open_calendar, plan, qtbot, settle):
    ids = [plan(0, 9), plan(0, 11), plan(3, 10), plan(9, 10)]
    page = open_calendar()
    view = page.front()

    def press(key):
        qtbot.keyClick(view, key)
        settle()
        return ids.index(page.current().appointment.id)

    assert [press(key) for key in (KEY.Key_Down, KEY.Key_Down, KEY.Key_Right)] == [0, 1, 2]
    assert press(KEY.Key_Right) == 3
    assert page.front().first == date(2026, 11, 30)
    assert press(KEY.Key_Left) == 2
    assert page.front().first == MONDAY


def test_alt_and_an_arrow_move_it_and_undo_brings_it_back(open_calendar, plan, qtbot, settle, desk, heard):
    visit = plan(1, 10)
    page = open_calendar()
    page.front().go_to(0)
    for key in (KEY.Key_Down, KEY.Key_Right):
        qtbot.keyClick(page.front(), key, ALT)
        settle()
    assert wall(desk, visit) == datetime(2026, 11, 25, 10, 15, tzinfo=SHANGHAI)
    assert heard.said[-1] == "苏州汇川自动化: 25 Nov 10:15"
    assert page.current().appointment.id == visit  # the cursor went along
    heard.undo()
    settle()
    assert wall(desk, visit) == datetime(2026, 11, 24, 10, 15, tzinfo=SHANGHAI)


def drag(qtbot, view, start: QPoint, end: QPoint) -> None:
    qtbot.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=start)
    far = QPoint(0, QApplication.startDragDistance() + 1)
    for point in (start + far, end):
        qtbot.mouseMove(view.viewport(), point)
        move = view.viewport().mapToGlobal(point)
        view.mouseMoveEvent(_moved(point, move))
    qtbot.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=end)


def _moved(point, at):
    left = Qt.MouseButton.LeftButton
    return QMouseEvent(
        QEvent.Type.MouseMove, QPointF(point), QPointF(at), left, left, Qt.KeyboardModifier.NoModifier
    )


def place_of(view, when: Spoken) -> QPoint:
    """Return a point of the viewport that means this day and hour."""
    for y in range(0, view.viewport().height(), 3):
        for x in range(60, view.viewport().width(), 20):
            if view.when_at(QPoint(x, y)) == when:
                return QPoint(x + 8, y + 1)
    raise AssertionError(when)


def test_it_is_dragged_to_another_day_and_hour(open_calendar, plan, qtbot, settle, desk, heard):
    visit = plan(1, 10, minutes=90)
    page = open_calendar()
    view = page.front()
    rect = view.visualRect(page.model.index(0))
    target = place_of(view, Spoken(date(2026, 11, 26), time(14)))
    grasp = rect.topLeft() + QPoint(20, 3)
    drag(qtbot, view, grasp, target)
    settle()
    assert wall(desk, visit) == datetime(2026, 11, 26, 14, tzinfo=SHANGHAI)
    assert activities.activity(desk.database, visit).minutes == 90
    heard.undo()
    settle()
    assert wall(desk, visit) == datetime(2026, 11, 24, 10, tzinfo=SHANGHAI)


def test_dragged_to_the_top_it_is_for_the_whole_day(open_calendar, plan, qtbot, settle, desk):
    visit = plan(1, 10)
    page = open_calendar()
    view = page.front()
    grasp = view.visualRect(page.model.index(0)).center()
    drag(qtbot, view, grasp, place_of(view, Spoken(date(2026, 11, 27))))
    settle()
    assert activities.activity(desk.database, visit).all_day_on == date(2026, 11, 27)


def test_in_the_month_it_keeps_its_hour(open_calendar, plan, qtbot, settle, desk):
    visit = plan(1, 10)
    page = open_calendar()
    qtbot.keyClick(page.front(), KEY.Key_PageDown)
    settle()
    assert page.front().first == date(2026, 11, 30)
    qtbot.keyClick(page.front(), KEY.Key_PageUp)
    page.show_view("month")
    settle()
    view = page.front()
    assert (view.first, view.count) == (date(2026, 10, 26), 42)
    drag(
        qtbot, view, view.visualRect(page.model.index(0)).center(), place_of(view, Spoken(date(2026, 12, 2)))
    )
    settle()
    assert wall(desk, visit) == datetime(2026, 12, 2, 10, tzinfo=SHANGHAI)
    view.go_to(0)
    qtbot.keyClick(view, KEY.Key_Up, ALT)
    settle()
    assert wall(desk, visit) == datetime(2026, 11, 25, 10, tzinfo=SHANGHAI)


def test_what_a_series_will_bring_is_seen_and_not_moved(open_calendar, plan, qtbot, settle, desk, heard):
    visit = plan(1, 10, repeats="FREQ=DAILY")
    page = open_calendar()
    assert [slot.appointment.expected for slot in page.model.slots] == [False] + [True] * 5
    page.front().go_to(2)
    qtbot.keyClick(page.front(), KEY.Key_Right, ALT)
    qtbot.keyClick(page.front(), KEY.Key_Space)
    settle()
    assert heard.said == ["It is made when the one before it is done."]
    page.front().go_to(0)
    qtbot.keyClick(page.front(), KEY.Key_Space)
    settle()
    assert activities.activity(desk.database, visit).done_at is not None
    assert [slot.appointment.expected for slot in page.model.slots] == [False, False] + [True] * 4


def test_its_commands_choose_views_days_and_what_to_do(open_calendar, plan, settle, desk):
    visit = plan(1, 10)
    page = open_calendar()
    commands = {command.name.partition(".")[2]: command for command in page.commands()}
    assert {name: commands[name].shortcut for name in ("day", "week", "month", "today", "new")} == {
        "day": "D",
        "week": "W",
        "month": "M",
        "today": "T",
        "new": "N; Ctrl+N",
    }
    commands["ahead"].run()
    settle()
    assert page.front().first == date(2026, 11, 30)
    assert not commands["delete"].enabled()
    commands["today"].run()
    settle()
    page.front().go_to(0)
    commands["delete"].run()
    settle()
    assert names(page) == []
    commands["day"].run()
    settle()
    assert page.front().days == [MONDAY]
    assert page.span.text() == "Mon 23 Nov 2026"
    with pytest.raises(Exception, match="activity-gone"):
        activities.activity(desk.database, visit)


def test_a_day_with_more_than_there_is_room_for_opens(open_calendar, make_activity, customer, settle, qtbot):
    for number in range(9):
        make_activity(customer, "task", f"任务 {number}", all_day_on=date(2026, 11, 25))
    page = open_calendar()
    view = page.front()
    column = place_of(view, Spoken(date(2026, 11, 25))).x()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(column, view.first_hour() - 6))
    settle()
    assert page.segments.value() == "day"
    assert page.front().days == [date(2026, 11, 25)]
    assert len(page.front()._chips) == 9


def sheet_of(page) -> NewAppointment:
    return page.findChild(NewAppointment)


def test_a_new_one_is_told_in_words(open_calendar, customer, settle, qtbot, desk):
    page = open_calendar()
    page.new_appointment()
    sheet = sheet_of(page)
    qtbot.keyClicks(sheet.words.line, "fri 3pm call ")
    sheet.words.line.insert("汇川 催回签")
    sheet.words.line.textEdited.emit(sheet.words.line.text())
    sheet.write()
    settle()
    (call,) = activities.activities_of(desk.database, customer)
    assert (call.kind, call.subject, call.remind_before, call.done_at) == ("call", "催回签", 15, None)
    assert wall(desk, call.id) == datetime(2026, 11, 27, 15, tzinfo=SHANGHAI)
    assert call.zone == ""
    assert page.current().appointment.id == call.id


def test_without_a_customer_it_says_what_is_missing(open_calendar, settle, qtbot, desk):
    page = open_calendar()
    page.new_appointment(Spoken(date(2026, 11, 25), time(9)))
    sheet = sheet_of(page)
    sheet.write()
    settle()
    assert sheet.customer.refused
    assert sheet.when.value() == Spoken(date(2026, 11, 25), time(9))
    sheet.reject()


def test_the_drawer_edits_in_place_and_ticks_off(open_calendar, plan, customer, settle, qtbot, desk):
    visit = plan(1, 10)
    page = open_calendar()
    page.front().go_to(0)
    qtbot.keyClick(page.front(), KEY.Key_Return)
    settle()
    drawer = page.drawer
    when = drawer.form.fields["when"]
    when.line.setText("thu 14:30")
    when.commit()
    settle()
    assert wall(desk, visit) == datetime(2026, 11, 26, 14, 30, tzinfo=SHANGHAI)
    drawer.form.fields["minutes"].committed.emit(90)
    settle()
    drawer.outcome.turn("agreed")
    drawer.done.click()
    settle()
    found = activities.activity(desk.database, visit)
    assert (found.minutes, found.outcome, found.done_at is not None) == (90, "agreed", True)
    assert drawer.done.text() == "Open again"
    with qtbot.waitSignal(page.open_requested) as asked:
        drawer.customer.click()
    assert asked.args == [Place("customers", customer)]


def test_a_double_click_on_an_empty_hour_plans_there(open_calendar, qtbot, settle):
    page = open_calendar()
    point = place_of(page.front(), Spoken(date(2026, 11, 25), time(14)))
    qtbot.mouseDClick(page.front().viewport(), Qt.MouseButton.LeftButton, pos=point)
    assert sheet_of(page).when.value() == Spoken(date(2026, 11, 25), time(14))
    sheet_of(page).reject()


def test_the_drawer_speaks_the_language_in_use(open_calendar, plan, settle, qapp):
    plan(1, 10)
    page = open_calendar()
    page.front().go_to(0)
    page.open_slot(page.current())
    settle()
    words.use("zh")
    QApplication.sendEvent(qapp, QEvent(QEvent.Type.LanguageChange))
    settle()
    assert page.drawer.form.fields["when"].line.text() == "2026年11月24日 星期二 10:00"
    assert page.drawer.done.text() == "完成"
    assert page.span.text().startswith("2026年11月23日 – ")
