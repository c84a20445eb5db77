"""P8, P9: a cycle with nothing to do, one act pushed and confirmed, one act pulled; beside a bare request.

A bare request asks the same server over the same line whether it is well. Each cycle is the laptop's whole
one: its own database is read and written, to the disk.
"""

import statistics
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from salesdesk.services import customers
from tests.bench.figures import tell
from tests.bench.replica import Laptop, laptop
from tests.bench.served import DATABASES, databases, equip, hire, opened, serving

TIMES = 60


def middle(work: Callable[[], object], before: Callable[[], object] = lambda: None) -> float:
    """Return the median duration in ms; what comes `before` each run is not measured."""
    taken = []
    for _ in range(TIMES):
        before()
        began = time.perf_counter()
        work()
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken)


def add(own: Laptop) -> UUID:
    """Write one new customer on a laptop."""
    fields = {"name": "深圳鑫源精密机械有限公司", "city": "深圳市", "phone": "0755-26581234"}
    return customers.add_customer(own.database, fields)


def idle(kind: str, own: Laptop) -> None:
    own.sync()
    own.line.begin()
    own.sync()
    requests, weight = own.line.requests, own.line.sent + own.line.received
    bare = middle(own.line.bare)
    took = middle(own.sync)
    name = f"idle cycle, {kind}"
    tell("P8", name, took, baseline=bare, target="<= 4 x", met=took <= 4 * bare)
    tell("P8", f"{name}: requests", requests, unit="requests", target="1", met=requests == 1)
    tell("P8", f"{name}: bytes", weight, unit="B", target="<= 1024, heads too", met=weight <= 1024)


def one_act(kind: str, own: Laptop, other: Laptop) -> None:
    bare = middle(own.line.bare)
    pushed = middle(own.sync, lambda: add(own))
    tell("P9", f"one act pushed, {kind}", pushed, baseline=bare, target="<= 8 x", met=pushed <= 8 * bare)
    other.sync()

    def write() -> None:
        add(own)
        own.sync()

    bare = middle(other.line.bare)
    pulled = middle(other.sync, write)
    tell("P9", f"one act pulled, {kind}", pulled, baseline=bare, target="<= 8 x", met=pulled <= 8 * bare)


def measure(kind: str) -> None:
    with databases(kind) as (folder, database), TemporaryDirectory() as places:
        with opened(database) as engine:
            user = hire(engine, ["li"])["li"]
            first, second = equip(engine, [user, user])
        with (
            serving(folder, database) as served,
            laptop(Path(places) / "first", served.url, first, served.seal) as own,
            laptop(Path(places) / "second", served.url, second, served.seal) as other,
        ):
            idle(kind, own)
            one_act(kind, own, other)


def main() -> None:
    for kind in DATABASES:
        measure(kind)


if __name__ == "__main__":
    main()
