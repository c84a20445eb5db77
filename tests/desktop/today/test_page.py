import threading
from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt

from salesdesk.command_line.parser import parser
from salesdesk.desktop.runtime.places import Place
from salesdesk.desktop.today import checklist, plan_drawer
from salesdesk.desktop.today import page as today_page
from salesdesk.desktop.today.page import TodayPage
from salesdesk.domain.quotes import QuoteStatus
from salesdesk.services import activities, comments, company, customers, pool, quotes, undo
from salesdesk.storage.database import Step
from salesdesk.storage.tables.comments import CommentRow
from salesdesk.storage.tables.users import UserRow

KEY = Qt.Key


@pytest.fixture
def open_page(desk, qtbot, settle):
    def open_it() -> TodayPage:
        page = TodayPage(desk)
        qtbot.addWidget(page)
        page.resize(1180, 860)
        page.show()
        page.show_place(Place("today"))
        settle()
        return page

    return open_it


def lines(page) -> list[str]:
    model = page.list.tasks
    return [model.index(row).data() for row in range(model.rowCount())]


def test_a_fresh_workspace_shows_the_first_steps(open_page, qtbot, desk, make_customer, settle):
    page = open_page()
    assert page.checklist.isVisibleTo(page)
    with qtbot.waitSignal(page.open_requested) as asked:
        page.checklist.buttons["customers"].click()
    assert asked.args == [Place("import", args=(("kind", "customers"),))]
    make_customer()
    company.edit_profile(desk.database, {"name": "Nova", "address": "1 High St"})
    settle()
    enabled = {step: button.isEnabled() for step, button in page.checklist.buttons.items()}
    assert enabled == {"company": False, "customers": False, "product": True, "quote": True, "demo": True}


def test_the_first_steps_can_be_put_away_for_good(open_page, settle):
    page = open_page()
    page.checklist.hide_asked.emit()
    assert not page.checklist.isVisibleTo(page)
    again = open_page()
    assert not again.checklist.isVisibleTo(again)


def test_the_demo_begins_with_the_lessons(monkeypatch):
    started = []
    monkeypatch.setattr(checklist.QProcess, "startDetached", lambda _program, given: started.append(given))
    checklist.open_demo()
    [arguments] = started
    asked = parser().parse_args(arguments[1:])
    assert (asked.demo, asked.practice, asked.reset) == (True, True, False)


def test_the_demo_opens_beside(open_page, monkeypatch, heard):
    opened = []
    monkeypatch.setattr(today_page, "open_demo", lambda: opened.append(True))
    page = open_page()
    page.checklist.buttons["demo"].click()
    assert opened == [True]
    assert heard.said == ["The demo opens in a window of its own."]


def test_the_most_urgent_comes_first_with_its_reason(
    open_page, make_customer, make_activity, make_quote, today, clock
):
    make_customer("Silent", grade="A")
    make_customer("Due", next_follow_up=today)
    make_quote(make_customer("Buyer"), status=QuoteStatus.SENT, today=today, valid_until=today + timedelta(2))
    make_activity(make_customer("Late"), "task", "Send samples", all_day_on=today - timedelta(days=3))
    clock.forward(days=1)
    clock.forward(days=7)
    clock.forward(days=-8)
    page = open_page()
    assert lines(page)[:4] == ["Late", "Late, Task: Send samples, 3 days late", "Today", "Due, Follow up"]
    assert lines(page)[4] == "Quotes that expire soon"
    assert "expires: Wed 25 Nov" in lines(page)[5]
    cards = page.cards.cards.values()
    figures = [card.accessibleName() for card in cards if card.isVisibleTo(page)]
    assert figures == ["Late: 1", "Due today: 1", "Quotes expiring: 1", "Silent too long: 0"]


def test_a_class_a_customer_nobody_spoke_to_for_a_week(open_page, make_customer, clock):
    make_customer("Silent", grade="A")
    make_customer("Dull", grade="C")
    clock.forward(days=9)
    page = open_page()
    assert lines(page)[1:] == ["Silent, Never contacted; class A: every 7 days"]


def test_d_ticks_off_and_undo_brings_back(
    open_page, desk, make_customer, make_activity, press, heard, today, settle
):
    done = make_activity(make_customer("Late"), "task", "Send samples", all_day_on=today - timedelta(days=3))
    page = open_page()
    page.list.setFocus()
    press(page.list, "d")
    assert activities.activity(desk.database, done).done_at is not None
    assert heard.said[-1] == "Done: Late"
    assert page.stack.currentIndex() == 1
    heard.undo()
    settle()
    assert lines(page)[1].startswith("Late, Task")


@pytest.mark.parametrize(("key", "days"), [("1", 1), ("7", 7)])
def test_one_key_puts_off(open_page, desk, make_customer, make_activity, press, today, key, days):
    task = make_activity(make_customer("Late"), "task", "Send", all_day_on=today - timedelta(days=3))
    page = open_page()
    press(page.list, key)
    assert activities.activity(desk.database, task).all_day_on == today + timedelta(days=days)


def test_a_timed_call_keeps_its_hour(open_page, desk, make_customer, make_activity, press, clock):
    at = clock.now - timedelta(days=1, hours=2)
    call = make_activity(make_customer("Late"), "task", "Call", happens_at=at)
    page = open_page()
    press(page.list, "1")
    moved = activities.activity(desk.database, call).happens_at
    assert moved == at + timedelta(days=2)


def test_a_follow_up_is_done_and_a_silent_one_is_planned(open_page, desk, make_customer, press, today, clock):
    silent = make_customer("Silent", grade="A")
    due = make_customer("Due", next_follow_up=today)
    clock.forward(days=9)
    page = open_page()
    press(page.list, "d")
    assert customers.customer(desk.database, due).next_follow_up is None
    press(page.list, "1")
    assert customers.customer(desk.database, silent).next_follow_up == today + timedelta(days=10)


def test_enter_opens_what_it_is_about(open_page, make_customer, make_quote, qtbot, today):
    quote = make_quote(make_customer("Buyer"), status=QuoteStatus.SENT, valid_until=today + timedelta(days=2))
    page = open_page()
    with qtbot.waitSignal(page.open_requested) as asked:
        qtbot.keyClick(page.list, KEY.Key_Return)
    assert asked.args == [Place("quotes", quote)]


def test_a_card_leads_to_its_lines(open_page, make_customer, make_quote, today, qtbot):
    make_customer("Due", next_follow_up=today)
    make_quote(make_customer("Buyer"), status=QuoteStatus.SENT, valid_until=today + timedelta(days=2))
    page = open_page()
    qtbot.keyClick(page.cards.cards["expiring"], KEY.Key_Return)
    assert page.list.current_task().name == "Buyer"


def test_the_mouse_finds_the_marks(open_page, desk, make_customer, qtbot, settle, today):
    due = make_customer("Due", next_follow_up=today)
    page = open_page()
    row = page.list.tasks.index(1)
    spots = dict(page.list.itemDelegate().spots(page.list.visualRect(row), page.list.tasks.task(row)))
    qtbot.mouseClick(page.list.viewport(), Qt.MouseButton.LeftButton, pos=spots["week"].center())
    settle()
    assert customers.customer(desk.database, due).next_follow_up == today + timedelta(days=7)


def test_midnight_brings_the_new_day(open_page, make_customer, desk, clock, settle, today):
    make_customer("Later", next_follow_up=today + timedelta(days=1))
    page = open_page()
    assert lines(page) == []
    clock.forward(days=1)
    desk.clock.look()
    settle()
    assert lines(page)[1] == "Later, Follow up"
    assert page.date.text() == "Tue, 24 Nov 2026"


def test_what_the_team_lets_lie_is_told_and_is_not_ticked_off_here(
    open_page, desk, make_activity, make_customer, press, today
):
    with desk.database.write(Step.of_machine("hired")) as session:
        li = UserRow(name="李明", manager_id=desk.database.me)
        session.add(li)
        session.flush()
    task = make_activity(
        make_customer("鑫源"), "task", "发样品", all_day_on=today - timedelta(days=5), owner_id=li.id
    )
    page = open_page()
    assert lines(page) == ["Late in your team", "鑫源, 李明 · Task: 发样品, 5 days late"]
    press(page.list, "d", "1")
    assert activities.activity(desk.database, task).done_at is None


def test_who_goes_back_to_the_pool_soon_is_told_with_the_days_left(open_page, desk, make_customer, settle):
    make_customer("苏州恒达")
    page = open_page()
    assert not page.cards.cards["returning"].isVisibleTo(page)
    pool.change_rules(desk.database, {"days": 5})
    settle()
    assert any("苏州恒达" in line and "5 days" in line for line in lines(page)), lines(page)
    assert page.cards.cards["returning"].isVisibleTo(page)


def test_whoever_comes_here_by_key_can_act_at_once(open_page, qtbot, make_activity, today, settle):
    make_activity(kind="task", all_day_on=today - timedelta(days=1), done_at=None)
    page = open_page()
    page.setFocus()  # as the window does
    assert page.list.hasFocus()


def test_where_colleagues_call_one_stands_first_until_one_answers(
    open_page, desk, make_customer, clock, settle
):
    customer = make_customer("鑫源")
    with desk.database.write(Step.of_machine("said")) as session:
        li = UserRow(name="李华")
        session.add(li)
        session.flush()
        me = str(desk.database.me)
        session.add(CommentRow(customer_id=customer, author_id=li.id, body="@我 看一下底价", mentions=[me]))
    page = open_page()
    settle()
    assert lines(page)[0] == "Colleagues call you"
    assert "鑫源, 李华: @我 看一下底价" in lines(page)[1]
    clock.forward(minutes=1)
    comments.add_comment(desk.database, customer, "好的")
    settle()
    assert not any("李华" in line for line in lines(page))


@pytest.fixture
def three_late(make_customer, make_activity, today):
    """Three tasks that are late, the latest first."""
    return [
        make_activity(make_customer(name), "task", "Send", all_day_on=today - timedelta(days=days))
        for name, days in (("Ada", 9), ("Ben", 5), ("Cem", 2))
    ]


def days_of(desk, made) -> list:
    return [activities.activity(desk.database, each).all_day_on for each in made]


def test_three_tasks_are_put_off_by_typing_a_day_and_one_is_undone_alone(
    open_page, desk, three_late, press, heard, today, settle
):
    before, friday = days_of(desk, three_late), date(2026, 11, 27)
    page = open_page()
    press(page.list, KEY.Key_Space, KEY.Key_Space, KEY.Key_Space)
    assert page.bar.count.text() == "3 picked"
    press(page.list, "f")
    press(page.bar.when.line, "ri", KEY.Key_Return)
    assert days_of(desk, three_late) == [friday] * 3
    assert heard.said[-1] == "3 put off to 27 Nov"
    assert not page.bar.isVisible()
    undo.undo(desk.database)
    assert days_of(desk, three_late) == [friday, friday, before[2]]
    heard.undo()  # the rest of them
    settle()
    assert days_of(desk, three_late) == before


@pytest.mark.parametrize(
    ("typed", "day"),
    [("明天", date(2026, 11, 24)), ("+3d", date(2026, 11, 26)), ("下周三", date(2026, 12, 2))],
)
def test_a_day_in_words_puts_off_the_line_under_the_cursor(open_page, desk, three_late, press, typed, day):
    page = open_page()
    page.begin_putting_off()
    press(page.bar.when.line, typed, KEY.Key_Return)
    assert days_of(desk, three_late)[0] == day
    assert page.list.hasFocus()


def test_what_comes_while_a_day_is_typed_is_not_put_off(
    open_page, desk, three_late, press, make_activity, heard, today, settle
):
    long_ago, friday = today - timedelta(days=30), date(2026, 11, 27)
    before = days_of(desk, three_late)
    page = open_page()
    press(page.list, "f")
    new = make_activity(kind="task", all_day_on=long_ago)
    settle()
    assert page.list.current_task().name == "Ada"
    press(page.bar.when.line, "ri", KEY.Key_Return)
    assert days_of(desk, [*three_late, new]) == [friday, *before[1:], long_ago]
    press(page.list, KEY.Key_Space, "f")
    activities.finish_activity(desk.database, page.list.tasks.picked()[0].source.id)
    settle()
    press(page.bar.when.line, "ri", KEY.Key_Return)  # what was picked is gone by now
    assert days_of(desk, [*three_late, new]) == [friday, *before[1:], long_ago]
    assert heard.said[-1] == "What you put off is no longer on the list; nothing was changed"


def test_the_cursor_stays_on_its_line_and_goes_on_when_that_is_gone(
    open_page, desk, three_late, press, settle
):
    page = open_page()
    press(page.list, KEY.Key_Down)
    activities.finish_activity(desk.database, three_late[0])
    settle()
    assert page.list.current_task().name == "Ben"
    press(page.list, "d")
    assert page.list.current_task().name == "Cem"


def test_a_day_that_is_over_changes_nothing_and_says_why(open_page, desk, three_late, press):
    before = days_of(desk, three_late)
    page = open_page()
    page.begin_putting_off("yesterday")
    press(page.bar.when.line, KEY.Key_Return)
    assert "is over" in page.bar.when.line.accessibleDescription()
    assert days_of(desk, three_late) == before
    press(page.bar.when.line, KEY.Key_Escape)
    assert not page.bar.isVisible()
    assert page.list.hasFocus()


def test_lines_are_picked_by_shift_and_by_the_mouse_and_let_go(open_page, three_late, press, qtbot):
    page = open_page()
    names = lambda: [task.name for task in page.list.tasks.picked()]  # noqa: E731
    qtbot.keyClick(page.list, KEY.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert names() == ["Ada", "Ben"]
    qtbot.keyClick(page.list, KEY.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    assert names() == ["Ada"]
    press(page.list, KEY.Key_Escape)
    view, left = page.list.viewport(), Qt.MouseButton.LeftButton
    spot = lambda row: page.list.visualRect(page.list.tasks.index(row)).center()  # noqa: E731
    qtbot.mouseClick(view, left, pos=spot(1))
    qtbot.mouseClick(view, left, Qt.KeyboardModifier.ShiftModifier, pos=spot(3))
    qtbot.mouseClick(view, left, Qt.KeyboardModifier.ControlModifier, pos=spot(2))
    assert names() == ["Ada", "Cem"]


def test_what_is_picked_is_done_at_once(open_page, desk, three_late, press, heard):
    page = open_page()
    press(page.list, KEY.Key_Space, KEY.Key_Space, "d")
    assert heard.said[-1] == "2 done"
    assert [activities.activity(desk.database, each).done_at is None for each in three_late] == [
        False,
        False,
        True,
    ]


def test_district_and_class_are_typed_in_four_keys(open_page, make_customer, press, today):
    place = {"city": "上海市", "district": "浦东新区", "next_follow_up": today}
    make_customer("甲公司", grade="A", **place)
    make_customer("乙公司", grade="B", **place)
    make_customer("丙公司", grade="A", next_follow_up=today)
    page = open_page()
    page.search()
    press(page.filters.line, "pd a")
    assert lines(page) == ["Today", "甲公司, Follow up, Class A"]
    assert page.cards.cards["due"].accessibleName() == "Due today: 1"
    press(page.filters.line, KEY.Key_Return)
    assert page.list.hasFocus()
    page.search()
    press(page.filters.line, "zzz")
    assert page.stack.currentIndex() == 2
    press(page.filters.line, KEY.Key_Escape)
    assert len(lines(page)) == 4
    press(page.filters.line, "区:pd", " ")
    assert page.filters.values() == {"area": "浦东新区"}
    assert len(lines(page)) == 3


def test_birthdays_and_who_usually_buys_by_now_are_told_with_their_reasons(
    open_page, make_customer, make_contact, make_quote, today
):
    customer = make_customer("Nova", grade="A")
    make_contact(customer, "Ann", birthday=date(1986, 11, 24))
    for days in (150, 108, 60):
        bought = today - timedelta(days=days)
        dated = {"issued_on": bought, "valid_until": today}
        make_quote(customer, status=QuoteStatus.ACCEPTED, today=bought, **dated)
    page = open_page()
    assert lines(page) == [
        "Usually buy again by now",
        "Nova, Usually every 42 days, last 60 days ago, Class A, ¥113.00",
        "Birthdays of this week",
        "Nova, Birthday of Ann, who turns 40, Class A · ¥339 bought in a year, tomorrow",
    ]
    assert page.cards.cards["reorder"].accessibleName() == "Reorders due: 1"


def test_what_does_not_get_on_is_told_with_its_reasons(
    open_page, desk, make_customer, make_quote, clock, today, press
):
    make_customer("Dorm", lifecycle="interested", grade="C")
    make_customer("Mute", lifecycle="interested", grade="A")
    until = today + timedelta(days=90)
    number = quotes.quote(
        desk.database, make_quote(make_customer("Wait"), status=QuoteStatus.SENT, valid_until=until)
    ).number
    clock.forward(days=40)
    page = open_page()
    assert lines(page) == [
        "No progress for too long, and nothing planned",
        f"Wait, {number}: no reaction for 40 days, nothing planned; limit 7, ¥113.00",
        "Dorm, Interested: nothing for 40 days, nothing planned; limit 14; class C: every 30 days",
        "Nobody has spoken to them for longer than their class allows",
        "Mute, Never contacted; class A: every 7 days; Interested: limit 14 without progress",
    ]
    assert page.cards.cards["stalled"].accessibleName() == "Stalled: 2"
    press(page.list, KEY.Key_Down, "7")
    assert [line.partition(",")[0] for line in lines(page)][1:3] == [
        "Wait",
        "Nobody has spoken to them for longer than their class allows",
    ]


def test_picked_visits_become_a_plan_and_a_page(
    open_page, make_customer, make_contact, press, tmp_path, settle, today
):
    """It is noon in Shanghai."""
    there = {"city": "上海市", "next_follow_up": today}
    for name, district in (("Ada", "浦东新区"), ("Ben", "徐汇区"), ("Cem", "浦东新区")):
        customer = make_customer(name, district=district, street="1 Main St", **there)
        make_contact(customer, f"{name}'s buyer", phones=[{"number": "13800138000"}])
    page = open_page()
    press(page.list, KEY.Key_Space, KEY.Key_Space, KEY.Key_Space)
    page.plan_visits()
    settle()
    rows = page.drawer.stops.stops.rows
    assert [row if isinstance(row, str) else (row.hours, row.name) for row in rows] == [
        "上海市 · 浦东新区",
        ("13:00-14:00", "Ada"),
        ("14:15-15:15", "Cem"),
        "上海市 · 徐汇区",
        ("15:45-16:45", "Ben"),
    ]
    assert rows[1].texts[1] == "Ada's buyer · 13800138000"
    page.drawer.write(page.drawer.plan, str(tmp_path / "day.pdf"))
    settle()
    assert (tmp_path / "day.pdf").read_bytes().startswith(b"%PDF")
    press(page.drawer.stops, KEY.Key_Delete)
    assert [stop.name for stop in page.drawer.plan.stops] == ["Ben", "Cem"]
    press(page.drawer.stops, KEY.Key_Escape)
    assert not page.drawer.isVisible()
    assert page.list.hasFocus()


def test_a_plan_goes_into_the_calendar_and_says_so(open_page, desk, heard, three_late, press, settle):
    page = open_page()
    assert not page.can_enter_plan()
    press(page.list, KEY.Key_Space, KEY.Key_Space, KEY.Key_Space)
    page.plan_visits()
    settle()
    press(page.drawer.enter_button, KEY.Key_Space)
    assert heard.said[-1] == "3 visits are in the calendar"
    rows = [row for row in page.drawer.stops.stops.rows if not isinstance(row, str)]
    assert [row.mark for row in rows] == ["in calendar"] * 3
    assert not page.can_enter_plan()
    assert page.drawer.enter_button.text() == "In the calendar"
    undo.undo(desk.database)
    settle()
    heard.undo = None
    page.enter_plan()  # its step has the number of the one that was taken back
    settle()
    heard.undo()
    settle()
    assert page.can_enter_plan()


def test_a_late_answer_neither_brings_a_closed_plan_back_nor_replaces_a_newer_one(
    open_page, desk, three_late, press, qtbot, settle, monkeypatch
):
    page = open_page()
    press(page.list, KEY.Key_Space, KEY.Key_Space, KEY.Key_Space)
    page.plan_visits()
    settle()
    drawer, slow, plan_day = page.drawer, threading.Event(), plan_drawer.plan_day

    def planned(database, wanted, day):
        if len(wanted) == 2:
            slow.wait(5)
        return plan_day(database, wanted, day)

    monkeypatch.setattr(plan_drawer, "plan_day", planned)
    gone = drawer.plan.stops[:2]
    for stop in gone:
        drawer.stops.left_out.emit(stop)
    qtbot.waitUntil(lambda: len(drawer.plan.stops) == 1)
    slow.set()
    settle()
    assert len(drawer.plan.stops) == 1
    page.plan_visits()
    drawer.close_drawer()
    settle()
    assert not drawer.isVisible()


def test_no_key_of_today_is_given_twice(open_page, desk):
    desk.commands.offer("page", open_page().commands())
    assert desk.commands.clashes() == []
