import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from salesdesk.server import engine as engines
from salesdesk.server.engine import ask, change, open_database
from salesdesk.server.failures import CannotStart


@pytest.fixture
def counters(database_address):
    engine = open_database(database_address)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE counters (id int PRIMARY KEY, n int)"))
        connection.execute(text("INSERT INTO counters VALUES (1, 0), (2, 0)"))
    yield engine
    engine.dispose()


def add_one(session, number: int) -> None:
    session.execute(text("UPDATE counters SET n = n + 1 WHERE id = :id"), {"id": number})


def sums(session) -> list[int]:
    return list(session.scalars(text("SELECT n FROM counters ORDER BY id")))


@pytest.mark.parametrize("address", ["", "nothing", "mysql://x/y", "sqlite://", "sqlite:///:memory:"])
def test_an_address_of_something_else_is_told(address):
    with pytest.raises(CannotStart) as told:
        open_database(address)
    assert told.value.code == "database-address"


def test_writers_of_many_threads_all_get_their_turn(counters):
    def work(_n: int) -> None:
        change(counters, lambda session: add_one(session, 1))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(80)))
    assert ask(counters, sums) == [80, 0]


def test_what_was_begun_and_failed_leaves_nothing(counters):
    def work(session) -> None:
        add_one(session, 1)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        change(counters, work)
    assert ask(counters, sums) == [0, 0]


def test_one_reading_sees_one_moment(counters):
    def work(session) -> list[list[int]]:
        first = sums(session)
        change(counters, lambda other: add_one(other, 1))
        return [first, sums(session)]

    assert ask(counters, work) == [[0, 0], [0, 0]]
    assert ask(counters, sums) == [1, 0]


def test_writers_of_other_processes_are_waited_for(counters, database_address):
    other = open_database(database_address)
    holds, may_go = threading.Event(), threading.Event()

    def slow(session) -> None:
        add_one(session, 1)
        holds.set()
        assert may_go.wait(20)

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(change, other, slow)
        assert holds.wait(20)
        second = pool.submit(change, counters, lambda session: add_one(session, 1))
        may_go.set()
        first.result()
        second.result()
    other.dispose()
    assert ask(counters, sums) == [2, 0]


def _on(cluster):
    engine = open_database(cluster.address(cluster.new_database()))
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE counters (id int PRIMARY KEY, n int)"))
        connection.execute(text("INSERT INTO counters VALUES (1, 0), (2, 0)"))
    return engine


def test_of_two_that_wait_for_one_another_both_succeed(postgresql):
    engine = _on(postgresql)
    both = threading.Barrier(2)
    tries: list[int] = []

    def crossing(first: int, second: int) -> None:
        def work(session) -> None:
            tries.append(first)
            add_one(session, first)
            if len(tries) <= 2:
                both.wait(20)
            add_one(session, second)

        change(engine, work)

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(crossing, 1, 2), pool.submit(crossing, 2, 1)]:
            done.result()
    assert ask(engine, sums) == [2, 2]
    assert len(tries) == 3
    engine.dispose()


def test_a_crash_of_the_database_is_over_before_anybody_hears_of_it(postgresql):
    engine = _on(postgresql)
    change(engine, lambda session: add_one(session, 1))
    crashed: list[bool] = []

    def work(session) -> None:
        add_one(session, 1)
        if not crashed:
            crashed.append(True)
            postgresql.stop(at_once=True)
            restarting.start()

    restarting = threading.Thread(target=postgresql.start)
    change(engine, work)
    restarting.join()
    assert ask(engine, sums) == [2, 0]
    engine.dispose()


def test_a_database_that_stays_away_is_told_in_the_end(monkeypatch):
    monkeypatch.setattr(engines, "LONGEST_WAIT", 0.0)
    engine = open_database("postgresql+psycopg://nobody@127.0.0.1:1/nothing")
    with pytest.raises(OperationalError) as told:
        ask(engine, sums)
    assert engines.passes(told.value)
    engine.dispose()


def test_a_wrong_statement_is_not_tried_again(counters):
    tries: list[int] = []

    def work(session) -> None:
        tries.append(1)
        session.execute(text("SELECT nonsense FROM nowhere"))

    with pytest.raises(Exception, match="nowhere"):
        ask(counters, work)
    assert tries == [1]
