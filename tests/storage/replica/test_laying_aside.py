"""The indexes of lists wait for the end of a large first copy, and nobody waits for them."""

import pytest
from sqlalchemy import delete, select
from sqlalchemy.exc import OperationalError

from salesdesk.protocol.messages import Block, Cursor, PullReply
from salesdesk.services import customers
from salesdesk.services.customers import CustomerFilter
from salesdesk.storage.base import Base
from salesdesk.storage.replica import giving_way, keying
from salesdesk.storage.replica import laying_aside as aside
from salesdesk.storage.tables.search import match_keys


def page_of(rows, before=b"", **cursor):
    """What was asked, and a page of so many customers of a first copy."""
    block = Block("o:li", "customers", ["id"], [[b""] * rows])
    now = {"o:li": Cursor(**cursor)}
    return {"o:li": Cursor(0, 1, 2, before)}, PullReply(blocks=[block], departures=[], cursors=now, more=True)


def missing(database):
    return sorted(
        name for table in (aside.LISTED, aside.FOUND) for name in database.ask(aside._missing, table)
    )


MORE = page_of(10, stage=2, head=11 * aside.MUCH, after=(10).to_bytes(8))


@pytest.fixture
def without(database, make_customer, clock):
    """A workspace whose indexes were laid aside."""
    for name in ("宁波远洋泵业", "深圳鑫源机械"):
        make_customer(name)
    clock.forward(minutes=1)
    aside.lay_aside_for(database, *MORE)
    assert len(missing(database)) > 10
    return database


@pytest.mark.parametrize(
    "page",
    [
        page_of(10, stage=2, head=100 * aside.MUCH, after=(50 * aside.MUCH).to_bytes(8)),
        page_of(10, stage=3, head=11 * aside.MUCH),
        page_of(10, seq=aside.MUCH),
    ],
    ids=["most of the stream is of other things", "all have come", "no first copy"],
)
def test_what_brings_few_customers_leaves_the_indexes_alone(database, page):
    aside.lay_aside_for(database, *page)
    assert not missing(database)


def test_where_many_are_already_the_indexes_stay(database, make_customer, clock, monkeypatch):
    """As where everything is read once more: the rows that come are here."""
    monkeypatch.setattr(aside, "MUCH", 3)
    for number in range(5):
        make_customer(f"宁波远洋泵业{number}")
    clock.forward(minutes=1)
    for head, laid in ((500, False), (5_000, True)):
        page = page_of(1, stage=2, head=head, after=(101).to_bytes(8), before=(1).to_bytes(8))
        aside.lay_aside_for(database, *page)
        assert bool(missing(database)) is laid


def test_while_somebody_works_nothing_is_laid_aside(database, make_customer):
    make_customer()
    aside.lay_aside_for(database, *MORE)
    assert not missing(database)


def test_while_somebody_works_nothing_is_made(without, make_customer, clock):
    make_customer("广州远航船舶")
    aside.settle(without)
    assert len(missing(without)) > 10
    clock.forward(minutes=1)
    aside.settle(without)
    assert not missing(without)


def test_lists_and_saves_go_on_without_them(without, make_customer):
    make_customer("广州远航船舶")
    listed = customers.listing(without, CustomerFilter(sort="name"))
    assert [row.name for row in listed.page(0, 10)] == ["广州远航船舶", "宁波远洋泵业", "深圳鑫源机械"]


def test_all_are_made_again_once(without):
    assert aside.make_again(without, aside.LISTED)
    assert aside.is_aside(without)
    assert missing(without) == ["ix_search_docs_customers"]
    aside.settle(without)
    assert not missing(without)
    assert not aside.is_aside(without)


def test_whoever_waits_to_write_goes_first(without, monkeypatch):
    monkeypatch.setattr(giving_way, "LOOKS_EVERY", 1)
    wanted = [True] * 3
    with monkeypatch.context() as patch:
        patch.setattr(type(without), "is_wanted", property(lambda _: bool(wanted and wanted.pop())))
        assert aside.make_again(without, aside.LISTED)
    assert not wanted
    assert missing(without) == ["ix_search_docs_customers"]


def test_where_somebody_writes_all_the_time_the_next_cycle_makes_them(without, monkeypatch):
    monkeypatch.setattr(giving_way, "LOOKS_EVERY", 1)
    with monkeypatch.context() as patch:
        patch.setattr(type(without), "is_wanted", property(lambda _: True))
        aside.settle(without)
    assert aside.is_aside(without)
    assert len(missing(without)) == len(Base.metadata.tables["customers"].indexes) + 1
    aside.settle(without)
    assert not missing(without)


def test_whoever_saves_next_does_not_carry_the_indexes_over(without, monkeypatch):
    carried = []
    carry_over = without.carry_over
    monkeypatch.setattr(without, "carry_over", lambda: carried.append(carry_over()))
    made = len(missing(without))
    aside.settle(without)
    assert len(carried) == made + 1  # and the keys


@pytest.mark.parametrize("rows", [1, 3, keying.ROWS])
def test_keys_that_were_left_out_are_put_in(database, make_customer, make_contact, clock, monkeypatch, rows):
    monkeypatch.setattr(keying, "ROWS", rows)
    for number in range(5):
        make_contact(
            make_customer(f"宁波远洋泵业{number}", phone=f"0574-2600{number:04}"), wechat=f"w{number}"
        )
    clock.forward(minutes=1)
    before = keys(database)
    assert len(before) > 10
    with database.absorb() as absorbed:
        absorbed.session.execute(delete(match_keys).where(match_keys.c.key % 3 != 0))
        keying.begin_anew(absorbed.session)
    assert keys(database) != before
    assert keying.put_in_keys(database)
    assert keys(database) == before


def test_keys_go_on_where_somebody_broke_them_off(database, make_customer, clock, monkeypatch):
    monkeypatch.setattr(keying, "ROWS", 1)
    for number in range(7):
        make_customer(f"宁波远洋泵业{number}", phone=f"0574-2600{number:04}")
    clock.forward(minutes=1)
    before = keys(database)
    with database.absorb() as absorbed:
        absorbed.session.execute(delete(match_keys))
        keying.begin_anew(absorbed.session)
    put, parts = keying._put, []

    def at_most_three(low, width, session):
        parts.append(low)
        if len(parts) == 4:
            database.saved_at = clock()  # somebody came, and broke it off
            raise OperationalError("", {}, Interrupted())
        put(low, width, session)

    monkeypatch.setattr(keying, "_put", at_most_three)
    assert not keying.put_in_keys(database)
    assert keys(database) != before
    clock.forward(minutes=1)
    assert keying.put_in_keys(database)
    assert keys(database) == before
    assert parts.count(parts[3]) == 2
    assert len(parts) == len(set(parts)) + 1


class Interrupted(Exception):
    sqlite_errorcode = 9


def keys(database):
    return database.ask(lambda session: [tuple(row) for row in session.execute(select(match_keys))])
