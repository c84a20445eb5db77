"""P11: how soon an act is on another online laptop, by the long poll, both with their real agents.

Measured from the moment the first laptop goes to the server until the row is committed on the other and its
program was told. The time from the save itself is told beside it: a laptop waits a moment whether more is
being typed.
"""

import threading
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from salesdesk.services import customers
from salesdesk.sync.agent import Agent, Core
from salesdesk.sync.http import HttpLink
from tests.bench.figures import p95, tell
from tests.bench.replica import Laptop, laptop
from tests.bench.served import DATABASES, databases, equip, hire, opened, serving

TIMES = 60
PATIENCE = 20.0


class Online:
    """A laptop whose agent works, and which knows when customers arrived."""

    def __init__(self, own: Laptop) -> None:
        self.own = own
        self._heard = threading.Event()
        self._well = threading.Event()
        own.database.changes.subscribe(self._told)
        token = own.line._session.headers["Authorization"].partition(" ")[2]
        self.agent = Agent(
            Core(own.replica, HttpLink(own.url, token), self._status), HttpLink(own.url, token)
        )

    def _told(self, told) -> None:
        if "customers" in told.entities:
            self._heard.set()

    def _status(self, status) -> None:
        self._well.set()

    def begin(self) -> None:
        """Expect news."""
        self._heard.clear()

    def heard(self) -> float:
        """Wait for news; return when they came."""
        assert self._heard.wait(PATIENCE), "no news"
        return time.perf_counter()


def write(writer: Online, number: int) -> None:
    customers.add_customer(writer.own.database, {"name": f"深圳鑫源精密机械有限公司{number}"})


def measured(writer: Online, reader: Online, *, at_once: bool) -> list[float]:
    """Return the ms of each act until the other laptop was told of it."""
    taken = []
    for number in range(TIMES if at_once else TIMES // 3):
        reader.begin()
        began = time.perf_counter()
        write(writer, number)
        if at_once:
            began = time.perf_counter()
            writer.agent.wake()
        taken.append((reader.heard() - began) * 1000)
        time.sleep(0.3)  # until the other listens again, as a person types
    return taken


def measure(kind: str) -> None:
    with databases(kind) as (folder, database), TemporaryDirectory() as places:
        with opened(database) as engine:
            user = hire(engine, ["li"])["li"]
            first, second = equip(engine, [user, user])
        with (
            serving(folder, database) as served,
            laptop(Path(places) / "first", served.url, first) as one,
            laptop(Path(places) / "second", served.url, second) as two,
        ):
            one.sync()
            two.sync()
            writer, reader = Online(one), Online(two)
            for online in (writer, reader):
                online.agent.start()
            try:
                time.sleep(1)  # both listen
                _report(kind, writer, reader)
            finally:
                writer.agent.stop()
                reader.agent.stop()


def _report(kind: str, writer: Online, reader: Online) -> None:
    sent = p95(measured(writer, reader, at_once=True))
    tell("P11", f"to another laptop, p95, {kind}", sent, target="<= 250 ms", met=sent <= 250)
    saved = p95(measured(writer, reader, at_once=False))
    tell("P11", f"from the save, p95, {kind}", saved, target="<= 1 s", met=saved <= 1000)


def main() -> None:
    for kind in DATABASES:
        measure(kind)


if __name__ == "__main__":
    main()
