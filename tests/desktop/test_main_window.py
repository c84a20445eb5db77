"""The whole window, with pages of the test's own: what is shown does not depend on what any page does."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAccessible, QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from salesdesk.desktop.main_window import MainWindow
from salesdesk.desktop.pages import PAGES, PageEntry
from salesdesk.desktop.palette import matching
from salesdesk.desktop.runtime.commands import Command
from salesdesk.desktop.runtime.places import Place
from salesdesk.desktop.shortcuts import ShortcutSheet
from salesdesk.desktop.widgets.page import Page
from salesdesk.services import activities, company, customers, views

KEY, CTRL, ALT = Qt.Key, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


class Plain(Page):
    """A page that only notes what it was asked."""

    title_key = "window.palette.customers"

    def __init__(self, desk, parent=None) -> None:
        super().__init__(desk, parent)
        self.line = QLineEdit()
        self.body.addWidget(self.line)
        self.places: list[Place] = []
        self.made: list[str] = []
        self.left = 0

    def show_place(self, place: Place) -> None:
        self.places.append(place)

    def commands(self) -> tuple[Command, ...]:
        return (Command("new", "window.palette.products", lambda: self.made.append("new"), "C", "plus"),)

    def leave(self) -> None:
        self.left += 1

    def state(self):
        return {"text": self.line.text()}

    def restore(self, state) -> None:
        self.line.setText(state["text"])


class One(Plain):
    kind = "one"


class Two(Plain):
    kind = "two"
    help_topic = "undo"


ENTRIES = (
    PageEntry("one", f"{__name__}:One", "window.palette.customers", "users", "O", "top"),
    PageEntry("two", f"{__name__}:Two", "window.palette.quotes", "file-text", "W", "top"),
    PageEntry("settings", f"{__name__}:Two", "settings.title", "settings", "S", "foot"),
    next(entry for entry in PAGES if entry.kind == "help"),
)


@pytest.fixture(autouse=True)
def pages_of_the_test(monkeypatch) -> None:
    classes = {"One": One, "Two": Two}

    def make(entry, desk, parent):
        name = entry.dotted.partition(":")[2]
        return classes[name](desk, parent) if name in classes else real(entry, desk, parent)

    real = PageEntry.make
    monkeypatch.setattr(PageEntry, "make", make)


@pytest.fixture
def window(qtbot, desk, settle) -> Iterator[MainWindow]:
    window = MainWindow(lambda notices: replace(desk, notices=notices), pages=ENTRIES)
    qtbot.addWidget(window)
    window.open_last()
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    settle()
    return window


def _front(window) -> Plain:
    return window.stack.front()


def test_pages_are_made_when_they_are_first_opened(window):
    assert window.stack.count() == 1
    assert _front(window).kind == "one"


def test_back_and_forward(window, qtbot, settle):
    window.open(Place("two"))
    window.open(Place("one", args=(("view", "x"),)))
    settle()
    qtbot.keyClick(window, KEY.Key_Left, ALT)
    assert _front(window).kind == "two"
    qtbot.keyClick(window, KEY.Key_Right, ALT)
    assert _front(window).places[-1].arg("view") == "x"


def test_g_then_a_letter_goes_to_a_page(window, qtbot):
    qtbot.keyClick(window, KEY.Key_G)
    qtbot.keyClick(window, KEY.Key_W)
    assert _front(window).kind == "two"


def test_letters_are_commands_but_not_while_one_types(window, qtbot):
    page = _front(window)
    qtbot.keyClick(window, KEY.Key_C)
    assert page.made == ["new"]
    page.line.setFocus()
    qtbot.keyClick(page.line, KEY.Key_C)
    assert (page.made, page.line.text()) == (["new"], "c")


def test_only_the_page_in_front_has_its_keys(window, qtbot):
    first = _front(window)
    window.open(Place("two"))
    qtbot.keyClick(window, KEY.Key_C)
    assert (first.made, _front(window).made) == ([], ["new"])


def test_a_key_keeps_its_action_and_gives_what_is_offered_now(window, qtbot, desk):
    """Forty actions made anew for each page would be felt."""
    given: list[str] = []
    for name in ("first", "second"):
        command = Command(name, "window.palette.products", partial(given.append, name), "Ctrl+Shift+F9")
        desk.commands.offer("test", (command,))
        actions = [each for each in window.actions() if each.shortcut() == QKeySequence("Ctrl+Shift+F9")]
        assert len(actions) == 1
        actions[0].trigger()
    assert given == ["first", "second"]
    desk.commands.offer("test", ())
    assert actions[0] not in window.actions()


def test_no_key_is_given_twice(window):
    for place in ("one", "two"):
        window.open(Place(place))
        assert window.desk.commands.clashes() == []


def test_the_sidebar_shows_where_one_is_and_goes_there(window, qtbot, settle):
    window.sidebar._buttons["two"].click()
    assert _front(window).kind == "two"
    assert window.sidebar._buttons["two"].isChecked()
    assert not window.sidebar._buttons["one"].isChecked()


def test_a_pinned_view_is_in_the_sidebar(window, qtbot, settle, database):
    view = views.add_view(database, "two", "华南区重点客户", {}, is_pinned=True)
    settle()
    button = window.sidebar._views[str(view)]
    button.click()
    assert _front(window).places[-1] == Place("two", args=(("view", str(view)),))
    assert button.isChecked()
    views.edit_view(database, view, is_pinned=False)
    settle()
    assert window.sidebar._views == {}


def test_working_alone_is_said_calmly(window, settle, make_customer):
    make_customer()
    settle()
    assert window.sync.card.accessibleName() == "Saved on this computer. Working alone"


def test_the_workspace_is_called_as_the_company_is(window, settle, database):
    company.edit_profile(database, {"name": "Nova & 诺瓦"})
    settle()
    assert window.sidebar.workspace.accessibleName() == "Nova & 诺瓦"


def test_undo_and_redo_say_what_they_did(window, qtbot, settle, database):
    row = customers.add_customer(database, {"name": "鑫源"})
    customers.edit_customer(database, row, {"city": "Shenzhen"})
    settle()
    qtbot.keyClick(window, KEY.Key_Z, CTRL)
    settle()
    assert customers.customer(database, row).city == ""
    qtbot.keyClick(window, KEY.Key_Z, CTRL | SHIFT)
    settle()
    assert customers.customer(database, row).city == "Shenzhen"
    assert [text.partition(":")[0] for text in window.notices.texts()] == ["Taken back", "Done again"]
    assert not any("step." in text for text in window.notices.texts())


def test_nothing_to_undo_is_said(window, qtbot, settle):
    qtbot.keyClick(window, KEY.Key_Z, CTRL)
    settle()
    assert window.notices.texts() == ["There is nothing to undo."]


def test_the_palette_finds_a_customer_by_initials(window, qtbot, settle, make_customer):
    row = make_customer("深圳鑫源机械")
    make_customer("Nordwind GmbH")
    settle()
    qtbot.keyClick(window, KEY.Key_K, CTRL)
    assert window.finder.isVisible()
    qtbot.keyClicks(window.finder.line, "szxy")
    settle()
    assert window.finder.list.current().title == "深圳鑫源机械"
    window.stack._entries["customers"] = window.stack._entries["one"]
    qtbot.keyClick(window.finder.line, KEY.Key_Return)
    assert not window.finder.isVisible()
    assert _front(window).places[-1] == Place("customers", row)


def test_what_was_opened_last_is_offered_first(window, qtbot, settle, make_customer):
    window.stack._entries["customers"] = window.stack._entries["one"]
    first, second = make_customer("Acme Pumps"), make_customer("Nordwind GmbH")
    for row in (first, second):
        window.open(Place("customers", row))
    settle()
    qtbot.keyClick(window, KEY.Key_K, CTRL)
    settle()
    lines = [line.title for line in window.finder.list.suggestions.lines]
    assert lines[:3] == ["Recent", "Nordwind GmbH", "Acme Pumps"]


def test_a_person_is_found_at_their_customer(window, qtbot, settle, make_customer, make_contact):
    customer = make_customer("深圳鑫源机械")
    make_contact(customer, "周敏")
    settle()
    qtbot.keyClick(window, KEY.Key_K, CTRL)
    window.finder.line.setText("周敏")
    settle()
    assert window.finder.list.current().value == Place("customers", customer)


def test_the_palette_gives_commands_in_either_language(window, qtbot, settle):
    qtbot.keyClick(window, KEY.Key_K, CTRL)
    window.finder.line.setText("锁定")
    settle()
    with qtbot.waitSignal(window.lock_asked):
        qtbot.keyClick(window.finder.line, KEY.Key_Return)


def test_a_page_is_offered_by_its_name_before_what_holds_the_word(window, qtbot, settle, make_customer):
    make_customer("Quotes Ltd")
    settle()
    qtbot.keyClick(window, KEY.Key_K, CTRL)
    for text, first in (("quotes", "Go to Quotes"), ("quotes ltd", "Quotes Ltd")):
        window.finder.line.setText(text)
        settle()
        assert window.finder.list.current().title == first


def test_escape_leaves_the_palette_and_the_keyboard_goes_back(window, qtbot):
    _front(window).line.setFocus()
    qtbot.keyClick(window, KEY.Key_K, CTRL)
    qtbot.keyClick(window.finder.line, KEY.Key_Escape)
    assert not window.finder.isVisible()
    assert QApplication.focusWidget() is _front(window).line


def test_nothing_found_is_said(window, qtbot, settle):
    qtbot.keyClick(window, KEY.Key_K, CTRL)
    window.finder.line.setText("qqqqzz")
    settle()
    assert [line.title for line in window.finder.list.suggestions.lines] == ["Nothing found for “qqqqzz”"]


def test_every_command_is_found_by_its_own_name(window):
    known = window.desk.commands.all()
    for command in known:
        assert command in matching(known, command.title)


def test_the_sheet_lists_every_key(window, qtbot, settle):
    qtbot.keyClick(window, KEY.Key_Question, SHIFT)
    settle()
    [sheet] = window.findChildren(ShortcutSheet)
    from salesdesk.desktop.widgets.plain import PlainLabel  # noqa: PLC0415 - one look

    shown = {label.text() for label in sheet.findChildren(PlainLabel)}
    titles = {command.title for command in window.desk.commands.all() if command.shortcut}
    assert titles <= shown
    sheet.reject()


def test_f1_opens_the_help_of_the_page(window, qtbot, settle):
    window.open(Place("two"))
    qtbot.keyClick(window, KEY.Key_F1)
    settle()
    assert window.history.now == Place("help", args=(("topic", "undo"),))


def test_ctrl_l_asks_to_be_locked(window, qtbot):
    with qtbot.waitSignal(window.lock_asked):
        qtbot.keyClick(window, KEY.Key_L, CTRL)


def test_text_grows_by_key(window, qtbot):
    qtbot.keyClick(window, KEY.Key_Plus, CTRL)
    try:
        assert window.desk.theme.zoom == 110
    finally:
        qtbot.keyClick(window, KEY.Key_0, CTRL)
    assert window.desk.theme.zoom == 100


def test_the_window_comes_back_as_it_was(window, qtbot, desk):
    window.open(Place("two", args=(("view", "x"),)))
    _front(window).line.setText("half a word")
    window.setGeometry(30, 40, 1000, 700)
    window.close()
    again = MainWindow(lambda notices: replace(desk, notices=notices), pages=ENTRIES)
    qtbot.addWidget(again)
    again.open_last()
    assert (again.width(), again.height()) == (1000, 700)
    assert _front(again).places == [Place("two", args=(("view", "x"),))]
    assert _front(again).line.text() == "half a word"


@pytest.mark.parametrize(
    "kept",
    [
        "x",
        {"kind": 3},
        {"kind": "gone", "id": None, "args": {}},
        {"kind": "one", "id": "no uuid", "args": {}},
    ],
)
def test_a_place_that_is_gone_is_passed_over(qtbot, desk, kept):
    desk.choices.set("place", kept)
    window = MainWindow(lambda notices: replace(desk, notices=notices), pages=ENTRIES)
    qtbot.addWidget(window)
    window.open_last()
    assert _front(window).kind == "one"


def test_leaving_a_page_keeps_what_is_typed(window):
    first = _front(window)
    window.open(Place("two"))
    assert first.left == 1


def test_the_words_of_the_window_change_at_once(window, qtbot, desk, settle):
    desk.language.switch("zh")
    try:
        qtbot.waitUntil(lambda: window.sidebar._buttons["settings"].text() == "设置")
        assert any(command.title == "撤销" for command in desk.commands.all())
    finally:
        desk.language.switch("en")


def test_everything_that_takes_the_keyboard_has_a_name(window):
    unnamed = [
        type(widget).__name__
        for widget in window.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.isVisible()
        and not isinstance(widget, Page)
        and not QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)
        and widget is not _front(window).line
    ]
    assert unnamed == []


def test_tab_reaches_everything(window, qtbot):
    wanted = {
        widget
        for widget in window.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible() and widget.isEnabled()
    }
    seen: set[QWidget] = set()
    for _ in range(len(wanted) + 5):
        qtbot.keyClick(QApplication.focusWidget() or window, KEY.Key_Tab)
        seen.add(QApplication.focusWidget())
    assert {widget.accessibleName() for widget in wanted - seen} == set()


def test_a_demo_says_so(qtbot, desk, settle):
    window = MainWindow(lambda notices: replace(desk, notices=notices), pages=ENTRIES, demo=True)
    qtbot.addWidget(window)
    window.show()
    settle()
    assert window.sidebar._badge.isVisible()
    with qtbot.waitSignal(window.reset_asked):
        next(command for command in desk.commands.all() if command.name == "demo-reset").run()


def test_only_a_demo_can_be_begun_afresh(window, desk):
    assert "demo-reset" not in {command.name for command in desk.commands.all()}


def test_a_task_is_shown_and_can_be_stopped(window, qtbot, background, settle):
    import threading  # noqa: PLC0415 - one gate

    gate = threading.Event()

    def work(progress) -> None:
        while True:
            progress(1, 4)
            gate.wait(0.01)

    ended: list[bool] = []
    task = background.task("Import of customers.csv", work, owner=window, then=lambda _answer: None)
    task.ended.connect(ended.append)
    assert window.tasks.isVisible()
    window.tasks.findChildren(QWidget)
    from salesdesk.desktop.widgets.buttons import IconButton  # noqa: PLC0415 - one button

    window.tasks.findChild(IconButton).click()
    settle()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert ended == [True]
    assert not window.tasks.isVisible()


def test_a_line_is_noted_from_anywhere(window, database, make_customer, qtbot, settle):
    customer = make_customer("深圳鑫源精密机械有限公司")
    qtbot.keyClick(window, KEY.Key_N, CTRL | Qt.KeyboardModifier.ShiftModifier)
    settle()
    assert window.capture.isVisible()
    qtbot.keyClicks(window.capture.line, "tomorrow 3pm visit xinyuan prices")
    settle()
    assert "15:00" in window.capture.list.current().title
    qtbot.keyClick(window.capture.line, KEY.Key_Return)
    settle()
    assert not window.capture.isVisible()
    (found,) = activities.activities_of(database, customer)
    assert (found.kind, found.subject) == ("visit", "prices")
