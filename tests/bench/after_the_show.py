"""P12: salespeople come back from a trade show at the same time, each with a laptop full of acts.

The load is made here, on the two processors the server and its database have too. Usually 100 people with 50
acts each; 500 with 200 where SALESDESK_BENCH_LARGE is set, or as many as are typed:
`python -m tests.bench.after_the_show 500 200 PostgreSQL 2`.
"""

import asyncio
import os
import sys
import time
from random import Random

from tests.bench.figures import p95, tell
from tests.bench.rep import Rep, Tally
from tests.bench.served import DATABASES, Served, databases, equip, hire, opened, serving

FEW, MANY = (100, 50), (500, 200)
WITHIN = 3.0
"""Seconds within which all are back."""
ONLINE = 5
"""So many more acts each writes after that, one at a time."""
THINK = 2.0
"""Seconds between two of them, on average."""


async def rush(served: Served, tokens: list, acts: int) -> tuple[Tally, float]:
    """Let everybody come back; return what it came to, and in how many seconds the show was drained."""
    tally, dice = Tally(), Random(11)
    reps = [Rep(served.url, token, tally, Random(dice.random())) for token in tokens]
    began = time.perf_counter()

    async def come_back(rep: Rep) -> None:
        after = dice.uniform(0, WITHIN)
        await rep.come_back(after=after, acts=acts - ONLINE, online=ONLINE, think=THINK)

    async with asyncio.TaskGroup() as crowd:
        for rep in reps:
            crowd.create_task(come_back(rep))
    assert tally.acts == len(reps) * acts, tally.acts
    return tally, tally.drained_at - began


def measure(kind: str, processes: int, people: int, acts: int) -> None:
    with databases(kind) as (folder, database):
        with opened(database) as engine:
            users = hire(engine, [f"rep{number}" for number in range(people)])
            tokens = equip(engine, list(users.values()))
        with serving(folder, database, "--processes", str(processes)) as served:
            tally, drained = asyncio.run(rush(served, tokens, acts))
            largest, total = served.peak_mb(), served.total_mb()
    name = f"{people} reps x {acts} acts, {kind}, {processes} processes"
    rate = people * (acts - ONLINE) / drained
    tell("P12", name, rate, unit="acts/s", target=">= 600", met=rate >= 600, peak=largest)
    slow = p95(tally.cycles) * 1000
    tell("P12", f"{name}: a cycle, p95", slow, target="<= 5 s", met=slow <= 5000, peak=largest)
    longest = max(tally.drained) * 1000
    told = f"(told; {tally.turned_away} times turned away)"
    tell("P12", f"{name}: the last one done", longest, target=told, met=True, peak=largest)
    tell("P12", f"{name}: server", total, unit="MB", target="<= 300", met=total <= 300, peak=largest)


def main(typed: list[str]) -> None:
    people, acts = MANY if os.environ.get("SALESDESK_BENCH_LARGE") else FEW
    if typed:
        people, acts = int(typed[0]), int(typed[1])
    kinds = typed[2:3] or DATABASES
    for kind in kinds:
        for processes in map(int, typed[3:4] or (1, 2)):
            measure(kind, processes, people, acts)


if __name__ == "__main__":
    main(sys.argv[1:])
