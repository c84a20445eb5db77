"""A company at work by chance: people, laptops, lost answers, kills, clones, restores. One seed, one history.

The world also keeps a book of its own: every act the server took, in the order it took them, merged by a few
lines of plain Python that share nothing with the engine. At the end the server has to agree with the book.
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

import msgspec
from sqlalchemy import event

from salesdesk.domain.errors import SalesDeskError
from salesdesk.domain.quotes import QuoteStatus
from salesdesk.protocol.files import Piece
from salesdesk.protocol.messages import PushReply, PushRequest, decode_act
from salesdesk.server.engine import open_database
from salesdesk.services import activities, contacts, customers, quote_lines, quotes, undo
from salesdesk.settings import Places
from salesdesk.storage.database import Database
from salesdesk.storage.engine import make_engine
from salesdesk.sync import cycle
from salesdesk.sync.link import Offline
from salesdesk.sync.state import Cycle
from tests.battery.sync import stock_acts
from tests.battery.sync.chance import Ids, begin_epoch
from tests.conftest import NOON, TODAY, Clock
from tests.server.laptops import Office
from tests.sync.office import KEYSPEC, Desk, hand_out

GRADES = ("", "A", "B", "C")
CITIES = ("", "深圳市", "广州市", "Hamburg", "上海市")


class Network:
    """What lies between one laptop and the server: it loses, repeats, and notes what the server took."""

    def __init__(self, world: "World", inner) -> None:
        self.world = world
        self.inner = inner
        self.trouble = 0.0

    def call(self, name, message, answer):
        if self._strikes():
            raise Offline("network")
        reply = self.inner.call(name, message, answer)
        if self._strikes():
            reply = self.inner.call(name, message, answer)  # a proxy sent it twice
        if isinstance(message, PushRequest):
            self.world.book.note(message, reply)
        if self._strikes():
            raise Offline("network")
        return reply

    def _strikes(self) -> bool:
        return self.trouble > 0 and self.world.dice.random() < self.trouble / 3

    def file_progress(self, sha256):
        return self._in_trouble(lambda: self.inner.file_progress(sha256))

    def send_piece(self, *what):
        return self._in_trouble(lambda: self.inner.send_piece(*what))

    def fetch_piece(self, sha256, place, length, *told):
        piece = self._in_trouble(lambda: self.inner.fetch_piece(sha256, place, length, *told))
        if self._strikes():  # the line broke behind some bytes
            return Piece(piece.total, piece.content[: self.world.dice.randint(1, length)])
        return piece

    def _in_trouble(self, ask):
        for _ in range(2):
            if self._strikes():
                raise Offline("network")
            answer = ask()
            if not self._strikes():
                return answer
        return answer  # a proxy sent it twice

    def use(self, token):
        self.inner.use(token)

    def wait(self, since):
        self.inner.wait(since)

    def close(self):
        pass


@dataclass
class Book:
    """What the server took, as plain Python would keep it: customers, field by field."""

    rows: dict[str, dict] = field(default_factory=dict)
    done: set[tuple] = field(default_factory=set)

    def note(self, request: PushRequest, reply: PushReply) -> None:
        """Write down what was taken for the first time; the answer says what the server made of it."""
        told = {result.mseq: result for result in reply.results}
        for group in request.groups:
            for data in filter(None, group):  # what is no longer kept has no content
                act = decode_act(data)
                result = told.get(act.mseq)
                if result is None or result.status not in {"applied", "merged", "conflict"}:
                    continue
                key = (act.group_id, act.entity, act.row_id, act.command, msgspec.json.encode(act.patch))
                if act.entity == "customers" and act.kind == "edit" and key not in self.done:
                    self._merge(act)
                self.done.add(key)

    def _merge(self, act) -> None:
        row = self.rows.setdefault(str(act.row_id), {})
        for name, mine in act.patch.items():
            if act.base is None or row.get(name, "") == act.base.get(name, ""):
                row[name] = mine


@dataclass
class World:
    """Everything of one history."""

    seed: int
    folder: Path
    template: Path
    dice: random.Random = field(init=False)
    book: Book = field(default_factory=Book)
    desks: list[Desk] = field(default_factory=list)
    trace: list[str] = field(default_factory=list)
    clones: int = 0
    given_up: dict[Path, set[int]] = field(default_factory=dict)
    """By the path of its database, the numbers of acts each laptop had to forget."""

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.new_id = Ids(self.seed)
        engine = open_database(f"sqlite:///{self.folder / 'server.db'}")
        self.office = Office(engine, self.folder / "server-files", new_id=self.new_id)
        begin_epoch(engine, f"{self.seed:032x}")
        for name in (
            "li",
            "wang",
            "chen",
            *self.dice.choices(("li", "han", "wang"), k=self.dice.randint(0, 3)),
        ):
            self.move_in(name)
        stock_acts.stock_up(self)

    def move_in(self, name: str) -> Desk:
        """A person gets another laptop."""
        places = self._places()
        shutil.copyfile(self.template, places.database)
        return self._connect(Desk(self.office, self.open(places.database, Clock()), name))

    def open(self, path: Path, clock: Clock) -> Database:
        engine = make_engine(path, KEYSPEC)
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
            act = self.dice.choices([act for act, _ in _ACTS], [weight for _, weight in _ACTS])[0]
            self.try_act(act, desk)

    def try_act(self, act: Callable[["World", Desk], object], desk: Desk) -> None:
        """Let something happen; what a rule forbids does not."""
        self.trace.append(f"{self.desks.index(desk)} {desk.name} {act.__name__}")
        try:
            act(self, desk)
        except SalesDeskError as error:
            self.trace[-1] += f" ({error.code})"

    def settle(self) -> None:
        """The network is up, nobody writes, time goes on: all go through whole cycles until nothing moves."""
        for desk in self.desks:
            desk.network.trouble = 0.0
        for _ in range(6):
            for desk in list(self.desks):
                desk.database.clock.forward(minutes=10)
                ended = self.whole_cycle(desk)
                assert ended.outcome == "done", (self.seed, desk.name, ended)

    def whole_cycle(self, desk: Desk, **how) -> Cycle:
        return cycle.run(desk.replica, desk.network, consented=True, **how)

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

    def remove_customer(self, desk: Desk) -> None:
        customers.remove_customers(desk.database, [self.some_customer(desk)])

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

    # what machines and networks do

    def sync(self, desk: Desk) -> None:
        self.whole_cycle(desk)

    def sync_in_trouble(self, desk: Desk) -> None:
        desk.network.trouble = 0.5
        self.whole_cycle(desk)
        desk.network.trouble = 0.0

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

    def hire(self, desk: Desk) -> None:
        """A person gets a second laptop."""
        if len(self.desks) < 6:
            self.move_in(desk.name)


_ACTS: tuple[tuple[Callable[[World, Desk], object], int], ...] = (
    (World.add_customer, 6),
    (World.edit_customer, 14),
    (World.remove_customer, 1),
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
    (World.sync, 12),
    (World.sync_in_trouble, 8),
    (World.sync_and_die, 5),
    (World.wrong_clock, 1),
    (World.clone, 1),
    (World.hire, 1),
)
