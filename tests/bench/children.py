"""Programs measured from outside: from the moment they are started to the moment they have painted.

A child prints one JSON object: `at`, its monotonic clock when it had painted, `peak` in MB, and what else it
has to tell, each a number.
"""

import json
import os
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
BARE_WINDOW = """
import json, sys, time
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget
class Window(QWidget):
    def paintEvent(self, event):
        super().paintEvent(event)
        QTimer.singleShot(0, self.done)
    def done(self):
        at = time.monotonic()
        from tests.bench.memory import peak_mb
        print(json.dumps({"at": at, "peak": peak_mb()}), flush=True)
        app.quit()
app = QApplication(sys.argv)
window = Window()
window.resize(960, 700)
window.show()
app.exec()
"""


@dataclass(frozen=True)
class Painted:
    """How long until the awaited paint (ms), the peak memory by then (MB), and what else was told."""

    ms: float
    peak: float
    told: dict[str, float] = field(default_factory=dict)


def side_by_side(ours: tuple[str, ...], bare: str = BARE_WINDOW, times: int = 7) -> tuple[Painted, Painted]:
    """Run our program and the bare one in turns, so that both meet the same machine; return the medians."""
    once(*ours)  # warms the disk
    pairs = [(once(*ours), once(bare)) for _ in range(times)]
    return median([pair[0] for pair in pairs]), median([pair[1] for pair in pairs])


def median(runs: list[Painted]) -> Painted:
    """Return the median of each figure."""
    return Painted(
        statistics.median(run.ms for run in runs),
        statistics.median(run.peak for run in runs),
        {name: statistics.median(run.told[name] for run in runs) for name in runs[0].told},
    )


def once(program: str, *arguments: str) -> Painted:
    """Run a program once."""
    began = time.monotonic()
    command = [sys.executable, "-c", program, *arguments]
    run = subprocess.run(command, cwd=ROOT, env=_environment(), capture_output=True, text=True, check=False)
    if run.returncode:
        raise RuntimeError(run.stderr)
    told = json.loads(run.stdout)
    return Painted((told.pop("at") - began) * 1000, told.pop("peak"), told)


def _environment() -> dict[str, str]:
    """Return ours, in which Python keeps what it has compiled, as it does for everybody."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
