"""The first PostgreSQL dies while laptops push, and its standby takes over: nothing acknowledged is lost.

The standby has to be a synchronous one for that. With one that lagged behind acknowledged acts are missing
(the control): then it was put back to an older state, and `epoch renew` lets laptops hand them in again.
"""

import threading
import time
from dataclasses import dataclass, field

import pytest
from sqlalchemy.exc import DBAPIError

from salesdesk.server.engine import open_database
from salesdesk.storage.base import new_id
from tests.battery.conftest import BUDGET, SLICE
from tests.postgresql import Cluster
from tests.server.laptops import Laptop, Office

WRITERS = 6
PATIENCE = 60.0


@dataclass
class Pair:
    """Two clusters under one address; the second follows the first."""

    first: Cluster
    second: Cluster
    name: str

    @property
    def address(self) -> str:
        hosts = "&".join(f"host=127.0.0.1:{one.port}" for one in (self.first, self.second))
        options = "target_session_attrs=read-write&connect_timeout=2"
        return f"postgresql+psycopg://salesdesk@/{self.name}?{hosts}&{options}"


@pytest.fixture
def pair():
    first = Cluster(durable=True)
    name = first.new_database()
    second = Cluster(durable=True, standby_of=first)
    yield Pair(first, second, name)
    second.remove()
    first.remove()


@pytest.fixture
def office(pair):
    engine = open_database(pair.address, connections=WRITERS + 2)
    yield Office(engine)
    engine.dispose()


@dataclass
class Writer:
    """Adds customers one by one; what fails is pushed again as it was, as a laptop does."""

    laptop: Laptop
    acknowledged: list = field(default_factory=list)

    def write(self, over: threading.Event) -> None:
        while not over.is_set():
            row_id = new_id()
            patch = {"name": "深圳鑫源机械", "kind": "company", "owner_id": self.laptop.caller.user}
            act = self.laptop.act("customers", row_id, patch=patch)
            assert [result.status for result in self._push(act)] == ["applied"]
            self.acknowledged.append(row_id)

    def _push(self, act):
        until = time.monotonic() + PATIENCE
        while True:
            try:
                return self.laptop.push(act).results
            except DBAPIError:
                assert time.monotonic() < until
                self.laptop.office.engine.pool.dispose()


def test_a_synchronous_standby_takes_over_and_nothing_acknowledged_is_lost(pair, office):
    pair.first.wait_for_standby()
    writers = [Writer(office.laptop(("li", "han", "wang")[n % 3])) for n in range(WRITERS)]
    over, failed = threading.Event(), []

    def work(writer):
        try:
            writer.write(over)
        except BaseException as error:  # noqa: BLE001 - it is raised where it is seen
            failed.append(error)

    threads = [threading.Thread(target=work, args=(writer,)) for writer in writers]
    for thread in threads:
        thread.start()
    _until(lambda: all(len(writer.acknowledged) >= 3 for writer in writers))
    pair.first.stop(at_once=True)
    before = [len(writer.acknowledged) for writer in writers]
    pair.second.promote()
    more = 3 if BUDGET <= SLICE else 100
    _until(
        lambda: failed or all(len(w.acknowledged) >= n + more for w, n in zip(writers, before, strict=True))
    )
    over.set()
    for thread in threads:
        thread.join()
    assert failed == []
    there = office.rows("customers").keys()
    assert [len(set(writer.acknowledged) - there) for writer in writers] == [0] * WRITERS
    assert len(there) == sum(len(writer.acknowledged) for writer in writers)


@pytest.mark.skipif(BUDGET <= SLICE, reason="the control takes its time: make battery")
def test_a_standby_that_lags_behind_loses_what_was_acknowledged(pair, office):
    """The control: this is what a synchronous one is for."""
    pair.second.stop()
    laptop = office.laptop("li")
    added = {laptop.add_customer("深圳鑫源机械") for _ in range(5)}
    pair.first.stop(at_once=True)
    pair.second.start()
    pair.second.promote()
    office.engine.pool.dispose()
    assert added & office.rows("customers").keys() == set()


def _until(done) -> None:
    until = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < until
        time.sleep(0.02)
