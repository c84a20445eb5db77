"""Cells from a spreadsheet onto the list of customers: shown first, one step, nothing that cannot be."""

from threading import current_thread, main_thread

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from salesdesk.desktop.tables import paste_sheet
from salesdesk.desktop.tables.changes_sheet import ChangesSheet
from salesdesk.desktop.tables.pasting import block_of
from salesdesk.services import customers, undo
from salesdesk.words import say

CTRL, KEY = Qt.KeyboardModifier.ControlModifier, Qt.Key


@pytest.fixture
def page(open_page, make_customer, settle):
    for name in ("A 公司", "B 公司", "C 公司"):
        make_customer(name, city="深圳", grade="B")
    page = open_page()
    settle()
    return page


@pytest.fixture
def paste(page, qtbot, settle):
    def put(text, row=0, column="name"):
        QGuiApplication.clipboard().setText(text)
        keys = [each.key for each in page.table.records.columns]
        page.table.setCurrentIndex(page.table.records.index(row, keys.index(column)))
        qtbot.keyClick(page.table, KEY.Key_V, CTRL)
        settle()
        return page.window().findChildren(ChangesSheet)

    return put


def cities(database):
    return [row.city for row in customers.listing(database, customers.CustomerFilter()).page(0, 9)]


def test_cells_go_where_the_cursor_is_and_are_one_step(paste, database, settle):
    (sheet,) = paste("东莞\n佛山", row=1, column="city")
    assert [(one.row.name, one.before, one.typed) for one in sheet.changes] == [
        ("B 公司", "深圳", "东莞"),
        ("C 公司", "深圳", "佛山"),
    ]
    assert cities(database) == ["深圳"] * 3
    sheet.submit()
    settle()
    assert cities(database) == ["深圳", "东莞", "佛山"]
    undo.undo(database)
    assert cities(database) == ["深圳"] * 3


def test_titles_say_which_columns_and_what_cannot_be_is_told_and_left(paste, database, settle):
    head = "\t".join(say(f"customers.column.{name}") for name in ("grade", "city", "open_value"))
    (sheet,) = paste(f"{head}\nA\t广州\t\nZ\t深圳\t9999")
    assert [(one.row.name, one.typed, bool(one.problem)) for one in sheet.changes] == [
        ("B 公司", "Z", True),
        ("B 公司", "9999", True),
        ("A 公司", "A", False),
        ("A 公司", "广州", False),
    ]
    sheet.submit()
    settle()
    found = customers.listing(database, customers.CustomerFilter()).page(0, 9)
    assert [(row.grade, row.city) for row in found] == [("A", "广州"), ("B", "深圳"), ("B", "深圳")]


def test_what_reaches_beyond_the_list_is_told(paste):
    (sheet,) = paste("东莞\n佛山\n惠州", row=2, column="city")
    assert say("table.paste.beyond", n=2) in sheet.told.text()


def test_thousands_of_rows_are_compared_by_a_worker(paste, monkeypatch):
    threads = []
    seen = paste_sheet.block_of
    monkeypatch.setattr(paste_sheet, "block_of", lambda text: threads.append(current_thread()) or seen(text))
    (sheet,) = paste("\n".join(f"市{n}" for n in range(5_000)), column="city")
    assert len(sheet.changes) == 3
    assert threads != [main_thread()]


def test_what_was_copied_here_changes_nothing(paste, page, heard, settle):
    page.table.selectAll()
    page.table.copy()
    settle()
    assert paste(QGuiApplication.clipboard().text()) == []
    assert heard.said == [say("table.paste.same")]
    assert paste("") == []
    assert heard.said[-1] == say("table.paste.nothing")


_CELL = st.text(st.characters(exclude_characters='\t\n\r"\x00'), max_size=5)


@given(st.lists(st.lists(_CELL, min_size=1), max_size=5))
def test_a_block_is_read_as_it_was_written(rows):
    text = "\n".join("\t".join(row) for row in rows)
    found = block_of(text)
    assert found == rows[: len(found)]
    assert not any(any(row) for row in rows[len(found) :])


def test_a_cell_with_lines_is_one_cell():
    assert block_of('甲\t"第一行\n第二行"\r\n乙\t丙\r\n') == [["甲", "第一行\n第二行"], ["乙", "丙"]]
