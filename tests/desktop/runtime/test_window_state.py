import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from salesdesk.desktop.runtime.window_state import fitting, restore_window, save_window

SCREEN = QRect(0, 0, 1600, 900)


@pytest.mark.parametrize(
    "wished",
    [
        QRect(3000, 100, 1200, 800),  # on a monitor that is no longer there
        QRect(-1150, 0, 1200, 800),  # only 50 pixels are left on the screen
        QRect(100, -500, 1200, 800),  # the title is above the screen
        QRect(100, 895, 1200, 800).translated(0, 10),
        None,
    ],
)
def test_a_window_comes_back_where_it_can_be_grasped(wished):
    placed = fitting(wished, [SCREEN])
    assert SCREEN.contains(placed.topLeft())
    assert placed.width() <= SCREEN.width()


def test_a_window_on_the_second_screen_stays_there():
    wished = QRect(1700, 50, 800, 600)
    assert fitting(wished, [SCREEN, QRect(1600, 0, 1600, 900)]) == wished


def test_place_and_size_are_kept(qtbot, choices):
    first, second = QWidget(), QWidget()
    qtbot.addWidget(first)
    qtbot.addWidget(second)
    first.setGeometry(40, 50, 640, 480)
    save_window(first, choices)
    restore_window(second, choices)
    assert second.geometry() == QRect(40, 50, 640, 480)


@pytest.mark.parametrize("kept", ["x", {"place": [1, 2]}, {"place": ["a"] * 4}, {"place": [0, 0, 0, 0]}])
def test_a_broken_note_is_passed_over(qtbot, choices, kept):
    choices.set("window", kept)
    window = QWidget()
    qtbot.addWidget(window)
    restore_window(window, choices)
    assert window.width() > 400
