"""When a reminder rings: at its time on the wall here, not in quiet hours, once together after a late start.

A reminder of a whole day counts from nine in the morning of that day, wherever one is. What was put off rings
then; what was dismissed rings no more, unless the activity has been moved since.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import Final
from uuid import UUID

from salesdesk.domain.wall_time import moment_of, travelled, wall_of

MORNING: Final = time(9)
LATEST: Final = timedelta(days=7)
"""What rang longer ago than this is found under what is late, and rings no more."""


class Snooze(StrEnum):
    """How long to put a reminder off."""

    TEN_MINUTES = "ten_minutes"
    HOUR = "hour"
    TOMORROW = "tomorrow"


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From one wall time to another, mostly over midnight; equal ones are no quiet hours."""

    start: time = time(22)
    end: time = time(7)

    def hold(self, wall: time) -> bool:
        """Return whether it is quiet at a wall time."""
        if self.start <= self.end:
            return self.start <= wall < self.end
        return wall >= self.start or wall < self.end


@dataclass(frozen=True, slots=True)
class Here:
    """Where one is: the zone of this machine's wall, how one travels, and when it is quiet."""

    zone: tzinfo
    keeps_wall: bool = True
    quiet: QuietHours = QuietHours()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """What is to be reminded of, and what became of the reminder so far.

    It begins at `begins` in the zone `home`, or on the day `all_day_on`; it rings so many minutes `before`.
    `due_at` is when it was due as it was put off or dismissed.
    """

    activity_id: UUID
    begins: datetime
    home: tzinfo
    before: int
    all_day_on: date | None = None
    due_at: datetime | None = None
    until: datetime | None = None
    dismissed: bool = False

    def begins_here(self, here: Here) -> datetime:
        """Return the moment at which it begins where one is."""
        if self.all_day_on is not None:
            return moment_of(self.all_day_on, MORNING, here.zone)
        return travelled(self.begins, self.home, here.zone) if here.keeps_wall else self.begins

    def due(self, here: Here) -> datetime:
        """Return when it was to ring first; it changes when the activity is moved."""
        return self.begins_here(here) - timedelta(minutes=self.before)

    def rings_at(self, here: Here) -> datetime | None:
        """Return when it rings next, or None when it rings no more."""
        due = self.due(here)
        if self.due_at == due and self.dismissed:
            return None
        if self.due_at == due and self.until is not None:
            return self.until
        return self._after_quiet(due, here)

    def _after_quiet(self, due: datetime, here: Here) -> datetime:
        """Wait until the quiet hours are over, but for what begins while they last."""
        wall = wall_of(due, here.zone)
        if not here.quiet.hold(wall.time()):
            return due
        day = wall.date() + timedelta(days=wall.time() >= here.quiet.end)
        end = moment_of(day, here.quiet.end, here.zone)
        return due if self.begins_here(here) < end else end


@dataclass(frozen=True, slots=True)
class Plan:
    """What rings now, the first to begin first, and the moment at which the next one will."""

    now: tuple[Reminder, ...]
    next_at: datetime | None


def plan(reminders: Iterable[Reminder], *, now: datetime, here: Here) -> Plan:
    """Return what is due. After a late start all that was missed comes together."""
    timed = [(at, each) for each in reminders if (at := each.rings_at(here)) is not None]
    due = [each for at, each in timed if now - LATEST <= at <= now]
    due.sort(key=lambda each: (each.begins_here(here), each.activity_id))
    return Plan(tuple(due), min((at for at, _ in timed if at > now), default=None))


def put_off(snooze: Snooze, *, now: datetime, here: Here) -> datetime:
    """Return until when it is put off; tomorrow is nine o'clock on the wall here."""
    if snooze is Snooze.TOMORROW:
        return moment_of(wall_of(now, here.zone).date() + timedelta(days=1), MORNING, here.zone)
    return now + timedelta(minutes=10 if snooze is Snooze.TEN_MINUTES else 60)
