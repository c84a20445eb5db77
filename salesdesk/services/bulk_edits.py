"""What changing many customers at once would do to each, before it is done."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.domain import lifecycle
from salesdesk.domain.customers import Lifecycle, check_customer
from salesdesk.domain.errors import RuleBroken
from salesdesk.services.customers import tagged
from salesdesk.services.stages import who_bought
from salesdesk.storage.database import Database
from salesdesk.storage.recorder import sliced
from salesdesk.storage.tables.customers import CustomerRow


@dataclass(frozen=True, slots=True)
class Coming:
    """What would become of one customer's field; `problem` says why it cannot."""

    id: UUID
    name: str
    before: Any
    after: Any
    problem: RuleBroken | None = None


def coming(database: Database, ids: Sequence[UUID], field: str, value: object) -> list[Coming]:
    """Return whom giving all of them this value would change; who has it already is left out.

    Raise BadInput where nobody can have it.
    """
    given = check_customer({field: value})[field]
    return database.ask(_coming, ids, field, lambda _before: given)


def coming_tags(
    database: Database, ids: Sequence[UUID], add: Sequence[str], remove: Sequence[str]
) -> list[Coming]:
    """Return whose tags giving some and taking others away would change. Raise BadInput."""
    fresh, gone = check_customer({"tags": add})["tags"], {tag.casefold() for tag in remove}
    return database.ask(_coming, ids, "tags", lambda before: tagged(before, fresh, gone))


def _coming(session: Session, ids: Sequence[UUID], field: str, after: Callable[[Any], Any]) -> list[Coming]:
    found = list(_changed(session, ids, field, after))
    if field != "lifecycle":
        return found
    bought = who_bought(session, [one.id for one in found])
    return [_judged(one, has_bought=one.id in bought) for one in found]


def _changed(
    session: Session, ids: Sequence[UUID], field: str, after: Callable[[Any], Any]
) -> Iterator[Coming]:
    column = getattr(CustomerRow, field)
    for some in sliced(ids):
        living = CustomerRow.id.in_(some) & CustomerRow.deleted_at.is_(None)
        rows = session.execute(select(CustomerRow.id, CustomerRow.name, column).where(living))
        known: Mapping[UUID, Any] = {row[0]: row for row in rows}
        for row_id, name, before in (known[one] for one in some if one in known):
            if (then := after(before)) != before:
                yield Coming(row_id, name, before, then)


def _judged(one: Coming, *, has_bought: bool) -> Coming:
    try:
        lifecycle.check_by_hand(Lifecycle(one.after), has_bought=has_bought)
    except RuleBroken as error:
        return Coming(one.id, one.name, one.before, one.after, error)
    return one
