"""Fifty devices on the last units: whatever the order, no unit is promised twice and everybody is told.

Each device promises what it believes to be free, or sells what is set aside for it, all at the same time. The
control does what is often done: it looks how much is free, and then writes.
"""

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from random import Random
from time import sleep
from uuid import UUID

import pytest
from sqlalchemy import bindparam, event, select, text

from salesdesk.protocol.messages import Result
from salesdesk.server import rows
from salesdesk.server.allotments import return_over
from salesdesk.server.engine import open_database
from salesdesk.storage.base import new_id
from tests.battery.conftest import BUDGET, SLICE
from tests.battery.sync.invariants import stock_wrong
from tests.server.laptops import NOON, Laptop, Office
from tests.server.stockroom import Stockroom

DEVICES = 50
SELLERS = ("li", "han", "wang")
JITTER = 0.004
"""Seconds at most between the last statement and the commit."""


@pytest.fixture
def postgresql_engine(postgresql):
    name = postgresql.new_database()
    engine = open_database(postgresql.address(name), connections=DEVICES + 4)
    yield engine
    engine.dispose()
    postgresql.drop(name)


@pytest.fixture
def sqlite_engine(tmp_path):
    engine = open_database(f"sqlite:///{tmp_path / 'server.db'}", connections=DEVICES)
    yield engine
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request):
    """A real server's database."""
    return request.getfixturevalue(f"{request.param}_engine")


@dataclass
class Buyer:
    """One device with a quote of its own, and what it has set aside."""

    room: Stockroom
    laptop: Laptop
    chance: Random
    quote: UUID = field(init=False)
    allotment: UUID | None = None
    left: int = 0
    answers: list = field(default_factory=list)
    sold: list = field(default_factory=list)

    def __post_init__(self) -> None:
        self.quote = self.room.quote(self.laptop)

    def go(self, rounds: int) -> None:
        """Promise a few units some times; sell one's own in between."""
        for _ in range(rounds):
            sleep(self.chance.random() * JITTER)
            if self.left and self.chance.random() < 0.5:
                self._sell()
            else:
                act = self.room.reservation(self.laptop, self.quote, self.chance.randint(1, 3))
                self._push([act], self.answers)
        while self.left:
            self._sell()

    def _sell(self) -> None:
        group, args = new_id(), {"from": str(self.left), "to": str(self.left - 1)}
        take = self.laptop.act("allotments", self.allotment, group=group, command="stock.take", args=args)
        said = {"allotment_id": self.allotment, "group": group}
        self._push([take, self.room.reservation(self.laptop, self.quote, 1, **said)], self.sold)
        self.left -= 1

    def _push(self, group: list[bytes], answers: list) -> None:
        results = self.laptop.push(group).results
        if self.chance.random() < 0.2:
            assert self.laptop.push(group).results == results  # the answer was lost, the same is asked again
        answers.append(results)


def at_once(works: Sequence[Callable[[], object]]) -> None:
    """Let all go at the same moment, and wait for them."""
    start, failed = threading.Barrier(len(works)), []

    def go(work: Callable[[], object]) -> None:
        try:
            start.wait()
            work()
        except BaseException as error:  # noqa: BLE001 - it is raised where it is seen
            failed.append(error)

    threads = [threading.Thread(target=go, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []


def gather(room: Stockroom, dice: Random, set_aside: int, until: date | None = None) -> list[Buyer]:
    """Give each device a quote, and some of them two units of their own."""
    buyers = []
    for number in range(DEVICES):
        laptop = room.office.laptop(SELLERS[number % len(SELLERS)])
        buyers.append(Buyer(room, laptop, Random(dice.random())))
    for buyer in dice.sample(buyers, set_aside):
        buyer.left, buyer.allotment = (
            2,
            room.allotted(buyer.laptop, 2, buyer.laptop.caller.device, until=until),
        )
    return buyers


def rush(room: Stockroom, buyers: Sequence[Buyer], rounds: int) -> None:
    """All of them at once; goods come while they are at it."""

    def deliver() -> None:
        for _ in range(rounds):
            assert room.move("receive", 3).status == "applied"

    at_once([deliver, *(partial(buyer.go, rounds) for buyer in buyers)])


def _jitter(engine, seed: int) -> None:
    """Let each transaction wait before its commit, while it holds what it holds."""
    chance = Random(seed)
    event.listen(engine, "commit", lambda _connection: sleep(chance.random() * JITTER))


def test_the_last_units_are_promised_once_and_everybody_is_told(engine, dice):
    rounds, set_aside = (2, 5) if BUDGET <= SLICE else (12, 20)
    room = Stockroom(Office(engine), 2 * set_aside + 20)
    buyers = gather(room, dice, set_aside)
    _jitter(engine, dice.randrange(2**32))
    rush(room, buyers, rounds)
    assert list(stock_wrong(room.office)) == []
    held = [row for row in room.office.rows("stock_reservations").values() if row["deleted_at"] is None]
    _, reserved, allotted = room.balance()
    assert (sum(row["quantity"] for row in held), allotted) == (reserved, 0)
    for buyer in buyers:
        assert {one.status for answer in buyer.sold for one in answer} <= {"applied"}, "sold for good"
        told = Counter(answer[0].code for answer in buyer.answers)
        assert set(told) <= {"", "stock-short"}, told
        mine = [row for row in held if row["quote_id"] == buyer.quote]
        assert len(mine) == told[""] + len(buyer.sold), "what was promised is what was said"
    refused = sum(answer[0].status == "rejected" for buyer in buyers for answer in buyer.answers)
    assert refused > 0, "there was enough for all: nothing was tried"


def test_what_comes_back_from_a_show_meanwhile_is_promised_once(engine, dice):
    """The show is over while they sell: what is set aside goes to whoever comes first."""
    rounds, set_aside = (2, 10) if BUDGET <= SLICE else (8, 30)
    room = Stockroom(Office(engine), 2 * set_aside + 20)
    buyers = gather(room, dice, set_aside, until=NOON.date())
    room.office.now = NOON + timedelta(days=1)
    _jitter(engine, dice.randrange(2**32))
    looks = [lambda: come_back.append(return_over(engine, room.office.now)) for _ in range(3)]
    come_back: list[int] = []
    at_once([*looks, *(partial(buyer.go, rounds) for buyer in buyers)])
    assert list(stock_wrong(room.office)) == []
    assert (sum(come_back), room.balance()[2]) == (set_aside, 0)
    for buyer in buyers:
        told = {one.code for answer in (*buyer.sold, *buyer.answers) for one in answer}
        assert told <= {"", "stock-short", "group-refused"}, told


def test_the_first_promise_of_a_balance_that_is_not_there_yet_loses_nothing(engine, dice):
    """Many deliveries make the same balance at the same time."""
    office = Office(engine)
    room = Stockroom(office, 1)
    product = new_id()
    room.clerk.do("products", product, patch={"code": "V-2", "name": "新阀"})
    clerks = [office.laptop("chen") for _ in range(12)]
    _jitter(engine, dice.randrange(2**32))
    told: list[Result] = []
    acts = [(clerk, room.movement("receive", 1, by=clerk, product=product)) for clerk in clerks]
    at_once([partial(lambda clerk, act: told.extend(clerk.push(act).results), *one) for one in acts])
    assert [result.status for result in told] == ["applied"] * len(clerks)
    assert room.balance(product) == (len(clerks), 0, 0)
    assert list(stock_wrong(office)) == []


def test_without_its_lock_the_server_promises_the_same_unit_twice(postgresql_engine, dice, monkeypatch):
    """The control: the same rush on the same server, which now looks first and writes later."""
    room = Stockroom(Office(postgresql_engine), 20)
    buyers = gather(room, dice, 0)
    _jitter(postgresql_engine, dice.randrange(2**32))
    monkeypatch.setattr(rows, "_by_ids", _unlocked)
    rush(room, buyers, 2)
    wrong = list(stock_wrong(room.office))
    print(f"without the lock: {wrong}")  # noqa: T201 - the report
    assert wrong != [], "the control: without it nothing was tried"


def _unlocked(table):
    some = table.c.id.in_(bindparam("ids", expanding=True))
    return select(table).where(some).order_by(table.c.id)


def test_who_looks_and_then_writes_sells_the_same_unit_twice(engine, dice):
    """The control for both databases: a shop with neither lock nor constraint."""
    _run(engine, "CREATE TABLE shelf (free INTEGER)", "CREATE TABLE sold (many INTEGER)")
    _run(engine, "INSERT INTO shelf VALUES (10)")

    def buy(chance: Random) -> None:
        with engine.connect() as connection:
            free = connection.scalar(text("SELECT free FROM shelf"))
        sleep(chance.random() * JITTER)
        if free:
            _run(engine, f"UPDATE shelf SET free = {free - 1}", "INSERT INTO sold VALUES (1)")

    at_once([partial(buy, Random(dice.random())) for _ in range(DEVICES)])
    with engine.connect() as connection:
        sold = connection.scalar(text("SELECT sum(many) FROM sold"))
    print(f"who looks and then writes sells {sold} of 10")  # noqa: T201 - the report
    assert sold > 10, "the control: without it nothing was tried"


def _run(engine, *statements: str) -> None:
    with engine.execution_options(rw=True).begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
