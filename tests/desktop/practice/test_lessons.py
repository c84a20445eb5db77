"""Each lesson, played through the demo's window by keys alone."""

from datetime import timedelta
from uuid import UUID

import pytest

from salesdesk.services import activities, customers, demo, inbox
from salesdesk.services.customers import CustomerFilter


@pytest.fixture
def begin(press, coach):
    """Begin a lesson by keys: F8, then its number."""

    def begin_it(name: str) -> dict[str, str]:
        press("F8", str([*coach.panel.choosing.buttons].index(name) + 1))
        assert coach.run.name == name
        return coach.run

    return begin_it


def shown(coach) -> list[str]:
    return [coach.panel.title.text(), coach.panel.progress.text(), coach.panel.lesson.text.text()]


def test_capturing_in_one_line(begin, press, write, coach):
    begin("capture")
    assert shown(coach) == ["Capture", "Step 1 of 2", "Add the customer “Harbour Lane Foods Ltd”."]
    press("G, C", "C")
    write("Harbour Lane Foods Ltd", "Ctrl+Return")
    assert coach.run.step == 1
    press("Ctrl+Shift+N")
    write("tomorrow visit harbour lane about prices", "Return")
    assert coach.run.is_over
    assert coach.run.stars == 3


def test_capturing_in_chinese(begin, press, write, coach, session):
    session.window.desk.language.switch("zh")
    begin("capture")
    assert shown(coach) == ["一行记录", "第 1 步，共 2 步", "新增客户“宁波海川物流有限公司”。"]
    press("G, C", "C")
    write("宁波海川物流有限公司", "Ctrl+Return")
    assert coach.run.step == 1
    press("Ctrl+Shift+N")
    write("明天拜访海川谈年框", "Return")
    assert coach.run.is_over
    assert coach.run.stars == 3
    assert coach.panel.lesson.stars.text() == "★★★"


def test_following_up(begin, press, write, coach, database, today):
    begin("follow_up")
    press("Ctrl+Shift+N")
    write("next monday visit clearwater to see the pumps", "Return")
    assert coach.run.step == 1
    press("G, T", "7")
    assert coach.run.step == 2
    call = activities.activity(database, UUID(coach.run.facts["call"]))
    assert call.all_day_on == today + timedelta(days=7)
    press("D")
    assert coach.run.step == 3
    press("Ctrl+K")
    write("clearwater", "Return")
    press("L")
    write("They take it in two lots", "Alt+W", "Return")
    assert coach.run.is_over
    assert coach.run.stars == 3


def test_importing_a_file_and_taking_it_back(begin, press, coach, database):
    demo.import_file(database, demo.FILES[0])
    begin("import")
    press("F8", "Return", "Ctrl+Return", "Ctrl+Return", "Ctrl+Return")
    assert coach.run.step == 1
    assert customers.listing(database, CustomerFilter(text="蓝湖")).count() == 1
    press("Ctrl+Z")
    assert coach.run.is_over
    assert coach.run.stars == 3
    assert customers.listing(database, CustomerFilter(text="蓝湖")).count() == 0


def test_a_conflict_with_a_colleague(begin, press, write, coach, session, database):
    begin("conflict")
    card = session.window.sync.card
    customer = UUID(coach.run.facts["customer"])
    assert card.standing().title == "Practice: offline"
    press("G, C", "/")
    write("riverside", "Down")
    press("Right", "Right", "Right", "Right", "F2")
    write("A", "Return")
    assert coach.run.step == 1
    press("Escape", "F")
    write("next wednesday", "Return")
    assert coach.run.step == 2
    press("Ctrl+K")
    write("network", "Return")
    assert coach.run.step == 3
    assert card.standing().title == "Practice: online"
    assert customers.customer(database, customer).grade == "B"  # Zhao Min's stands until somebody chooses
    press("Escape", "G, B", "M")
    assert coach.run.step == 3
    press("T")
    assert coach.run.is_over
    assert coach.run.stars == 3
    assert inbox.counts(database).waiting == 0  # the network is there: what was decided has gone up
    assert {one.choice for one in inbox.conflicts(database, settled=True)} == {"mine", "theirs"}


def test_finding(begin, press, write, coach, database):
    demo.import_file(database, demo.FILES[0])
    begin("find")
    press("Ctrl+K")
    write("szxy", "Return")
    press("G, C", "/")
    write("grade:A", "Return")
    press("Ctrl+K")
    write("quotes", "Return")
    assert coach.run.is_over
