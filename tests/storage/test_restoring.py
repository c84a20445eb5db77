"""A broken database costs no work: the newest proven copy and the journal make it whole again."""

import os
import shutil
from itertools import zip_longest
from uuid import UUID

import pytest
from sqlalchemy import select

from salesdesk.domain.errors import StorageError
from salesdesk.domain.quotes import QuoteStatus
from salesdesk.services import customers, products, quotes, undo
from salesdesk.services.checks import check
from salesdesk.storage import backup, indexing, journaling, outbox, recorder, restoring
from salesdesk.storage.base import Base
from salesdesk.storage.database import Database
from salesdesk.storage.engine import make_engine
from salesdesk.storage.journal import Journal
from salesdesk.storage.tables.replication import CounterRow, OutboxRow, UndoStepRow
from salesdesk.storage.undo import Step

KEYSPEC = "1f" * 48
KEY = bytes(range(32))
SKIPPED = {"alembic_version", "search_marks", "search_docs"}


@pytest.fixture
def kept(database, places):
    """The database, with a journal and a proven copy of its beginning."""
    journaling.keep(database, places.journal, KEY, violent=False)
    backup.make(database.engine, places.backups, reason="begin", now=database.clock())
    return database


@pytest.fixture
def repair(database, places, clock):
    opened = []

    def make_whole():
        database.close()
        done = restoring.repair(places, KEYSPEC, KEY, clock())
        opened.append(Database(make_engine(places.database, KEYSPEC), clock=clock))
        journaling.keep(opened[-1], places.journal, KEY, violent=True)
        return opened[-1], done

    yield make_whole
    for one in opened:
        one.close()


def _all_of_it(database):
    """Return every row of every table but the search index, whose places differ."""
    with database.engine.connect() as connection:
        return {
            name: sorted(map(repr, connection.execute(select(table))))
            for name, table in Base.metadata.tables.items()
            if name not in SKIPPED
        }


def _differing(before, after):
    """Return the first row of each table that is not as it was, before and after."""
    return {
        name: next((a, b) for a, b in zip_longest(before[name], after[name]) if a != b)
        for name in before
        if before[name] != after[name]
    }


def _break(places):
    data = bytearray(places.database.read_bytes())
    data[4096:12_288] = os.urandom(8192)
    places.database.write_bytes(data)


def _work(database, make_customer, make_contact, make_product, make_quote, today, clock):
    """A day: new rows, edits, commands, many at once, removals, steps back and forth, numbers taken."""
    first, second = make_customer("鑫源机械", city="深圳"), make_customer("华泰", city="上海")
    make_contact(first, "王芳", phones=[{"kind": "mobile", "number": "13800138000"}])
    clock.forward(minutes=5)
    quote = make_quote(first)
    quotes.move_quote(database, quote, QuoteStatus.SENT, today=today)
    paper = {"language": "zh", "size": 9, "pages": 1, "file_id": "f"}
    quotes.add_paper(database, quote, sha256="a" * 64, **paper)
    removed = make_quote(first)
    quotes.add_paper(database, removed, sha256="b" * 64, **paper)
    quotes.remove_quotes(database, [removed])
    product = make_product()
    products.edit_product(database, product, {"name": "截止阀"})
    customers.edit_customers(database, [first, second], {"grade": "A"})
    with database.write(Step("x")) as session:
        outbox.bulk(session, "customers", creates=[{"name": f"客户 {n}"} for n in range(600)])
    customers.edit_customer(database, second, {"owner_id": None, "note": "old"})
    undo.undo(database)
    undo.redo(database)
    undo.undo(database)
    customers.remove_customers(database, [second])
    undo.undo(database)
    make_quote(second)


@pytest.fixture
def day(kept, make_customer, make_contact, make_product, make_quote, today, clock, monkeypatch):
    """What stands in the database after such a day. Slices are small, that there may be several."""
    monkeypatch.setattr(recorder, "SLICE", 500)
    monkeypatch.setattr(indexing, "SLICE", 200)
    _work(kept, make_customer, make_contact, make_product, make_quote, today, clock)
    return _all_of_it(kept)


@pytest.mark.parametrize("how", ["broken", "gone", "behind", "emptied"])
def test_nothing_is_lost_with_the_database(kept, places, day, repair, how, make_customer):
    if how == "broken":
        kept.close()
        _break(places)
    elif how == "gone":
        kept.close()
        places.database.unlink()
    elif how == "emptied":
        kept.close()
        places.database.write_bytes(b"")
    else:
        kept.close()
        shutil.copyfile(backup.copies(places.backups)[0], places.database)
    opened, done = repair()
    after = _all_of_it(opened)
    assert _differing(day, after) == {}
    assert check(opened) == []
    assert not done.blind
    assert (done.replayed.held, done.replayed.acts) == (0, opened.ask(outbox.pending) - 1)
    assert undo.undo(opened).kept == 0
    assert undo.redo(opened).kept == 0


def test_without_any_copy_the_journal_alone_will_do(kept, places, day, repair):
    kept.close()
    backup.copies(places.backups)[0].unlink()
    _break(places)
    opened, done = repair()
    assert done.copy is None
    after = _all_of_it(opened)
    assert _differing(day, after).keys() <= {"meta"}  # the program's version
    assert check(opened) == []
    assert (opened.device_id, opened.me) == (kept.device_id, kept.me)


def test_work_goes_on_with_the_next_number_after_a_repair(kept, places, day, repair, clock):
    last = kept.ask(outbox.last_group)[0]
    kept.close()
    _break(places)
    opened, _ = repair()
    customers.add_customer(opened, {"name": "after"})
    numbers = opened.ask(lambda session: session.scalars(select(OutboxRow.mseq)).all())
    assert sorted(numbers) == list(range(1, last + 2))
    assert opened.journal.newest().last == last + 1


def test_the_broken_database_is_kept(kept, places, repair):
    kept.close()
    _break(places)
    broken = places.database.read_bytes()
    repair()
    (aside,) = places.profile.glob("salesdesk.db.aside-*")
    assert aside.read_bytes() == broken


def test_a_repair_that_is_cut_off_leaves_the_database_as_it_was(kept, places, day, repair, monkeypatch):
    kept.close()
    _break(places)
    broken = places.database.read_bytes()

    def cut_off(*_, **__):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(restoring, "_settle", cut_off)
        with pytest.raises(KeyboardInterrupt):
            repair()
    assert places.database.read_bytes() == broken
    opened, done = repair()
    assert done.replayed.held == 0
    assert check(opened) == []


def test_what_was_never_committed_is_not_carried_out(kept, places, make_customer, repair):
    """The process dies between the journal and the commit; the broken database can still be asked."""
    make_customer("committed")
    with pytest.raises(KeyboardInterrupt), kept.write(Step("x")) as session:  # noqa: PT012 - the end of it
        kept.journal.take_back = lambda: None
        outbox.bulk(session, "customers", creates=[{"name": "never"}])
        session.info["recorder"].seal(forgets=True)
        raise KeyboardInterrupt
    kept.close()
    places.database.with_name("salesdesk.db-wal").unlink(missing_ok=True)
    data = bytearray(places.database.read_bytes())
    data[-4096:] = os.urandom(4096)
    places.database.write_bytes(data)
    assert restoring._last_number(places.database, KEYSPEC)
    opened, done = repair()
    names = [row.name for row in customers.listing(opened, customers.CustomerFilter()).page(0, 10)]
    assert names == ["committed"]
    assert done.replayed.changes == 1


def test_a_number_that_came_again_replaces_the_first(kept, places, make_customer, repair):
    """A failed commit whose journal could not be cut: the next write took its number."""
    with pytest.raises(KeyboardInterrupt), kept.write(Step("x")) as session:  # noqa: PT012 - the end of it
        outbox.bulk(session, "customers", creates=[{"name": "never"}])
        session.info["recorder"].seal(forgets=True)
        kept.journal.settle()
        raise KeyboardInterrupt
    make_customer("committed")
    kept.close()
    places.database.write_bytes(os.urandom(40_000))
    opened, _ = repair()
    names = [row.name for row in customers.listing(opened, customers.CustomerFilter()).page(0, 10)]
    assert names == ["committed"]


def test_behind_damage_in_the_journal_nothing_is_made_up(kept, places, make_customer, repair):
    for n in range(20):
        make_customer(f"客户 {n}")
    kept.close()
    data = bytearray(places.journal.read_bytes())
    data[len(data) // 2] ^= 1
    places.journal.write_bytes(data)
    _break(places)
    opened, done = repair()
    assert 0 < done.replayed.changes < 20
    assert check(opened) == []
    assert list(places.profile.glob("outbox.log.aside-*"))  # what could not be read is kept
    customers.add_customer(opened, {"name": "goes on"})


@pytest.mark.parametrize("how", ["gone", "head turned", "owner turned", "another's"])
def test_where_no_journal_can_tell_what_the_copy_lacks_it_is_said(kept, places, make_customer, repair, how):
    make_customer("after the copy")
    kept.close()
    data = bytearray(places.journal.read_bytes())
    if how == "gone":
        places.journal.unlink()
    elif how == "another's":
        Journal.make(places.journal, KEY, device=UUID(int=1), me=UUID(int=2)).close()
    else:
        data[3 if how == "head turned" else 40] ^= 1
        places.journal.write_bytes(data)
    _break(places)
    _, done = repair()
    assert done.blind
    assert (how == "gone") or list(places.profile.glob("outbox.log.aside-*"))


def test_a_database_that_is_whole_lacks_nothing_without_a_journal(kept, places, repair):
    kept.close()
    places.journal.unlink()
    _, done = repair()
    assert not done.blind


def test_without_copy_and_journal_nothing_is_touched(database, places, repair):
    database.close()
    _break(places)
    broken = places.database.read_bytes()
    with pytest.raises(StorageError, match="no-copy"):
        repair()
    assert places.database.read_bytes() == broken
    assert not list(places.profile.glob("*.new"))


def test_putting_back_a_copy_alone_begins_a_new_journal(kept, places, make_customer, clock):
    make_customer("later")
    kept.close()
    restoring.put_back(places, KEYSPEC, clock())
    opened = Database(make_engine(places.database, KEYSPEC), clock=clock)
    journaling.keep(opened, places.journal, KEY, violent=False)
    assert opened.journal.newest().last == 1
    assert list(places.profile.glob("outbox.log.aside-*"))
    opened.close()


def test_steps_and_numbers_are_those_of_the_lost_database(kept, places, day, repair):
    def told(database):
        with database.engine.connect() as connection:
            return [list(connection.execute(select(kind.__table__))) for kind in (UndoStepRow, CounterRow)]

    before = told(kept)
    kept.close()
    _break(places)
    opened, _ = repair()
    assert told(opened) == before
    assert before[0]
    assert before[1]
