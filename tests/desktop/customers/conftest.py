import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QInputMethodEvent

from salesdesk.desktop.customers.columns import customer_columns
from salesdesk.desktop.customers.page import CustomersPage
from salesdesk.desktop.runtime.background import Background
from salesdesk.desktop.runtime.clock import Clock
from salesdesk.desktop.runtime.places import Place
from salesdesk.desktop.tables.view import RecordTable


@pytest.fixture(scope="session", autouse=True)
def first_table(qapp, dressed) -> None:
    """Make one list before the tests: the very first in a process has Qt's classes built for Python."""
    background, clock = Background(), Clock()
    RecordTable(customer_columns(clock), background, name_key="customers.list").ensurePolished()
    background.close()
    clock.close()


@pytest.fixture
def open_page(desk, qtbot, settle):
    """Show the page of customers in a window of its own; rows are there when it returns."""

    def open_it(place: Place = Place("customers")) -> CustomersPage:  # noqa: B008 - a frozen value
        page = CustomersPage(desk)
        qtbot.addWidget(page)
        page.resize(1180, 860)
        page.show()
        page.show_place(place)
        settle()
        settle_rows(page, settle)
        return page

    return open_it


def settle_rows(page: CustomersPage, settle) -> None:
    """Have the first page of rows fetched, as painting does."""
    page.table.records.seen(0)
    settle()


@pytest.fixture
def press(qtbot, settle):
    """Press keys on a widget, and wait for what comes of each. Chinese comes by an input method."""

    def press_keys(widget, *keys) -> None:
        for key in keys:
            if isinstance(key, str) and key.isascii():
                qtbot.keyClicks(widget, key)
            elif isinstance(key, str):
                event = QInputMethodEvent()
                event.setCommitString(key)
                QCoreApplication.sendEvent(widget, event)
            else:
                qtbot.keyClick(widget, key)
            settle()

    return press_keys
