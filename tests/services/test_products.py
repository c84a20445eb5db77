from datetime import date
from decimal import Decimal

import pytest

from salesdesk.domain.errors import BadInput, NotFound, RuleBroken
from salesdesk.services import bulk_edits, products, undo
from salesdesk.services.products import Price

DAY = date(2026, 11, 23)


def _asked(database, product, quantity, currency="CNY", day=DAY):
    price = products.price_for(database, product, currency=currency, quantity=Decimal(quantity), day=day)
    return price and price.unit_price


def test_a_code_is_used_once(database, make_product):
    first = make_product(code="V-1")
    with pytest.raises(RuleBroken, match="product-code-taken"):
        make_product(code="V-1")
    other = make_product(code="V-2")
    with pytest.raises(RuleBroken, match="product-code-taken"):
        products.edit_product(database, other, {"code": "V-1"})
    products.edit_product(database, first, {"code": "V-1", "name": "闸阀"})
    products.remove_products(database, [first])
    assert products.product_of_code(database, "V-1") is None
    products.edit_product(database, other, {"code": "V-1"})
    assert products.product_of_code(database, "V-1") == other


def test_prices_keep_six_places(database, make_product):
    product = make_product(unit_price=Decimal("0.123456"), tax_rate=Decimal("5.5"))
    assert products.product(database, product).unit_price == Decimal("0.123456")
    with pytest.raises(BadInput) as refused:
        products.edit_product(database, product, {"unit_price": Decimal("0.1234567")})
    assert refused.value.field == "unit_price"


def test_the_price_follows_currency_quantity_and_day(database, make_product):
    product = make_product(unit_price=Decimal(100))
    products.set_prices(
        database,
        product,
        [
            Price(currency="CNY", unit_price=Decimal(90), min_quantity=Decimal(10)),
            Price(
                currency="CNY", unit_price=Decimal(80), min_quantity=Decimal(10), valid_from=date(2026, 12, 1)
            ),
            Price(currency="USD", unit_price=Decimal(15)),
        ],
    )
    assert [_asked(database, product, n) for n in (1, 10)] == [100, 90]
    assert _asked(database, product, 10, day=date(2026, 12, 1)) == 80
    assert _asked(database, product, 1, "USD") == 15
    assert _asked(database, product, 1, "EUR") is None


def test_setting_prices_again_keeps_those_that_stay(database, make_product):
    product = make_product()
    stays, goes, comes = (Price(currency=c, unit_price=Decimal(15)) for c in ("USD", "EUR", "JPY"))
    products.set_prices(database, product, [stays, goes])
    before = {price.currency: price.id for price in products.product(database, product).prices}
    products.set_prices(database, product, [comes, stays])
    after = {price.currency: price.id for price in products.product(database, product).prices}
    assert set(after) == {"USD", "JPY"}
    assert after["USD"] == before["USD"]


def test_filters_of_products(database, make_product):
    valve = make_product("球阀", category="阀门")
    pump = make_product("水泵", category="泵", is_active=False, currency="USD")
    for wanted, found in (
        (products.ProductFilter(category="阀门"), [valve]),
        (products.ProductFilter(active=False), [pump]),
        (products.ProductFilter(currency="USD"), [pump]),
        (products.ProductFilter(text="qiu"), [valve]),
        (products.ProductFilter(sort="code", descending=True), [pump, valve]),
    ):
        assert products.listing(database, wanted).ids() == found
        assert products.listing(database, wanted).count() == len(found)
    assert products.categories(database) == ["泵", "阀门"]


def test_many_products_change_at_once_but_not_their_code(database, make_product):
    ids = [make_product() for _ in range(3)]
    assert products.edit_products(database, ids, {"is_active": False}) == 3
    with pytest.raises(BadInput):
        products.edit_products(database, ids, {"code": "X"})


def test_a_removed_product_is_gone(database, make_product):
    product = make_product()
    products.remove_products(database, [product])
    with pytest.raises(NotFound, match="product-gone"):
        products.product(database, product)


def test_tax_rates_hold_for_their_days(database):
    for code, rate, since in (("VAT13", 13, None), ("VAT3", 3, date(2027, 1, 1))):
        products.add_tax_rate(database, code=code, name=code, rate=Decimal(rate), valid_from=since)
    assert [rate.code for rate in products.tax_rates(database, DAY)] == ["VAT13"]
    assert [rate.code for rate in products.tax_rates(database, date(2027, 1, 1))] == ["VAT13", "VAT3"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"unit_price": Decimal("NaN")}, "unit_price"),
        ({"unit_price": Decimal("1e30")}, "unit_price"),
        ({"unit_price": Decimal("0.0000001")}, "unit_price"),
        ({"min_quantity": Decimal(-5)}, "min_quantity"),
        ({"currency": "XXL"}, "currency"),
        ({"valid_from": date(2026, 2, 1), "valid_until": date(2026, 1, 1)}, "valid_until"),
    ],
)
def test_a_price_that_cannot_be_is_refused(database, make_product, wrong, field):
    price = products.Price(**{"currency": "CNY", "unit_price": Decimal(1)} | wrong)
    with pytest.raises(BadInput) as refused:
        products.set_prices(database, make_product(), [price])
    assert refused.value.field == field


def test_list_prices_go_up_together_after_a_look(database, make_product):
    fine = make_product("Seal", unit_price=Decimal("0.035"))
    pump = make_product("Pump", unit_price=Decimal("186.5"))
    yen = make_product("Valve", unit_price=Decimal(1_999), currency="JPY")
    free = make_product("Advice", unit_price=Decimal(0))
    found = bulk_edits.coming_prices(database, [fine, pump, yen, free], Decimal(5))
    assert [(one.name, one.after) for one in found] == [
        ("Seal", (Decimal("0.037"), "CNY")),
        ("Pump", (Decimal("195.83"), "CNY")),
        ("Valve", (Decimal(2_099), "JPY")),
    ]
    refused = bulk_edits.coming_prices(database, [pump], Decimal(-101))
    assert [one.problem.code for one in refused] == ["number-negative"]
    assert products.edit_each(database, {one.id: {"unit_price": one.after[0]} for one in found}) == 3
    assert products.product(database, yen).unit_price == 2_099
    undo.undo(database)
    assert products.product(database, pump).unit_price == Decimal("186.5")


def test_a_value_for_many_products_is_told_first(database, make_product):
    ids = [make_product("Ball", category="valves"), make_product("Gate")]
    found = bulk_edits.coming_products(database, ids, "category", " valves ")
    assert [(one.name, one.before, one.after) for one in found] == [("Gate", "", "valves")]
    with pytest.raises(BadInput, match="field-unknown"):
        products.edit_each(database, {ids[0]: {"code": "X"}})
