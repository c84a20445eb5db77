"""What a lesson begins with: its customer, and what is there already and shall not count.

What is made here is the program's own: undo passes over it.
"""

from collections.abc import Sequence
from datetime import timedelta
from itertools import count
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select

from salesdesk.domain.activities import check_activity
from salesdesk.domain.customers import check_customer
from salesdesk.domain.periods import midnight
from salesdesk.services import activities, company, customers, imports, inbox
from salesdesk.services.practice.sight import FILE, Facts, named
from salesdesk.storage.database import Database
from salesdesk.storage.queries import activities as activity_queries
from salesdesk.storage.queries import customers as queries
from salesdesk.storage.replica import deciding, identity
from salesdesk.storage.tables.activities import ActivityRow
from salesdesk.storage.tables.customers import CustomerRow
from salesdesk.storage.tables.replication import ConflictRow
from salesdesk.storage.undo import Step
from salesdesk.words import say

_NEW: Final = 4
"""So many names of new customers there are (`practice.new.<number>`), before they are numbered."""
_SOUGHT: Final = "深圳鑫源精密机械股份有限公司"
_LATE: Final = {"call": 9, "task": 8}
"""So many days late they are: what is late for longest stands first on the page of today."""
_LEADS: Final = ("无锡蓝湖自动化有限公司", "合肥星火仪器有限公司", "长沙麓山工程机械有限公司")
_FRESH: Final[dict[str, Any]] = {"grade": "C", "next_follow_up": None, "website": ""}


def capture(database: Database) -> Facts:
    """Find a name that is not taken yet."""
    for number in count():
        again, which = divmod(number, _NEW)
        name, short = _called(f"new.{which + 1}")
        if again:
            name = say("practice.numbered", name=name, n=again + 1)
        if not named(database, name):
            return {"name": name, "short": short}
    raise AssertionError


def follow_up(database: Database) -> Facts:
    """Have a customer without a day to come back to, and a call and a task that are late."""
    name, short = _called("followed")
    found = _ready(database, name, {"grade": "B", "next_follow_up": None})
    late = {kind: str(_late(database, found, kind)) for kind in _LATE}
    known = activities.activities_of(database, found)
    return _about(found, name, short) | late | {"activities": " ".join(str(one.id) for one in known)}


def importing(database: Database) -> Facts:
    """Have none of the file's new customers, and note the imports there have been."""
    left = named(database, *_LEADS)
    if left:
        customers.remove_customers(database, left, step=Step.of_machine("practice-made"))
    there = imports.recent(database, frozenset(imports.Kind))
    return {"file": FILE.name, "batches": " ".join(str(one.id) for one in there)}


def conflict(database: Database) -> Facts:
    """Have a customer of grade C that nobody disagrees about, and the network gone."""
    name, short = _called("shared")
    found = _ready(database, name, _FRESH)
    _let_go(database, inbox.conflicts(database, row_id=found))
    settled = inbox.conflicts(database, settled=True, row_id=found)
    known = " ".join(str(one.id) for one in settled)
    made = str(database.ask(identity.of).made)  # what comes later meets what the colleague does
    return _about(found, name, short) | {"conflicts": known, "network": "offline", "made": made}


def _let_go(database: Database, left: Sequence[inbox.Conflict]) -> None:
    """Settle what an earlier go left open."""
    if not left:
        return
    with database.write(Step.of_machine("practice-made")) as session:
        rows = session.scalars(select(ConflictRow).where(ConflictRow.id.in_([one.id for one in left])))
        deciding.settle_conflicts(session, rows.all(), "theirs", database.clock())


def finding(database: Database) -> Facts:
    """Have the customer that is to be found."""
    return _about(_ready(database, _SOUGHT, {}), _SOUGHT, "")


def _late(database: Database, customer: UUID, kind: str) -> UUID:
    """Return a call or a task that should have been done days ago: the one that is open, or a new one."""
    there = activities.activities_of(database, customer)
    still = next((one.id for one in there if one.kind == kind and one.done_at is None), None)
    day = company.company_today(database) - timedelta(days=_LATE[kind])
    with database.write(Step.of_machine("practice-made")) as session:
        if still is None:
            given = check_activity({"kind": kind, "subject": say(f"practice.late.{kind}")}, new=True)
            scope = queries.one(session, customer).scope_id
            row = ActivityRow(**given, customer_id=customer, owner_id=database.me, scope_id=scope)
            session.add(row)
        else:
            row = activity_queries.one(session, still)
        row.all_day_on, row.happens_at = day, midnight(day, company.time_zone(database))
        session.flush()
        return row.id


def _called(which: str) -> tuple[str, str]:
    """Return the name of a customer as whoever practises can type it, and what it is called for short."""
    return say(f"practice.{which}"), say(f"practice.{which}.short")


def _about(customer: UUID, name: str, short: str) -> dict[str, str]:
    return {"customer": str(customer), "name": name, "short": short}


def _ready(database: Database, name: str, fields: dict[str, Any]) -> UUID:
    """Return the customer of this name, made if it is not there, with these fields as they are to be."""
    row_id = next(iter(named(database, name)), None)
    with database.write(Step.of_machine("practice-made")) as session:
        if row_id is None:
            row = CustomerRow(**check_customer({"name": name}, new=True), owner_id=database.me)
            session.add(row)
        else:
            row = queries.one(session, row_id)
        for field, value in fields.items():
            setattr(row, field, value)
        session.flush()
        return row.id
