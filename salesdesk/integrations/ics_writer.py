"""Writing iCalendar files (RFC 5545) that other calendars take in, again and again, without doubles."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from salesdesk import __version__
from salesdesk.domain.reminders import MORNING
from salesdesk.integrations.table_writer import replacing

DOMAIN: Final = "salesdesk"
"""What stands behind the @ of our own UIDs."""
_BEFORE_WORK: Final = timedelta(hours=MORNING.hour)
_HALF_HOUR: Final = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class EventOut:
    """One event. `begins` is aware, in the zone whose wall it keeps to; or it is for a whole `day`."""

    uid: str
    customer_id: UUID
    summary: str
    text: str
    place: str
    kind: str
    begins: datetime | None
    day: date | None
    minutes: int | None
    remind_before: int | None
    repeats: str
    done_at: datetime | None
    edited_at: datetime


def write_calendar(path: Path, events: Iterable[EventOut]) -> int:
    """Write a file; return how many events are in it. Raise StorageError where the disk refuses."""
    from icalendar import Calendar  # noqa: PLC0415 - only where a calendar is written

    calendar = Calendar()
    calendar.add("prodid", f"-//SalesDesk//{__version__}//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    count = 0
    for event in events:
        calendar.add_component(_event(event))
        count += 1
    calendar.add_missing_timezones()
    content = calendar.to_ical()
    with replacing(path) as fresh:
        fresh.write_bytes(content)
    return count


def _event(event: EventOut) -> Any:
    from icalendar import Event, vRecur  # noqa: PLC0415 - only where a calendar is written

    made = Event()
    made.add("uid", event.uid)
    made.add("dtstamp", event.edited_at)
    made.add("last-modified", event.edited_at)
    made.add("summary", event.summary)
    made.add("dtstart", event.begins or event.day)
    if event.begins is not None:
        made.add("duration", timedelta(minutes=event.minutes or _HALF_HOUR))
    for name, value in (("description", event.text), ("location", event.place)):
        if value:
            made.add(name, value)
    if event.repeats:
        made.add("rrule", vRecur.from_ical(event.repeats))
    made.add("x-salesdesk-customer", str(event.customer_id))
    made.add("x-salesdesk-kind", event.kind)
    if event.done_at is not None:
        made.add("x-salesdesk-done", event.done_at.isoformat())
    if event.remind_before is not None and event.done_at is None:
        made.add_component(_alarm(event))
    return made


def _alarm(event: EventOut) -> Any:
    from icalendar import Alarm  # noqa: PLC0415 - only where a calendar is written

    alarm = Alarm()
    before = timedelta(minutes=event.remind_before or 0)
    alarm.add("action", "DISPLAY")
    alarm.add("description", event.summary)
    alarm.add("trigger", -before if event.day is None else _BEFORE_WORK - before)
    return alarm
