"""What a person does with calls, visits, tasks and notes."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from salesdesk.domain.activities import TOUCHES, ActivityKind, check_activity
from salesdesk.domain.errors import BadInput, NotFound
from salesdesk.domain.lifecycle import of_talk
from salesdesk.domain.periods import midnight, today_in
from salesdesk.domain.repeating import anchored
from salesdesk.services.series import day_of, make_next
from salesdesk.services.stages import advance
from salesdesk.storage import outbox
from salesdesk.storage.database import Database
from salesdesk.storage.queries import activities as queries
from salesdesk.storage.queries import company, contacts, customers, quotes
from salesdesk.storage.queries.activities import ActivityDetail, Whose
from salesdesk.storage.tables.activities import ActivityRow
from salesdesk.storage.tables.customers import CustomerRow
from salesdesk.storage.undo import Step

__all__ = [
    "ActivityDetail",
    "activities_of",
    "activity",
    "due_count",
    "edit_activity",
    "finish_activity",
    "log_activity",
    "remove_activities",
    "reopen_activity",
]
SHOWN: Final = 100


def activities_of(database: Database, customer_id: UUID) -> list[ActivityDetail]:
    """Return a customer's activities, newest first."""
    return database.ask(queries.of_customer, customer_id)


def activity(database: Database, activity_id: UUID) -> ActivityDetail:
    """Return one activity, or raise NotFound."""
    return database.ask(queries.detail, activity_id)


def log_activity(
    database: Database,
    customer_id: UUID,
    fields: Mapping[str, object],
    *,
    next_follow_up: date | None = None,
    plan: Mapping[str, object] | None = None,
    along: Callable[[Session, UUID], object] | None = None,
) -> UUID:
    """Note what happened, or plan what is to happen, and when to speak again; return its id.

    With `plan`, what comes next is planned in the same step; it stays open, whenever it lies. `along` writes
    what belongs to it, such as files, into the same step.

    Without `happens_at` or `all_day_on` it happens now. What lies in the past is done, but for tasks. A call,
    visit, meeting, mail or message that is done moves the customer's day of last contact. What `repeats`
    begins a series; the next is there at once where the first is done. Raise BadInput naming the field that
    is wrong.
    """
    given: dict[str, Any] = check_activity(fields, new=True)
    planned: dict[str, Any] | None = None if plan is None else check_activity(plan, new=True)
    name = database.ask(customers.one, customer_id).name
    with database.write(Step("activity-add", name=name)) as session:
        customer = customers.one(session, customer_id)
        row = put_down(session, customer, {"owner_id": database.me} | given, database.clock())
        if planned is not None:
            open_still = {"owner_id": database.me} | planned | {"done_at": None}
            put_down(session, customer, open_still, database.clock())
        if next_follow_up is not None:
            customer.next_follow_up = next_follow_up
        if along is not None:
            along(session, row.id)
        return row.id


def put_down(session: Session, customer: CustomerRow, given: dict[str, Any], now: datetime) -> ActivityRow:
    """Make an activity of fields that are checked (see log_activity), as part of a step."""
    _check_places(session, customer.id, given)
    given |= _time(session, given, now)
    if "done_at" not in given and given["kind"] != ActivityKind.TASK and _is_over(session, given, now):
        given["done_at"] = given["happens_at"]
    row = ActivityRow(**given | {"customer_id": customer.id}, scope_id=customer.scope_id)
    session.add(row)
    _note_contact(customer, row)
    session.flush()
    _begin_series(session, row)
    if row.done_at is not None:
        make_next(session, row)
    return row


def _is_over(session: Session, given: Mapping[str, Any], now: datetime) -> bool:
    """Say whether a talk is told afterwards; what is put down for a whole day may still come on that day.

    A note is of what was.
    """
    day: date | None = given["all_day_on"]
    if day is None or given["kind"] == ActivityKind.NOTE:
        return bool(given["happens_at"] <= now)
    return day < today_in(ZoneInfo(company.profile(session).time_zone), now)


def edit_activity(database: Database, activity_id: UUID, changes: Mapping[str, object]) -> None:
    """Change some fields. Raise NotFound, or BadInput naming the field that is wrong."""
    given: dict[str, Any] = check_activity(changes)
    with database.write(Step("activity-edit", name=activity(database, activity_id).customer_name)) as session:
        row = queries.one(session, activity_id)
        _check_places(session, row.customer_id, given)
        if given.get("happens_at") or given.get("all_day_on"):
            given |= _time(session, given, database.clock())
        for field, value in given.items():
            setattr(row, field, value)
        if "repeats" in given:
            _begin_series(session, row)
        _note_contact(customers.one(session, row.customer_id), row)


def finish_activity(
    database: Database, activity_id: UUID, *, outcome: str = "", next_follow_up: date | None = None
) -> None:
    """Tick an activity off, with what came of it, and when to speak again; the next of its series is made.

    Where the customer's follow-up was meant by it, that is now the next of the series, or none.
    """
    given: dict[str, Any] = check_activity({"outcome": outcome} if outcome else {})
    with database.write(
        Step("activity-finish", name=activity(database, activity_id).customer_name)
    ) as session:
        row = queries.one(session, activity_id)
        customer = customers.one(session, row.customer_id)
        row.done_at = database.clock()
        row.outcome = given.get("outcome", row.outcome)
        _note_contact(customer, row)
        coming = make_next(session, row)
        if next_follow_up is not None:
            customer.next_follow_up = next_follow_up
        elif customer.next_follow_up == day_of(session, row):
            customer.next_follow_up = None if coming is None else day_of(session, coming)


def reopen_activity(database: Database, activity_id: UUID) -> None:
    """Take the tick off again."""
    with database.write(
        Step("activity-reopen", name=activity(database, activity_id).customer_name)
    ) as session:
        queries.one(session, activity_id).done_at = None


def remove_activities(database: Database, ids: Sequence[UUID]) -> int:
    """Remove activities; return how many."""
    with database.write(Step("activities-remove", n=len(ids))) as session:
        return outbox.hide_of(session, "activities", "id", ids)


def due_count(database: Database, today: date) -> int:
    """Return how many activities and follow-ups are late or due; follow-ups are counted to a hundred."""
    return database.ask(_due_count, today, database.me)


def _due_count(session: Session, today: date, me: UUID) -> int:
    zone = ZoneInfo(company.profile(session).time_zone)
    end = midnight(today + timedelta(days=1), zone)
    mine = Whose(company.beneath(session, me))
    return queries.open_count(session, None, end, mine) + len(queries.follow_ups(session, today, end, SHOWN))


def _time(session: Session, given: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """Return both times of an activity; a whole day is sorted in at its midnight where the company is."""
    day: date | None = given.get("all_day_on")
    if day is not None:
        zone = ZoneInfo(company.profile(session).time_zone)
        return {"all_day_on": day, "happens_at": midnight(day, zone)}
    return {"all_day_on": None, "happens_at": given.get("happens_at") or now}


def _begin_series(session: Session, row: ActivityRow) -> None:
    """Anchor the rule at the day; the first of a series lends it its id."""
    if row.repeats:
        row.repeats = anchored(row.repeats, day_of(session, row))
        row.series_id = row.series_id or row.id


def _note_contact(customer: CustomerRow, row: ActivityRow) -> None:
    if row.done_at is not None:
        advance(customer, of_talk(row.outcome))
    if row.kind not in TOUCHES or row.done_at is None:
        return
    if customer.last_contact_at is None or customer.last_contact_at < row.happens_at:
        customer.last_contact_at = row.happens_at


def _check_places(session: Session, customer_id: UUID, given: Mapping[str, Any]) -> None:
    """Raise BadInput when contact or quote are another customer's."""
    for field, one in (("contact_id", contacts.one), ("quote_id", quotes.one)):
        if given.get(field) is None:
            continue
        try:
            belongs = one(session, given[field]).customer_id == customer_id
        except NotFound:
            belongs = False
        if not belongs:
            raise BadInput("not-of-this-customer", field=field)
