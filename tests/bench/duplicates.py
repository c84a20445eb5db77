"""P15: who of 200,000 customers may be the one that is typed."""

import statistics
import time

from salesdesk.services.duplicates import likely_duplicates
from tests.bench.figures import tell
from tests.bench.filled import filled, unlocked

CUSTOMERS, TIMES = 200_000, 40


def main() -> None:
    with filled(CUSTOMERS) as profile:
        workspace = unlocked(profile)
        database = workspace.database
        taken = []
        for number in range(TIMES):
            typed = {"name": f"深圳市鑫源{number}精密机械有限公司", "phone": f"0755-2658{number:04}"}
            began = time.perf_counter()
            likely_duplicates(database, typed)
            taken.append((time.perf_counter() - began) * 1000)
        workspace.close()
    worst = sorted(taken)[int(len(taken) * 0.95)]
    name = f"duplicate check against {CUSTOMERS:,}, p95 (median {statistics.median(taken):.1f})"
    tell("P15", name, worst, target="<= 100 ms", met=worst <= 100)


if __name__ == "__main__":
    main()
