"""Long runs with a time budget: seconds in `make test`, as long as wanted in `make battery`.

SALESDESK_BATTERY_SECONDS is the budget of each test; SALESDESK_BATTERY_SEED replays a run by the seed it
printed.
"""

import os
import random
import shutil
import subprocess
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

HERE = Path(__file__).parent
SLICE = 2.0
BUDGET = float(os.environ.get("SALESDESK_BATTERY_SECONDS", SLICE))


def _can_trace() -> bool:
    """Return whether programs can be watched from outside, which the power cuts need."""
    strace = shutil.which("strace")
    return strace is not None and not subprocess.call([strace, "-o", os.devnull, "true"])


collect_ignore = [] if _can_trace() else ["test_power_cuts.py"]


def pytest_report_header():
    if collect_ignore:
        return "power cuts are not tried: strace is not there or may not trace (apt-get install strace)"
    return None


def pytest_collection_modifyitems(items):
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.battery)
            item.add_marker(pytest.mark.timeout(BUDGET + 300))


@pytest.fixture
def goes_on() -> Callable[[], bool]:
    """Say whether there is time for another round; there is always time for the first."""
    until = time.monotonic() + BUDGET
    rounds = count()
    return lambda: next(rounds) == 0 or time.monotonic() < until


@pytest.fixture
def dice(request) -> random.Random:
    """Chance from a seed that is printed when the test fails."""
    seed = int(os.environ.get("SALESDESK_BATTERY_SEED") or random.SystemRandom().randrange(2**32))
    print(f"SALESDESK_BATTERY_SEED={seed} replays {request.node.name}")  # noqa: T201 - shown on failure
    return random.Random(seed)
