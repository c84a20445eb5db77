import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QInputMethodEvent

from salesdesk.desktop.products.columns import COLUMNS
from salesdesk.desktop.products.page import ProductsPage
from salesdesk.desktop.runtime.background import Background
from salesdesk.desktop.runtime.places import Place
from salesdesk.desktop.tables.view import RecordTable


@pytest.fixture(scope="session", autouse=True)
def first_table(qapp, dressed) -> None:
    """Make one list before the tests: the very first in a process has Qt's classes built for Python."""
    background = Background()
    RecordTable(COLUMNS, background, name_key="products.list").ensurePolished()
    background.close()


@pytest.fixture
def open_page(desk, qtbot, settle):
    """Show the page of products in a window of its own; rows are there when it returns."""

    def open_it(place: Place = Place("products")) -> ProductsPage:  # noqa: B008 - a frozen value
        page = ProductsPage(desk)
        qtbot.addWidget(page)
        page.resize(1180, 860)
        page.show()
        page.show_place(place)
        settle()
        settle_rows(page, settle)
        return page

    return open_it


def settle_rows(page: ProductsPage, settle) -> None:
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
