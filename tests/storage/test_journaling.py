"""Journal and database at a start: who lacks what, and what is done about it."""

import os
import shutil

import pytest

from salesdesk.domain.errors import StorageError
from salesdesk.services import customers
from salesdesk.storage import journaling, outbox
from salesdesk.storage.database import Database
from salesdesk.storage.engine import make_engine
from salesdesk.storage.undo import Step

KEYSPEC = "1f" * 48
KEY = bytes(range(32))
MARK = 36  # bytes of the empty record that tells of a commit


@pytest.fixture
def keep(database, places, clock):
    opened = [database]

    def again(*, violent=False):
        opened[-1].close()
        one = Database(make_engine(places.database, KEYSPEC), clock=clock)
        opened.append(one)
        journaling.keep(one, places.journal, KEY, violent=violent)
        return one

    yield again
    for one in opened:
        one.close()


def _numbers(database):
    return [n for _, entry in database.journal.entries() for n in range(entry.first, entry.last + 1)]


def test_a_new_journal_has_all_that_waits(database, make_customer, keep):
    for _ in range(3):
        make_customer()
    assert _numbers(keep()) == [1, 2, 3, 4]


def test_every_write_is_in_it_before_it_is_acknowledged(keep):
    database = keep()
    customers.add_customer(database, {"name": "鑫源"})
    assert _numbers(database) == [1, 2]
    assert database.journal.newest().group == database.ask(outbox.last_group)[1]


def test_a_write_that_fails_leaves_nothing_in_it(keep):
    database = keep()
    size = database.journal.size
    with pytest.raises(ZeroDivisionError), database.write(Step("x")) as session:  # noqa: PT012 - the failure
        outbox.bulk(session, "customers", creates=[{"name": f"{n}"} for n in range(11_000)])
        raise ZeroDivisionError
    assert database.journal.path.stat().st_size == size
    customers.add_customer(database, {"name": "鑫源"})
    assert _numbers(database) == [1, 2]


def test_what_the_journal_lacks_is_added(keep, make_customer, places):
    first = keep()
    first.close()
    make_customer()  # by a database without a journal
    assert _numbers(keep()) == [1, 2]


def test_a_last_group_that_was_not_committed_is_cut_off_after_a_violent_end(keep, places, clock):
    first = keep()
    customers.add_customer(first, {"name": "鑫源"})
    shutil.copyfile(places.journal, places.journal.with_suffix(".later"))
    first.close()
    before = places.profile / "before.db"
    shutil.copyfile(places.database, before)
    second = keep()
    customers.add_customer(second, {"name": "华泰"})
    second.close()
    shutil.copyfile(before, places.database)
    os.truncate(places.journal, places.journal.stat().st_size - MARK)
    opened = keep(violent=True)
    assert _numbers(opened) == [1, 2]


@pytest.mark.parametrize(("n", "violent"), [(1, False), (1, True), (2, True), (3, False)])
def test_a_database_that_went_back_is_told(keep, places, n, violent):
    before = places.profile / "before.db"
    first = keep()
    first.close()
    shutil.copyfile(places.database, before)
    second = keep()
    for _ in range(n):
        customers.add_customer(second, {"name": "鑫源"})
    second.close()
    shutil.copyfile(before, places.database)
    size = places.journal.stat().st_size
    with pytest.raises(StorageError, match="database-behind") as refused:
        keep(violent=violent)
    assert refused.value.values["n"] == n
    assert places.journal.stat().st_size == size


@pytest.mark.parametrize("content", [b"", b"SDJ1", b"x" * 5_000])
def test_a_journal_that_cannot_be_read_is_made_anew_and_kept_beside(keep, places, content):
    first = keep()
    customers.add_customer(first, {"name": "鑫源"})
    first.close()
    places.journal.write_bytes(content)
    assert _numbers(keep()) == [1, 2]
    (aside,) = places.profile.glob("outbox.log.aside-*")
    assert aside.read_bytes() == content


def test_on_a_full_disk_the_workspace_opens_and_writing_waits_for_room(database, places, monkeypatch):
    def full(*_):
        raise StorageError("disk-full")

    with monkeypatch.context() as patched:
        patched.setattr(journaling, "_open", lambda *_, **__: full())
        journaling.keep(database, places.journal, KEY, violent=False)
        with pytest.raises(StorageError, match="disk-full"):
            customers.add_customer(database, {"name": "鑫源"})
    journaling.keep(database, places.journal, KEY, violent=False)
    customers.add_customer(database, {"name": "鑫源"})
    assert _numbers(database) == [1, 2]


def test_a_large_journal_the_server_has_had_long_ago_is_made_small(keep, monkeypatch, places):
    database = keep()
    for _ in range(10):
        customers.add_customer(database, {"name": "鑫源"})
    size = database.journal.size
    with database.engine.execution_options(rw=True).begin() as connection:
        connection.exec_driver_sql("DELETE FROM outbox WHERE mseq < 10")
    database.close()
    assert _numbers(keep())[0] == 1  # a small one may wait
    monkeypatch.setattr(journaling, "_LARGE", 100)
    opened = keep()
    assert _numbers(opened) == [10, 11]
    assert opened.journal.size < size
    assert not list(places.profile.glob("outbox.log.aside-*"))
