"""Reading iCalendar files (RFC 5545): events and tasks, with their zones, repetitions and alarms.

What is wrong with one entry is told of that entry; a file that is no calendar is refused, with the line.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from salesdesk.domain.activities import LONGEST, LONGEST_REMINDER
from salesdesk.domain.errors import BadInput, FileRefused
from salesdesk.domain.reminders import MORNING
from salesdesk.domain.repeating import check_rule
from salesdesk.integrations import limits
from salesdesk.integrations.encodings import encoding_of

BYTES: Final = 5 * limits.MEGABYTE
ENTRIES: Final = 10_000
_MINUTE: Final = timedelta(minutes=1)
_BROKEN: Final = (ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError, ArithmeticError)
_BEFORE_WORK: Final = timedelta(hours=MORNING.hour)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One event or task. `begins` is aware, or without a zone where the file names none; or it is a `day`.

    `occurrence` tells which one of a series it stands for; `minutes` and `remind_before` are None where
    nobody said. `notes` are keys of what could not be kept.
    """

    uid: str
    summary: str
    occurrence: str = ""
    text: str = ""
    place: str = ""
    begins: datetime | None = None
    day: date | None = None
    zone: str = ""
    minutes: int | None = None
    remind_before: int | None = None
    repeats: str = ""
    done_at: datetime | None = None
    is_task: bool = False
    kind: str = ""
    customer: str = ""
    mails: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CalendarFile:
    """What is in a file: its entries, and of those that cannot be read what they are called and why."""

    name: str
    entries: tuple[Entry, ...]
    refused: tuple[tuple[str, str], ...] = ()
    cancelled: int = 0


@dataclass(slots=True)
class _Found:
    entries: list[Entry] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    cancelled: int = 0


def read_calendar(path: Path) -> CalendarFile:
    """Read a file. Raise FileRefused for what is none, too large, or holds nothing."""
    limits.check_size(path, BYTES)
    found = _Found()
    for number, component in enumerate(_components(path)):
        if number >= ENTRIES:
            raise FileRefused("calendar-too-long", file=path.name, most=ENTRIES)
        _take(component, found)
    if not found.entries and not found.refused and not found.cancelled:
        raise FileRefused("calendar-empty", file=path.name)
    return CalendarFile(path.name, tuple(found.entries), tuple(found.refused), found.cancelled)


def _components(path: Path) -> Iterator[Any]:
    from icalendar import Calendar  # noqa: PLC0415 - only where a calendar is read

    text = _text(path)
    try:
        calendars = Calendar.from_ical(text, multiple=True)
        found = [
            each for calendar in calendars for each in calendar.walk() if each.name in ("VEVENT", "VTODO")
        ]
    except _BROKEN as error:
        raise FileRefused("calendar-broken", file=path.name, line=_bad_line(text)) from error
    return iter(found)


def _text(path: Path) -> str:
    with limits.opened(limits.plain(path), path.name) as stream:
        encoding = encoding_of(stream, path.name)
        stream.seek(0)
        return stream.read().decode(encoding.codec, errors="replace").removeprefix("\ufeff")


def _bad_line(text: str) -> int:
    """Return the first line that is no line of a calendar; the first of all where each looks like one."""
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip() and not line[0].isspace() and ":" not in line:
            return number
    return 1


def _take(component: Any, found: _Found) -> None:
    summary = _words(component, "SUMMARY")
    try:
        if str(component.get("STATUS", "")).upper() == "CANCELLED":
            found.cancelled += 1
            return
        entry = _entry(component, summary)
    except _BROKEN:
        found.refused.append((summary, "unreadable"))
        return
    if entry is None:
        found.refused.append((summary, "no-start"))
    else:
        found.entries.append(entry)


def _entry(component: Any, summary: str) -> Entry | None:
    start = _moment(component, "DTSTART") or _moment(component, "DUE")
    if start is None:
        return None
    timed = start if isinstance(start, datetime) else None
    repeats, notes = _rule(component)
    occurrence = _moment(component, "RECURRENCE-ID")
    return Entry(
        uid=_words(component, "UID") or f"{summary} {start.isoformat()}",
        summary=summary,
        occurrence=occurrence.isoformat() if occurrence is not None else "",
        text=_words(component, "DESCRIPTION"),
        place=_words(component, "LOCATION"),
        begins=timed,
        day=start if timed is None else None,
        zone=_zone(timed),
        minutes=_minutes(component, start),
        remind_before=_reminder(component, start),
        repeats="" if occurrence is not None else repeats,
        done_at=_done(component),
        is_task=component.name == "VTODO",
        kind=_words(component, "X-SALESDESK-KIND"),
        customer=_words(component, "X-SALESDESK-CUSTOMER"),
        mails=tuple(_mails(component)),
        notes=(*notes, "zone") if _is_of_no_zone(component, timed) else notes,
    )


def _words(component: Any, name: str) -> str:
    value = component.get(name)
    value = value[0] if isinstance(value, list) and value else value
    return "" if value is None else str(value).strip()


def _moment(component: Any, name: str) -> date | datetime | None:
    value = component.get(name)
    found = getattr(value[0] if isinstance(value, list) else value, "dt", None)
    return found if isinstance(found, date) else None


def _zone(start: datetime | None) -> str:
    """Return the IANA name of a zone; of others only the moment is kept."""
    name = getattr(start.tzinfo, "key", "") if start is not None else ""
    return "" if name in {"UTC", "Etc/UTC"} else str(name)


def _is_of_no_zone(component: Any, start: datetime | None) -> bool:
    """Say whether a zone is named that nobody knows; the hour is then taken for one of ours."""
    named = getattr(component.get("DTSTART"), "params", {}).get("TZID")
    return named is not None and start is not None and start.tzinfo is None


def _minutes(component: Any, start: date | datetime) -> int | None:
    length = getattr(component.get("DURATION"), "dt", None)
    end = _moment(component, "DTEND")
    if length is None and isinstance(end, datetime) and isinstance(start, datetime):
        length = _aware(end) - _aware(start)
    if not isinstance(length, timedelta) or not isinstance(start, datetime):
        return None
    return min(length // _MINUTE, LONGEST) if length > timedelta() else None


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def _reminder(component: Any, start: date | datetime) -> int | None:
    """Return how many minutes before the earliest alarm rings; of a whole day, before nine in the morning."""
    found = [_before(alarm, start) for alarm in component.walk("VALARM")]
    minutes = [each for each in found if each is not None and each <= LONGEST_REMINDER]
    return max(minutes, default=None)


def _before(alarm: Any, start: date | datetime) -> int | None:
    trigger = getattr(alarm.get("TRIGGER"), "dt", None)
    if isinstance(trigger, datetime) and isinstance(start, datetime):
        before = _aware(start) - _aware(trigger)
    elif isinstance(trigger, timedelta):
        before = -trigger if isinstance(start, datetime) else _BEFORE_WORK - trigger
    else:
        return None
    return max(0, before // _MINUTE)


def _rule(component: Any) -> tuple[str, tuple[str, ...]]:
    rules = component.get("RRULE")
    notes = ("left-out",) if component.get("EXDATE") or component.get("RDATE") else ()
    if not rules:
        return "", ()
    if isinstance(rules, list):
        return "", ("rule",)
    try:
        return check_rule(rules.to_ical().decode()), notes
    except (*_BROKEN, BadInput):
        return "", ("rule",)


def _done(component: Any) -> datetime | None:
    done = _moment(component, "COMPLETED")
    if done is None and component.get("X-SALESDESK-DONE"):
        done = datetime.fromisoformat(_words(component, "X-SALESDESK-DONE"))
    return _aware(done).astimezone(UTC) if isinstance(done, datetime) else None


def _mails(component: Any) -> Iterator[str]:
    for name in ("ORGANIZER", "ATTENDEE"):
        value = component.get(name)
        for each in value if isinstance(value, list) else [value] if value is not None else []:
            address = str(each).strip().lower().removeprefix("mailto:")
            if "@" in address:
                yield address
