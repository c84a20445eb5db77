"""Being reminded: what rings now, when the next one will, and what becomes of one that has rung."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from salesdesk.domain.activities import LONGEST_REMINDER
from salesdesk.domain.reminders import LATEST, Here, Reminder, plan
from salesdesk.storage.database import Database, Step
from salesdesk.storage.queries import company
from salesdesk.storage.queries import reminders as queries
from salesdesk.storage.queries.reminders import Asked
from salesdesk.storage.tables.personal import ReminderRow

__all__ = ["Asked", "Due", "Waiting", "dismiss", "id_of_reminder", "look", "snooze"]
AHEAD: Final = timedelta(days=2)
"""So far one looks: whoever waits for the next reminder asks again within a day."""


@dataclass(frozen=True, slots=True)
class Due:
    """A reminder that rings: when it was due, and when it begins where one is."""

    asked: Asked
    due_at: datetime
    begins: datetime


@dataclass(frozen=True, slots=True)
class Waiting:
    """What rings now, the first to begin first, and when to look again; None where nothing is near."""

    now: tuple[Due, ...]
    next_at: datetime | None


def look(database: Database, *, now: datetime, here: Here) -> Waiting:
    """Return what rings, and when the next reminder will."""
    found, home = database.ask(_asked, database.me, now)
    by_id = {each.activity_id: each for each in found}
    planned = plan((_reminder(each, home) for each in found), now=now, here=here)
    due = (Due(by_id[each.activity_id], each.due(here), each.begins_here(here)) for each in planned.now)
    return Waiting(tuple(due), planned.next_at)


def snooze(database: Database, due: Mapping[UUID, datetime], until: datetime) -> None:
    """Put reminders off: by activity, the moment at which each was due."""
    _mark(database, due, until=until, dismissed_at=None)


def dismiss(database: Database, due: Mapping[UUID, datetime]) -> None:
    """Let reminders ring no more, unless their activity is moved."""
    _mark(database, due, until=None, dismissed_at=database.clock())


def id_of_reminder(person: UUID, activity_id: UUID) -> UUID:
    """Return the id of a person's reminder of an activity: on all their laptops it is one row."""
    return uuid5(person, str(activity_id))


def _asked(session: Session, me: UUID, now: datetime) -> tuple[list[Asked], str]:
    """A day more to both sides: walls of the world differ by so much."""
    start = now - LATEST - timedelta(days=1)
    end = now + timedelta(minutes=LONGEST_REMINDER, days=1) + AHEAD
    return queries.asked(session, me, start, end), company.profile(session).time_zone


def _reminder(each: Asked, home: str) -> Reminder:
    return Reminder(
        activity_id=each.activity_id,
        begins=each.happens_at,
        home=ZoneInfo(each.zone or home),
        before=each.before,
        all_day_on=each.all_day_on,
        due_at=each.due_at,
        until=each.until,
        dismissed=each.dismissed_at is not None,
    )


def _mark(database: Database, due: Mapping[UUID, datetime], **became: datetime | None) -> None:
    with database.write(Step.of_machine("reminded")) as session:
        for activity_id, due_at in due.items():
            row_id = id_of_reminder(database.me, activity_id)
            row = session.get(ReminderRow, row_id)
            if row is None:
                session.add(ReminderRow(id=row_id, activity_id=activity_id, due_at=due_at, **became))
                continue
            for name, value in ({"due_at": due_at, "deleted_at": None} | became).items():
                setattr(row, name, value)
