"""Figures for Prometheus, in its text format (0.0.4): counters, gauges, histograms of seconds.

Several processes share one address, and who is asked is chance. So each writes its figures to a file every
few seconds, and whoever is asked adds those of the others.
"""

import os
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from threading import Lock
from typing import Final, TypeVar

import msgspec

BOUNDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
MEDIA_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
_HELP: Final = {
    "salesdesk_requests_total": "Requests answered, by endpoint and status.",
    "salesdesk_request_seconds": "Time from request to answer.",
    "salesdesk_acts_total": "Acts taken, by what became of them.",
    "salesdesk_rows_total": "Rows sent.",
    "salesdesk_body_bytes_total": "Bytes of bodies, in and out, as they travelled.",
    "salesdesk_turned_away_total": "Sessions refused because too many were in a cycle.",
    "salesdesk_devices_in_cycle": "Devices in a cycle.",
    "salesdesk_devices_waiting": "Devices that wait for news.",
    "salesdesk_connections_in_use": "Connections to the database in use.",
}
STALE: Final = 15.0
"""Seconds after which a file belongs to a process that is gone."""
T = TypeVar("T")
Labels = tuple[tuple[str, str], ...]
Series = tuple[str, Labels]


class Seconds(msgspec.Struct):
    """How long something took: how often within each bound, the sum, the count."""

    within: list[int]
    total: float = 0.0
    count: int = 0


class Figures(msgspec.Struct):
    """All figures of a process."""

    counts: dict[Series, float] = {}
    seconds: dict[Series, Seconds] = {}


class Metrics:
    """The figures of this process; `folder` is shared with the others."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = Lock()
        self._counts: dict[Series, float] = defaultdict(float)
        self._seconds: dict[Series, Seconds] = {}
        self._gauges: dict[str, Callable[[], float]] = {}

    def count(self, name: str, by: float = 1, **labels: str) -> None:
        """Add to a counter."""
        with self._lock:
            self._counts[name, tuple(sorted(labels.items()))] += by

    def took(self, name: str, seconds: float, **labels: str) -> None:
        """Note how long something took."""
        series = name, tuple(sorted(labels.items()))
        with self._lock:
            known = self._seconds.setdefault(series, Seconds([0] * len(BOUNDS)))
            for at, bound in enumerate(BOUNDS):
                known.within[at] += seconds <= bound
            known.total += seconds
            known.count += 1

    def gauge(self, name: str, read: Callable[[], float]) -> None:
        """Show what `read` says whenever somebody asks."""
        self._gauges[name] = read

    def keep(self) -> None:
        """Write this process's figures for the others."""
        self._folder.mkdir(parents=True, exist_ok=True)
        fresh = self._folder / f"{os.getpid()}.new"
        fresh.write_bytes(msgspec.msgpack.encode(self._now()))
        fresh.replace(self._file(os.getpid()))

    def close(self) -> None:
        """Take the file of this process away."""
        self._file(os.getpid()).unlink(missing_ok=True)

    def text(self) -> str:
        """Return the figures of all processes, as Prometheus reads them."""
        total = self._now()
        for other in self._others():
            _add(total, other)
        return "\n".join((*_lines(total), ""))

    def _now(self) -> Figures:
        gauges = {(name, ()): float(read()) for name, read in self._gauges.items()}
        with self._lock:
            seconds = {
                series: Seconds(list(s.within), s.total, s.count) for series, s in self._seconds.items()
            }
            return Figures(dict(self._counts) | gauges, seconds)

    def _file(self, process: int) -> Path:
        return self._folder / f"{process}.figures"

    def _others(self) -> Iterator[Figures]:
        for path in sorted(self._folder.glob("*.figures")):
            if path == self._file(os.getpid()):
                continue
            try:
                if time.time() - path.stat().st_mtime > STALE:
                    path.unlink()  # its process is gone
                else:
                    yield msgspec.msgpack.decode(path.read_bytes(), type=Figures)
            except (OSError, msgspec.DecodeError):
                continue  # it went away just now


def _add(total: Figures, other: Figures) -> None:
    for series, value in other.counts.items():
        total.counts[series] = total.counts.get(series, 0) + value
    for series, more in other.seconds.items():
        known = total.seconds.setdefault(series, Seconds([0] * len(BOUNDS)))
        known.within = [a + b for a, b in zip(known.within, more.within, strict=True)]
        known.total += more.total
        known.count += more.count


def _lines(figures: Figures) -> Iterator[str]:
    for name, some in _by_name(figures.counts).items():
        yield from _head(name, "counter" if name.endswith("_total") else "gauge")
        for labels, value in some.items():
            yield f"{name}{_braces(labels)} {_number(value)}"
    for name, timed in _by_name(figures.seconds).items():
        yield from _head(name, "histogram")
        for labels, seconds in timed.items():
            yield from _histogram(name, labels, seconds)


def _histogram(name: str, labels: Labels, seconds: Seconds) -> Iterator[str]:
    for bound, within in zip(BOUNDS, seconds.within, strict=True):
        yield f"{name}_bucket{_braces((*labels, ('le', f'{bound:g}')))} {within}"
    yield f"{name}_bucket{_braces((*labels, ('le', '+Inf')))} {seconds.count}"
    yield f"{name}_sum{_braces(labels)} {seconds.total:.6f}"
    yield f"{name}_count{_braces(labels)} {seconds.count}"


def _by_name(values: Mapping[Series, T]) -> dict[str, dict[Labels, T]]:
    found: dict[str, dict[Labels, T]] = {}
    for name, labels in sorted(values):
        found.setdefault(name, {})[labels] = values[name, labels]
    return found


def _head(name: str, kind: str) -> Iterator[str]:
    yield f"# HELP {name} {_HELP[name]}"
    yield f"# TYPE {name} {kind}"


def _braces(labels: Labels) -> str:
    """Return the labels as they stand behind a name; their values are our own words, never a person's."""
    return "{" + ",".join(f'{name}="{value}"' for name, value in labels) + "}" if labels else ""


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(value)
