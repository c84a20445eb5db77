"""Calendars as files: out for other programs, and in, so that the same file taken twice changes nothing."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from salesdesk.domain.activities import ActivityKind, check_activity
from salesdesk.domain.fields import LINE_LIMIT, TEXT_LIMIT
from salesdesk.domain.periods import midnight, today_in
from salesdesk.domain.quick_line import read_plan
from salesdesk.domain.repeating import MOST, anchored, following
from salesdesk.domain.wall_time import moment_of, wall_of
from salesdesk.integrations.ics import CalendarFile, Entry, read_calendar
from salesdesk.integrations.ics_writer import DOMAIN, EventOut, write_calendar
from salesdesk.services.calendar import customer_in
from salesdesk.storage.database import Database, Step
from salesdesk.storage.queries import calendar_files as files
from salesdesk.storage.queries import company, customers
from salesdesk.storage.tables.activities import ActivityRow

__all__ = [
    "CalendarFile",
    "Entry",
    "Proposal",
    "Taken",
    "export_calendar",
    "propose",
    "read_calendar",
    "take_in",
]
_FOREIGN: Final = UUID("0192f5d8-6f00-7000-8000-000000000002")
"""The space of names in which another program's UID is the id of a row."""
_OURS: Final = re.compile(rf"([0-9a-f]{{8}}(?:-[0-9a-f]{{4}}){{3}}-[0-9a-f]{{12}})(?:\.\d{{8}})?@{DOMAIN}")


@dataclass(frozen=True, slots=True)
class Proposal:
    """An entry of a file with the customer it is with, if one was found; `is_known` ones are here already."""

    entry: Entry
    id: UUID
    customer_id: UUID | None
    customer_name: str
    is_known: bool


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of taking a file in."""

    added: int
    known: int
    left_out: int


def export_calendar(database: Database, path: Path, ids: Sequence[UUID] | None = None) -> int:
    """Write activities into a file, all that are open where no `ids` are named; return how many."""
    return write_calendar(path, database.ask(_events, ids))


def propose(database: Database, found: CalendarFile) -> list[Proposal]:
    """Return the entries of a file with their customers: by our own mark, by mail address, by name."""
    return [_proposal(database, entry) for entry in found.entries]


def take_in(database: Database, proposals: Iterable[Proposal], *, others: UUID | None, file: str) -> Taken:
    """Add what is new, as one step; entries without a customer go to `others`, or are left out."""
    added = known = left_out = 0
    with database.write(Step("calendar-import", file=file)) as session:
        home = ZoneInfo(company.profile(session).time_zone)
        for each in proposals:
            customer_id = each.customer_id or others
            if session.get(ActivityRow, each.id) is not None:
                known += 1
            elif customer_id is None:
                left_out += 1
            else:
                scope = customers.one(session, customer_id).scope_id
                fields = _fields(each.entry, home, database.clock())
                if each.customer_name:  # our own files have the customer in front
                    fields["subject"] = (
                        fields["subject"].removeprefix(each.customer_name).strip() or fields["subject"]
                    )
                session.add(_row(each.id, customer_id, scope, database.me, fields))
                session.flush()
                added += 1
    return Taken(added, known, left_out)


def _row(row_id: UUID, customer_id: UUID, scope: str, me: UUID, fields: dict[str, Any]) -> ActivityRow:
    series = row_id if fields["repeats"] else None
    return ActivityRow(
        id=row_id, customer_id=customer_id, scope_id=scope, owner_id=me, series_id=series, **fields
    )


def _proposal(database: Database, entry: Entry) -> Proposal:
    row_id = id_of_entry(entry)
    known, customer_id, name = database.ask(files.look_up, row_id, entry.customer, entry.mails)
    if customer_id is None and not known:
        found = customer_in(
            database, read_plan(f"{entry.summary} {entry.place}", date.min.replace(year=2000)).rest
        )
        customer_id, name = (found.id, found.name) if found is not None else (None, "")
    return Proposal(entry, row_id, customer_id, name, known)


def id_of_entry(entry: Entry) -> UUID:
    """Return the id of the row that an entry is, the same each time; our own carry theirs."""
    ours = _OURS.fullmatch(entry.uid)
    if ours is not None and not entry.occurrence:
        return UUID(ours[1])
    return uuid5(_FOREIGN, f"{entry.uid}\n{entry.occurrence}")


def _fields(entry: Entry, home: ZoneInfo, now: datetime) -> dict[str, Any]:
    kind = _kind(entry)
    zone = ZoneInfo(entry.zone) if entry.zone else home
    day, begins = entry.day, _begins(entry, home)
    repeats = entry.repeats
    if repeats:
        first = day or wall_of(begins, zone).date()
        repeats, coming = _from_now(anchored(repeats, first), first, today_in(home, now))
        if entry.day is not None:
            day = coming
        elif coming != first:
            begins = moment_of(coming, wall_of(begins, zone).time(), zone)
    if day is not None:
        begins = midnight(day, home)
    is_past = begins <= now and not repeats and not entry.is_task and entry.day is None
    given = {
        "kind": kind,
        "subject": entry.summary[:LINE_LIMIT] or kind,
        "body": entry.text[:TEXT_LIMIT],
        "place": entry.place[:LINE_LIMIT],
        "zone": "" if zone.key == home.key else entry.zone,
        "minutes": entry.minutes,
        "remind_before": entry.remind_before,
        "repeats": repeats,
        "done_at": entry.done_at or (begins if is_past else None),
    }
    return check_activity(given) | {"happens_at": begins, "all_day_on": day}


def _begins(entry: Entry, home: ZoneInfo) -> datetime:
    """Return the moment; what names no zone is meant where the company is."""
    if entry.begins is None:
        return midnight(entry.day or date(2000, 1, 1), home)
    if entry.begins.tzinfo is None:
        return moment_of(entry.begins.date(), entry.begins.time(), home)
    return entry.begins


def _from_now(rule: str, first: date, today: date) -> tuple[str, date]:
    """Return the rule and the first day that is not over; a rule that has ended leaves its first day."""
    day, left = first, rule
    for _ in range(MOST * 10):
        if day >= today:
            return left, day
        coming = following(left, day)
        if coming is None:
            break
        day, left = coming
    return "", first


def _kind(entry: Entry) -> ActivityKind:
    if entry.kind in frozenset(ActivityKind):
        return ActivityKind(entry.kind)
    if entry.is_task:
        return ActivityKind.TASK
    return read_plan(entry.summary, date(2000, 1, 1)).kind or ActivityKind.MEETING


def _events(session: Session, ids: Sequence[UUID] | None) -> list[EventOut]:
    home = ZoneInfo(company.profile(session).time_zone)
    return list(_each_event(files.rows(session, ids), home))


def _each_event(rows: Iterable[tuple[ActivityRow, str]], home: ZoneInfo) -> Iterator[EventOut]:
    for row, customer in rows:
        zone = ZoneInfo(row.zone) if row.zone else home
        about = row.subject or row.body.partition("\n")[0]
        yield EventOut(
            uid=_uid(row),
            customer_id=row.customer_id,
            summary=f"{customer} {about}".strip(),
            text=row.body,
            place=row.place,
            kind=row.kind,
            begins=None if row.all_day_on is not None else row.happens_at.astimezone(zone),
            day=row.all_day_on,
            minutes=row.minutes,
            remind_before=row.remind_before,
            repeats=row.repeats if row.done_at is None else "",
            done_at=row.done_at,
            edited_at=row.edited_at,
        )


def _uid(row: ActivityRow) -> str:
    """Return the UID: the open one of a series goes by the series, so that it is one event elsewhere too."""
    if row.series_id is None:
        return f"{row.id}@{DOMAIN}"
    if row.done_at is None and row.repeats:
        return f"{row.series_id}@{DOMAIN}"
    return f"{row.id}.{row.happens_at:%Y%m%d}@{DOMAIN}"
