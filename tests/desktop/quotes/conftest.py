"""The pages of quotes in the real window, over a real database with a place for papers."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication

from salesdesk.desktop.main_window import MainWindow
from salesdesk.desktop.quotes.editor import QuoteEditor
from salesdesk.desktop.quotes.page import QuotesPage
from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.runtime.places import Place
from salesdesk.services import products
from salesdesk.services.accounts import Workspace
from salesdesk.storage.files import Files


@pytest.fixture
def files(places) -> Files:
    return Files(places.files, b"k" * 32)


@pytest.fixture
def office(desk, database, places, files) -> Desk:
    """The desk with a place for papers."""
    workspace = Workspace(places=places, database=database, keys=None, files=files, in_use=None)
    return replace(desk, workspace=workspace)


@pytest.fixture
def window(office, qtbot, settle) -> Iterator[MainWindow]:
    window = MainWindow(lambda _notices: office)
    qtbot.addWidget(window)
    window.resize(1440, 900)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    settle()
    yield window
    window.close()
    settle()


@pytest.fixture
def page(window, settle) -> QuotesPage:
    window.open(Place("quotes"))
    settle()
    front = window.stack.front()
    assert isinstance(front, QuotesPage)
    return front


@pytest.fixture
def open_editor(window, settle) -> Callable[..., QuoteEditor]:
    """Open a quote in the editor; None begins a new one."""

    def opened(quote_id=None) -> QuoteEditor:
        window.open(Place("quote", quote_id))
        settle()
        front = window.stack.front()
        assert isinstance(front, QuoteEditor)
        return front

    return opened


@pytest.fixture
def press(qtbot, settle) -> Callable[..., None]:
    """Press keys where the cursor is, as a person does: text is typed letter by letter, Chinese composed."""

    def pressed(*keys: str | Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        for key in keys:
            for each in key if isinstance(key, str) else (key,):
                focus = QApplication.focusWidget()
                assert focus is not None
                if isinstance(each, str) and not each.isascii():
                    composed = QInputMethodEvent()
                    composed.setCommitString(each)
                    QApplication.sendEvent(focus, composed)
                else:
                    qtbot.keyClick(focus, each, held)
                    let_go(held)
            settle()

    def let_go(held: Qt.KeyboardModifier) -> None:
        """Let Shift go too: Qt remembers it, and the next row would be one more of a selection."""
        focus = QApplication.focusWidget()
        if held != Qt.KeyboardModifier.NoModifier and focus is not None:
            qtbot.keyRelease(focus, Qt.Key.Key_Shift)

    return pressed


@pytest.fixture
def pumps(database) -> list[str]:
    """Three products, by code."""
    for code, name, price, rate in (
        ("CP-50", "离心泵 50 型", 8600, 13),
        ("GV-80", "闸阀 DN80", 620, 13),
        ("SVC-1", "年度维保", 18000, 6),
    ):
        fields = {
            "code": code,
            "name": name,
            "unit": "台",
            "unit_price": Decimal(price),
            "tax_included": True,
        }
        products.add_product(database, fields | {"tax_rate": Decimal(rate)})
    return ["CP-50", "GV-80", "SVC-1"]
