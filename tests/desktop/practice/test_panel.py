"""Nothing of the coach is cut, and every control has a name."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget

from salesdesk.desktop.widgets.buttons import Button
from salesdesk.desktop.widgets.plain import PlainLabel
from salesdesk.domain.practice import Effort
from salesdesk.services import practice
from salesdesk.services.practice import LESSONS


@pytest.fixture
def panel(session, coach, settle):
    session.window.resize(session.window.minimumSize())
    coach.open()
    settle()
    return coach.panel


def every_state(panel, database):
    """Show the panel in each of its states, one after the other."""
    panel.show_lessons({one.name: Effort() for one in LESSONS})
    yield
    for lesson in LESSONS:
        run = practice.begin(database, lesson.name)
        for step in range(len(lesson.steps) + 1):
            panel.show_run(replace(run, step=step, effort=Effort(1, 123, 754.0)), hint=True)
            yield


def seen(panel, *kinds) -> list[QWidget]:
    return [each for each in panel.findChildren(QWidget) if isinstance(each, kinds) and each.isVisible()]


def is_cut(widget) -> bool:
    if isinstance(widget, PlainLabel):
        if widget._elide or not widget.text():
            return False
        if widget.wordWrap():
            return widget.heightForWidth(widget.width()) > widget.height() + 1
    return widget.sizeHint().width() > widget.width() + 1


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("zoom", [80, 100, 150])
def test_no_text_is_cut(session, panel, settle, qtbot, language, zoom):
    desk = session.window.desk

    def nothing_is_cut() -> None:
        assert [each.text() for each in seen(panel, PlainLabel, Button) if is_cut(each)] == []

    try:
        if zoom > 100:  # large letters in the smallest window are too much for any page
            session.window.resize(1212, 900)
        desk.language.switch(language)
        desk.theme.set_zoom(zoom)
        for _ in every_state(panel, desk.database):
            settle()
            qtbot.waitUntil(nothing_is_cut)  # one layout asks for another
    finally:
        desk.theme.set_zoom(100)
        desk.language.switch("en")


def test_every_control_has_a_name(session, panel, settle):
    for _ in every_state(panel, session.window.desk.database):
        settle()
        for each in seen(panel, QWidget):
            if each.focusPolicy() & Qt.FocusPolicy.TabFocus:
                assert QAccessible.queryAccessibleInterface(each).text(QAccessible.Text.Name)
