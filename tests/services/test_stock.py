"""Stock on a laptop by itself: what it knows, what it may promise, and that every step can be taken back."""

from datetime import date
from decimal import Decimal

import pytest

from salesdesk.domain.errors import BadInput, NotFound, RuleBroken
from salesdesk.domain.stock import Balance
from salesdesk.services import quotes, stock, undo
from salesdesk.services.stock import Goods
from salesdesk.storage import outbox
from salesdesk.storage.tables.stock import AllotmentRow


@pytest.fixture
def warehouse(database):
    return stock.add_warehouse(database, "W1", "展馆")


@pytest.fixture
def product(make_product):
    return make_product(name="球阀")


@pytest.fixture
def goods(database, warehouse, product):
    """So many of the product; ten of it are there."""

    def some(quantity):
        return Goods(product, warehouse, Decimal(quantity))

    stock.receive(database, some(10))
    return some


@pytest.fixture
def allotment(database, goods):
    """Five of it, set aside for this laptop by the server."""
    row = stock.allot(database, goods(5), database.me, until=date(2026, 11, 30))
    with database.absorb() as absorbed:
        absorbed.session.get_one(AllotmentRow, row).device_id = database.device_id
    return row


def _now(database, product):
    (level,) = stock.levels(database, product)
    return level.now


def _is(on_hand, reserved=0, allotted=0):
    return Balance(Decimal(on_hand), Decimal(reserved), Decimal(allotted))


def test_what_was_done_here_counts_before_the_server_has_said_so(database, goods, product, make_quote):
    stock.reserve(database, make_quote(), [goods(4)])
    stock.adjust(database, goods(-1), reason="盘亏")
    (level,) = stock.levels(database, product)
    assert (level.warehouse, level.told, level.now) == ("展馆", Balance(), _is(9, 4))


def test_a_promise_is_provisional_until_the_server_has_said_yes(database, goods, make_quote):
    quote = make_quote()
    stock.reserve(database, quote, [goods(4)])
    (promise,) = stock.reservations(database, quote)
    assert (promise.state, promise.quantity) == ("provisional", 4)


def test_a_document_is_promised_whole_or_not_at_all(database, goods, product, make_quote):
    quote = make_quote()
    waiting = database.ask(outbox.pending)
    with pytest.raises(RuleBroken, match="stock-short") as broken:
        stock.reserve(database, quote, [goods(6), goods(5)])
    assert broken.value.values == {"available": 4, "wanted": 5, "product": "球阀"}
    assert stock.reservations(database, quote) == []
    assert database.ask(outbox.pending) == waiting


def test_what_is_set_aside_for_this_laptop_is_promised_at_once(
    database, goods, product, allotment, make_quote, today
):
    quote = make_quote()
    stock.take(database, allotment, quote, Decimal(3), today=today)
    (promise,) = stock.reservations(database, quote)
    assert (promise.state, promise.allotment_id) == ("reserved", allotment)
    assert _now(database, product) == _is(10, 3, 2)
    assert [one.remaining for one in stock.allotments(database, product)] == [2]
    with pytest.raises(RuleBroken, match="allotment-short"):
        stock.take(database, allotment, quote, Decimal(3), today=today)
    with pytest.raises(RuleBroken, match="allotment-over"):
        stock.take(database, allotment, quote, Decimal(1), today=date(2026, 12, 1))


def test_what_the_server_has_not_given_to_a_laptop_yet_is_not_promised_of(database, goods, make_quote, today):
    row = stock.allot(database, goods(5), database.me)
    with pytest.raises(RuleBroken, match="allotment-elsewhere"):
        stock.take(database, row, make_quote(), Decimal(1), today=today)
    assert stock.allotments(database) == []


def test_what_is_left_of_a_show_is_everybodys_again(database, goods, product, allotment):
    stock.give_back(database, allotment)
    assert _now(database, product) == _is(10)
    assert stock.allotments(database) == []


def test_a_recalled_allotment_is_gone(database, goods, product, allotment, make_quote, today):
    stock.recall(database, allotment)
    assert _now(database, product) == _is(10)
    with pytest.raises(NotFound):
        stock.take(database, allotment, make_quote(), Decimal(1), today=today)


def test_goods_move_between_warehouses(database, goods, product, warehouse):
    other = stock.add_warehouse(database, "W2", "总仓")
    stock.transfer(database, goods(3), into=other)
    assert {level.warehouse: level.now for level in stock.levels(database, product)} == {
        "展馆": _is(7),
        "总仓": _is(3),
    }
    with pytest.raises(RuleBroken, match="stock-short"):
        stock.transfer(database, goods(8), into=other)


def test_no_more_leaves_than_is_free(database, goods, make_quote):
    stock.reserve(database, make_quote(), [goods(8)])
    with pytest.raises(RuleBroken, match="stock-short"):
        stock.issue(database, goods(3))
    with pytest.raises(BadInput, match="field-required"):
        stock.adjust(database, goods(1), reason=" ")


@pytest.mark.parametrize("step", ["receive", "reserve", "release", "take", "give_back", "recall", "remove"])
def test_every_step_can_be_taken_back_and_taken_again(
    database, goods, product, allotment, make_quote, today, step
):
    quote = make_quote()
    (held,) = stock.reserve(database, quote, [goods(2)])
    steps = {
        "receive": lambda: stock.receive(database, goods(5)),
        "reserve": lambda: stock.reserve(database, quote, [goods(1)]),
        "release": lambda: stock.release(database, held),
        "take": lambda: stock.take(database, allotment, quote, Decimal(3), today=today),
        "give_back": lambda: stock.give_back(database, allotment),
        "recall": lambda: stock.recall(database, allotment),
        "remove": lambda: quotes.remove_quotes(database, [quote]),
    }
    before = _now(database, product), stock.reservations(database, quote)
    steps[step]()
    after = _now(database, product), stock.reservations(database, quote)
    assert after != before
    assert undo.undo(database).kept == 0
    assert (_now(database, product), stock.reservations(database, quote)) == before
    undo.redo(database)
    assert (_now(database, product), stock.reservations(database, quote)) == after


def test_a_quote_that_is_removed_promises_nothing(database, goods, product, make_quote):
    quote = make_quote()
    stock.reserve(database, quote, [goods(2)])
    quotes.remove_quotes(database, [quote])
    assert _now(database, product) == _is(10)
