"""The style sheet is put on part by part, and only on what is seen."""

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QLabel, QStackedWidget, QVBoxLayout, QWidget

from salesdesk.desktop.runtime.language import bind
from salesdesk.desktop.runtime.turns import turns
from salesdesk.desktop.theme.dress import dress
from salesdesk.desktop.theme.tokens import DARK, LIGHT


class Part(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.label = QLabel()
        bind(self.label, self.label.setText, "window.undo")
        QVBoxLayout(self).addWidget(self.label)
        self.restyled = 0
        dress(self)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        self.restyled = getattr(self, "restyled", 0) + (event.type() == QEvent.Type.StyleChange)


@pytest.fixture
def stack(qtbot, dressed):
    stack = QStackedWidget()
    qtbot.addWidget(stack)
    for _ in range(2):
        stack.addWidget(Part())
    stack.show()
    yield stack
    dressed.set_scheme("light")
    over(qtbot)


def over(qtbot) -> None:
    if turns().waiting:
        with qtbot.waitSignal(turns().over):
            pass


def test_a_part_is_dressed_before_its_window_is_seen_and_others_when_they_are(stack, qtbot):
    front, behind = stack.widget(0), stack.widget(1)
    assert LIGHT.surface in front.styleSheet()
    assert behind.styleSheet() == ""
    stack.setCurrentIndex(1)
    assert not behind.updatesEnabled()  # nobody sees it undressed
    over(qtbot)
    assert LIGHT.surface in behind.styleSheet()
    assert behind.updatesEnabled()


def test_another_theme_reaches_what_is_seen_and_the_rest_when_it_is_shown(stack, qtbot, dressed):
    front, behind = stack.widget(0), stack.widget(1)
    stack.setCurrentIndex(1)
    over(qtbot)
    stack.setCurrentIndex(0)
    before = behind.restyled
    dressed.set_scheme("dark")
    over(qtbot)
    assert DARK.surface in front.styleSheet()
    assert behind.restyled == before
    stack.setCurrentIndex(1)
    over(qtbot)
    assert DARK.surface in behind.styleSheet()


def test_the_same_theme_again_dresses_nobody(stack, qtbot, dressed):
    front = stack.widget(0)
    before = front.restyled
    dressed.set_scheme("light")
    over(qtbot)
    assert front.restyled == before


def test_a_part_hears_of_another_language_when_it_is_shown(stack, qtbot, desk, qapp):
    front, behind = stack.widget(0), stack.widget(1)
    stack.setCurrentIndex(1)
    over(qtbot)
    stack.setCurrentIndex(0)
    desk.language.switch("zh")
    qapp.processEvents()
    assert (front.label.text(), behind.label.text()) == ("撤销", "Undo")
    stack.setCurrentIndex(1)
    over(qtbot)
    assert behind.label.text() == "撤销"
