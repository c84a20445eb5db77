import asyncio
from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from sqlalchemy import update

from salesdesk.protocol.wire import heads_hash
from salesdesk.server import engine as engines
from salesdesk.server.engine import change
from salesdesk.server.failures import Refused
from salesdesk.server.scopes import advance
from salesdesk.server.tables import Scope
from salesdesk.server.waiting import DatabaseStreams, Heads, Watcher
from salesdesk.storage.tables.users import UserRow
from tests.server.laptops import Office

OTHER = uuid4()
"""Whom only stream b concerns; everybody else, only stream a."""


class Told:
    """Streams a test moves by hand."""

    def __init__(self) -> None:
        self.heads: Heads = {"a": 1, "b": 1}
        self.looks = 0
        self.rests = 0
        self.broken = False
        self.between = lambda: None
        self._seen: Heads | None = None

    def of(self, user: UUID) -> Heads:
        mine = "b" if user == OTHER else "a"
        found = {mine: self.heads[mine]}
        self.between()
        return found

    def moved(self) -> Heads | None:
        self.looks += 1
        if self.broken:
            raise ConnectionError
        if self.heads == self._seen:
            return None
        self._seen = dict(self.heads)
        return dict(self.heads)

    def rest(self) -> None:
        self.rests += 1
        self._seen = None


@pytest.fixture
def told():
    return Told()


def watcher(told, **more) -> Watcher:
    return Watcher(told, **{"pause": 0.001, "longest": 20, "most": 100} | more)


AT_ONE = heads_hash({"a": 1})


async def until(is_so: Callable[[], bool]) -> None:
    while not is_so():  # noqa: ASYNC110 - what is watched has no events
        await asyncio.sleep(0)


async def ready(one: Watcher, n: int = 1) -> None:
    await until(lambda: one.waiting >= n)


def test_what_moved_before_is_answered_without_a_look(told):
    async def run() -> bool:
        told.heads["a"] = 2
        return await watcher(told).wait(uuid4(), AT_ONE)

    assert asyncio.run(run())
    assert told.looks == 0


def test_a_move_wakes_those_it_concerns_and_nobody_else(told):
    async def run() -> tuple[bool, int]:
        one = watcher(told)
        waiting = asyncio.create_task(one.wait(uuid4(), AT_ONE))
        await ready(one)
        told.heads["b"] = 2
        looks = told.looks
        await until(lambda: told.looks >= looks + 3)
        assert not waiting.done()
        told.heads["a"] = 2
        return await waiting, one.waiting

    assert asyncio.run(run()) == (True, 0)


def test_what_moves_between_reading_and_waiting_is_not_missed(told):
    """The watcher had seen the move already when the one whom it concerns began to wait."""

    async def run() -> bool:
        one = watcher(told)
        other = asyncio.create_task(one.wait(OTHER, heads_hash({"b": 1})))
        await ready(one)

        def move() -> None:
            told.heads["a"] = 2
            seen = told.looks
            while told.looks < seen + 3:
                pass

        told.between = move
        answer = await one.wait(uuid4(), AT_ONE)
        one.stop()
        await other
        return answer

    assert asyncio.run(run())


def test_nobody_waits_for_ever_and_the_watcher_rests(told):
    async def run() -> bool:
        one = watcher(told, longest=0.05)
        answer = await one.wait(uuid4(), AT_ONE)
        await until(lambda: told.rests > 0)
        return answer

    assert asyncio.run(run()) is False
    assert told.rests == 1


def test_one_look_serves_all_who_wait(told):
    async def run() -> list[bool]:
        one = watcher(told, pause=20)
        waiting = [asyncio.create_task(one.wait(uuid4(), AT_ONE)) for _ in range(50)]
        await ready(one, 50)
        told.heads["a"] = 2
        one.nudge()
        return await asyncio.gather(*waiting)

    assert asyncio.run(run()) == [True] * 50
    assert told.looks <= 3


def test_so_many_wait_and_no_more(told):
    async def run() -> Refused:
        one = watcher(told, most=1)
        waiting = asyncio.create_task(one.wait(uuid4(), AT_ONE))
        await ready(one)
        with pytest.raises(Refused) as refused:
            await one.wait(uuid4(), AT_ONE)
        one.stop()
        await waiting
        return refused.value

    assert asyncio.run(run()).status == 429


def test_those_who_wait_do_not_see_a_database_that_is_away_for_a_while(told, monkeypatch):
    monkeypatch.setattr("salesdesk.server.waiting._PAUSE_AFTER_FAILURE", 0.001)

    async def run() -> bool:
        one = watcher(told)
        told.broken = True
        waiting = asyncio.create_task(one.wait(uuid4(), AT_ONE))
        await until(lambda: told.looks >= 3)
        told.broken = False
        told.heads["a"] = 2
        return await waiting

    assert asyncio.run(run())


def test_a_stop_sends_everybody_home(told):
    async def run() -> bool:
        one = watcher(told)
        waiting = asyncio.create_task(one.wait(uuid4(), AT_ONE))
        await ready(one)
        one.stop()
        return await waiting

    assert asyncio.run(run()) is False


def test_the_database_is_read_only_after_something_was_committed(engine):
    office = Office(engine)
    streams = DatabaseStreams(engine)
    assert streams.moved() == {"company": 1}
    assert streams.moved() is None
    li = office.people["li"]
    mine = f"owner:{li}"
    assert streams.of(li)[mine] == 0
    change(engine, lambda session: advance(session.connection(), {mine: 1}))
    assert streams.moved() == {"company": 1, mine: 1}
    assert streams.of(li)[mine] == 1
    assert streams.moved() is None
    streams.rest()
    assert streams.moved() == {"company": 1, mine: 1}
    streams.rest()


def test_a_transaction_that_is_still_open_is_seen_when_it_commits(engine):
    Office(engine)
    streams = DatabaseStreams(engine)
    other = engines.open_database(engine.url.render_as_string(hide_password=False))
    streams.moved()
    with other.execution_options(rw=True).begin() as connection:
        connection.execute(update(Scope).values(head_seq=5))
        seen = streams.moved()
        assert seen is None or seen == {"company": 1}
    assert streams.moved() == {"company": 5}
    assert streams.moved() is None
    streams.rest()
    other.dispose()


def test_who_changes_roles_hears_of_other_scopes(engine):
    office = Office(engine)
    streams = DatabaseStreams(engine)
    li, han = office.people["li"], office.people["han"]
    assert f"owner:{han}" not in streams.of(li)

    def promote(session) -> None:
        session.execute(update(UserRow).where(UserRow.id == li).values(role="administrator"))
        advance(session.connection(), {"company": 1})

    change(engine, promote)
    assert f"owner:{han}" in streams.of(li)
