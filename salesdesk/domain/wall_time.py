"""Wall time and moments: what a clock on a wall shows in one zone, and which moment that is.

A wall time that a change of clocks leaves out is the next minute there is; one that comes twice is the first.
"""

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final

_MINUTE: Final = timedelta(minutes=1)


def moment_of(day: date, at: time, zone: tzinfo) -> datetime:
    """Return the UTC moment at which a wall in a zone shows this day and time."""
    wall = datetime.combine(day, at.replace(tzinfo=None, fold=0))
    found = wall.replace(tzinfo=zone).astimezone(UTC)
    if found.astimezone(zone).replace(tzinfo=None, fold=0) == wall:
        return found
    return _end_of_gap(wall, zone)


def wall_of(moment: datetime, zone: tzinfo) -> datetime:
    """Return what a wall in a zone shows at an aware moment, without the zone."""
    return moment.astimezone(zone).replace(tzinfo=None, fold=0)


def travelled(moment: datetime, home: tzinfo, here: tzinfo) -> datetime:
    """Return the moment at which a wall here shows what one at home shows at `moment`.

    An appointment at ten stays at ten, wherever one has gone.
    """
    wall = wall_of(moment, home)
    return moment_of(wall.date(), wall.time(), here)


def _end_of_gap(wall: datetime, zone: tzinfo) -> datetime:
    """Return the moment at which the clocks are put forward over a wall time, to the minute."""
    offsets = [wall.replace(tzinfo=zone, fold=fold).utcoffset() or timedelta() for fold in (0, 1)]
    early, late = sorted((wall - offset).replace(tzinfo=UTC) for offset in offsets)
    before = early.astimezone(zone).utcoffset()
    minutes = range((late - early) // _MINUTE + 1)
    low, high = 0, len(minutes) - 1
    while high - low > 1:
        middle = (low + high) // 2
        if (early + middle * _MINUTE).astimezone(zone).utcoffset() == before:
            low = middle
        else:
            high = middle
    return early + high * _MINUTE
