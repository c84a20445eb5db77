"""P13: how long a person's save takes while 100,000 rows are being pulled, beside the same save at rest.

The pull runs in a thread of the same program, as it does in earnest, and so does the save: what is measured
is all of it, from the call to the commit and the news of it. Threads take turns as often as in the window.
"""

import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from salesdesk.services import customers
from tests.bench.figures import tell
from tests.bench.first_pull import COUNT, stock
from tests.bench.replica import Laptop, laptop
from tests.bench.served import databases, equip, hire, opened, serving

PAUSE = 0.5
"""Seconds between two saves: somebody who works fast."""
TURN = 0.001
"""As `desktop.runtime.background` has it."""
AT_REST = 100


def percentile(values: list[float], part: float) -> float:
    return sorted(values)[min(len(values) - 1, round(len(values) * part))]


def saves(own: Laptop, go_on: Callable[[int], bool], pause: float) -> list[float]:
    """Save again and again; return the ms of each save."""
    taken: list[float] = []
    while go_on(len(taken)):
        began = time.perf_counter()
        customers.add_customer(own.database, {"name": f"深圳鑫源精密机械有限公司{len(taken)}"})
        taken.append((time.perf_counter() - began) * 1000)
        time.sleep(pause)
    return taken


def measured(own: Laptop) -> tuple[list[float], list[float]]:
    """Return the ms of saves at rest, and of those during the pull."""
    rest = saves(own, lambda done: done < AT_REST, 0)
    failed: list[Exception] = []

    def pull() -> None:
        try:
            own.sync()
        except Exception as error:  # noqa: BLE001 - it is raised where it is seen
            failed.append(error)

    thread = threading.Thread(target=pull)
    thread.start()
    busy = saves(own, lambda _: thread.is_alive(), PAUSE)
    thread.join()
    if failed:
        raise failed[0]
    return rest, busy


def main() -> None:
    sys.setswitchinterval(TURN)
    with databases("SQLite") as (folder, database), TemporaryDirectory() as places:
        with opened(database) as engine:
            user = hire(engine, ["li"])["li"]
            stock(engine, user, COUNT)
            (token,) = equip(engine, [user])
        with (
            serving(folder, database) as served,
            laptop(Path(places) / "laptop", served.url, token) as own,
        ):
            rest, busy = measured(own)
    name = f"a save during a pull of {COUNT:,} ({len(busy)} saves)"
    worst, usual = percentile(busy, 0.99), percentile(rest, 0.5)
    tell("P13", f"{name}, p99", worst, baseline=usual, target="<= 50 ms", met=worst <= 50)
    tell("P13", f"{name}, median", percentile(busy, 0.5), baseline=usual, target="(told)", met=True)


if __name__ == "__main__":
    main()
