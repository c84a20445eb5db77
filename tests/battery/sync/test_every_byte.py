"""The line dies after any byte of any request or answer: the next cycle goes on, nothing happens twice."""

from datetime import timedelta

import msgspec

from salesdesk.protocol.sketches import KEY
from salesdesk.server import sketching
from salesdesk.services import contacts, customers, quotes
from salesdesk.storage.replica import absorbing
from salesdesk.sync.state import Outcome
from tests.battery.sync.invariants import broken
from tests.battery.sync.relay import Relay, cut_down, cut_up
from tests.battery.sync.wired import Wired
from tests.conftest import NOON, TODAY
from tests.sync.office import hand_out


class Talk:
    """A cycle of Wang's laptop with every question: session, push, pull, sums, repair, sketch, files."""

    def __init__(self, world: Wired) -> None:
        for spare in world.desks[2:]:
            spare.database.close()
            spare.link.close()
        del world.desks[2:]
        self.world, (self.li, self.wang) = world, world.desks
        self.rounds = 0
        customer = world.add_customer(self.wang)
        self.quote = quotes.draft_quote(self.wang.database, customer, today=TODAY)
        world.settle()

    @property
    def relay(self) -> Relay:
        return self.world.relay

    def prepare(self) -> None:
        """Something to send, something to fetch, a disagreement, and a row that is not what it was."""
        self.rounds += 1
        number = self.rounds
        customer = self.world.add_customer(self.li)
        for desk in (self.li, self.wang):
            assert self.world.whole_cycle(desk).outcome is Outcome.DONE
        quote = quotes.draft_quote(self.li.database, customer, today=TODAY)
        hand_out(self.li, f"Li's paper {number}".encode(), quote)
        customers.edit_customer(self.li.database, customer, {"note": f"Li's {number}"})
        assert self.world.whole_cycle(self.li).outcome is Outcome.DONE
        customers.edit_customer(self.wang.database, customer, {"note": f"Wang's {number}", "grade": "B"})
        contacts.add_contact(self.wang.database, customer, {"name": f"王芳 {number}"})
        hand_out(self.wang, f"Wang's paper {number}".encode(), self.quote)
        day = NOON + timedelta(days=self.rounds)
        sketching.renew(self.world.office.engine, day, key=self.rounds.to_bytes(KEY), rounds=1)
        self._drift()

    def _drift(self) -> None:
        with self.wang.database.engine.execution_options(rw=True).begin() as connection:
            connection.exec_driver_sql("UPDATE users SET phone = ?", (f"drift {self.rounds}",))

    def cycle(self) -> Outcome:
        return self.world.whole_cycle(self.wang, compares=True).outcome

    def lengths(self) -> list[tuple[str, int, int]]:
        """Return what an undisturbed cycle asks, with the bytes of each request and answer."""
        self.prepare()
        self.relay.begin()
        assert self.cycle() is Outcome.DONE
        return list(self.relay.seen)

    def rest(self) -> list[str]:
        self.relay.begin()
        self.wang.database.clock.forward(minutes=10)  # a file whose line died waits a little
        assert self.cycle() is Outcome.DONE
        for desk in (self.li, self.wang):
            assert self.world.whole_cycle(desk).outcome is Outcome.DONE
        return broken(self.world, kept_book=False)


def test_the_line_dies_after_any_byte(found, dice, goes_on):
    talk = Talk(found(dice.randrange(2**32), Wired))
    asked = talk.lengths()
    steps = ("session", "push", "pull", "repair", "sketch")
    assert {path for path, _, _ in asked} >= {f"/sync/{step}" for step in steps}
    assert {path[:7] for path, _, _ in asked} == {"/sync/s", "/sync/p", "/sync/r", "/files/"}
    points = [
        (number, cut, byte)
        for number, (_, up, down) in enumerate(asked)
        for cut, length in ((cut_up, up), (cut_down, down))
        for byte in range(length)
    ]
    total = len(points)
    dice.shuffle(points)
    while goes_on() and points:
        number, cut, byte = points.pop()
        talk.prepare()
        talk.relay.begin(**{f"r{number}": cut(byte)})
        ended = talk.cycle()
        assert ended in {Outcome.OFFLINE, Outcome.DONE}, (number, cut.__name__, byte, ended)
        assert talk.rest() == [], (talk.world.seed, asked[number][0], cut.__name__, byte)
    print(f"cut after {total - len(points)} of {total} bytes")  # noqa: T201 - of a long run


def test_a_laptop_that_takes_half_an_answer_for_a_whole_one_is_caught(found, dice, monkeypatch):
    """The control: of a page that was cut off the rows are missing, and the cursor goes on all the same."""
    talk = Talk(found(dice.randrange(2**32), Wired))
    talk.prepare()
    whole = absorbing.absorb_page

    def half(database, asked, page):
        return whole(database, asked, msgspec.structs.replace(page, blocks=[]))

    monkeypatch.setattr(absorbing, "absorb_page", half)
    talk.world.whole_cycle(talk.wang)
    assert broken(talk.world, kept_book=False)
