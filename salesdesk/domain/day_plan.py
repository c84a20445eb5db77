"""Several visits in one day: by districts, in the hours that are free.

What has an hour keeps it. The others of its district are put as near to it as there is room; the remaining
districts follow one another, those of one city side by side, in the order in which they were chosen. Between
two visits lies a quarter of an hour in the same district and half an hour elsewhere; noon is free.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from salesdesk.domain.working_days import add_working_days

Span = tuple[int, int]
"""From one minute of the day to another."""
BEGINS: Final = 9 * 60
ENDS: Final = 18 * 60
USUAL: Final = 60
"""Minutes of a visit of which nobody said how long it takes."""
MOST: Final = 12
"""So many visits fit on one page, and hardly into one day."""
_NOON: Final = (12 * 60, 13 * 60)
_STEP: Final = 15
_NEAR: Final = 15
_FAR: Final = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """Somebody to be seen. `at` is the minute of the day where an hour is agreed."""

    customer: UUID
    city: str = ""
    district: str = ""
    minutes: int = USUAL
    at: int | None = None

    @property
    def area(self) -> tuple[str, str]:
        """City and district."""
        return self.city, self.district


@dataclass(frozen=True, slots=True)
class Planned:
    """When a visit begins, as a minute of the day; None where the day has no room for it."""

    visit: Visit
    start: int | None


@dataclass(frozen=True, slots=True)
class _Taken:
    span: Span
    area: tuple[str, str] | None  # None: not on the way, such as noon or a call

    def leaves(self, start: int, end: int, area: tuple[str, str]) -> bool:
        """Return whether a visit may lie so, with the way between."""
        way = 0 if self.area is None else _NEAR if self.area == area else _FAR
        return start >= self.span[1] + way or end + way <= self.span[0]


def plan_visits(
    visits: Sequence[Visit], busy: Iterable[Span] = (), *, earliest: int = BEGINS, latest: int = ENDS
) -> list[Planned]:
    """Return the visits in the order of the day; those without room come last. Spans are minutes."""
    taken = [_Taken(span, None) for span in (_NOON, *busy)]
    taken += [_Taken((each.at, each.at + each.minutes), each.area) for each in visits if each.at is not None]
    found = [Planned(each, each.at) for each in visits if each.at is not None]
    reached = earliest
    for group in _groups(visits):
        agreed = [each.at for each in group if each.at is not None]
        for each in group:
            if each.at is not None:
                continue
            near = agreed[0] if agreed else None
            start = _place(each, taken, range(earliest, latest - each.minutes + 1, _STEP), near, reached)
            found.append(Planned(each, start))
            if start is not None:
                taken.append(_Taken((start, start + each.minutes), each.area))
                reached = reached if agreed else start
    return sorted(found, key=lambda each: (each.start is None, each.start or 0))


def free_from(now_minute: int) -> int:
    """Return from which minute on a day can still be planned that has come to `now_minute`."""
    return max(BEGINS, -(-now_minute // _STEP) * _STEP)


def day_to_plan(wall: datetime) -> date:
    """Return the day one plans at an hour on the wall: today while it has room, then the next working one."""
    late = wall.hour * 60 + wall.minute > ENDS - USUAL
    return add_working_days(wall.date(), 1) if late else wall.date()


def _groups(visits: Sequence[Visit]) -> list[list[Visit]]:
    """Return the visits by district; districts of one city follow one another, agreed hours come first."""
    cities: dict[str, dict[str, list[Visit]]] = {}
    for each in visits:
        cities.setdefault(each.city, {}).setdefault(each.district, []).append(each)
    groups = [group for districts in cities.values() for group in districts.values()]
    return sorted(groups, key=lambda group: all(each.at is None for each in group))


def _place(
    visit: Visit, taken: Sequence[_Taken], starts: range, near: int | None, reached: int
) -> int | None:
    """Return the best free start: the nearest to an agreed hour, or the first behind what was reached."""
    free = [
        start
        for start in starts
        if all(each.leaves(start, start + visit.minutes, visit.area) for each in taken)
    ]
    if near is not None:
        return min(free, key=lambda start: (abs(start - near), start), default=None)
    return min(free, key=lambda start: (start < reached, start), default=None)
