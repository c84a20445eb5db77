"""The bin through the window: listed, narrowed, brought back by keys."""

import pytest
from PySide6.QtCore import Qt

from salesdesk.desktop.removed.page import BinPage
from salesdesk.services import contacts, customers, products, undo

KEY = Qt.Key


@pytest.fixture
def page(qtbot, desk, settle, database, make_customer, make_contact, make_product):
    gone = make_customer("鑫源机械")
    make_contact(gone, "王芳")
    kept = make_customer("华东泵业")
    person = make_contact(kept, "李华")
    contacts.remove_contacts(database, [person])
    products.remove_products(database, [make_product("球阀")])
    customers.remove_customers(database, [gone])
    page = BinPage(desk)
    qtbot.addWidget(page)
    page.resize(1100, 600)
    page.show()
    settle()
    return page


def listed(page):
    rows = (page.table.records.row(number) for number in range(page.table.records.rowCount()))
    return {row.name for row in rows if row is not None}


def test_whole_records_are_listed_and_one_comes_back_by_enter(page, database, qtbot, settle):
    assert listed(page) == {"鑫源机械", "李华", "球阀"}
    page.filters._set("kind", "customers")
    settle()
    assert listed(page) == {"鑫源机械"}
    page.table.go_to(0)
    qtbot.keyClick(page.table, KEY.Key_Return)
    settle()
    assert page.sheet.says() == "first-use"
    (found,) = customers.listing(database, customers.CustomerFilter(text="鑫源")).page(0, 5)
    assert [one.name for one in contacts.contacts_of(database, found.id)] == ["王芳"]
    undo.undo(database)
    settle()
    assert listed(page) == {"鑫源机械"}


def test_several_come_back_as_one_step(page, database, settle):
    page.table.selectAll()
    page.bring_back()
    settle()
    assert listed(page) == set()
    undo.undo(database)
    settle()
    assert listed(page) == {"鑫源机械", "李华", "球阀"}


def test_what_cannot_come_back_is_told(page, database, make_product, settle, heard):
    (row,) = [page.table.records.row(at) for at in range(3) if page.table.records.row(at).name == "球阀"]
    make_product("别的", code="P-001")
    page._bring_back([row.id])
    settle()
    assert listed(page) == {"鑫源机械", "李华", "球阀"}
    assert [error.code for error in heard.errors] == ["restore-blocked"]
