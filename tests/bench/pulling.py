"""A first pull in a process of its own, which holds what a laptop needs for it and nothing of the server."""

import json
import sys
import time
from pathlib import Path

from tests.bench.memory import peak_mb
from tests.bench.replica import laptop
from tests.bench.tokens import told_by


def measured(folder: str, url: str, *token: str) -> dict[str, float]:
    """Pull; return ms by the clock and of work, rows, bytes both ways, and the peak in MB."""
    with laptop(Path(folder), url, told_by(list(token))) as own:
        own.line.begin()
        worked, began = time.process_time(), time.perf_counter()
        ended = own.sync()
        took, worked = time.perf_counter() - began, time.process_time() - worked
        told = {"ms": took * 1000, "cpu": worked * 1000, "rows": ended.tally.pulled, "peak": peak_mb()}
        return told | {"bytes": own.line.received + own.line.sent}


if __name__ == "__main__":
    json.dump(measured(*sys.argv[1:]), sys.stdout)
