"""What was begun to be written at a customer waits there."""

import pytest
from PySide6.QtCore import Qt

from salesdesk.desktop.activities.begun import AFTER, KIND
from salesdesk.desktop.customers.overview import Overview
from salesdesk.desktop.widgets.bringing import from_paths
from salesdesk.domain.errors import BadInput
from salesdesk.services import activities, comments, customers, drafts

ENTER = Qt.Key.Key_Return


@pytest.fixture
def both(make_customer):
    return make_customer("鑫源"), make_customer("东莞")


@pytest.fixture
def overview(desk, qtbot, settle):
    def at(customer_id, panel=None):
        if panel is None:
            panel = Overview(desk)
            qtbot.addWidget(panel)
            panel.show()
        panel.show_customer(customers.customer(desk.database, customer_id))
        settle()
        return panel

    return at


def test_a_talk_that_was_begun_waits_at_its_customer(overview, both, desk, settle, qtbot, tmp_path):
    one, other = both
    panel = overview(one)
    panel.log_kind("visit")
    log = panel.log
    qtbot.keyClicks(log.text.text, "The plant")
    log.outcome.take_digit(1)
    log.next.step.line.setText("Samples")
    qtbot.keyClicks(log.next_on.line, "+2w")
    log.along.add(from_paths([tmp_path / "plant.jpg"]))
    begun = log.begun()
    panel.turn_to(other)  # a step down the list, before the other customer is read
    assert log.isHidden()
    overview(other, panel)
    assert log.begun() is None
    panel.log_kind("call")
    qtbot.keyClicks(log.text.text, "Nobody there")
    overview(one, panel)
    assert (log.isVisible(), log.begun()) == (True, begun)
    log.along.show_files(())
    qtbot.keyClick(log.text.text, ENTER)
    settle()
    assert {each.subject for each in activities.activities_of(desk.database, one)} == {"The plant", "Samples"}
    overview(other, panel)
    assert log.begun().text == "Nobody there"
    overview(one, panel)
    assert (log.isVisible(), log.begun()) == (False, None)
    assert [each.row_id for each in drafts.drafts(desk.database)] == [other]


def test_what_was_begun_is_there_after_a_crash(overview, both, desk, settle, qtbot):
    panel = overview(both[0])
    panel.log_kind("call")
    qtbot.keyClicks(panel.log.text.text, "Wants 3 pumps")
    qtbot.keyClicks(panel.log.next_on.line, "fri 3pm")
    panel.begin_comment()
    qtbot.keyClicks(panel.comment.text.text, "@Ann look")
    begun = panel.log.begun()
    assert begun.coming.when.at is not None
    qtbot.waitUntil(lambda: drafts.draft(desk.database, KIND, both[0]) is not None, timeout=AFTER * 5)
    again = overview(both[0])
    assert again.log.begun() == begun
    assert again.comment.begun() == "@Ann look"
    assert again.log.isVisible()


def test_a_day_that_cannot_be_read_yet_waits_too(overview, both, qtbot):
    panel = overview(both[0])
    panel.log_kind("call")
    qtbot.keyClicks(panel.log.next_on.line, "when the pum")
    overview(both[1], panel)
    overview(both[0], panel)
    assert panel.log.next_on.line.text() == "when the pum"


def test_a_comment_that_cannot_be_stored_is_given_back(
    overview, both, desk, heard, settle, qtbot, monkeypatch
):
    panel = overview(both[0])

    def refuse(*_told):
        raise BadInput("field-required", field="body")

    monkeypatch.setattr(comments, "add_comment", refuse)
    for leave in (False, True):
        panel.begin_comment()
        panel.comment.text.text.setPlainText("@Ann look")
        qtbot.keyClick(panel.comment.text.text, ENTER)
        if leave:
            panel.turn_to(both[1])
        settle()
        overview(both[0], panel)
        assert panel.comment.isVisible()
        assert panel.comment.begun() == "@Ann look"
    assert len(heard.errors) == 2
