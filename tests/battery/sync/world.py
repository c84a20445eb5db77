"""A company at work by chance: people, laptops, lost answers, kills, clones, restores. One seed, one history.

The world also keeps a book of its own (`book`): every act the server took, in the order it took them. At the
end the server has to agree with it.
"""

import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from uuid import UUID

from sqlalchemy import event

from salesdesk.domain.errors import SalesDeskError
from salesdesk.domain.merging import Side
from salesdesk.domain.quotes import QuoteStatus
from salesdesk.protocol.messages import pack
from salesdesk.protocol.scopes import COMPANY
from salesdesk.server import retention
from salesdesk.server.engine import open_database
from salesdesk.services import (
    activities,
    contacts,
    customers,
    inbox,
    merging,
    pool,
    quote_lines,
    quotes,
    undo,
)
from salesdesk.settings import Places
from salesdesk.storage import meta
from salesdesk.storage.database import Database
from salesdesk.storage.engine import make_engine
from salesdesk.storage.replica import unknown
from salesdesk.storage.tables.replication import UnknownDataRow
from salesdesk.storage.tables.users import UserRow
from salesdesk.storage.undo import Step
from salesdesk.sync import cycle, pulling
from salesdesk.sync.state import Cycle, Tally
from tests.battery.sync import stock_acts
from tests.battery.sync.book import Book
from tests.battery.sync.chance import Ids, begin_epoch
from tests.battery.sync.guarding import guarded
from tests.battery.sync.network import Network
from tests.battery.sync.wholeness import seen_in_part
from tests.conftest import NOON, TODAY, Clock
from tests.server.laptops import Office
from tests.sync.office import ENTITIES_SENT, KEYSPEC, Desk, hand_out

_ROUNDS = 9
"""More cycles than anything may take."""
_PAGES = (2, 5, 1_000)
"""So many rows come on a page: what one act changed may fill several, and must not be cut."""
GRADES = ("", "A", "B", "C")
CITIES = ("", "深圳市", "广州市", "Hamburg", "上海市")


def _in_a_hurry(connection, _record) -> None:
    """Nobody pulls the plug in a world: no commit waits for the disk."""
    connection.execute("PRAGMA synchronous=OFF")


@dataclass
class World:
    """Everything of one history. It begins with three laptops and up to so many `more`."""

    seed: int
    folder: Path
    template: Path
    more: int = 2
    dice: random.Random = field(init=False)
    book: Book = field(init=False)
    desks: list[Desk] = field(default_factory=list)
    trace: list[str] = field(default_factory=list)
    clones: int = 0
    given_up: dict[Path, set[int]] = field(default_factory=dict)
    """By the path of its database, the numbers of acts each laptop had to forget."""
    rounds: int = 0
    """In how many cycles something moved, until all came to rest."""
    in_part: list[str] = field(default_factory=list)
    """What was seen in part of what somebody did, where a cycle was cut."""
    forgotten: set[tuple[str, UUID]] = field(default_factory=set)
    """Rows the server does not remember any more, by kind and id."""
    lost: list[str] = field(default_factory=list)
    """What a cycle took from a laptop that was to stay, in words."""

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.new_id = Ids(self.seed)
        engine = open_database(f"sqlite:///{self.folder / 'server.db'}")
        event.listen(engine, "connect", _in_a_hurry)
        self.office = Office(engine, self.folder / "server-files", new_id=self.new_id)
        self.book = Book(self.office)
        begin_epoch(engine, f"{self.seed:032x}")
        more = self.dice.choices(("li", "han", "wang", "qian"), k=self.dice.randint(0, self.more))
        for name in ("li", "wang", "chen", "admin", *more):
            self.move_in(name)
        stock_acts.stock_up(self)
        pulling.ORDINARY = self.dice.choice(_PAGES)

    def move_in(self, name: str) -> Desk:
        """A person gets another laptop."""
        places = self._places()
        shutil.copyfile(self.template, places.database)
        return self._connect(Desk(self.office, self.open(places.database, Clock()), name))

    def open(self, path: Path, clock: Clock) -> Database:
        engine = make_engine(path, KEYSPEC)
        event.listen(engine, "connect", _in_a_hurry)
        event.listen(engine, "before_cursor_execute", partial(self._note_given_up, path))
        return Database(engine, clock=clock, new_id=self.new_id)

    def _note_given_up(self, path, _connection, cursor, statement, parameters, *_):
        """Note the numbers of answered acts that are forgotten with the rows they are about."""
        if statement.startswith("DELETE FROM acked"):
            asked = statement.replace("DELETE FROM acked", "SELECT mseq FROM acked")
            gone = {mseq for (mseq,) in cursor.execute(asked, parameters).fetchall()}
            self.given_up.setdefault(path, set()).update(gone)

    def _connect(self, desk: Desk) -> Desk:
        desk.network = Network(self, desk.link)
        self.desks.append(desk)
        return desk

    def _places(self) -> Places:
        places = Places(self.folder / f"laptop-{len(list(self.folder.iterdir()))}")
        places.make()
        return places

    def live(self, days: int) -> None:
        """Let so many things happen."""
        for _ in range(days):
            desk = self.dice.choice(self.desks)
            act = self.dice.choices([act for act, _ in ACTS], [weight for _, weight in ACTS])[0]
            self.try_act(act, desk)

    def try_act(self, act: Callable[["World", Desk], object], desk: Desk) -> None:
        """Let something happen; what a rule forbids does not."""
        self.trace.append(f"{self.desks.index(desk)} {desk.name} {act.__name__}")
        self.office.now += timedelta(minutes=self.dice.randint(0, 9))
        try:
            act(self, desk)
        except SalesDeskError as error:
            self.trace[-1] += f" ({error.code})"

    def settle(self) -> None:
        """The network is up, nobody writes, time goes on: all go through whole cycles until nothing moves."""
        self.forget(self.desks[0])
        for desk in self.desks:
            desk.network.trouble = 0.0
        self.rounds = still = 0
        while still < 2:
            moved = {self._rest(desk) for desk in self.desks} != {Tally()}
            still = 0 if moved else still + 1
            self.rounds += moved
            assert self.rounds < _ROUNDS, (self.seed, self.trace)

    def _rest(self, desk: Desk) -> Tally:
        desk.database.clock.forward(minutes=10)
        ended = self.whole_cycle(desk)
        assert ended.outcome == "done", (self.seed, desk.name, ended)
        return ended.tally

    def whole_cycle(self, desk: Desk, **how) -> Cycle:
        ended, lost = guarded(desk, lambda **more: cycle.run(desk.replica, desk.network, **how, **more))
        self.lost += lost
        return ended

    def close(self) -> None:
        for desk in self.desks:
            desk.database.close()
        self.office.engine.dispose()
        shutil.rmtree(self.folder)

    # what people do

    def some_customer(self, desk: Desk) -> UUID:
        found = sorted(desk.living("customers"))
        return self.dice.choice(found) if found else self.add_customer(desk)

    def add_customer(self, desk: Desk) -> UUID:
        fields = {"name": f"客户 {self.dice.randrange(10**9)}", "grade": self.dice.choice(GRADES)}
        return customers.add_customer(desk.database, fields)

    def edit_customer(self, desk: Desk) -> None:
        changes = {}
        if self.dice.random() < 0.7:
            changes["grade"] = self.dice.choice(GRADES)
        if self.dice.random() < 0.5 or not changes:
            changes["city"] = self.dice.choice(CITIES)
        if self.dice.random() < 0.4:
            changes["note"] = str(self.dice.randrange(10**9))
        customers.edit_customer(desk.database, self.some_customer(desk), changes)

    def merge(self, desk: Desk) -> None:
        """Somebody finds that two customers are one."""
        found = sorted(desk.living("customers"))
        while len(found) < 2:
            found.append(self.add_customer(desk))
        kept, loser = self.dice.sample(found, 2)
        sides = {name: self.dice.choice(tuple(Side)) for name in ("name", "grade", "city", "note")}
        merging.merge(desk.database, kept, [loser], sides={loser: sides})

    def part(self, desk: Desk) -> None:
        """Somebody finds that two customers were not one after all."""
        found = [row_id for row_id, row in desk.living("customer_merges").items() if row["undone_at"] is None]
        if found:
            merging.part(desk.database, self.dice.choice(sorted(found)))

    def remove_customer(self, desk: Desk) -> None:
        customers.remove_customers(desk.database, [self.some_customer(desk)])

    def remove_beneath(self, desk: Desk) -> None:
        removes = {
            "contacts": contacts.remove_contacts,
            "activities": activities.remove_activities,
            "quotes": quotes.remove_quotes,
        }
        entity = self.dice.choice(sorted(removes))
        found = sorted(desk.living(entity))
        if found:
            removes[entity](desk.database, [self.dice.choice(found)])

    def add_beneath(self, desk: Desk) -> None:
        customer = self.some_customer(desk)
        if self.dice.random() < 0.5:
            contacts.add_contact(desk.database, customer, {"name": f"人 {self.dice.randrange(10**9)}"})
        else:
            call = {"kind": "call", "subject": str(self.dice.randrange(10**9)), "happens_at": NOON}
            activities.log_activity(desk.database, customer, call)

    def quote(self, desk: Desk) -> None:
        """Write a quote: a group of rows that has to be seen whole or not at all."""
        quote = quotes.draft_quote(desk.database, self.some_customer(desk), today=TODAY)
        lines = [self._line() for _ in range(self.dice.randint(1, 4))]
        quote_lines.set_lines(desk.database, quote, lines)

    def _line(self) -> quote_lines.QuoteLine:
        price = Decimal(self.dice.randrange(1, 99_999)) / 100
        return quote_lines.QuoteLine(name="阀", quantity=Decimal(self.dice.randint(1, 9)), unit_price=price)

    def edit_quote(self, desk: Desk) -> None:
        drafts = sorted(q for q, row in desk.living("quotes").items() if row["status"] == "draft")
        if drafts:
            lines = [self._line() for _ in range(self.dice.randint(1, 4))]
            quote_lines.set_lines(desk.database, self.dice.choice(drafts), lines)

    def move_quote(self, desk: Desk) -> None:
        found = sorted(desk.living("quotes"))
        if found:
            to = self.dice.choice((QuoteStatus.SENT, QuoteStatus.ACCEPTED, QuoteStatus.REJECTED))
            quotes.move_quote(desk.database, self.dice.choice(found), to, today=TODAY)

    def hand_out(self, desk: Desk) -> None:
        """Keep a paper of a quote, large or small, sometimes the same as another one."""
        found = sorted(desk.living("quotes"))
        if found:
            size = self.dice.choice((10, 900, 2_500))
            content = str(self.dice.randrange(10)).encode().ljust(size, b".")
            hand_out(desk, content, self.dice.choice(found))

    def take_back(self, desk: Desk) -> None:
        undo.undo(desk.database)

    def reassign(self, desk: Desk) -> None:
        """Somebody gives a customer away, in the name of whoever sits at the laptop."""
        people = self.office.people
        to = self.dice.choice((people["li"], people["han"], people["wang"]))
        customers.edit_customer(desk.database, self.some_customer(desk), {"owner_id": to})

    def release(self, desk: Desk) -> None:
        """Somebody gives a customer back to the pool."""
        pool.release(desk.database, [self.some_customer(desk)])

    def claim(self, desk: Desk) -> None:
        """Somebody takes a customer out of the pool: perhaps one that somebody else takes, too."""
        free = [row_id for row_id, row in desk.living("customers").items() if row["owner_id"] is None]
        if free:
            pool.claim(desk.database, [self.dice.choice(sorted(free))])

    def decide(self, desk: Desk) -> None:
        """Somebody accepts or declines what is held for them."""
        waits = inbox.held(desk.database)
        if waits:
            inbox.decide(desk.database, [self.dice.choice(waits).id], accept=self.dice.random() < 0.6)

    def see_to(self, desk: Desk) -> None:
        """Somebody goes through what was decided otherwise, or refused."""
        clashes, refused = inbox.conflicts(desk.database), inbox.problems(desk.database)
        if clashes:
            choose = self.dice.choice((inbox.take_mine, inbox.keep_theirs))
            choose(desk.database, [self.dice.choice(clashes).id])
        if refused:
            see_to = self.dice.choice((inbox.retry, inbox.dismiss))
            see_to(desk.database, [self.dice.choice(refused).id])

    def promote(self, _desk: Desk) -> None:
        """An administrator gives somebody another role, or another manager: perhaps one beneath them."""
        admin = self.dice.choice([desk for desk in self.desks if desk.name == "admin"])
        person, above = self.dice.sample(("li", "han", "wang", "qian"), 2)
        with admin.database.write(Step("customer-edit", name="")) as session:
            row = session.get(UserRow, self.office.people[person])
            if row is None:
                return
            if self.dice.random() < 0.5:
                row.role = self.dice.choice(("salesperson", "manager", "finance"))
            else:
                row.manager_id = self.dice.choice((None, self.office.people[above]))

    # what machines and networks do

    def sync(self, desk: Desk) -> None:
        self.whole_cycle(desk)

    def sync_in_trouble(self, desk: Desk) -> None:
        desk.network.trouble = 0.5
        self.whole_cycle(desk)
        desk.network.trouble = 0.0
        self.in_part += seen_in_part(self.office, desk)

    def sync_and_die(self, desk: Desk) -> None:
        """The program is killed between two steps of a cycle, and started again."""
        state = Cycle(consented=True)
        for _ in range(self.dice.randint(1, 6)):
            if state.is_over:
                break
            state = cycle.advance(desk.replica, desk.network, state)
        desk.database.close()
        path = Path(desk.database.engine.url.database)
        desk.reopen(self.open(path, desk.database.clock))
        self.in_part += seen_in_part(self.office, desk)

    def wrong_clock(self, desk: Desk) -> None:
        desk.database.clock.now = NOON + timedelta(days=self.dice.randint(-3650, 3650))

    def clone(self, desk: Desk) -> None:
        """The disk is copied, and both go on working."""
        if self.clones < 2:
            self.clones += 1
            twin = desk.copy(self._places(), open_database=self.open)
            path, copied = (Path(one.database.engine.url.database) for one in (desk, twin))
            self.given_up[copied] = set(self.given_up.get(path, ()))
            twin.network = Network(self, twin.link)
            self.desks.append(twin)

    def upgrade(self, desk: Desk) -> None:
        """A newer program comes, and reads all from the beginning for what the older one kept apart."""
        kept = UnknownDataRow(entity="gadgets", row_id=self.new_id(), fields=pack({"scope_id": COMPANY}))
        with desk.database.absorb(quiet=True) as absorbed:
            absorbed.session.add(kept)
            meta.put(absorbed.session, unknown.KNOWN, "0")

    def forget(self, _desk: Desk) -> None:
        """The server forgets what went a while ago: minutes are here what is half a year elsewhere."""
        before = self._server_rows()
        kept = timedelta(minutes=self.dice.choice((0, 0, 60)))
        retention.forget_old(self.office.engine, self.office.now - kept)
        gone = before - self._server_rows()
        self.forgotten |= gone
        self.book.forget(row_id for entity, row_id in gone if entity == "customers")
        self.book.forget_merges(row_id for entity, row_id in gone if entity == "customer_merges")

    def _server_rows(self) -> set[tuple[str, UUID]]:
        return {(entity, row_id) for entity in ENTITIES_SENT for row_id in self.office.rows(entity)}

    def hire(self, desk: Desk) -> None:
        """A person gets a second laptop."""
        if len(self.desks) < 6:
            self.move_in(desk.name)


ACTS: tuple[tuple[Callable[[World, Desk], object], int], ...] = (
    (World.add_customer, 6),
    (World.edit_customer, 14),
    (World.remove_customer, 3),
    (World.merge, 4),
    (World.part, 2),
    (World.remove_beneath, 3),
    (World.add_beneath, 5),
    (World.quote, 4),
    (World.edit_quote, 4),
    (World.move_quote, 3),
    (World.hand_out, 3),
    (stock_acts.keep, 5),
    (stock_acts.promise, 7),
    (stock_acts.sell, 6),
    (World.take_back, 3),
    (World.reassign, 3),
    (World.release, 2),
    (World.claim, 2),
    (World.decide, 3),
    (World.see_to, 2),
    (World.promote, 2),
    (World.sync, 12),
    (World.sync_in_trouble, 8),
    (World.sync_and_die, 5),
    (World.wrong_clock, 1),
    (World.clone, 1),
    (World.upgrade, 1),
    (World.forget, 4),
    (World.hire, 1),
)
