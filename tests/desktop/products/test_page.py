from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt

from salesdesk.desktop.products.new_drawer import DRAFT
from salesdesk.desktop.runtime.places import Place
from salesdesk.desktop.tables.changes_sheet import ChangesSheet
from salesdesk.desktop.widgets.ask_sheet import AskSheet
from salesdesk.services import drafts, products
from salesdesk.services.products import Price, ProductFilter

KEY = Qt.Key


def codes(page, settle) -> list[str]:
    page.table.records.seen(0)
    settle()
    rows = (page.table.records.row(number) for number in range(page.table.records.rowCount()))
    return [row.code for row in rows if row is not None]


def test_a_fresh_workspace_offers_the_first_product(open_page, settle):
    page = open_page()
    assert page.sheet.says() == "first-use"
    page.new_product()
    settle()
    assert page.new_drawer.form.fields["currency"].value() == "CNY"
    assert page.new_drawer.form.fields["tax_rate"].value() == Decimal(13)


def test_search_by_pinyin_and_code(open_page, make_product, press, settle):
    make_product("球阀 DN50", code="BV-50")
    make_product("离心泵", code="CP-120")
    page = open_page()
    page.search()
    press(page.filters.line, "qiuf")
    assert codes(page, settle) == ["BV-50"]
    press(page.filters.line, KEY.Key_Escape)
    press(page.filters.line, "cp-12")
    assert codes(page, settle) == ["CP-120"]


@pytest.mark.parametrize(("view", "found"), [("active", ["A"]), ("archived", ["B"]), ("all", ["A", "B"])])
def test_archived_products_have_a_view_of_their_own(open_page, make_product, settle, view, found):
    make_product("Apple", code="A")
    make_product("Bread", code="B", is_active=False)
    page = open_page(Place("products", args=(("view", view),)))
    assert codes(page, settle) == found


def test_products_stand_in_groups_kept_in_a_view(open_page, make_product, settle):
    make_product("Ball valve", code="A", category="Valves")
    make_product("Seal", code="B")
    make_product("Old valve", code="C", category="Valves", is_active=False)
    page = open_page(Place("products", args=(("view", "all"),)))
    page.group_by("category")
    assert codes(page, settle) == ["B", "A", "C"]
    said = page.table.groups.said
    assert [said(head) for head in page.table.records.heads.values()] == ["Not given  ·  1", "Valves  ·  2"]
    page.group_by("state")
    assert codes(page, settle) == ["A", "B", "C"]
    assert [said(head) for head in page.table.records.heads.values()] == ["Active  ·  2", "Archived  ·  1"]
    assert page.definition()["group"] == "state"
    page.filters.changed.emit()
    assert page.wanted.group == "state"


def test_many_are_changed_after_a_look(open_page, desk, make_product, settle, heard, press):
    ids = [make_product(name, unit_price=Decimal(price)) for name, price in (("Ball", 10), ("Gate", 20))]
    page = open_page()
    page.table.selectAll()
    page.bulk.change_asked.emit("unit_price")
    settle()
    (sheet,) = page.window().findChildren(AskSheet)
    press(sheet.field.line, "9折")
    sheet.save()
    settle()
    (look,) = page.window().findChildren(ChangesSheet)
    assert [(one.before, one.typed) for one in look.changes] == [("¥10.00", "¥9.00"), ("¥20.00", "¥18.00")]
    press(look.go, KEY.Key_Return)
    settle()
    assert [products.product(desk.database, one).unit_price for one in ids] == [9, 18]
    assert heard.said[-1] == "2 products changed"
    heard.undo()
    settle()
    assert [products.product(desk.database, one).unit_price for one in ids] == [10, 20]


def test_several_are_archived_after_a_look(open_page, desk, make_product, settle, heard, press):
    for name in ("Ball", "Gate", "Seal"):
        make_product(name, is_active=name != "Seal")
    page = open_page(Place("products", args=(("view", "all"),)))
    page.table.selectAll()
    page.archive()
    settle()
    (look,) = page.window().findChildren(ChangesSheet)
    assert look.told.text() == "2 products will change. One is so already."
    assert {(one.before, one.typed) for one in look.changes} == {("Active", "Archived")}
    press(look.go, KEY.Key_Return)
    settle()
    assert heard.said[-1] == "2 products archived"


def test_archiving_is_told_with_a_way_back(open_page, desk, make_product, settle, heard):
    product = make_product("Apple")
    page = open_page()
    page.table.setFocus()
    page.table.go_to(0)
    page.archive()
    settle()
    assert heard.said[-1] == "Apple archived"
    assert not products.product(desk.database, product).is_active
    assert page.table.records.rowCount() == 0
    heard.undo()
    settle()
    assert products.product(desk.database, product).is_active


def test_a_price_is_typed_into_its_cell(open_page, desk, make_product, settle, heard):
    product = make_product()
    page = open_page()
    page.table.edited.emit(page.table.records.row(0), "price", "=3*1.2万")
    settle()
    assert products.product(desk.database, product).unit_price == 36000
    page.table.edited.emit(page.table.records.row(0), "price", "dear")
    assert [error.code for error in heard.errors] == ["number-unreadable"]
    heard.errors.clear()


def test_a_product_is_added_by_keyboard_alone(open_page, desk, press, settle, heard):
    page = open_page(Place("products", args=(("new", "1"),)))
    form = page.new_drawer.form.fields
    for name, text in (("name", "Ball valve"), ("code", "BV-50"), ("unit", "pcs"), ("unit_price", "186.5")):
        press(form[name].line, text)
    press(form["unit_price"].line, KEY.Key_Return)
    [row] = products.listing(desk.database, ProductFilter()).page(0, 5)
    assert (row.code, row.unit_price, row.tax_included) == ("BV-50", Decimal("186.5"), True)
    assert heard.said[-1] == "Ball valve added"
    assert page.shown().id == row.id


def test_a_code_that_is_taken_is_told_beside_it(open_page, make_product, press, desk):
    make_product(code="BV-50")
    page = open_page(Place("products", args=(("new", "1"),)))
    form = page.new_drawer.form.fields
    press(form["name"].line, "Another")
    press(form["code"].line, "BV-50")
    press(form["code"].line, KEY.Key_Return)
    assert form["code"].refused
    assert drafts.draft(desk.database, *DRAFT) is None or page.new_drawer.isVisible()


def test_a_code_that_is_taken_is_refused_in_the_drawer_too(open_page, desk, make_product, settle):
    make_product(code="BV-50")
    other = make_product(code="CP-1")
    page = open_page(Place("products", other))
    field = page.drawer.basics.fields["code"]
    field.line.setText("BV-50")
    field.commit()
    settle()
    assert field.refused
    assert products.product(desk.database, other).code == "CP-1"


def test_further_prices_are_added_changed_and_removed(open_page, desk, make_product, settle):
    product = make_product()
    page = open_page(Place("products", product))
    prices = page.drawer.prices
    prices.begin()
    [card] = prices.cards
    for name, text in (("unit_price", "1180.5"), ("min_quantity", "10"), ("valid_until", "2026-12-31")):
        field = card.form.fields[name]
        field.line.setText(text)
        field.commit()
        settle()
    [kept] = products.product(desk.database, product).prices
    assert (kept.currency, kept.unit_price, kept.min_quantity) == ("USD", Decimal("1180.5"), 10)
    assert kept.valid_until == date(2026, 12, 31)
    assert prices.cards[0].title.text() == "USD 1,180.5 · plus tax"
    assert prices.cards[0].below.text() == "from 10 台 · until 31 Dec 2026"
    prices.cards[0].remove_asked.emit()
    settle()
    assert products.product(desk.database, product).prices == ()


def test_a_price_changed_elsewhere_is_shown(open_page, desk, make_product, settle):
    product = make_product()
    page = open_page(Place("products", product))
    products.set_prices(desk.database, product, [Price(currency="EUR", unit_price=Decimal(9))])
    settle()
    assert [card.title.text() for card in page.drawer.prices.cards] == ["EUR 9 · plus tax"]


def test_space_peeks_and_escape_closes(open_page, make_product, press):
    make_product("Apple")
    make_product("Bread")
    page = open_page()
    page.table.setFocus()
    page.table.go_to(0)
    press(page.table, KEY.Key_Space)
    assert page.shown().name == "Apple"
    press(page.table, KEY.Key_Down)
    assert page.shown().name == "Bread"
    press(page.table, KEY.Key_Escape)
    assert page.shown() is None


def test_keys_mean_the_product_that_is_shown_wherever_the_cursor_is(open_page, desk, make_product, settle):
    make_product("Alpha")
    beta = make_product("Beta")
    page = open_page()
    page.table.setFocus()
    settle()
    page.open_product(beta)  # as Ctrl+K does
    settle()
    page.archive()
    settle()
    assert not products.product(desk.database, beta).is_active
    page.remove()
    settle()
    assert [one.name for one in products.listing(desk.database, ProductFilter()).page(0, 9)] == ["Alpha"]


def test_keys_that_are_faster_than_the_drawer_mean_the_product_on_its_way(
    open_page, desk, make_product, settle
):
    alpha, beta = make_product("Alpha"), make_product("Beta")
    products.edit_products(desk.database, [alpha], {"is_active": False})
    page = open_page()
    page.open_product(alpha)
    settle()
    page.table.select_key(beta)  # Beta is asked for, and Alpha is shown still
    page.archive()
    settle()
    assert not products.product(desk.database, beta).is_active
    assert "Beta" in desk.notices.said[-1]


def test_no_command_shares_a_key(open_page, desk):
    desk.commands.offer("page", open_page().commands())
    assert desk.commands.clashes() == []
