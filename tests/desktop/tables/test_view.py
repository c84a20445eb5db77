import pytest
from PySide6.QtCore import QCoreApplication, QPoint, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QMenu

from salesdesk.desktop.tables.columns import SortKey
from salesdesk.desktop.tables.view import RecordTable
from salesdesk.desktop.theme.look import look

from .conftest import COLUMNS, Numbers

KEY = Qt.Key


def _open_line(table: RecordTable) -> QLineEdit:
    [line] = table.viewport().findChildren(QLineEdit)
    return line


def test_rows_are_gone_through_by_keyboard(table, press, settle):
    press(table, KEY.Key_Down, KEY.Key_Down)
    assert table.currentIndex().row() == 2
    press(table, KEY.Key_End)
    settle()
    assert table.current_row().id == 999_999
    press(table, KEY.Key_Home)
    assert table.currentIndex().row() == 0
    press(table, KEY.Key_PageDown)
    assert table.currentIndex().row() > 5


def test_space_peeks_and_enter_opens(table, press, qtbot):
    press(table, KEY.Key_Down)
    with qtbot.waitSignal(table.peeked) as peeked:
        press(table, KEY.Key_Space)
    with qtbot.waitSignal(table.opened) as opened:
        press(table, KEY.Key_Return)
    assert (peeked.args[0].id, opened.args[0].id) == (1, 1)


def test_a_double_click_opens(table, qtbot):
    at = QPoint(100, look().row * 3 + 5)
    with qtbot.waitSignal(table.opened) as opened:
        qtbot.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert opened.args[0].id == 3


def test_f2_edits_the_cell(table, press, qtbot):
    press(table, KEY.Key_F2)
    line = _open_line(table)
    assert line.text() == "客户 0"
    assert line.accessibleName() == "Customers"
    line.setText("鑫源")
    with qtbot.waitSignal(table.edited) as edited:
        press(line, KEY.Key_Return)
    assert (edited.args[0].id, edited.args[1:]) == (0, ["name", "鑫源"])


def test_escape_leaves_the_cell_as_it_was(table, press, settle):
    told: list[str] = []
    table.edited.connect(lambda _row, _key, text: told.append(text))
    press(table, KEY.Key_F2)
    line = _open_line(table)
    line.setText("x")
    press(line, KEY.Key_Escape)
    settle()
    assert (told, line.isVisible()) == ([], False)


def test_typing_edits_in_a_cell_but_not_in_a_row(table, press, qtbot):
    qtbot.keyClicks(table, "n")
    assert table.viewport().findChildren(QLineEdit) == []  # in a row, letters are commands
    press(table, KEY.Key_Right)
    qtbot.keyClicks(table, "n")
    assert _open_line(table).text() == "n"


def test_the_first_word_of_an_input_method_is_not_lost(table, press, qtbot):
    press(table, KEY.Key_Right)
    composing = QInputMethodEvent("xin", [])
    QCoreApplication.sendEvent(table, composing)
    done = QInputMethodEvent()
    done.setCommitString("鑫")
    QCoreApplication.sendEvent(_open_line(table), done)
    more = QInputMethodEvent()
    more.setCommitString("源")
    QCoreApplication.sendEvent(_open_line(table), more)
    assert _open_line(table).text() == "鑫源"


def test_a_word_committed_at_once_is_not_lost(table, press):
    press(table, KEY.Key_Right)
    done = QInputMethodEvent()
    done.setCommitString("深圳")
    QCoreApplication.sendEvent(table, done)
    assert _open_line(table).text() == "深圳"


def test_a_cell_that_cannot_be_edited_stays_shut(table, press, qtbot):
    press(table, KEY.Key_Right, KEY.Key_Right)
    qtbot.keyClicks(table, "n")
    assert table.viewport().findChildren(QLineEdit) == []


def test_a_header_click_asks_for_an_order(table, qtbot):
    header = table.horizontalHeader().viewport()
    with qtbot.waitSignal(table.order_asked) as asked:
        qtbot.mouseClick(header, Qt.MouseButton.LeftButton, pos=QPoint(30, 10))
    assert asked.args[0] == (SortKey("name"),)
    with qtbot.waitSignal(table.order_asked) as asked:
        qtbot.mouseClick(header, Qt.MouseButton.LeftButton, pos=QPoint(30, 10))
    assert asked.args[0] == (SortKey("name", descending=True),)


def test_shift_asks_for_a_second_key_where_the_rows_can_be_sorted_by_two(table, qtbot):
    header, shift = table.horizontalHeader().viewport(), Qt.KeyboardModifier.ShiftModifier
    table.two_sorts = True
    qtbot.mouseClick(header, Qt.MouseButton.LeftButton, pos=QPoint(30, 10))
    with qtbot.waitSignal(table.order_asked) as asked:
        at = QPoint(table.columnViewportPosition(2) + 20, 10)
        qtbot.mouseClick(header, Qt.MouseButton.LeftButton, shift, at)
    assert asked.args[0] == (SortKey("name"), SortKey("amount"))


def test_copy_gives_text_for_a_spreadsheet_with_raw_numbers(table, press, settle):
    press(table, KEY.Key_Down)
    press(table, KEY.Key_Down, modifier=Qt.KeyboardModifier.ShiftModifier)
    press(table, KEY.Key_C, modifier=Qt.KeyboardModifier.ControlModifier)
    settle()
    mime = QGuiApplication.clipboard().mimeData()
    lines = mime.text().split("\r\n")
    assert lines == ["Customers\tQuotes\tProducts", "客户 1\topen\t1", "客户 2\twon\t2"]
    assert "<td>客户 1</td><td>open</td><td>1</td>" in mime.html()


def test_rows_that_are_not_loaded_are_copied_too(qtbot, background, settle, press):
    table = RecordTable(COLUMNS, background, name_key="window.palette.customers")
    qtbot.addWidget(table)
    table.show_rows(Numbers(350))
    settle()
    table.selectAll()
    table.copy()
    settle()
    assert QGuiApplication.clipboard().text().count("\r\n") == 350


def test_everything_is_selected_without_loading_it(table, press, numbers):
    before = list(numbers.asked)
    press(table, KEY.Key_A, modifier=Qt.KeyboardModifier.ControlModifier)
    assert table.all_selected()
    assert table.selected_count() == 1_000_000
    assert numbers.asked == before


def test_columns_are_hidden_moved_and_remembered(table, qtbot, background, choices):
    table.remember(choices, "customers")
    table.columns.show_column("state", shown=False)
    table.horizontalHeader().moveSection(2, 0)
    table.setColumnWidth(0, 333)
    again = RecordTable(COLUMNS, background, name_key="window.palette.customers")
    qtbot.addWidget(again)
    again.remember(choices, "customers")
    assert [column.key for column in again.columns.shown()] == ["amount", "name"]
    assert again.columnWidth(0) == 333
    again.columns.reset()
    assert [column.key for column in again.columns.shown()] == ["name", "state", "amount"]


def test_the_last_column_cannot_be_hidden(table):
    for key in ("name", "state", "amount"):
        table.columns.show_column(key, shown=False)
    assert len(table.columns.shown()) == 1


def test_the_column_menu_ticks_what_is_shown(table):
    menu = QMenu(table)
    table.columns.fill_menu(menu)
    ticks = {action.text(): action.isChecked() for action in menu.actions() if action.isCheckable()}
    assert ticks == {"Customers": True, "Quotes": True, "Products": True}


def test_the_cursor_stays_over_a_refresh(table, press, settle):
    press(table, KEY.Key_Down, KEY.Key_Down)
    table.refresh()
    settle()
    assert table.current_row().id == 2
    assert table.select_key(5)
    assert table.current_row().id == 5


def test_rows_grow_with_the_text(table, dressed, settle):
    before = table.rowHeight(0)
    dressed.set_zoom(150)
    settle()
    try:
        assert table.rowHeight(0) == round(before * 1.5)
        assert table.columnWidth(0) == 330
    finally:
        dressed.set_zoom(100)


def test_letters_do_not_search_a_million_rows(table, numbers):
    """Qt's own search by letter would ask for every row, on the UI thread."""
    before = len(numbers.asked)
    table.keyboardSearch("z")
    assert len(numbers.asked) == before


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_is_painted_is_painted_twice_alike(table, settle, dressed, scheme):
    dressed.set_scheme(scheme)
    settle()
    first = table.viewport().grab().toImage()
    settle()
    assert table.viewport().grab().toImage() == first
    ground = first.pixelColor(first.width() - 3, look().row * 4 + 5).name().upper()
    dressed.set_scheme("light")
    assert ground in ("#FFFFFF", "#16191F")


def test_scrolling_a_million_rows_asks_only_for_what_is_seen(table, settle, numbers):
    table.verticalScrollBar().setValue(table.verticalScrollBar().maximum() // 2)
    QTest.qWait(0)
    settle()
    assert len(set(numbers.asked)) <= 4
    assert table.records.row(table.rowAt(10)) is not None
