"""One figure: what was measured, the raw limit beside it, and whether the target is met."""

import json
import statistics
import sys
import time
from collections.abc import Callable

from tests.bench.memory import peak_mb


def seconds(work: Callable[[], object], times: int = 1) -> float:
    """Return the median duration of some runs."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def p95(values: list[float]) -> float:
    """Return the 95th percentile."""
    return sorted(values)[min(len(values) - 1, round(len(values) * 0.95))]


def tell(
    figure: str,
    name: str,
    value: float,
    *,
    unit: str = "ms",
    baseline: float | None = None,
    target: str,
    met: bool,
    peak: float | None = None,
) -> None:
    """Print one figure as a JSON line."""
    line = {
        "id": figure,
        "name": name,
        "value": round(value, 3),
        "unit": unit,
        "baseline": None if baseline is None else round(baseline, 3),
        "ratio": None if not baseline else round(value / baseline, 2),
        "target": target,
        "met": met,
        "peak_mb": peak_mb() if peak is None else peak,
    }
    sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    sys.stdout.flush()
