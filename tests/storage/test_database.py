import threading

import pytest
from sqlalchemy import select, update

from salesdesk import __version__
from salesdesk.domain.errors import BadInput, StorageError
from salesdesk.services import customers
from salesdesk.storage import database as module
from salesdesk.storage import meta, outbox
from salesdesk.storage.tables.customers import CustomerRow
from salesdesk.storage.undo import Step


def _names(session):
    return set(session.scalars(select(CustomerRow.name)))


def test_a_write_is_seen_after_it_and_told_once(database, told):
    customer = customers.add_customer(database, {"name": "鑫源"})
    assert database.ask(_names) == {"鑫源"}
    assert [news.entities for news in told] == [{"customers": frozenset({customer})}]


def test_nothing_is_seen_before_the_commit(database):
    with database.write(Step("x")) as session:
        session.add(CustomerRow(name="鑫源"))
        session.flush()
        assert database.ask(_names) == set()


def test_a_failure_changes_nothing_and_tells_nobody(database, told):
    def write():
        with database.write(Step("x")) as session:
            session.add(CustomerRow(name="鑫源"))
            session.flush()
            raise BadInput("field-required")

    with pytest.raises(BadInput):
        write()
    assert database.ask(_names) == set()
    assert database.ask(outbox.pending) == 1  # the user, when the workspace was made
    assert told == []


def test_a_failure_of_the_index_takes_the_write_back(database, told, monkeypatch):
    def fail(*_):
        raise StorageError("disk-full")

    monkeypatch.setattr(module, "index_touched", fail)
    with pytest.raises(StorageError, match="disk-full"):
        customers.add_customer(database, {"name": "鑫源"})
    assert (database.ask(_names), told) == (set(), [])
    monkeypatch.undo()
    customers.add_customer(database, {"name": "宝山"})
    assert [act.mseq for act in database.ask(outbox.oldest, 10)] == [1, 2]  # no gap is left behind


def test_a_write_inside_a_write_is_refused_and_the_lane_goes_on(database):
    with pytest.raises(RuntimeError), database.write(Step("x")), database.write(Step("y")):
        pass
    customers.add_customer(database, {"name": "鑫源"})
    assert database.ask(_names) == {"鑫源"}


def test_rows_cannot_be_changed_behind_the_outbox(database, make_customer):
    make_customer()
    with pytest.raises(TypeError), database.write(Step("x")) as session:
        session.execute(update(CustomerRow).values(city="上海"))


def test_synced_rows_are_never_erased(database, make_customer):
    customer = make_customer()
    with pytest.raises(TypeError), database.write(Step("x")) as session:
        session.delete(session.get_one(CustomerRow, customer))


def test_a_subscriber_that_fails_does_not_fail_the_write(database, told, caplog):
    def fail(_):
        raise ValueError

    end = database.changes.subscribe(fail)
    customers.add_customer(database, {"name": "鑫源"})
    end()
    assert (len(told), database.ask(_names)) == (1, {"鑫源"})
    assert "a subscriber to changes failed" in caplog.text


def test_many_rows_are_told_as_many(database, told):
    with database.write(Step("x")) as session:
        outbox.bulk(session, "customers", creates=[{"name": f"客户 {n}"} for n in range(1_000)])
    assert told[0].entities == {"customers": None}
    assert told[0].touches("customers")


def test_writers_take_turns_and_readers_see_whole_states(database):
    """Each write adds two rows: no reader may ever see an odd number."""
    seen: list[int] = []
    done = threading.Event()

    def write(name):
        for n in range(15):
            with database.write(Step("x")) as session:
                session.add_all(CustomerRow(name=f"{name}{n}{half}") for half in "ab")

    def read():
        while not done.is_set():
            seen.append(len(database.ask(lambda session: session.scalars(select(CustomerRow.id)).all())))

    readers = [threading.Thread(target=read) for _ in range(2)]
    writers = [threading.Thread(target=write, args=(name,)) for name in "xyz"]
    for thread in (*readers, *writers):
        thread.start()
    for thread in writers:
        thread.join()
    done.set()
    for thread in readers:
        thread.join()
    assert len(database.ask(_names)) == 90
    assert seen
    assert all(count % 2 == 0 for count in seen)
    assert [act.mseq for act in database.ask(outbox.oldest, 200)] == list(range(1, 92))


def test_a_full_disk_is_told_and_nothing_is_lost(database, make_customer, told):
    make_customer("鑫源")
    told.clear()
    with database.engine.connect() as connection:
        driver = connection.connection.driver_connection
        pages = driver.execute("PRAGMA page_count").fetchone()[0]
        driver.execute(f"PRAGMA max_page_count={pages}")
    with pytest.raises(StorageError, match="disk-full"):
        make_customer("宝山", note="很长" * 20_000)
    assert (database.ask(_names), told) == ({"鑫源"}, [])
    driver.execute("PRAGMA max_page_count=1000000")
    make_customer("宝山")
    assert database.ask(_names) == {"鑫源", "宝山"}


def test_it_is_remembered_which_program_used_it(database):
    assert database.ask(meta.get, meta.PROGRAM) == __version__


def test_the_same_device_and_user_after_a_restart(database, reopen):
    again = reopen()
    assert (again.device_id, again.me) == (database.device_id, database.me)


def test_what_the_program_writes_by_itself_is_nobodys_save(database):
    with database.write(Step.of_machine("workspace-made")) as session:
        session.add(CustomerRow(name="鑫源"))
    assert database.saved_at is None
    customers.add_customer(database, {"name": "宝山"})
    assert database.saved_at == database.clock()


def test_what_the_server_says_comes_into_the_file_beside_those_who_save(database, make_customer, places):
    """Many rows of it do, few do not: they wait in the log, and nobody's commit brings them over."""
    make_customer()

    def file_after(rows: int) -> int:
        with database.absorb() as absorbed:
            absorbed.session.execute(update(CustomerRow).values(note=f"{rows} " * 100_000))
            absorbed.note("customers", [database.new_id() for _ in range(rows)])
        return places.database.stat().st_size

    before = places.database.stat().st_size
    assert file_after(module.OFTEN_ENOUGH // 2) == before
    assert file_after(module.OFTEN_ENOUGH) > before
