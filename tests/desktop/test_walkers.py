"""Walks through the window's own pages: every control has a name, and no text is cut, at any size."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from salesdesk.desktop.help.page import HelpPage
from salesdesk.desktop.preferences.page import SettingsPage
from salesdesk.desktop.runtime.places import Place
from salesdesk.desktop.widgets.buttons import Button
from salesdesk.desktop.widgets.plain import PlainLabel

PAGES = pytest.mark.parametrize("page_class", [SettingsPage, HelpPage])


@pytest.fixture
def show(qtbot, desk, settle):
    def show(page_class) -> QWidget:
        page = page_class(desk)
        qtbot.addWidget(page)
        page.resize(1212, 900)
        page.show_place(Place(page.kind))
        page.show()
        settle()
        for _ in range(3):  # one layout may ask for another
            qtbot.wait(0)
        return page

    return show


def _focusable(page: QWidget) -> list[QWidget]:
    found = page.findChildren(QWidget)
    return [each for each in found if each.focusPolicy() & Qt.FocusPolicy.TabFocus and each.isVisible()]


@PAGES
def test_every_control_has_a_name(show, page_class):
    unnamed = [
        each
        for each in _focusable(show(page_class))
        if not QAccessible.queryAccessibleInterface(each).text(QAccessible.Text.Name)
        and not isinstance(each, QAbstractScrollArea)
    ]
    assert unnamed == []


@PAGES
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("zoom", [80, 100, 150])
def test_no_text_is_cut(show, desk, page_class, language, zoom):
    desk.language.switch(language)
    desk.theme.set_zoom(zoom)
    try:
        page = show(page_class)
        cut = [
            each.text()
            for each in page.findChildren(QWidget)
            if isinstance(each, PlainLabel | Button) and each.isVisible() and _is_cut(each)
        ]
    finally:
        desk.theme.set_zoom(100)
        desk.language.switch("en")
    assert cut == []


def _is_cut(widget: PlainLabel | Button) -> bool:
    if isinstance(widget, PlainLabel):
        if widget._elide or not widget.text():
            return False
        if widget.wordWrap():
            return widget.heightForWidth(widget.width()) > widget.height() + 1
    return widget.sizeHint().width() > widget.width() + 1
