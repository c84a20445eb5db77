"""Programs measured from outside: from the moment they are started to the moment they have painted."""

import os
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
BARE_WINDOW = """
import resource, sys, time
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget
class Window(QWidget):
    def paintEvent(self, event):
        super().paintEvent(event)
        QTimer.singleShot(0, self.done)
    def done(self):
        print(time.monotonic(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, flush=True)
        app.quit()
app = QApplication(sys.argv)
window = Window()
window.resize(960, 700)
window.show()
app.exec()
"""


@dataclass(frozen=True)
class Painted:
    """How long until the first paint (ms), and the peak memory by then (MB)."""

    ms: float
    peak: float


def side_by_side(ours: tuple[str, ...], bare: str = BARE_WINDOW, times: int = 7) -> tuple[Painted, Painted]:
    """Run our program and the bare one in turns, so that both meet the same machine; return the medians."""
    _once(*ours)  # warms the disk
    pairs = [(_once(*ours), _once(bare)) for _ in range(times)]
    return _median([pair[0] for pair in pairs]), _median([pair[1] for pair in pairs])


def _median(runs: list[Painted]) -> Painted:
    return Painted(statistics.median(run.ms for run in runs), statistics.median(run.peak for run in runs))


def _environment() -> dict[str, str]:
    """Return ours, in which Python keeps what it has compiled, as it does for everybody."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def _once(program: str, *arguments: str) -> Painted:
    began = time.monotonic()
    command = [sys.executable, "-c", program, *arguments]
    run = subprocess.run(command, cwd=ROOT, env=_environment(), capture_output=True, text=True, check=True)
    at, peak, *rest = (float(word) for word in run.stdout.split()[:3])
    return Painted((at - began - (rest[0] if rest else 0)) * 1000, peak)
