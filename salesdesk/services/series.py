"""Series: when one visit is done, the next one is there. Every laptop makes the same one."""

from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from salesdesk.domain.periods import midnight
from salesdesk.domain.repeating import MOST, following, id_of_occurrence
from salesdesk.domain.wall_time import moment_of, wall_of
from salesdesk.storage.queries import company
from salesdesk.storage.tables.activities import ActivityRow

_SAME: Final = (
    *("scope_id", "customer_id", "contact_id", "quote_id", "kind", "subject", "body", "zone", "place"),
    *("minutes", "remind_before", "series_id", "owner_id"),
)


def zone_of(session: Session, row: ActivityRow) -> ZoneInfo:
    """Return the zone whose wall an activity keeps to."""
    return ZoneInfo(row.zone or company.profile(session).time_zone)


def day_of(session: Session, row: ActivityRow) -> date:
    """Return the day of an activity, on its own wall."""
    return row.all_day_on or wall_of(row.happens_at, zone_of(session, row)).date()


def make_next(session: Session, row: ActivityRow) -> ActivityRow | None:
    """Make the next of a series, or return the one that is open already; None where the rule has ended.

    Days on which one of the series is done are passed over: somebody had moved it.
    """
    if not row.repeats or row.series_id is None:
        return None
    day, rule = day_of(session, row), row.repeats
    for _ in range(MOST):
        coming = following(rule, day)
        if coming is None:
            return None
        day, rule = coming
        known = session.get(ActivityRow, id_of_occurrence(row.series_id, day))
        if known is None or known.deleted_at is not None:
            return _put(session, known, _fields(session, row, day, rule))
        if known is not row and known.done_at is None:
            return known
    return None


def _fields(session: Session, row: ActivityRow, day: date, rule: str) -> dict[str, Any]:
    series = row.series_id
    assert series is not None
    same = {name: getattr(row, name) for name in _SAME}
    return same | {
        "id": id_of_occurrence(series, day),
        "repeats": rule,
        "happens_at": _moment(session, row, day),
        "all_day_on": None if row.all_day_on is None else day,
    }


def _moment(session: Session, row: ActivityRow, day: date) -> datetime:
    """Return when it begins on a day: at the same hour of its wall, whatever the clocks do between."""
    zone = zone_of(session, row)
    if row.all_day_on is not None:
        return midnight(day, ZoneInfo(company.profile(session).time_zone))
    return moment_of(day, wall_of(row.happens_at, zone).time(), zone)


def _put(session: Session, known: ActivityRow | None, fields: dict[str, Any]) -> ActivityRow:
    """Add the row, or bring the one back that an undo has hidden."""
    if known is None:
        known = ActivityRow(**fields)
        session.add(known)
        return known
    for name, value in (fields | {"deleted_at": None, "done_at": None, "outcome": ""}).items():
        if name not in {"id", "scope_id"}:
            setattr(known, name, value)
    return known
