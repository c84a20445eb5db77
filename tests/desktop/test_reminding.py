"""Reminders in the window: on time, one notice for all that is due, answered by keys."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from salesdesk.desktop import reminding as module
from salesdesk.desktop.reminding import Reminding
from salesdesk.desktop.runtime import reminder_watch
from salesdesk.desktop.runtime.places import Place
from salesdesk.domain.reminders import Snooze
from salesdesk.services import activities, reminders


class FakeTray:
    """A tray that remembers what it was told."""

    def __init__(self):
        self.told, self.pressed = [], None

    def tell(self, text, pressed):
        self.told.append(text)
        self.pressed = pressed
        return True

    def clear(self):
        self.pressed = None


@pytest.fixture(autouse=True)
def at_home(monkeypatch):
    """This machine is where the company is."""
    monkeypatch.setattr(reminder_watch, "zone_here", lambda: ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def tray():
    return FakeTray()


@pytest.fixture
def away():
    return [False]


@pytest.fixture
def reminding(desk, tray, away, settle):
    made = Reminding(desk, tray, lambda: away[0])
    yield made
    settle()
    made.close()


@pytest.fixture
def visit(make_customer, make_activity, clock):
    return make_activity(
        make_customer("苏州汇川自动化"),
        "visit",
        "看泵房",
        happens_at=clock.now + timedelta(hours=1),
        remind_before=15,
    )


def ring(desk, clock, settle, **later) -> None:
    settle()  # what was asked before is answered before the time comes
    clock.forward(**later)
    desk.clock.look()
    settle()


def test_it_sleeps_until_the_very_moment(reminding, visit, settle, heard):
    reminding.begin()
    settle()
    timer = reminding.watch._timer
    assert timer.isActive()
    assert timer.interval() == 45 * 60 * 1000
    assert heard.asked == []


def test_the_timer_that_ends_asks_and_tells(reminding, visit, clock, settle, heard):
    reminding.begin()
    settle()
    clock.forward(minutes=45)
    reminding.watch._timer.timeout.emit()
    settle()
    (text,) = heard.asked
    assert "苏州汇川自动化" in text
    assert "Visit: 看泵房" in text


def test_a_laptop_that_slept_over_it_tells_within_the_next_minute(
    desk, reminding, visit, clock, settle, heard
):
    reminding.begin()
    settle()
    ring(desk, clock, settle, hours=9)
    assert len(heard.asked) == 1


def test_a_visit_that_is_planned_meanwhile_is_waited_for(
    desk, reminding, make_customer, make_activity, clock, settle, heard
):
    reminding.begin()
    settle()
    make_activity(make_customer(), happens_at=clock.now + timedelta(minutes=5), remind_before=0)
    settle()
    assert reminding.watch._timer.interval() == 5 * 60 * 1000


def test_all_that_was_missed_stands_in_one_notice(
    desk, reminding, make_customer, make_activity, clock, settle, heard
):
    for name in ("鑫源", "汇川", "恒力", "海天"):
        make_activity(make_customer(name), happens_at=clock.now + timedelta(hours=1), remind_before=0)
    clock.forward(hours=30)
    reminding.begin()
    settle()
    (text,) = heard.asked
    assert text.startswith("4 reminders: ")
    assert text.endswith("and others")
    heard.offers["close"]()
    settle()
    assert heard.asked == []


def test_snoozed_by_a_key_it_is_quiet_and_rings_again(desk, reminding, visit, clock, settle, heard):
    reminding.begin()
    ring(desk, clock, settle, minutes=45)
    commands = {command.name: command for command in desk.commands.all()}
    assert commands["reminder.ten_minutes"].shortcut == "Alt+S"
    commands["reminder.ten_minutes"].run()
    settle()
    assert heard.asked == []
    assert desk.commands.all() == []
    ring(desk, clock, settle, minutes=10)
    assert len(heard.asked) == 1


def test_opened_it_leads_to_the_customer_and_rings_no_more(
    desk, reminding, visit, clock, settle, heard, qtbot, database
):
    reminding.begin()
    ring(desk, clock, settle, minutes=45)
    customer = activities.activity(database, visit).customer_id
    with qtbot.waitSignal(reminding.open_requested) as asked:
        heard.offers["reminder.open"]()
    settle()
    assert asked.args == [Place("customers", customer)]
    assert heard.asked == []


def test_several_lead_to_today(desk, reminding, visit, make_activity, make_customer, clock, settle, qtbot):
    make_activity(make_customer(), happens_at=clock.now + timedelta(minutes=45), remind_before=0)
    reminding.begin()
    ring(desk, clock, settle, minutes=45)
    with qtbot.waitSignal(reminding.open_requested) as asked:
        reminding.open_due()
    assert asked.args == [Place("today")]


def test_the_system_tells_it_only_when_the_window_is_away(
    desk, reminding, visit, clock, settle, tray, away, qtbot
):
    reminding.begin()
    ring(desk, clock, settle, minutes=45)
    assert tray.told == []
    reminding.snooze(Snooze.TEN_MINUTES)
    settle()
    away[0] = True
    ring(desk, clock, settle, minutes=10)
    assert len(tray.told) == 1
    with qtbot.waitSignal(reminding.open_requested):
        tray.pressed()
    settle()
    assert tray.pressed is None


def test_nobody_who_does_not_want_it_is_told_by_the_system(desk, reminding, visit, clock, settle, tray, away):
    away[0] = True
    desk.choices.set("system_notices", False)
    reminding.begin()
    ring(desk, clock, settle, minutes=45)
    assert tray.told == []


def test_a_visit_of_another_day_says_its_day(clock, make_customer, make_activity, database, desk, settle):
    make_activity(make_customer("鑫源"), "task", "年检", all_day_on=clock.now.date(), remind_before=0)
    clock.forward(days=2)
    due = reminders.look(database, now=clock.now, here=reminder_watch.here(desk.choices)).now
    assert module.told(due, clock.now) == "23 Nov · Task: 年检 · 鑫源"
