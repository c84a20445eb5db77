"""Stock among laptops: what is promised offline, what the server makes of it, and what everybody hears."""

from datetime import timedelta
from decimal import Decimal

import pytest

from salesdesk.domain.errors import RuleBroken
from salesdesk.server import devices
from salesdesk.server.allotments import return_over
from salesdesk.services import customers, inbox, products, quotes, stock, undo
from salesdesk.services.stock import Goods
from salesdesk.sync.state import Outcome
from tests.conftest import TODAY
from tests.server.laptops import NOON
from tests.sync.office import same_rows
from tests.sync.test_orders import lend
from tests.sync.test_restored_server import Backup


@pytest.fixture
def chen(laptop):
    """Who keeps the stock."""
    return laptop("chen")


@pytest.fixture
def goods(chen):
    """So many of a product; ten of it are in the warehouse, and the server knows."""
    product = products.add_product(chen.database, {"code": "V-050", "name": "球阀"})
    warehouse = stock.add_warehouse(chen.database, "W1", "展馆")
    stock.receive(chen.database, Goods(product, warehouse, Decimal(10)))
    chen.sync()
    return lambda quantity: Goods(product, warehouse, Decimal(quantity))


@pytest.fixture
def han(laptop, goods):
    han = laptop("han")
    han.sync()
    return han


@pytest.fixture
def li(laptop, goods):
    li = laptop("li")
    li.sync()
    return li


def quote_of(desk):
    customer = customers.add_customer(desk.database, {"name": "深圳鑫源机械"})
    return quotes.draft_quote(desk.database, customer, today=TODAY)


def balance(desk, goods):
    (level,) = stock.levels(desk.database, goods(1).product_id)
    return tuple(int(figure) for figure in (level.now.on_hand, level.now.reserved, level.now.allotted))


def states(desk):
    return sorted(row["state"] for row in desk.living("stock_reservations").values())


def settled(*desks):
    for _ in range(2):
        for desk in desks:
            desk.sync()


def test_a_promise_made_offline_holds_when_the_server_has_said_so(office, chen, li, goods):
    stock.reserve(li.database, quote_of(li), [goods(4)])
    assert (states(li), balance(li, goods)) == (["provisional"], (10, 4, 0))
    li.sync()
    assert (states(li), balance(li, goods)) == (["reserved"], (10, 4, 0))
    chen.sync()
    assert balance(chen, goods) == (10, 4, 0)
    assert same_rows(office, li) == []


def test_of_two_who_promise_the_last_ones_offline_the_first_has_them_and_the_other_is_told(li, han, goods):
    quote = quote_of(han)
    stock.reserve(li.database, quote_of(li), [goods(7)])
    stock.reserve(han.database, quote, [goods(7)])
    settled(li, han)
    assert (states(li), states(han)) == (["reserved"], [])
    (problem,) = inbox.problems(han.database)
    assert (problem.code, problem.values) == (
        "stock-short",
        {"available": "3", "wanted": "7", "product": "球阀"},
    )
    assert problem.title == quotes.quote(han.database, quote).number
    assert balance(han, goods) == (10, 7, 0)


def test_what_was_refused_goes_through_once_there_is_enough(li, han, chen, goods):
    stock.reserve(li.database, quote_of(li), [goods(7)])
    stock.reserve(han.database, quote_of(han), [goods(7)])
    settled(li, han)
    stock.receive(chen.database, goods(5))
    chen.sync()
    (problem,) = inbox.problems(han.database)
    inbox.retry(han.database, [problem.id])
    settled(han)
    assert states(han) == ["reserved"]
    assert balance(han, goods) == (15, 14, 0)


def test_what_is_set_aside_is_sold_offline_for_good(li, han, chen, goods):
    stock.allot(chen.database, goods(5), li.database.me)
    settled(chen, li, han)
    (mine,) = stock.allotments(li.database)
    assert stock.allotments(han.database) == []
    stock.take(li.database, mine.id, quote_of(li), Decimal(2), today=TODAY)
    stock.take(li.database, mine.id, quote_of(li), Decimal(3), today=TODAY)
    assert states(li) == ["reserved", "reserved"]
    stock.reserve(han.database, quote_of(han), [goods(5)])
    settled(han, li)
    assert (states(li), states(han)) == (["reserved", "reserved"], ["reserved"])
    assert balance(li, goods) == (10, 10, 0)
    assert inbox.counts(li.database).calling == 0


def test_it_is_not_sold_again_by_a_laptop_that_does_not_hear_of_the_answer(li, chen, goods):
    stock.allot(chen.database, goods(5), li.database.me)
    settled(chen, li)
    (mine,) = stock.allotments(li.database)
    stock.take(li.database, mine.id, quote_of(li), Decimal(4), today=TODAY)
    li.link.cut = {"sync/pull"}  # what it sold is on the server; what the server makes of it is not here
    li.sync()
    assert [one.remaining for one in stock.allotments(li.database)] == [1]
    with pytest.raises(RuleBroken, match="allotment-short"):
        stock.take(li.database, mine.id, quote_of(li), Decimal(2), today=TODAY)


def test_the_second_laptop_of_a_person_has_nothing_set_aside(li, laptop, chen, goods):
    stock.allot(chen.database, goods(5), li.database.me)
    second = laptop("li")
    settled(chen, li, second)
    assert [len(stock.allotments(one.database)) for one in (li, second)] in ([1, 0], [0, 1])


def test_a_copy_of_a_disk_sells_nothing_of_what_the_first_one_has(li, chen, goods, new_places):
    stock.allot(chen.database, goods(5), li.database.me)
    quote = quote_of(li)
    settled(chen, li)
    (mine,) = stock.allotments(li.database)
    twin = li.copy(new_places())
    for desk, quantity in ((li, 5), (twin, 4)):
        stock.take(desk.database, mine.id, quote, Decimal(quantity), today=TODAY)
    settled(li, twin)
    settled(li, twin, chen)
    assert balance(chen, goods) == (10, 5, 0)
    assert {problem.code for problem in inbox.problems(twin.database)} == {
        "allotment-elsewhere",
        "group-refused",
    }
    assert stock.allotments(twin.database) == []
    twin.database.close()


@pytest.mark.parametrize("synced", [False, True])
def test_a_promise_taken_back_frees_what_it_held(li, chen, goods, synced):
    stock.reserve(li.database, quote_of(li), [goods(4)])
    if synced:
        li.sync()
    assert undo.undo(li.database).kept == 0
    settled(li, chen)
    assert balance(chen, goods) == balance(li, goods) == (10, 0, 0)
    assert undo.redo(li.database).kept == 0
    settled(li, chen)
    assert states(li) == ["reserved"]
    assert balance(chen, goods) == (10, 4, 0)


@pytest.mark.parametrize("synced", [False, True])
def test_what_was_sold_at_a_show_and_taken_back_is_in_the_allotment_again(li, chen, goods, synced):
    stock.allot(chen.database, goods(5), li.database.me)
    settled(chen, li)
    (mine,) = stock.allotments(li.database)
    stock.take(li.database, mine.id, quote_of(li), Decimal(4), today=TODAY)
    if synced:
        li.sync()
    assert undo.undo(li.database).kept == 0
    settled(li, chen)
    assert balance(chen, goods) == (10, 0, 5)
    assert [one.remaining for one in stock.allotments(li.database)] == [5]


@pytest.mark.parametrize("synced", [False, True])
def test_a_promise_is_released_before_and_after_the_answer(li, chen, goods, synced):
    (promise,) = stock.reserve(li.database, quote_of(li), [goods(4)])
    if synced:
        li.sync()
    stock.release(li.database, promise)
    settled(li, chen)
    assert states(li) == ["released"]
    assert balance(chen, goods) == (10, 0, 0)
    assert inbox.counts(li.database).calling == 0


def test_a_quote_that_is_removed_frees_what_it_held(li, chen, goods):
    quote = quote_of(li)
    stock.reserve(li.database, quote, [goods(4)])
    li.sync()
    quotes.remove_quotes(li.database, [quote])
    settled(li, chen)
    assert balance(chen, goods) == (10, 0, 0)


def test_who_does_not_keep_the_stock_is_told_that_others_decide(li, chen, goods):
    stock.adjust(li.database, goods(5), reason="?")
    assert balance(li, goods) == (15, 0, 0)
    settled(li, chen)
    assert balance(li, goods) == (10, 0, 0)
    assert inbox.counts(li.database).with_others == 1
    (held,) = inbox.held(chen.database)
    assert inbox.held(li.database) == []
    inbox.decide(chen.database, [held.id], accept=True)
    settled(chen, li)
    assert balance(li, goods) == (15, 0, 0)
    assert inbox.counts(li.database).with_others == 0


@pytest.fixture
def shown(li, chen, goods):
    """Five are set aside for Li until today, and three of them are sold offline in time."""
    stock.allot(chen.database, goods(5), li.database.me, until=TODAY)
    settled(chen, li)
    (mine,) = stock.allotments(li.database)
    stock.take(li.database, mine.id, quote_of(li), Decimal(3), today=TODAY)
    return mine


def over(office):
    """The day passes, and the server looks what is over."""
    office.now += timedelta(days=1)
    assert return_over(office.engine, office.now) == 1


def test_what_was_sold_in_time_holds_when_it_comes_after_the_show(office, li, han, chen, goods, shown):
    over(office)
    stock.reserve(han.database, quote_of(han), [goods(7)])
    settled(han, li, chen)
    assert (states(li), states(han)) == (["reserved"], ["reserved"])
    assert balance(chen, goods) == balance(li, goods) == (10, 10, 0)
    assert stock.allotments(li.database) == []
    assert inbox.counts(li.database).calling == 0
    assert same_rows(office, li) == []


def test_what_is_not_there_any_more_after_the_show_is_told_and_can_be_tried_again(
    office, li, han, chen, goods, shown
):
    over(office)
    stock.reserve(han.database, quote_of(han), [goods(8)])
    settled(han, li, chen)
    assert (states(li), balance(chen, goods)) == ([], (10, 8, 0))
    told = {problem.code: problem for problem in inbox.problems(li.database)}
    assert told["stock-short"].values == {"available": "2", "wanted": "3", "product": "球阀"}
    stock.receive(chen.database, goods(1))
    settled(chen)
    inbox.retry(li.database, [problem.id for problem in told.values()])
    settled(li, chen)
    assert (states(li), balance(chen, goods)) == (["reserved"], (11, 11, 0))
    assert same_rows(office, li) == []


def test_after_the_show_nothing_is_sold_out_of_it(li, shown):
    with pytest.raises(RuleBroken, match="allotment-over"):
        stock.take(li.database, shown.id, quote_of(li), Decimal(1), today=TODAY + timedelta(days=1))


@pytest.mark.parametrize("decider", ["wang", "admin"])
def test_a_sale_at_the_show_that_is_held_is_accepted_out_of_what_was_set_aside(
    office, li, laptop, chen, goods, shown, decider
):
    """Of a laptop that was suspended before it came back from the show: its person's manager decides."""
    lend(li)
    devices.set_state(office.engine, li.database.device_id, "suspended", now=NOON)
    assert li.sync().outcome is Outcome.SUSPENDED
    settled(chen)
    assert balance(chen, goods) == (10, 0, 5)
    desk = laptop(decider)
    desk.sync()
    inbox.decide(desk.database, [held.id for held in inbox.held(desk.database)], accept=True)
    settled(desk, chen)
    assert inbox.problems(desk.database) == []
    assert balance(chen, goods) == (10, 3, 2)


def test_goods_that_a_suspended_laptop_gives_back_are_everybodys_at_once(office, li, chen, goods):
    stock.allot(chen.database, goods(5), li.database.me)
    settled(chen, li)
    (mine,) = stock.allotments(li.database)
    stock.give_back(lend(li).database, mine.id)
    devices.set_state(office.engine, li.database.device_id, "suspended", now=NOON)
    assert li.sync().outcome is Outcome.SUSPENDED
    settled(chen)
    assert balance(chen, goods) == (10, 0, 0)


def test_what_was_sold_offline_outlives_a_restored_server_whoever_comes_first(
    office, li, chen, goods, tmp_path
):
    before = Backup(office, tmp_path / "backup.db")
    stock.allot(chen.database, goods(5), li.database.me)
    settled(chen, li)
    (mine,) = stock.allotments(li.database)
    stock.take(li.database, mine.id, quote_of(li), Decimal(3), today=TODAY)
    settled(li, chen)
    before.put_back()
    settled(li)  # its sale comes before the goods were set aside again
    settled(chen, li, li, chen)
    assert (states(li), balance(li, goods)) == (["reserved"], (10, 3, 2))
    assert inbox.counts(li.database).calling == 0
    assert same_rows(office, li) == []
