import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QWidget

from salesdesk.desktop.widgets.buttons import Button, IconButton, MenuButton, Segments
from salesdesk.desktop.widgets.dialog import Sheet, Steps
from salesdesk.desktop.widgets.drawer import Drawer
from salesdesk.desktop.widgets.filter_bar import Filter, FilterBar
from salesdesk.desktop.widgets.picker import Suggestion, SuggestionList
from salesdesk.desktop.widgets.tabs import ViewTab, ViewTabs


def test_an_ampersand_in_a_name_is_no_shortcut(qtbot):
    button = Button(text="Orchard & Co")
    qtbot.addWidget(button)
    assert button.accessibleName() == "Orchard & Co"
    assert button.shortcut().isEmpty()
    assert button.grab().width() > 60


def test_every_kind_of_button_draws_itself_in_both_themes(qtbot, dressed):
    for scheme in ("light", "dark"):
        dressed.set_scheme(scheme)
        for kind in ("plain", "primary", "ghost", "danger", "link", "tab", "nav", "search"):
            button = Button(text="New", icon="plus", kind=kind)
            qtbot.addWidget(button)
            button.set_ending("7")
            assert not button.grab().isNull()
    dressed.set_scheme("light")


def test_an_icon_button_says_its_name(qtbot):
    button = IconButton("x", "window.close", shortcut="Ctrl+W")
    qtbot.addWidget(button)
    assert (button.accessibleName(), button.toolTip()) == ("Close", "Close  (Ctrl W)")


def test_segments_tell_what_a_person_chose_and_nothing_else(qtbot):
    told: list[str] = []
    segments = Segments(
        "settings.theme", [("light", "settings.theme.light"), ("dark", "settings.theme.dark")]
    )
    qtbot.addWidget(segments)
    segments.chosen.connect(told.append)
    segments.show_value("light")
    assert (segments.value(), told) == ("light", [])
    segments.findChildren(Button)[1].click()
    assert (segments.value(), told) == ("dark", ["dark"])


def test_tabs_choose_and_offer_to_save_what_was_changed(qtbot):
    tabs = ViewTabs()
    qtbot.addWidget(tabs)
    tabs.show()
    tabs.show_views([ViewTab("all", title="All"), ViewTab("1", title="华南", acts=("rename",))], "all")
    with qtbot.waitSignal(tabs.chosen) as chosen:
        tabs._buttons["1"].click()
    assert (chosen.args, tabs.current()) == (["1"], "1")
    assert not tabs._save.isVisible()
    tabs.set_modified(modified=True)
    with qtbot.waitSignal(tabs.save_asked):
        tabs._save.click()


@pytest.fixture
def bar(qtbot) -> FilterBar:
    grades = [("A", "Class A"), ("B", "R & D")]
    bar = FilterBar([Filter("grade", "settings.theme", lambda: grades)])
    qtbot.addWidget(bar)
    bar.show()
    return bar


def test_a_filter_is_chosen_shown_and_cleared(qtbot, bar):
    chip = bar.findChild(MenuButton)
    menu = QMenu(bar)
    bar._fill(bar._filters[0], menu)
    with qtbot.waitSignal(bar.changed):
        menu.actions()[1].trigger()
    assert (bar.values(), chip.text()) == ({"grade": "A"}, "Theme: Class A")
    with qtbot.waitSignal(bar.changed):
        bar.clear()
    assert (bar.values(), chip.text()) == ({}, "Theme")


def test_a_saved_filter_is_shown_without_telling(qtbot, bar):
    told: list[int] = []
    bar.changed.connect(lambda: told.append(1))
    bar.show_values({"grade": "B", "gone": "x"}, "鑫")
    assert (bar.values(), bar.text(), told) == ({"grade": "B"}, "鑫", [])


def test_down_leaves_the_search_line_for_the_list(qtbot, bar):
    with qtbot.waitSignal(bar.left_down):
        qtbot.keyClick(bar.line, Qt.Key.Key_Down)
    bar.line.setText("x")
    qtbot.keyClick(bar.line, Qt.Key.Key_Escape)
    assert bar.text() == ""


def test_suggestions_step_over_headings(qtbot):
    box = SuggestionList()
    qtbot.addWidget(box)
    lines = [Suggestion("A"), Suggestion("one", 1), Suggestion("B"), Suggestion("two", 2)]
    box.show_lines(lines)
    assert box.current().value == 1
    box.move_by(1)
    assert box.current().value == 2
    box.move_by(5)
    assert box.current().value == 2
    box.move_by(-5)
    assert box.current().value == 1
    box.show_lines([Suggestion("A")])
    assert (box.current(), box.take()) == (None, False)


def test_escape_closes_the_drawer(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    drawer = Drawer(parent=window)
    drawer.set_titles("鑫源", "Shenzhen")
    window.show()
    drawer.show()
    with qtbot.waitSignal(drawer.closed):
        qtbot.keyClick(drawer, Qt.Key.Key_Escape)
    assert not drawer.isVisible()


def test_a_sheet_goes_when_it_is_closed(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    sheet = Sheet("window.shortcuts", window)
    cancel = sheet.add_cancel()
    with qtbot.waitSignal(sheet.destroyed):
        sheet.open()
        cancel.click()


def test_steps_tell_where_one_is(qtbot):
    steps = Steps(["window.back", "window.next"])
    qtbot.addWidget(steps)
    steps.add_step(1, QWidget())
    steps.add_step(0, QWidget())
    assert (steps.current(), steps.back.isEnabled()) == (0, False)
    with qtbot.waitSignal(steps.next_asked):
        steps.next.click()
    steps.go_to(1)
    assert (steps.current(), steps.back.isEnabled()) == (1, True)
