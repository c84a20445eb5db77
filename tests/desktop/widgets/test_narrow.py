"""Where there is little room: icons without words, tabs in a menu, filters on a second line."""

import pytest
from PySide6.QtWidgets import QMenu, QWidget

from salesdesk.desktop.widgets.adaptive_row import AdaptiveRow
from salesdesk.desktop.widgets.buttons import Button
from salesdesk.desktop.widgets.filter_bar import Filter, FilterBar
from salesdesk.desktop.widgets.tabs import ViewTab, ViewTabs


@pytest.fixture
def place(qtbot) -> QWidget:
    """A window without a layout, so that what stands in it may be made narrow."""
    place = QWidget()
    qtbot.addWidget(place)
    place.resize(1200, 200)
    place.show()
    return place


@pytest.fixture
def row(place, qapp) -> AdaptiveRow:
    row = AdaptiveRow(place)
    for text, kind in (("Filter", "ghost"), ("Columns", "ghost"), ("New customer", "primary")):
        row.row.addWidget(Button(text=text, icon="plus", kind=kind))
    row.show()
    row.resize(row.sizeHint())
    qapp.processEvents()
    return row


def compact(row) -> list[bool]:
    return [button._compact for button in row.findChildren(Button)]


def test_words_are_given_up_from_the_left_and_come_back(row, qapp):
    assert compact(row) == [False, False, False]
    row.resize(row.sizeHint().width() - 10, row.height())
    qapp.processEvents()
    assert compact(row) == [True, False, False]
    assert row.findChildren(Button)[0].toolTip() == "Filter"
    row.resize(row.minimumSizeHint())
    qapp.processEvents()
    assert compact(row) == [True, True, True]
    row.resize(row.sizeHint().width(), row.height())
    qapp.processEvents()
    assert compact(row) == [False, False, False]
    assert row.findChildren(Button)[0].toolTip() == ""


def test_tabs_without_room_are_in_a_menu_the_chosen_one_never(place, qtbot, qapp):
    tabs = ViewTabs(place)
    tabs.show_views([ViewTab(name, title=f"A view called {name}") for name in "abcd"], "d")
    tabs.show()
    tabs.resize(tabs.minimumSizeHint())
    qapp.processEvents()
    shown = [name for name, button in tabs._buttons.items() if button.isVisible()]
    assert shown == ["d"]
    menu = QMenu(tabs)
    tabs._fill_more(menu)
    assert [action.text() for action in menu.actions()] == [f"A view called {name}" for name in "abc"]
    with qtbot.waitSignal(tabs.chosen) as chosen:
        menu.actions()[0].trigger()
    assert chosen.args == ["a"]
    assert tabs._buttons["a"].isVisible()


def test_filters_take_a_second_line(qtbot, qapp):
    bar = FilterBar([Filter(name, "window.close", list) for name in "abcdef"])
    qtbot.addWidget(bar)
    assert bar.heightForWidth(300) > bar.heightForWidth(2000)
