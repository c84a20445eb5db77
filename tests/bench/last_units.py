"""P19: fifty devices promise the last units of one product, one at a time, until there are none left.

In the server's heart, without HTTP: what is measured is how long each waits for the one balance they share.
`python -m tests.bench.last_units PostgreSQL`.
"""

import sys
import threading
import time
from collections.abc import Callable

from tests.bench.figures import tell
from tests.bench.served import DATABASES, databases, opened
from tests.server.laptops import Laptop, Office
from tests.server.stockroom import Stockroom

DEVICES = 50
UNITS = 1_000


def sell_out(room: Stockroom, laptops: list[Laptop]) -> float:
    """Let all promise until they are told that nothing is left; return in how many seconds."""
    quotes = [room.quote(laptop) for laptop in laptops]
    start = threading.Barrier(len(laptops) + 1)

    def promise(laptop: Laptop, quote: object) -> None:
        start.wait()
        while room.promise(laptop, quote, 1).status == "applied":
            pass

    work: Callable[..., None] = promise
    threads = [threading.Thread(target=work, args=pair) for pair in zip(laptops, quotes, strict=True)]
    for thread in threads:
        thread.start()
    start.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    return time.perf_counter() - began


def measure(kind: str) -> None:
    with databases(kind) as (_folder, database), opened(database) as engine:
        office = Office(engine)
        room = Stockroom(office, UNITS)
        seconds = sell_out(room, [office.laptop(("li", "han")[number % 2]) for number in range(DEVICES)])
        on_hand, reserved, _ = room.balance()
        promised = sum(row["quantity"] for row in office.rows("stock_reservations").values())
    oversold = max(0, promised - on_hand)
    assert (promised, reserved, oversold) == (UNITS, UNITS, 0), (promised, reserved)
    rate = UNITS / seconds
    name = f"{DEVICES} devices on the last units, {kind}; {oversold} oversold"
    tell("P19", name, rate, unit="promises/s", target=">= 100", met=rate >= 100)


def main(typed: list[str]) -> None:
    for kind in typed or DATABASES:
        measure(kind)


if __name__ == "__main__":
    main(sys.argv[1:])
