from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt

from salesdesk.desktop.runtime.places import Place
from salesdesk.services import stock
from salesdesk.services.stock import Goods
from salesdesk.storage.replica import identity
from salesdesk.storage.tables.stock import AllotmentRow, StockLevelRow
from tests.conftest import NOON

KEY = Qt.Key


@pytest.fixture
def product(make_product):
    return make_product("球阀", unit="台")


@pytest.fixture
def kept(database, product):
    """Ten of it at the show, as the server said; five of them are of this laptop."""
    hall = stock.add_warehouse(database, "W1", "展馆")
    stock.receive(database, Goods(product, hall, Decimal(10)))
    mine = Goods(product, hall, Decimal(5))
    show = {"until": date(2026, 11, 30), "occasion": "上海展"}
    allotment = stock.allot(database, mine, database.me, **show)
    with database.absorb() as absorbed:
        absorbed.session.get_one(AllotmentRow, allotment).device_id = database.device_id
        identity.note(absorbed.session, **{identity.SUCCESS: NOON.isoformat()})
    return hall


def said(page):
    return [card.accessibleName() for card in page.drawer.stock.cards]


def test_what_there_is_is_told_for_each_warehouse_and_for_this_laptop(open_page, kept, product):
    page = open_page(Place("products", product))
    assert said(page) == [
        (
            "展馆, 5 台 free, On hand 10 · reserved 0 · set aside 5,"
            " With changes the server has not confirmed yet: provisional."
        ),
        "Set aside for this laptop, 5 of 5 台 left, 上海展 · to be sold until 30 Nov 2026",
    ]
    assert page.drawer.stock.as_of.text().startswith("As of the last sync, 23 Nov 2026")


def test_what_the_server_has_said_is_not_provisional(open_page, database, product):
    hall = stock.add_warehouse(database, "W1", "展馆")
    with database.absorb() as absorbed:
        stamps = {"scope_id": "stock", "created_at": NOON, "edited_at": NOON}
        figures = {"on_hand": Decimal(12), "reserved": Decimal(3), "allotted": Decimal(0)}
        absorbed.session.add(StockLevelRow(warehouse_id=hall, product_id=product, **stamps, **figures))
    page = open_page(Place("products", product))
    assert said(page) == ["展馆, 9 台 free, On hand 12 · reserved 3 · set aside 0"]
    assert page.drawer.stock.as_of.text() == "Not synced yet: these figures are only of this laptop."


def test_where_nothing_is_kept_nothing_is_said(open_page, product):
    page = open_page(Place("products", product))
    assert not page.drawer.stock.isVisible()
    assert not page.drawer.stock.caption.isVisible()


def test_what_changes_elsewhere_is_shown(open_page, database, kept, product, make_quote, settle):
    page = open_page(Place("products", product))
    stock.reserve(database, make_quote(), [Goods(product, kept, Decimal(2))])
    settle()
    assert "3 台 free" in said(page)[0]


def test_what_is_set_aside_is_given_back_by_the_keyboard_and_that_can_be_taken_back(
    open_page, database, kept, product, press, settle
):
    page = open_page(Place("products", product))
    card = page.drawer.stock.cards[-1]
    assert card.focusPolicy() & Qt.FocusPolicy.TabFocus
    card.setFocus()
    press(card, KEY.Key_Tab)
    press(page.focusWidget(), KEY.Key_Space)
    assert stock.allotments(database) == []
    assert "10 台 free" in said(page)[0]
