"""P10: 1,000 acts written offline, each in a group of its own: read, pushed, answered and settled.

The whole cycle, in which the server's own rows of them come back, is told beside it.
"""

import time
from pathlib import Path
from tempfile import TemporaryDirectory

from salesdesk.services import activities, contacts, customers
from salesdesk.storage.replica import outgoing
from salesdesk.sync import cycle as cycles
from salesdesk.sync.state import At, Cycle, Outcome
from tests.bench.figures import tell
from tests.bench.made_up import customers as made_up
from tests.bench.replica import Laptop, laptop
from tests.bench.served import DATABASES, databases, equip, hire, opened, serving

ACTS = 1_000
TARGETS = {"SQLite": 1_500, "PostgreSQL": 800}


def work_offline(own: Laptop) -> None:
    """Write customers, their people and tasks, and change customers: one act each."""
    database = own.database
    for number, given in enumerate(made_up(ACTS // 4)):
        fields = {"name": f"{given[1]}{number}", "phone": given[4], "city": given[7], "street": given[9]}
        customer = customers.add_customer(database, fields)
        contacts.add_contact(database, customer, {"name": given[2]})
        activities.log_activity(database, customer, {"kind": "task", "subject": "寄样品和报价单"})
        customers.edit_customer(database, customer, {"note": "在展会上看过样机,要三台的报价。"})


def measure(kind: str) -> None:
    with databases(kind) as (folder, database), TemporaryDirectory() as places:
        with opened(database) as engine:
            user = hire(engine, ["li"])["li"]
            (token,) = equip(engine, [user])
        with (
            serving(folder, database) as served,
            laptop(Path(places) / "laptop", served.url, token) as own,
        ):
            own.sync()
            work_offline(own)
            acts = own.database.ask(outgoing.count)
            began = time.perf_counter()
            pushed, ended = _pushed(own, began)
            whole = time.perf_counter() - began
    assert (ended.tally.pushed, ended.tally.problems) == (acts, 0), ended
    rate, target = acts / pushed, TARGETS[kind]
    name = f"{acts:,} offline acts, {kind}"
    tell("P10", name, rate, unit="acts/s", target=f">= {target:,}", met=rate >= target)
    tell("P10", f"{name}: the whole cycle", whole * 1000, target="(told)", met=True)


def _pushed(own: Laptop, began: float) -> tuple[float, Cycle]:
    """Go through a cycle; return the seconds until every act was answered, and how it ended."""
    cycle, pushed = Cycle(), 0.0
    while not cycle.is_over:
        cycle = cycles.advance(own.replica, own.line, cycle)
        if cycle.at in {At.SESSION, At.PUSH}:
            pushed = time.perf_counter() - began
    assert cycle.outcome is Outcome.DONE, cycle
    return pushed, cycle


def main() -> None:
    for kind in DATABASES:
        measure(kind)


if __name__ == "__main__":
    main()
