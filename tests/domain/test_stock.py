from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.domain import stock
from salesdesk.domain.errors import BadInput, RuleBroken
from salesdesk.domain.stock import Balance, Movement, Promise

DAY = date(2026, 11, 23)
quantities = st.decimals(min_value="0.001", max_value=50, places=3)


def _balance(on_hand, reserved=0, allotted=0):
    return Balance(*map(Decimal, (on_hand, reserved, allotted)))


def test_what_is_promised_or_set_aside_is_not_available():
    assert _balance(10, 3, 4).available == 3


@pytest.mark.parametrize(
    ("now", "change"),
    [
        ((10, 3, 4), (0, 4, 0)),  # a promise of more than is free
        ((10, 3, 4), (0, 0, 4)),  # an allotment of it
        ((10, 3, 4), (-4, 0, 0)),  # goods that are promised do not leave
        ((0, 0, 0), (0, Decimal("0.000001"), 0)),
    ],
)
def test_nothing_is_promised_twice(now, change):
    with pytest.raises(RuleBroken, match="stock-short") as broken:
        stock.book(_balance(*now), _balance(*change))
    assert broken.value.values == {
        "available": _balance(*now).available,
        "wanted": -_balance(*change).available,
    }


def test_the_last_unit_can_be_promised_and_given_back():
    full = stock.book(_balance(10, 6, 3), _balance(0, 1, 0))
    assert full.available == 0
    assert stock.book(full, _balance(0, -1, 0)).available == 1


def test_what_is_sold_at_a_show_goes_from_the_allotment_to_the_promised_and_frees_nothing():
    assert stock.book(_balance(10, 6, 4), _balance(0, 3, -3)) == _balance(10, 9, 1)


def test_more_than_can_be_kept_is_not_received():
    with pytest.raises(BadInput, match="number-too-large"):
        stock.book(_balance(10**12 - 1), _balance(1))


def test_a_promise_that_was_released_or_removed_weighs_nothing():
    promise = {"state": Promise.RESERVED, "quantity": Decimal(2), "deleted_at": None}
    assert stock.worth("stock_reservations", promise) == _balance(0, 2)
    assert stock.worth("stock_reservations", promise | {"state": Promise.RELEASED}) == stock.EMPTY
    assert stock.worth("stock_reservations", promise | {"deleted_at": DAY}) == stock.EMPTY
    assert stock.worth("stock_reservations", None) == stock.EMPTY


def test_an_allotment_weighs_what_is_left_of_it():
    row = {"quantity": Decimal(5), "remaining": Decimal(2), "deleted_at": None}
    assert stock.worth("allotments", row) == _balance(0, 0, 2)


def test_an_allotment_can_be_used_up_on_its_last_day():
    assert stock.taken(Decimal(5), Decimal(5), until=DAY, today=DAY) == 0


@pytest.mark.parametrize(
    ("wanted", "today", "code"),
    [("5.001", DAY, "allotment-short"), ("1", date(2026, 11, 24), "allotment-over")],
)
def test_more_than_is_left_or_after_the_last_day_is_not_taken(wanted, today, code):
    with pytest.raises(RuleBroken, match=code):
        stock.taken(Decimal(5), Decimal(wanted), until=DAY, today=today)


@pytest.mark.parametrize(("to", "right"), [(0, True), (5, True), (-1, False), (6, False)])
def test_what_is_left_stays_between_nothing_and_all(to, right):
    if right:
        stock.check_left(Decimal(5), Decimal(3), Decimal(to))
        return
    with pytest.raises(RuleBroken, match="allotment-short"):
        stock.check_left(Decimal(5), Decimal(3), Decimal(to))


def _movement(kind, quantity, **more):
    return {"warehouse_id": uuid4(), "product_id": uuid4(), "kind": kind, "quantity": quantity} | more


@pytest.mark.parametrize(
    ("kind", "quantity", "field"),
    [
        ("receive", Decimal(-1), "quantity"),
        ("issue", Decimal(1), "quantity"),
        ("adjust", Decimal(1), "reason"),  # a correction says why
        ("receive", Decimal(0), "quantity"),
        ("receive", Decimal("0.0000001"), "quantity"),
        ("receive", "3", "quantity"),
        ("steal", Decimal(1), "kind"),
    ],
)
def test_a_movement_goes_the_way_its_kind_says(kind, quantity, field):
    with pytest.raises(BadInput) as wrong:
        stock.check_movement(_movement(kind, quantity), new=True)
    assert wrong.value.field == field


def test_a_correction_may_go_either_way():
    for figure in (Decimal(-2), Decimal(2)):
        told = stock.check_movement(_movement("adjust", figure, reason=" 盘点 "), new=True)
        assert (told["kind"], told["quantity"], told["reason"]) == (Movement.ADJUST, figure, "盘点")


def test_what_a_promise_is_about_has_to_be_said():
    with pytest.raises(BadInput) as wrong:
        stock.check_reservation(
            {"warehouse_id": uuid4(), "product_id": uuid4(), "quantity": Decimal(1)}, new=True
        )
    assert wrong.value.field == "quote_id"


def test_one_product_in_one_warehouse_has_one_balance():
    warehouse, product = uuid4(), uuid4()
    assert stock.level_id(warehouse, product) == stock.level_id(warehouse, product)
    assert stock.level_id(warehouse, product) != stock.level_id(product, warehouse)


def _row(kind, quantity):
    fields = {"stock_movements": {"quantity": quantity}, "allotments": {"remaining": quantity}}
    promise = {"quantity": quantity, "state": Promise.RESERVED}
    return {"deleted_at": None} | fields.get(kind, promise)


def _changed(row, how):
    """What may become of a row: it is removed or back, released, partly used up."""
    if how == "hide":
        return row | {"deleted_at": None if row["deleted_at"] else DAY}
    if "state" in row:
        return row | {"state": Promise.RELEASED if row["state"] == Promise.RESERVED else Promise.RESERVED}
    return row | {"remaining": row["remaining"] / 2} if "remaining" in row else row


steps = st.lists(
    st.tuples(st.sampled_from(sorted(stock.BOOKED)), quantities, st.sampled_from(["new", "hide", "turn"])),
    max_size=40,
)


@given(steps)
def test_whatever_happens_the_balance_is_the_sum_of_its_rows_and_never_below_zero(steps):
    rows, now = [(("stock_movements"), _row("stock_movements", Decimal(20)))], _balance(20)
    for number, (kind, quantity, how) in enumerate(steps):
        known = [place for place, (other, _) in enumerate(rows) if other == kind]
        place = known[number % len(known)] if known and how != "new" else None
        before = None if place is None else rows[place][1]
        after = _row(kind, quantity) if before is None else _changed(before, how)
        try:
            now = stock.book(now, stock.worth(kind, after) - stock.worth(kind, before))
        except RuleBroken:
            continue
        rows = [*rows, (kind, after)] if place is None else [*rows[:place], (kind, after), *rows[place + 1 :]]
        assert min(now.on_hand, now.reserved, now.allotted, now.available) >= 0
        assert now == stock.together(stock.worth(kind, row) for kind, row in rows)
