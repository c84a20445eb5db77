"""Keys and clicks are counted once each, whatever they do, and only while somebody follows."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from salesdesk.desktop.practice.counting import Inputs


@pytest.fixture
def line(qtbot) -> QLineEdit:
    line = QLineEdit()
    qtbot.addWidget(line)
    line.show()
    line.activateWindow()
    line.setFocus()
    qtbot.waitActive(line)
    return line


@pytest.fixture
def inputs(line):
    inputs = Inputs()
    inputs.begin()
    yield inputs
    inputs.end()


def test_letters_keys_and_clicks_count_once_each(line, inputs):
    window = line.windowHandle()
    for letter in "abc":
        QTest.keyClick(window, letter)
    QTest.keyClick(window, Qt.Key.Key_Return)
    QTest.mouseClick(window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(5, 5))
    assert line.text() == "abc"
    assert inputs.take() == 5
    assert inputs.take() == 0


def test_a_shortcut_counts_once_and_its_held_keys_not_at_all(line, inputs):
    given = []
    shortcut = QShortcut(QKeySequence("Ctrl+Shift+N"), line)
    shortcut.activated.connect(lambda: given.append(True))
    window = line.windowHandle()
    QTest.keyPress(window, Qt.Key.Key_Control)
    QTest.keySequence(window, QKeySequence("Ctrl+Shift+N"))
    QTest.keyRelease(window, Qt.Key.Key_Control)
    assert given == [True]
    assert inputs.take() == 1


def test_nothing_counts_before_the_begin_and_after_the_end(line, inputs):
    window = line.windowHandle()
    inputs.end()
    QTest.keyClick(window, "x")
    assert inputs.take() == 0
    inputs.begin()
    inputs.begin()  # twice is as good as once
    QTest.keyClick(window, "y")
    assert inputs.take() == 1
