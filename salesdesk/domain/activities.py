"""What happened with a customer, and what is to be done next."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import StrEnum
from functools import partial
from typing import Final
from zoneinfo import ZoneInfo

from salesdesk.domain import fields
from salesdesk.domain.customers import YEARS, day, moment
from salesdesk.domain.errors import BadInput
from salesdesk.domain.repeating import check_rule


class ActivityKind(StrEnum):
    """What sort of thing it is. A task is to be done; the others happen."""

    CALL = "call"
    VISIT = "visit"
    MEETING = "meeting"
    MAIL = "mail"
    MESSAGE = "message"
    NOTE = "note"
    TASK = "task"


class Outcome(StrEnum):
    """What came of it, by one key. What somebody writes in words of their own is kept as it is."""

    INTERESTED = "interested"
    AGREED = "agreed"
    LATER = "later"
    NOT_REACHED = "not_reached"
    DECLINED = "declined"


LONGEST_REMINDER: Final = 28 * 24 * 60  # minutes
LONGEST: Final = 31 * 24 * 60  # minutes
TOUCHES: Final = frozenset(ActivityKind) - {ActivityKind.NOTE, ActivityKind.TASK}
"""The kinds in which one speaks with the customer: they move the day of last contact."""


def zone(value: object, field: str = "zone") -> str:
    """Return the IANA name of a time zone, or "" for the company's own."""
    name = fields.line(value, field)
    if not name:
        return ""
    try:
        return ZoneInfo(name).key
    except (ValueError, OSError, KeyError):  # ZoneInfoNotFoundError is a KeyError
        raise BadInput("zone-unknown", field=field, zone=name) from None


def _whole_day(value: object) -> date | None:
    found = day(value, "all_day_on")
    if found is not None and found.year not in YEARS:
        raise BadInput("date-unreadable", field="all_day_on", text=found.isoformat())
    return found


def _minutes(value: object, *, field: str, code: str, most: int) -> int | None:
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
        raise BadInput(code, field=field)
    return value


_RULES: Final[dict[str, Callable[[object], object]]] = {
    "kind": partial(fields.choice, kind=ActivityKind, field="kind"),
    "subject": partial(fields.line, field="subject"),
    "body": partial(fields.text, field="body"),
    "outcome": partial(fields.text, field="outcome"),
    "place": partial(fields.line, field="place"),
    "minutes": partial(_minutes, field="minutes", code="duration-out-of-range", most=LONGEST),
    "remind_before": partial(
        _minutes, field="remind_before", code="reminder-out-of-range", most=LONGEST_REMINDER
    ),
    "repeats": check_rule,
    "happens_at": partial(moment, field="happens_at"),
    "all_day_on": _whole_day,
    "done_at": partial(moment, field="done_at"),
    "zone": zone,
}
ACTIVITY_FIELDS: Final = frozenset(_RULES) | {
    *("customer_id", "contact_id", "quote_id", "owner_id", "series_id"),
}


def check_activity(given: Mapping[str, object], *, new: bool = False) -> dict[str, object]:
    """Return the given fields tidied, ready to store. Raise BadInput, naming the first that is wrong.

    A new one has a kind and is either at a moment or on a whole day; a note and a task say something.
    """
    fields.known(given, ACTIVITY_FIELDS)
    found = {name: _RULES[name](value) if name in _RULES else value for name, value in given.items()}
    if new:
        kind = fields.choice(given.get("kind"), ActivityKind, "kind")
        if kind not in TOUCHES and not (found.get("subject") or found.get("body")):
            raise BadInput("activity-empty", field="subject")
    if found.get("happens_at") and found.get("all_day_on"):
        raise BadInput("activity-two-times", field="all_day_on")
    return found


def is_overdue(
    *, done: bool, happens_at: datetime | None, all_day_on: date | None, now: datetime, today: date
) -> bool:
    """Return whether something that was to be done is late; a whole day is late from the next one on."""
    if done:
        return False
    if all_day_on is not None:
        return all_day_on < today
    return happens_at is not None and happens_at < now
