"""The server's heart books stock: who may, how much is left, and that the last unit is promised once."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from salesdesk.domain.stock import level_id
from salesdesk.protocol.scopes import STOCK, owned_by
from salesdesk.storage.base import new_id
from tests.server.laptops import Office
from tests.server.stockroom import Stockroom

DAY = date(2026, 11, 30)


@pytest.fixture
def office(engine):
    return Office(engine)


@pytest.fixture
def room(office):
    """A warehouse with ten of one product, and who looks after it."""
    return Stockroom(office, 10)


@pytest.fixture
def li(office):
    return office.laptop("li")


def test_goods_that_came_are_there_for_everybody(office, room, li):
    li.pull()
    level = li.held["stock_levels", level_id(room.warehouse, room.product)]
    assert (level["on_hand"], level["reserved"], level["scope"]) == ("10", "0", STOCK)
    assert li.sees("warehouses", room.warehouse)


def test_the_ledger_is_for_who_keeps_it(office, room, li):
    room.clerk.pull()
    li.pull()
    assert [any(entity == "stock_movements" for entity, _ in laptop.held) for laptop in (room.clerk, li)] == [
        True,
        False,
    ]


def test_a_promise_holds_once_the_server_has_said_so(room, li):
    result = room.reserve(li, 4)
    assert (result.status, result.fields) == ("applied", {"state": "reserved"})
    assert room.balance() == (10, 4, 0)
    li.pull()
    assert {row["state"] for (entity, _), row in li.held.items() if entity == "stock_reservations"} == {
        "reserved"
    }


def test_the_last_units_are_promised_once_and_the_next_one_is_told_how_many_are_left(office, room, li):
    han = office.laptop("han")
    assert room.reserve(li, 7).status == "applied"
    result = room.reserve(han, 4)
    assert (result.status, result.code) == ("rejected", "stock-short")
    assert result.values == {"available": "3", "wanted": "4", "product": "球阀"}
    assert room.balance() == (10, 7, 0)
    assert room.reserve(han, 3).status == "applied"


def test_a_document_is_promised_whole_or_not_at_all(room, li):
    other = room.another_product(1)
    quote, group = room.quote(li), uuid4()
    acts = [
        room.reservation(li, quote, 2, group=group),
        room.reservation(li, quote, 2, group=group, product=other),
    ]
    reply = li.push(acts)
    assert {result.status for result in reply.results} == {"rejected"}
    assert (room.balance(), room.balance(other)) == ((10, 0, 0), (1, 0, 0))


def test_what_is_released_can_be_promised_to_somebody_else(room, li):
    row = new_id()
    room.reserve(li, 10, row_id=row)

    def turn(start, to):
        args = {"from": start, "to": to}
        return li.do("stock_reservations", row, command="stock.release", args=args)

    assert turn("reserved", "released").status == "applied"
    assert room.balance() == (10, 0, 0)
    assert room.reserve(li, 6).status == "applied"
    assert turn("released", "reserved").code == "stock-short"
    assert room.balance() == (10, 6, 0)


def test_what_was_provisional_when_it_was_released_is_released(room, li):
    row = new_id()
    room.reserve(li, 10, row_id=row)
    args = {"from": "provisional", "to": "released"}  # said before the answer was there
    assert li.do("stock_reservations", row, command="stock.release", args=args).status == "applied"
    assert room.balance() == (10, 0, 0)


def test_a_promise_that_is_taken_back_frees_what_it_held(room, li):
    row = new_id()
    room.reserve(li, 10, row_id=row)
    gone = {"base": {"deleted_at": None}, "patch": {"deleted_at": "2026-11-23T04:00:00Z"}}
    assert li.do("stock_reservations", row, **gone).status == "applied"
    assert room.balance() == (10, 0, 0)


@pytest.mark.parametrize(("to", "reserved"), [("rejected", 0), ("accepted", 4)])
def test_a_quote_that_is_lost_lets_its_goods_go(room, li, to, reserved):
    quote, line = room.quote(li), {"position": 0, "name": "阀", "quantity": 4, "unit_price": 100}
    li.do("quote_lines", new_id(), patch=line | {"quote_id": quote})
    li.push(room.reservation(li, quote, 4))
    for start, end in (("draft", "sent"), ("sent", to)):
        result = li.do("quotes", quote, command="quote.move", args={"from": start, "to": end})
        assert result.status == "applied"
    assert room.balance() == (10, reserved, 0)


def test_goods_that_are_promised_do_not_leave(room, li):
    room.reserve(li, 8)
    assert room.move("issue", -3).code == "stock-short"
    assert room.move("issue", -2).status == "applied"
    assert room.move("adjust", -1, reason="盘亏").code == "stock-short"
    assert room.balance() == (8, 8, 0)


def test_a_correction_says_why(room):
    result = room.move("adjust", 1)
    assert (result.status, result.code) == ("rejected", "field-required")


def test_a_movement_is_never_edited(room):
    row = new_id()
    room.move("receive", 5, row_id=row)
    result = room.clerk.do("stock_movements", row, base={"quantity": Decimal(5)}, patch={"quantity": 50})
    assert result.code == "append-only"
    assert room.balance() == (15, 0, 0)


def test_a_transfer_takes_here_what_it_brings_there_or_nothing(room):
    there, group = room.another_warehouse(), uuid4()

    def transfer(figure):
        out = room.movement("transfer", -figure, group=group)
        return room.clerk.push([out, room.movement("transfer", figure, group=group, warehouse=there)])

    assert {one.status for one in transfer(4).results} == {"applied"}
    assert (room.balance(), room.balance(warehouse=there)) == ((6, 0, 0), (4, 0, 0))
    group = uuid4()
    assert {one.status for one in transfer(7).results} == {"rejected"}
    assert (room.balance(), room.balance(warehouse=there)) == ((6, 0, 0), (4, 0, 0))


def test_who_does_not_keep_the_stock_changes_nothing_of_it(office, room, li):
    """What they meant to do is held for who does."""
    assert room.move("adjust", 90, by=li, reason="x").status == "held"
    assert room.allot(li, 5, by=li).status == "held"
    assert room.balance() == (10, 0, 0)
    (held, _) = office.rows("held_acts")
    args = {"from": "waiting", "to": "accepted"}
    assert li.do("held_acts", held, command="held.decide", args=args).code == "row-gone"
    assert room.clerk.do("held_acts", held, command="held.decide", args=args).status == "applied"
    assert room.balance() == (100, 0, 0)


@pytest.mark.parametrize("name", ["admin", "chen", "li"])
def test_nobody_sets_a_balance(office, room, name):
    level = level_id(room.warehouse, room.product)
    laptop = office.laptop(name)
    edit = laptop.do("stock_levels", level, base={"on_hand": Decimal(10)}, patch={"on_hand": Decimal(99)})
    gone = laptop.do("stock_levels", level, base={"deleted_at": None}, patch={"deleted_at": "2026-11-23"})
    made = laptop.do("stock_levels", new_id(), patch={"warehouse_id": new_id(), "product_id": new_id()})
    assert "applied" not in {edit.status, gone.status, made.status}
    assert room.balance() == (10, 0, 0)


def test_a_promise_is_made_for_a_quote_of_ones_own(office, room, li):
    quote = room.quote(li)
    han = office.laptop("han")
    (result,) = han.push(room.reservation(han, quote, 1)).results
    assert (result.status, room.balance()) == ("held", (10, 0, 0))


def test_promises_go_along_with_the_customer(office, room, li):
    room.reserve(li, 2)
    (customer,) = office.rows("customers")
    args = {"from": li.caller.user, "to": office.people["han"]}
    office.laptop("wang").do("customers", customer, command="customer.reassign", args=args)
    (row,) = office.rows("stock_reservations").values()
    assert row["scope_id"] == owned_by(office.people["han"])
    assert room.balance() == (10, 2, 0)


def test_what_is_set_aside_for_a_show_is_of_the_newest_laptop_of_a_person(office, room, li):
    result = room.allot(li, 5)
    assert result.fields == {"device_id": str(li.caller.device), "remaining": "5"}
    assert room.balance() == (10, 0, 5)
    assert room.reserve(office.laptop("han"), 6).code == "stock-short"


def test_goods_are_not_set_aside_for_who_has_no_laptop(office, room):
    result = room.allot(office.people["qian"], 5)
    assert (result.status, result.code) == ("rejected", "allotment-no-device")


def test_what_was_sold_of_an_allotment_is_taken_whatever_happened_meanwhile(office, room, li):
    allotment = room.allotted(li, 5)
    assert room.reserve(office.laptop("han"), 5).status == "applied"  # all that was free
    reply = room.sell(li, allotment, 5, 2)
    assert {result.status for result in reply.results} == {"applied"}
    assert room.balance() == (10, 8, 2)
    assert {result.status for result in room.sell(li, allotment, 2, 0).results} == {"applied"}
    assert room.balance() == (10, 10, 0)


def test_an_allotment_is_of_one_laptop_not_of_a_person(office, room, li):
    allotment = room.allotted(li, 5)
    second = office.laptop("li")
    reply = room.sell(second, allotment, 5, 2)
    assert {result.status for result in reply.results} == {"rejected"}
    assert "allotment-elsewhere" in {result.code for result in reply.results}
    assert room.balance() == (10, 0, 5)


def test_more_than_was_set_aside_is_not_taken_nor_put_back(room, li):
    allotment = room.allotted(li, 5)
    for start, to in ((5, -1), (5, 6)):
        args = {"from": Decimal(start), "to": Decimal(to)}
        assert li.do("allotments", allotment, command="stock.take", args=args).code == "allotment-short"
    assert room.balance() == (10, 0, 5)


def test_what_was_recalled_can_be_promised_again_and_a_late_sale_has_to_find_others(office, room, li):
    allotment = room.allotted(li, 5)
    gone = {"base": {"deleted_at": None}, "patch": {"deleted_at": "2026-11-23T04:00:00Z"}}
    assert room.clerk.do("allotments", allotment, **gone).status == "applied"
    assert room.balance() == (10, 0, 0)
    assert room.reserve(office.laptop("han"), 8).status == "applied"
    assert {result.status for result in room.sell(li, allotment, 5, 3).results} == {"applied"}
    assert room.balance() == (10, 10, 0)
    assert "stock-short" in {result.code for result in room.sell(li, allotment, 5, 3).results}


def test_a_laptop_that_forgot_what_it_sold_sells_it_a_second_time_only_if_there_is_more(office, room, li):
    """It was put back from a copy of its disk."""
    allotment = room.allotted(li, 5)
    room.sell(li, allotment, 5, 0)
    assert {result.status for result in room.sell(li, allotment, 5, 2).results} == {"conflict", "applied"}
    assert room.balance() == (10, 8, 0)
    assert "stock-short" in {result.code for result in room.sell(li, allotment, 5, 2).results}
    assert room.balance() == (10, 8, 0)


@pytest.mark.parametrize("change", ["reserved = 11000000", "allotted = -1", "on_hand = -1", "reserved = -1"])
def test_the_table_itself_refuses_what_would_be_promised_twice(engine, room, change):
    with pytest.raises(IntegrityError), engine.execution_options(rw=True).begin() as connection:
        connection.execute(text(f"UPDATE stock_levels SET {change}"))
