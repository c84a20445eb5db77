"""What was set aside for a show comes back when it is over, once, and no unit of it is promised twice."""

import threading
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from salesdesk.domain.errors import RuleBroken
from salesdesk.server import jobs, stock
from salesdesk.server.allotments import return_over
from salesdesk.server.engine import change
from salesdesk.server.tables import Scope
from salesdesk.storage.base import new_id
from salesdesk.storage.tables.company import CompanySettingRow
from tests.battery.sync.invariants import stock_wrong
from tests.server.laptops import NOON, Office
from tests.server.stockroom import Stockroom

LAST = date(2026, 11, 25)
OVER = datetime(2026, 11, 25, 16, tzinfo=UTC)
"""Midnight in Shanghai."""


@pytest.fixture
def office(engine):
    return Office(engine)


@pytest.fixture
def room(office):
    """A warehouse with ten of one product."""
    return Stockroom(office, 10)


@pytest.fixture
def li(office):
    return office.laptop("li")


@pytest.fixture
def show(room, li):
    """Five are set aside for Li until the last day of the show."""
    return set_aside(room, li, 5)


def set_aside(room, laptop, many, until=LAST):
    row_id = new_id()
    assert room.allot(laptop, many, row_id=row_id, until=until).status == "applied"
    return row_id


def sell(room, laptop, allotment, before, after, made_at=NOON):
    """Promise something out of an allotment; return what is said of the promise."""
    group, quote = new_id(), room.quote(laptop)
    args = {"from": Decimal(before), "to": Decimal(after)}
    take = laptop.act("allotments", allotment, group=group, command="stock.take", args=args, made_at=made_at)
    made = room.reservation(laptop, quote, before - after, group=group, allotment_id=allotment)
    return laptop.push([take, made]).results


def come_back(office, moment=OVER):
    """The server's clock goes on, and it looks what is over."""
    office.now = moment
    return return_over(office.engine, moment)


def test_what_is_left_is_everybodys_when_the_day_has_passed_where_the_company_is(office, room, show):
    assert come_back(office, OVER - timedelta(seconds=1)) == 0
    assert room.balance() == (10, 0, 5)
    assert come_back(office) == 1
    assert room.balance() == (10, 0, 0)
    assert room.reserve(office.laptop("han"), 10).status == "applied"


@pytest.mark.parametrize(("zone", "later"), [("America/Los_Angeles", 16), ("Pacific/Auckland", -5), ("?", 0)])
def test_the_company_says_where_it_is(office, room, show, zone, later):
    stamps = {"scope_id": "company", "seq": 1, "version": 1, "created_at": NOON, "edited_at": NOON}
    setting = CompanySettingRow(id=new_id(), key="time_zone", value=zone, **stamps)
    change(office.engine, lambda session: session.add(setting))
    midnight = OVER + timedelta(hours=later)
    assert come_back(office, midnight - timedelta(seconds=1)) == 0
    assert come_back(office, midnight) == 1


def test_what_was_sold_stays_promised(office, room, li, show):
    assert {one.status for one in sell(room, li, show, 5, 2)} == {"applied"}
    assert come_back(office) == 1
    assert room.balance() == (10, 3, 0)


def test_what_has_no_last_day_stays_set_aside(office, room, li):
    set_aside(room, li, 5, until=None)
    assert come_back(office, OVER + timedelta(days=900)) == 0
    assert room.balance() == (10, 0, 5)


def test_it_comes_back_once(office, room, show):
    come_back(office)
    with office.engine.connect() as connection:
        before = connection.execute(select(Scope.id, Scope.head_seq).order_by(Scope.id)).all()
    rows = office.rows("allotments")
    assert come_back(office, OVER + timedelta(hours=1)) == 0
    with office.engine.connect() as connection:
        assert connection.execute(select(Scope.id, Scope.head_seq).order_by(Scope.id)).all() == before
    assert office.rows("allotments") == rows


def test_it_comes_back_once_whichever_process_looks_and_whoever_sells_meanwhile(office, room, li):
    for _ in range(5):
        set_aside(room, li, 1)
    start, done = threading.Barrier(5), []

    def look() -> None:
        start.wait()
        done.append(return_over(office.engine, OVER))

    def promise(laptop, quote) -> None:
        start.wait()
        for _ in range(6):
            room.promise(laptop, quote, 1)

    office.now = OVER
    laptops = [office.laptop(name) for name in ("li", "han")]
    works = [threading.Thread(target=look) for _ in range(3)]
    works += [threading.Thread(target=promise, args=(one, room.quote(one))) for one in laptops]
    for work in works:
        work.start()
    for work in works:
        work.join()
    assert sum(done) == 5
    assert room.balance()[2] == 0
    assert list(stock_wrong(office)) == []


def test_the_laptop_and_the_keeper_hear_of_it(office, room, li, show):
    li.pull()
    assert li.sees("allotments", show)
    come_back(office)
    for laptop in (li, room.clerk):
        laptop.pull()
        assert not laptop.sees("allotments", show)


def test_a_sale_made_in_time_that_comes_late_is_found_among_what_is_free(office, room, li, show):
    come_back(office)
    assert room.reserve(office.laptop("han"), 7).status == "applied"
    assert {one.status for one in sell(room, li, show, 5, 2)} == {"applied"}
    assert room.balance() == (10, 10, 0)


def test_where_nothing_is_left_of_it_its_author_is_told_how_much_there_is(office, room, li, show):
    come_back(office)
    assert room.reserve(office.laptop("han"), 8).status == "applied"
    results = sell(room, li, show, 5, 2)
    assert {one.status for one in results} == {"rejected"}
    assert "stock-short" in {one.code for one in results}
    assert room.balance() == (10, 8, 0)


def test_a_sale_made_in_time_is_sure_while_the_goods_are_still_set_aside(office, room, li, show):
    office.now = OVER + timedelta(minutes=5)  # nobody has looked yet
    assert room.reserve(office.laptop("han"), 5).status == "applied"
    assert {one.status for one in sell(room, li, show, 5, 0)} == {"applied"}
    assert room.balance() == (10, 10, 0)


def test_a_sale_made_too_late_is_a_request_like_any_other(office, room, li, show):
    office.now = OVER + timedelta(minutes=5)  # nobody has looked yet
    assert {one.status for one in sell(room, li, show, 5, 2, OVER)} == {"applied"}
    assert room.balance() == (10, 3, 0)  # what was left came back with it
    assert room.reserve(office.laptop("han"), 6).status == "applied"
    assert "stock-short" in {one.code for one in sell(room, li, show, 2, 0, OVER)}
    assert room.balance() == (10, 9, 0)
    assert come_back(office) == 0


def test_the_last_day_belongs_to_the_show(office, room, li, show):
    office.now = OVER - timedelta(minutes=1)
    assert {one.status for one in sell(room, li, show, 5, 2, office.now)} == {"applied"}
    assert room.balance() == (10, 3, 2)


def test_a_laptop_whose_clock_is_ahead_sells_in_time_what_comes_in_time(room, li, show):
    assert {one.status for one in sell(room, li, show, 5, 2, OVER + timedelta(days=300))} == {"applied"}
    assert room.balance() == (10, 3, 2)


def test_a_sale_taken_back_when_all_is_over_frees_the_goods(office, room, li, show):
    _, made = sell(room, li, show, 5, 2)
    assert made.status == "applied"
    come_back(office)
    (promise,) = office.rows("stock_reservations")
    group = new_id()
    put_back = {"from": Decimal(2), "to": Decimal(5)}
    gone = {"base": {"deleted_at": None}, "patch": {"deleted_at": OVER.isoformat()}}
    acts = [
        li.act("allotments", show, group=group, command="stock.take", args=put_back, made_at=OVER),
        li.act("stock_reservations", promise, group=group, **gone),
    ]
    assert {one.status for one in li.push(acts).results} == {"applied"}
    assert room.balance() == (10, 0, 0)


def test_one_that_cannot_come_back_does_not_hold_up_the_others(office, room, li, monkeypatch):
    stuck = set_aside(room, li, 2)
    set_aside(room, li, 3)
    settle = stock.settle

    def cannot(stage, by):
        if ("allotments", stuck) in stage.rows:
            raise RuleBroken("stock-short", available=0, wanted=2)
        settle(stage, by)

    monkeypatch.setattr(stock, "settle", cannot)
    assert come_back(office) == 1
    assert room.balance() == (10, 0, 2)


def test_the_server_looks_by_itself(server, monkeypatch):
    monkeypatch.setattr(jobs, "now", lambda: OVER)
    room = Stockroom(Office(server.parts.engine), 10)
    set_aside(room, room.office.laptop("li"), 5)
    jobs._return_allotments(server.parts)
    assert room.balance() == (10, 0, 0)
