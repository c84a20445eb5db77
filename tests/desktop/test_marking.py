"""Marks on records: seen, said aloud, and gone when nothing is open any more."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from salesdesk.desktop.customers.page import CustomersPage
from salesdesk.desktop.runtime.places import Place
from salesdesk.desktop.runtime.sync_agent import SyncAgent
from salesdesk.services import customers
from salesdesk.sync.state import Replica
from salesdesk.sync.status import State, Status


@pytest.fixture
def synced(desk):
    sync = SyncAgent(Replica(desk.database), desk.background, desk.changes)
    sync.look = lambda: None
    yield replace(desk, sync=sync)
    sync.close()


@pytest.fixture
def page(qtbot, synced, make_customer, settle):
    make_customer()
    page = CustomersPage(synced)
    qtbot.addWidget(page)
    page.resize(1200, 800)
    page.show()
    page.show_place(Place("customers"))
    settle()
    return page


def aloud(page) -> str:
    return page.table.records.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)


def test_alone_nothing_is_marked(page):
    assert aloud(page) == "深圳鑫源机械有限公司"
    assert page.table.records.index(0, 0).data(Qt.ItemDataRole.ToolTipRole) is None


def test_with_a_server_what_waits_is_marked_and_said(page, settle):
    before = page.table.viewport().grab().toImage()
    page.desk.sync._show(Status(State.PENDING, waiting=1))
    settle()
    assert aloud(page) == "深圳鑫源机械有限公司, Changes not sent yet"
    assert page.table.records.index(0, 0).data(Qt.ItemDataRole.ToolTipRole) == "Changes not sent yet"
    assert page.table.viewport().grab().toImage() != before


def test_the_drawer_leads_to_what_is_open(qtbot, page, settle):
    page.desk.sync._show(Status(State.PENDING, waiting=1))
    (row,) = page.table.records.source.page(0, 1)
    page.open_customer(row.id)
    settle()
    mark = page.drawer.mark
    assert mark.isVisible()
    assert mark.text() == "Not sent yet"
    with qtbot.waitSignal(page.open_requested) as asked:
        mark.click()
    assert asked.args == [Place("inbox", row.id)]


def test_what_sync_brings_leaves_a_half_typed_field_alone(qtbot, page, settle):
    (row,) = page.table.records.source.page(0, 1)
    page.open_customer(row.id)
    settle()
    page.drawer.show_tab("details")
    settle()
    page.window().activateWindow()
    field = page.drawer.details.field("website")
    field.setFocus()
    qtbot.keyClicks(field.line, "www.half")
    customers.edit_customer(
        page.desk.database, row.id, {"website": "www.elsewhere.example.com", "note": "from elsewhere"}
    )
    settle()
    assert page.drawer.customer.note == "from elsewhere"
    assert field.line.text() == "www.half"
    assert field.line.hasFocus()
