"""How much memory this process has taken at most. Imports nothing that a measured start would have to pay."""

import resource
import sys
from pathlib import Path

_STATUS = Path("/proc/self/status")
_REFERENCES = Path("/proc/self/clear_refs")


def peak_mb() -> float:
    """Return this process's peak resident memory in MB.

    Linux hands `ru_maxrss` on from the process that started this one; VmHWM is our own.
    """
    if _STATUS.exists():
        lines = _STATUS.read_text(encoding="ascii").splitlines()
        kib = next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))
        return round(kib / 1024, 1)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (1024 * 1024 if sys.platform == "darwin" else 1024), 1)


def peak_of(process: int) -> float:
    """Return the peak resident memory of another process in MB; 0 where the system does not tell."""
    return _told(Path(f"/proc/{process}/status"), "VmHWM:")


def share_of(process: int) -> float:
    """Return the memory of another process in MB, its share of what several have; 0 if it is not told."""
    return _told(Path(f"/proc/{process}/smaps_rollup"), "Pss:")


def _told(file: Path, name: str) -> float:
    lines = file.read_text(encoding="ascii").splitlines() if file.exists() else []
    kib = next((int(line.split()[1]) for line in lines if line.startswith(name)), 0)
    return round(kib / 1024, 1)


def forget_peak() -> None:
    """Begin to measure the peak anew, where the system can."""
    if _REFERENCES.exists():
        _REFERENCES.write_text("5", encoding="ascii")
