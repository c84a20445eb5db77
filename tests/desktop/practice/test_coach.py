"""The coach at the foot of the demo's window: by keys alone, never in the way, honest about what it cost."""

from datetime import timedelta
from uuid import UUID

import pytest
from PySide6.QtWidgets import QApplication, QMenu

from salesdesk.desktop.practice.telling import clock_text, starred
from salesdesk.domain.practice import Effort
from salesdesk.services import activities, company, customers
from salesdesk.services.practice import LESSONS


def titles(session) -> list[str]:
    return [command.title for command in session.commands.all()]


@pytest.fixture
def finish(database, coach, rest):
    """Do the first lesson by other means than keys, in so many seconds."""

    def do_it() -> None:
        coach.start("capture")
        rest()
        made = customers.add_customer(database, {"name": coach.run.facts["name"]})
        rest()
        plan_visit(database, made)
        rest()

    return do_it


def plan_visit(database, customer) -> None:
    day = company.company_today(database) + timedelta(days=1)
    activities.log_activity(database, customer, {"kind": "visit", "subject": "谈年框", "all_day_on": day})


def test_a_workspace_of_ones_own_has_no_practice(open_window):
    session = open_window(demo=False)
    assert session.coach is None
    assert not any("Practice" in title for title in titles(session))
    assert session.window.sync.card.standing().title == "Saved on this computer"


def test_it_is_reached_from_the_menu_and_the_palette(session, coach, press, write):
    menu = QMenu()
    session.window.sidebar.workspace._fill(menu)
    [action] = [action for action in menu.actions() if action.text() == "Practice: graded lessons"]
    action.trigger()
    assert coach.panel.isVisible()
    press("Escape")
    press("Ctrl+K")
    write("practice", "Return")
    assert coach.panel.isVisible()
    menu.deleteLater()


def test_escape_puts_it_away_and_f8_brings_it_back_with_the_keyboard(session, coach, press):
    press("G, C")
    before = QApplication.focusWidget()
    press("F8")
    assert coach.panel.has_keyboard()
    press("Escape")
    assert not coach.panel.isVisible()
    assert QApplication.focusWidget() is before
    press("F8")
    assert coach.panel.has_keyboard()
    press("F8")  # once more gives the keyboard back
    assert not coach.panel.isVisible()


def test_it_takes_room_of_its_own_and_covers_nothing(session, coach, press):
    press("F8")
    window = session.window
    page = window.stack.geometry().translated(window.stack.parentWidget().mapToGlobal(window.pos()))
    panel = coach.panel.geometry().translated(coach.panel.parentWidget().mapToGlobal(window.pos()))
    assert coach.panel.isVisible()
    assert not page.intersects(panel)


def test_arrows_and_enter_choose_a_lesson(coach, press):
    press("F8", "Right", "Return")
    assert coach.run.name == LESSONS[1].name


def test_a_hint_is_shown_when_it_is_asked_for_and_costs_a_star(coach, press, finish, settle):
    coach.start("capture")
    settle()
    assert not coach.panel.lesson.hint.isVisible()
    press("Shift+F8", "Shift+F8")
    assert "Ctrl Enter" in coach.panel.lesson.hint.text()
    assert coach.panel.lesson.hint.isVisible()
    assert coach.run.effort.hints == 1
    assert coach.run.stars == 2
    finish()  # begins again, without a hint
    assert coach.run.stars == 3


def test_time_counts_while_the_machine_is_awake(coach, clock, rest, finish, settle):
    coach.start("capture")
    settle()
    for _ in range(30):
        clock.forward(seconds=1)
        coach.tick()
    clock.forward(hours=8)  # the lid was closed
    coach.tick()
    assert 30 <= coach.run.effort.seconds <= 36
    assert "0:3" in coach.panel.effort.text()


def test_the_best_go_is_kept_on_this_device_and_shown(coach, choices, finish, press, open_window):
    finish()
    coach.leave()
    press("F8", "F8")
    button = coach.panel.choosing.buttons["capture"]
    assert button.text() == "Capture  ★★★"
    assert button.accessibleName() == "Capture: 3 of 3 stars"
    assert coach.panel.choosing.buttons["find"].accessibleName() == "Find: not tried yet"
    coach.start("capture")
    coach.close()
    assert open_window().coach.results["capture"] == Effort(
        *choices.get("practice.results")["capture"].values()
    )


def test_a_worse_go_does_not_take_a_star_away(coach, finish, press, rest, database):
    finish()
    coach.start("capture")
    rest()
    coach.hint()
    plan_visit(database, customers.add_customer(database, {"name": coach.run.facts["name"]}))
    rest()
    assert coach.run.is_over
    assert coach.run.stars == 2
    assert coach.results["capture"].hints == 0


def test_a_lesson_is_left_in_the_middle_and_taken_up_again(coach, database, rest, settle, open_window):
    coach.start("capture")
    rest()
    customers.add_customer(database, {"name": coach.run.facts["name"]})
    rest()
    coach.hint()
    left = coach.run
    coach.close()
    again = open_window().coach
    assert again.panel.isVisible()
    assert (again.run.step, again.run.facts, again.run.effort.hints) == (1, left.facts, 1)
    plan_visit(database, customers.add_customer(database, {"name": "苏州别家有限公司"}))
    settle()
    assert again.run.step == 1  # somebody else's visit
    again.leave()
    assert again.run is None


def test_a_demo_begun_afresh_forgets_the_lesson_and_keeps_the_stars(
    coach, choices, finish, open_window, rest
):
    finish()
    coach.start("conflict")
    rest()
    coach.close()
    choices.set("practice.run", choices.get("practice.run") | {"workspace": "the one before"})
    again = open_window().coach
    assert again.run is None
    assert not again.panel.isVisible()
    assert again.results.keys() == {"capture"}


def test_the_network_is_simulated_only_while_its_lesson_lasts(session, coach, rest):
    card = session.window.sync.card
    coach.start("conflict")
    rest()
    assert card.standing().title == "Practice: offline"
    assert "never meets a real server" in card.toolTip()
    assert not session.sync.is_connected
    coach.leave()
    assert card.standing().title == "Saved on this computer"


def test_the_way_to_bring_the_network_back_is_offered_in_its_step_alone(
    session, coach, database, rest, today
):
    def offered() -> bool:
        return "Practice: bring the network back" in titles(session)

    coach.start("conflict")
    rest()
    assert not offered()
    there = coach.run.facts["customer"]
    customers.edit_customer(
        database, UUID(there), {"grade": "A", "next_follow_up": today + timedelta(days=2)}
    )
    rest()
    assert offered()
    coach.panel.lesson.buttons["offer"].click()
    rest()
    assert not offered()
    assert session.window.sync.card.standing().title == "Practice: online"


def test_it_speaks_the_language_that_is_chosen(session, coach, rest):
    coach.start("conflict")
    rest()
    session.window.desk.language.switch("zh")
    rest()
    assert coach.panel.title.text() == "冲突"
    assert coach.panel.lesson.text.text().startswith("您现在离线。")
    assert coach.panel.lesson.buttons["all"].text() == "所有课程"
    assert session.window.sync.card.standing().title == "练习：离线"
    coach.leave()
    assert coach.panel.title.text() == "练习"


def test_each_lesson_leads_to_the_next_and_the_last_to_all(coach, finish, rest):
    finish()
    assert coach.panel.lesson.buttons["next"].isVisible()
    coach.panel.lesson.buttons["next"].click()
    rest()
    assert coach.run.name == "follow_up"


def test_no_key_is_given_twice(session, coach, rest):
    coach.start("conflict")
    rest()
    assert session.commands.clashes() == []


def test_the_help_of_practice_is_one_key_away(session, coach, press):
    press("F8")
    coach.panel.help_asked.emit()
    assert session.window.history.now.arg("topic") == "practice"


@pytest.mark.parametrize(("seconds", "text"), [(0, "0:00"), (59.9, "0:59"), (65, "1:05"), (600, "10:00")])
def test_seconds_are_told_as_on_a_watch(seconds, text):
    assert clock_text(seconds) == text


def test_stars_differ_by_their_shape():
    assert [starred(count) for count in range(4)] == ["☆☆☆", "★☆☆", "★★☆", "★★★"]
