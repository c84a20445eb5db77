import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from salesdesk.desktop.runtime.notices import Offer
from salesdesk.desktop.runtime.turns import turns
from salesdesk.desktop.widgets.buttons import Button, IconButton
from salesdesk.desktop.widgets.notices import UNDOABLE, NoticeArea, Toast
from salesdesk.desktop.widgets.plain import PlainLabel
from salesdesk.domain.errors import Cancelled, RuleBroken


@pytest.fixture
def area(qtbot) -> NoticeArea:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(900, 600)
    window.show()
    area = NoticeArea(window)
    area.kept = window
    return area


def _button(area: NoticeArea, text: str) -> Button:
    return next(each for each in area.findChildren(Button) if each.text() == text)


def test_undo_is_offered_for_eight_seconds(area, qtbot):
    undone: list[int] = []
    area.done("window.undone", undo=lambda: undone.append(1), step="x")
    [toast] = area.findChildren(Toast)
    assert toast.findChild(QTimer).interval() == UNDOABLE == 8_000
    _button(area, "Undo").click()
    assert (undone, area.texts()) == ([1], [])


def test_a_notice_goes_by_itself(area, qtbot):
    area.say("window.nothing_to_undo")
    [toast] = area.findChildren(Toast)
    timer = toast.findChild(QTimer)
    with qtbot.waitSignal(toast.gone):
        timer.start(1)
    assert not area.isVisible()


def test_an_error_stays_says_the_remedy_and_can_be_copied(area, qtbot):
    area.failed(RuleBroken("undo-blocked"))
    [toast] = area.findChildren(Toast)
    assert not toast.findChild(QTimer).isActive()
    _button(area, "Copy").click()
    assert QGuiApplication.clipboard().text().startswith("undo-blocked: ")


def test_notices_keep_clear_of_what_stands_at_the_foot(area):
    foot = QWidget(area.kept)
    foot.setGeometry(0, 450, 900, 150)
    area.stand_on(foot)
    area.say("window.nothing_to_undo")
    assert area.geometry().bottom() > 550
    foot.show()
    assert area.geometry().bottom() < 450
    foot.hide()
    assert area.geometry().bottom() > 550


def test_what_was_cancelled_is_no_error(area):
    area.failed(Cancelled())
    assert "Nothing was changed" in area.texts()[0]
    assert [each.text() for each in area.findChildren(Button) if each.text() == "Copy"] == []


def test_at_most_three_are_shown(area):
    for number in range(5):
        area.done("window.undone", step=str(number))
    assert area.texts() == ["Taken back: 2", "Taken back: 3", "Taken back: 4"]


def test_the_notices_stay_inside_the_window(area, qtbot):
    area.say("window.nothing_to_undo")
    area.kept.resize(400, 300)
    qtbot.waitUntil(lambda: area.kept.rect().contains(area.geometry()))


def test_two_errors_at_once_are_both_shown_whole(area, qtbot):
    for code in ("quote-not-draft", "keyring-lost"):
        area.failed(RuleBroken(code))
    if turns().waiting:
        with qtbot.waitSignal(turns().over):
            pass
    QApplication.processEvents()
    labels = [label for label in area.findChildren(PlainLabel) if label.wordWrap()]
    assert len(labels) == 2
    assert [label.height() >= label.heightForWidth(label.width()) for label in labels] == [True, True]


def test_a_question_stays_until_it_is_answered_however_much_else_is_told(area, qtbot):
    answers: list[str] = []
    offers = [Offer("reminder.open", lambda: answers.append("open"))]
    take_away = area.ask("14:00 · Visit", offers, icon="bell", closed=lambda: answers.append("closed"))
    for _ in range(5):
        area.say("window.nothing_to_undo")
    assert area.texts()[0] == "14:00 · Visit"
    _button(area, "Open").click()
    assert (answers, area.texts()[0]) == (["open"], "14:00 · Visit")  # whoever asked takes it away
    take_away()
    assert "14:00 · Visit" not in area.texts()
    assert answers == ["open"]


def test_a_question_that_is_closed_says_so(area):
    answers: list[str] = []
    area.ask("14:00 · Visit", [], icon="bell", closed=lambda: answers.append("closed"))
    area.findChild(Toast).findChild(IconButton).click()
    assert (answers, area.texts()) == (["closed"], [])
