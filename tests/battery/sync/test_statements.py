"""Killed at any statement of a cycle, on the laptop and on the server: the next start goes on.

The laptop's program is a process of its own that is killed for good; so is a server in the middle of a push.
Within one process a transaction of the server dies at each statement in turn.
"""

import threading
import time
from itertools import count
from pathlib import Path

from sqlalchemy import delete, select

from salesdesk.server import schema
from salesdesk.server.accounts import Passwords, add_account
from salesdesk.server.engine import open_database
from salesdesk.server.tables import StoredResult
from salesdesk.services import contacts, customers, quotes
from salesdesk.storage import journaling, outbox
from salesdesk.storage.database import Step
from salesdesk.storage.replica import settling
from salesdesk.storage.tables.customers import CustomerRow
from salesdesk.storage.tables.replication import OutboxRow
from salesdesk.storage.tables.users import UserRow
from salesdesk.sync.link import Offline
from salesdesk.sync.state import Outcome
from tests.battery.sync import killed, scripted
from tests.battery.sync.invariants import broken
from tests.battery.sync.world import World
from tests.conftest import NOON, TODAY
from tests.server.running import CHEAP, PASSWORD, Killable
from tests.sync.office import Desk, hand_out


def _journaled(world: World, desk: Desk, *, violent: bool) -> None:
    """Start the program on a laptop anew."""
    path = Path(desk.database.engine.url.database)
    desk.reopen(world.open(path, desk.database.clock))
    journaling.keep(desk.database, killed.journal_of(path), killed.KEY, violent=violent)


class Busy:
    """A company in which a cycle of Wang's laptop has everything to do.

    Push, purge, pull, compare, scrub; a file to be sent, one to be fetched, one to be removed.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        for spare in world.desks[2:]:
            spare.database.close()
        del world.desks[2:]
        self.li, self.wang = world.desks
        self.admin = world.move_in("admin")
        self.numbers = count(1)
        self.shared = customers.add_customer(self.wang.database, {"name": "shared"})
        world.settle()
        self.wang.database.close()
        _journaled(world, self.wang, violent=False)

    def prepare(self) -> None:
        """Give it all that to do."""
        self._manage(self.world.office.people["wang"])
        customer = customers.add_customer(self.li.database, {"name": f"Quagmire {next(self.numbers)}"})
        contacts.add_contact(self.li.database, customer, {"name": "Miller"})
        self._hand_out(self.li, customer)
        for desk in (self.admin, self.li, self.wang):
            assert self.world.whole_cycle(desk).outcome is Outcome.DONE
        customers.edit_customer(self.wang.database, customer, {"note": "Quagmire of Wang's"})
        own = customers.add_customer(self.wang.database, {"name": f"own {next(self.numbers)}"})
        contacts.add_contact(self.wang.database, own, {"name": "Smith"})
        self._hand_out(self.wang, own)
        self._hand_out(self.admin, self.shared)
        self._manage(None)
        for desk in (self.admin, self.li):
            assert self.world.whole_cycle(desk).outcome is Outcome.DONE

    def _hand_out(self, desk: Desk, customer) -> None:
        quote = quotes.draft_quote(desk.database, customer, today=TODAY)
        hand_out(desk, str(next(self.numbers)).encode().ljust(1_500), quote)

    def _manage(self, manager) -> None:
        with self.admin.database.write(Step("customer-edit", name="")) as session:
            session.get_one(UserRow, self.world.office.people["li"]).manager_id = manager

    def statements(self, engine) -> int:
        """Return how many statements of an engine a cycle of Wang's has."""
        self.prepare()
        counting = killed.At(engine, 0, die)
        self.world.whole_cycle(self.wang)
        counting.end()
        return counting.count

    def rest(self) -> list[str]:
        for desk in (self.wang, self.li, self.admin, self.wang):
            desk.database.clock.forward(minutes=10)
            assert self.world.whole_cycle(desk).outcome is Outcome.DONE
        return broken(self.world, kept_book=False)


def test_a_laptop_killed_at_any_statement_of_a_cycle_goes_on(found, dice, goes_on):
    busy = Busy(found(dice.randrange(2**32)))
    world, wang, died = busy.world, busy.wang, set()
    last = busy.statements(wang.database.engine)
    points = dice.sample(range(1, last + 1), last)
    while goes_on() and points:
        busy.prepare()
        wang.database.close()
        if killed.cycle_killed_at(points[-1], wang):
            died.add(points[-1])
        _journaled(world, wang, violent=True)
        assert busy.rest() == [], (world.seed, points[-1])
        points.pop()
    print(f"killed at {len(died)} of {last} statements")  # noqa: T201 - of a long run


class Died(Exception):
    """The transaction ended here."""


def die() -> None:
    raise Died


class Dying:
    """A link to a server whose work may end at any statement."""

    def __init__(self, inner) -> None:
        self.inner = inner

    def __getattr__(self, name):
        asked = getattr(self.inner, name)

        def answered(*what):
            try:
                return asked(*what)
            except Died:
                raise Offline("network") from None

        return answered


def test_a_server_that_dies_at_any_statement_has_taken_all_of_a_push_or_nothing(found, dice, goes_on):
    busy = Busy(found(dice.randrange(2**32)))
    world, wang, died = busy.world, busy.wang, set()
    wang.network.inner = Dying(wang.network.inner)
    last = busy.statements(world.office.engine)
    points = dice.sample(range(1, last + 1), last)
    while goes_on() and points:
        busy.prepare()
        dies = killed.At(world.office.engine, points[-1], die)
        world.whole_cycle(wang)
        dies.end()
        if dies.count >= points[-1]:
            died.add(points[-1])
        assert busy.rest() == [], (world.seed, points[-1])
        points.pop()
    assert died
    print(f"died at {len(died)} of {last} statements")  # noqa: T201 - of a long run


def test_a_server_killed_in_mid_push_has_taken_nothing_twice(tmp_path, template, dice, goes_on):
    address = f"sqlite:///{tmp_path / 'server.db'}"
    engine = open_database(address)
    schema.bring_up_to_date(engine)
    for login, role in (("admin", "administrator"), ("li", "salesperson")):
        add_account(engine, login, PASSWORD, Passwords(**CHEAP), name=login, role=role, now=NOON)
    server = Killable(address, tmp_path / "data")
    (tmp_path / "li.db").write_bytes(template.read_bytes())
    database = scripted.begin(tmp_path / "li.db", server.url, "li")
    written = kills = 0
    try:
        while goes_on():
            for number in range(150):
                customers.add_customer(database, {"name": f"{written + number}"})
            written += 150
            cycle = threading.Thread(target=scripted.sync, args=(database,))
            cycle.start()
            time.sleep(dice.random() * 0.4)  # the moment of the kill is the point of it
            server.kill()
            cycle.join(60)
            kills += database.ask(outbox.pending) > 0
            server.start()
            assert scripted.sync(database)[0] == "done"
            assert _names(engine) == sorted(str(number) for number in range(written))
            assert _results(engine) == written
    finally:
        server.kill()
        database.close()
        engine.dispose()
    print(f"{kills} kills in time")  # noqa: T201 - of a long run


def _names(engine) -> list[str]:
    with engine.connect() as connection:
        return sorted(connection.scalars(select(CustomerRow.__table__.c.name)))


def _results(engine) -> int:
    with engine.connect() as connection:
        return len(connection.execute(select(StoredResult.mseq)).all())


def test_a_laptop_that_takes_an_answer_in_two_steps_is_caught(found, dice, monkeypatch):
    """The control: what waits is forgotten before its answer is kept, as after a kill between the two."""
    busy = Busy(found(dice.randrange(2**32)))
    monkeypatch.setattr(settling, "settle", _forgetful)
    busy.prepare()
    busy.world.whole_cycle(busy.wang)
    assert broken(busy.world, kept_book=False)


def _forgetful(database, batch, results, *, now):
    with database.absorb() as absorbed:
        absorbed.session.execute(delete(OutboxRow))
    return settling.Settled(acts=len(results))
