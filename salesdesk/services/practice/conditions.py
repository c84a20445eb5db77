"""When a step of a lesson is done. Each looks for the very thing that was asked for, made since it began."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from salesdesk.domain.activities import TOUCHES, ActivityKind
from salesdesk.domain.errors import NotFound
from salesdesk.services import activities, company, customers, imports, inbox
from salesdesk.services.activities import ActivityDetail
from salesdesk.services.customers import CustomerDetail
from salesdesk.services.practice.sight import FILE, Facts, Sight, named
from salesdesk.storage.database import Database

DONE: Final[Facts] = {}
"""Nothing more is to be noted."""
CLASHING: Final = frozenset({"grade", "next_follow_up"})
"""The fields that the colleague changes as well."""
GRADE: Final = "A"


def customer_added(database: Database, facts: Facts, _sight: Sight) -> Facts | None:
    """A customer of exactly this name is there."""
    found = named(database, facts["name"])
    return {"customer": str(found[0])} if found else None


def visit_planned(database: Database, facts: Facts, _sight: Sight) -> Facts | None:
    """A visit there is planned for tomorrow."""
    tomorrow = company.company_today(database) + timedelta(days=1)
    planned = (one for one in _open(database, facts) if one.kind == ActivityKind.VISIT)
    return DONE if any(_day(database, one) == tomorrow for one in planned) else None


def visit_to_come(database: Database, facts: Facts, _sight: Sight) -> Facts | None:
    """A new visit there is planned, for a day to come."""
    today = company.company_today(database)
    planned = (one for one in _open(database, facts) if one.kind == ActivityKind.VISIT)
    return DONE if any(_day(database, one) > today for one in planned) else None


def call_put_off(database: Database, facts: Facts, _sight: Sight) -> Facts | None:
    """The very call that was late is still to be made, on a day to come."""
    found = _activity(database, facts["call"])
    if found is None or found.done_at is not None:
        return None
    return DONE if _day(database, found) > company.company_today(database) else None


def task_done(database: Database, facts: Facts, _sight: Sight) -> Facts | None:
    """The very task that was late is ticked off."""
    found = _activity(database, facts["task"])
    return DONE if found is not None and found.done_at is not None else None


def outcome_noted(database: Database, facts: Facts, _sight: Sight) -> Facts | None:
    """What came of it is written down, with the task or as a talk of its own, and the next day is set."""
    customer, task = _customer(database, facts), _activity(database, facts["task"])
    today = company.company_today(database)
    if customer is None or customer.next_follow_up is None or customer.next_follow_up <= today:
        return None
    talks = (one for one in _new(database, facts) if one.kind in TOUCHES)
    said = any(one.subject and one.done_at for one in talks)
    return DONE if said or (task is not None and task.outcome) else None


def file_imported(database: Database, facts: Facts, _sight: Sight) -> Facts | None:
    """The file was imported since the lesson began."""
    known = facts["batches"].split()
    for one in imports.recent(database, frozenset(imports.Kind)):
        if one.file_name == FILE.name and str(one.id) not in known:
            return {"batch": str(one.id)}
    return None


def import_taken_back(database: Database, facts: Facts, _sight: Sight) -> Facts | None:
    """That very import is not there any more."""
    there = imports.recent(database, frozenset(imports.Kind))
    return None if any(str(one.id) == facts["batch"] for one in there) else DONE


def grade_changed(database: Database, facts: Facts, _sight: Sight) -> Facts | None:
    """The customer has the grade that was asked for."""
    customer = _customer(database, facts)
    return DONE if customer is not None and customer.grade == GRADE else None


def follow_up_set(database: Database, facts: Facts, _sight: Sight) -> Facts | None:
    """The next follow-up is set, to some day to come."""
    customer = _customer(database, facts)
    if customer is None or customer.next_follow_up is None:
        return None
    return DONE if customer.next_follow_up > company.company_today(database) else None


def network_back(_database: Database, facts: Facts, _sight: Sight) -> Facts | None:
    """The simulated network is there again."""
    return DONE if facts.get("network") == "online" else None


def conflicts_decided(database: Database, facts: Facts, _sight: Sight) -> Facts | None:
    """Both fields of that very customer are decided, and none is open."""
    row_id, known = UUID(facts["customer"]), facts["conflicts"].split()
    if inbox.conflicts(database, row_id=row_id):
        return None
    settled = inbox.conflicts(database, settled=True, row_id=row_id)
    return DONE if {one.field for one in settled if str(one.id) not in known} >= CLASHING else None


def customer_opened(_database: Database, facts: Facts, sight: Sight) -> Facts | None:
    """That very customer stands in front."""
    return DONE if sight.kind == "customers" and str(sight.row_id) == facts["customer"] else None


def grade_filtered(_database: Database, _facts: Facts, sight: Sight) -> Facts | None:
    """The list of customers shows those of grade A."""
    return DONE if sight.kind == "customers" and sight.wanted.get("grade") == GRADE else None


def quotes_opened(_database: Database, _facts: Facts, sight: Sight) -> Facts | None:
    """The list of quotes stands in front."""
    return DONE if sight.kind == "quotes" else None


def _customer(database: Database, facts: Facts) -> CustomerDetail | None:
    try:
        return customers.customer(database, UUID(facts["customer"]))
    except NotFound:
        return None


def _activity(database: Database, row_id: str) -> ActivityDetail | None:
    try:
        return activities.activity(database, UUID(row_id))
    except NotFound:
        return None


def _new(database: Database, facts: Facts) -> list[ActivityDetail]:
    """Return what was written down with the customer since the lesson began."""
    known = facts.get("activities", "").split()
    found = activities.activities_of(database, UUID(facts["customer"]))
    return [one for one in found if str(one.id) not in known]


def _open(database: Database, facts: Facts) -> Iterable[ActivityDetail]:
    return (one for one in _new(database, facts) if one.done_at is None)


def _day(database: Database, one: ActivityDetail) -> date:
    return one.all_day_on or one.happens_at.astimezone(company.time_zone(database)).date()
