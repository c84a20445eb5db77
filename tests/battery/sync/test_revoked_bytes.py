"""What a laptop may no longer hold leaves no byte, by whatever way it was lost; one's own words stay.

Canary words stand in everything a customer has beneath. Wang, who loses them, has worked on them as well:
drafts, steps to undo, conflicts, a search index, a journal, files.
"""

from collections.abc import Callable
from datetime import timedelta
from itertools import cycle
from uuid import UUID

import msgspec
from sqlalchemy import select

from salesdesk.services import activities, contacts, customers, drafts, quote_lines, quotes, search, undo
from salesdesk.storage import journaling
from salesdesk.storage.replica import file_removal, scrubbing
from salesdesk.storage.tables.customers import CustomerRow
from salesdesk.storage.tables.replication import AckedRow, FileQueueRow, OutboxRow, ProblemRow
from salesdesk.storage.tables.users import UserRow
from salesdesk.storage.undo import Step
from salesdesk.sync import cycle as cycles
from salesdesk.sync.state import Cycle, Outcome
from tests.battery.sync.world import World
from tests.conftest import TODAY
from tests.storage.pages import plain_bytes
from tests.sync.office import Desk, files_of, hand_out

KEY = bytes(range(32))
CANARY = "Quagmire"
OWN = "Thistle"


def fill(desk: Desk, word: str) -> UUID:
    """A customer with everything beneath, two papers among it; `word` stands in each."""
    database = desk.database
    customer = customers.add_customer(database, {"name": f"{word} GmbH", "note": f"note {word}"})
    contacts.add_contact(database, customer, {"name": f"{word} Miller"})
    activities.log_activity(database, customer, {"kind": "call", "subject": f"about {word}"})
    quote = quotes.draft_quote(database, customer, today=TODAY, fields={"title": f"{word} offer"})
    quote_lines.set_lines(database, quote, [quote_lines.QuoteLine(name=f"{word} pump")])
    for size in (10, 2_500):
        hand_out(desk, f"{word} paper ".encode().ljust(size, b"."), quote)
    return customer


def quotes_of(desk: Desk, customer: UUID) -> set[UUID]:
    return {row_id for row_id, row in desk.living("quotes").items() if row["customer_id"] == customer}


class Loss:
    """Li's customers with canaries, on Wang's laptop too, and ways for Wang to lose them."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.li, self.wang = world.desks[:2]
        self.admin = world.move_in("admin")
        self.journal = files_of(self.wang.database).with_name("outbox.log")
        journaling.keep(self.wang.database, self.journal, KEY, violent=False)
        self.lost = [fill(self.li, f"{CANARY}{number}") for number in range(2)]
        self.wrote, self.own_paper = False, ""
        self.kept = customers.add_customer(self.wang.database, {"name": "Bramble GmbH"})
        for desk in (self.li, self.wang, self.admin):
            assert world.whole_cycle(desk).outcome is Outcome.DONE
        self._work_on_them()
        self._half_a_paper()

    def _work_on_them(self) -> None:
        """Leave traces: edits, a conflict, drafts, steps taken and taken back, words looked for."""
        database, (one, other) = self.wang.database, self.lost
        customers.edit_customer(self.li.database, one, {"city": f"{CANARY} theirs"})
        self.world.whole_cycle(self.li)
        customers.edit_customer(database, one, {"city": f"{CANARY} mine"})
        customers.edit_customer(database, other, {"note": f"{CANARY} once more"})
        customers.edit_customer(database, other, {"note": f"{CANARY} and again"})
        undo.undo(database)
        contacts.add_contact(database, other, {"name": f"{CANARY} Smith"})
        drafts.keep_draft(database, "customer", one, {"note": f"{CANARY} half written"})
        assert search.search(database, CANARY.lower())
        self.world.whole_cycle(self.wang)
        if self.world.dice.random() < 0.5:  # what was answered is kept for a month only
            database.clock.forward(days=40)
            self.world.whole_cycle(self.wang)
            database.clock.now -= timedelta(days=40)

    def _half_a_paper(self) -> None:
        """One more paper is on its way to Wang when it happens."""
        (quote,) = quotes_of(self.li, self.lost[0])
        self.half = hand_out(self.li, f"{CANARY} half ".encode().ljust(2_500, b"."), quote)
        self.world.whole_cycle(self.li)
        state, name = Cycle(consented=True), self.wang.files.kept_as(self.half)
        while not self.wang.files.parts.size(name):
            state = cycles.advance(self.wang.replica, self.wang.network, state)

    # ways to lose them

    def other_manager(self) -> None:
        self._user("li", manager_id=None)

    def other_role(self) -> None:
        self._user("wang", role="salesperson")

    def given_away(self) -> None:
        self._user("han", manager_id=None)
        with self.admin.database.write(Step("customer-edit", name="")) as session:
            for customer in self.lost:
                session.get_one(CustomerRow, customer).owner_id = self.world.office.people["han"]

    def left_company(self) -> None:
        self._user("wang", is_active=False)

    def _user(self, name: str, **facts) -> None:
        with self.admin.database.write(Step("customer-edit", name="")) as session:
            row = session.get_one(UserRow, self.world.office.people[name])
            for field, value in facts.items():
                setattr(row, field, value)

    # what is left

    def places(self) -> dict[str, bytes]:
        """All bytes of Wang's laptop as whoever has its keys could read them."""
        found = {"database": plain_bytes(self.wang.database)}
        journal = self.wang.database.journal
        found["journal"] = b"".join(msgspec.msgpack.encode(entry) for _, entry in journal.entries())
        kept, folder = self.wang.files, files_of(self.wang.database)
        names = [path.name for path in folder.glob("??/*")]
        found["files"] = b"".join(kept.get(name) for name in names)
        found["parts"] = b"".join(kept.parts.read(path.name) for path in folder.glob("parts/*"))
        found["hashes"] = " ".join(row.sha256 for row in self._line()).encode()
        return found

    def _line(self):
        return self.wang.database.ask(lambda session: session.scalars(select(FileQueueRow)).all())


def remnants(loss: Loss) -> list[str]:
    """I4: where a canary is still to be read."""
    words = (CANARY.encode(), CANARY.lower().encode(), CANARY.encode("utf-16-le"), loss.half.encode())
    return [place for place, content in loss.places().items() if any(word in content for word in words)]


def own_words(desk: Desk) -> list[str]:
    """I5: what became of acts that were written and not yet sent when the scope was lost."""

    def read(session) -> list[str]:
        kinds = (OutboxRow, AckedRow, ProblemRow)
        return [
            kind.__tablename__
            for kind in kinds
            for patch in session.scalars(select(kind.patch))
            if OWN.encode() in patch
        ]

    return desk.database.ask(read)


WAYS: tuple[Callable[[Loss], None], ...] = (
    Loss.other_manager,
    Loss.other_role,
    Loss.given_away,
    Loss.left_company,
)


def lose(world: World, way: Callable[[Loss], None]) -> Loss:
    """Lose them, while Wang writes something at some point of the way."""
    loss = Loss(world)
    way(loss)
    assert world.whole_cycle(loss.admin).tally.problems == 0
    if way is not Loss.left_company:
        _write_meanwhile(world, loss)
    for _ in range(3):
        assert world.whole_cycle(loss.wang).outcome is Outcome.DONE
    return loss


def _write_meanwhile(world: World, loss: Loss) -> None:
    """Go some steps of the cycle that takes them away, and write; go on, or be killed there."""
    database, state = loss.wang.database, Cycle(consented=True)
    for _ in range(world.dice.randrange(6)):
        state = state if state.is_over else cycles.advance(loss.wang.replica, loss.wang.network, state)
    if loss.lost[0] in loss.wang.living("customers"):
        customers.edit_customer(database, loss.lost[0], {"note": f"{OWN} of one's own"})
        (quote,) = quotes_of(loss.wang, loss.lost[0])
        loss.own_paper = hand_out(loss.wang, f"{OWN} paper".encode(), quote)
        loss.wrote = True
    while world.dice.random() < 0.9 and not state.is_over:
        state = cycles.advance(loss.wang.replica, loss.wang.network, state)


def test_no_byte_is_left_and_no_word_of_ones_own_is_lost(found, dice, goes_on):
    ways = cycle(dice.sample(WAYS, len(WAYS)))
    while goes_on():
        world, way = found(dice.randrange(2**32)), next(ways)
        loss = lose(world, way)
        assert remnants(loss) == [], (world.seed, way.__name__)
        assert loss.kept in loss.wang.living("customers") or way is Loss.left_company
        assert not loss.wang.database.ask(scrubbing.is_due)
        assert set(own_words(loss.wang)) == ({"acked", "problem"} if loss.wrote else set()), world.seed
        sent = world.office.files.path(loss.own_paper or loss.half)
        assert sent.exists(), "what was handed out is kept for whoever decides"


def test_without_the_scrub_it_is_found(found, dice, monkeypatch):
    """The control."""
    monkeypatch.setattr(scrubbing, "scrub", lambda *_: None)
    monkeypatch.setattr(file_removal, "remove_left", lambda *_: None)
    loss = lose(found(dice.randrange(2**32)), Loss.other_manager)
    assert {"database", "journal", "files", "parts", "hashes"} <= set(remnants(loss))
