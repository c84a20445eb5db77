"""Many quotes at once: what a change would do to each, and the change itself, as one step."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import partial
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.domain import fields as rules
from salesdesk.domain.errors import BadInput
from salesdesk.domain.lifecycle import of_quote
from salesdesk.domain.quotes import QuoteStatus, Standing, check_edit, check_move, check_validity, may_redate
from salesdesk.services.bulk_edits import Coming, judged, living
from salesdesk.services.quote_heads import check_quote
from salesdesk.services.stages import advance_all
from salesdesk.storage import outbox
from salesdesk.storage.database import Database
from salesdesk.storage.tables.customers import CustomerRow
from salesdesk.storage.tables.quotes import QuoteRow
from salesdesk.storage.undo import Step

ANSWERS: Final = (QuoteStatus.ACCEPTED, QuoteStatus.REJECTED, QuoteStatus.EXPIRED)
"""States that many quotes can be taken to at once; sending is no such: each goes out as its own paper."""


def coming_day(database: Database, ids: Sequence[UUID], valid_until: object) -> list[Coming]:
    """Return what a new last day would do to each of these quotes; raise BadInput where it is no day."""
    return database.ask(_coming_day, ids, check_quote({"valid_until": valid_until})["valid_until"])


def coming_answer(database: Database, ids: Sequence[UUID], to: QuoteStatus, *, today: date) -> list[Coming]:
    """Return what taking these quotes to one of ANSWERS would do to each. Raise BadInput for other states."""
    _check_answer(to)
    return database.ask(_coming_answer, ids, to, today)


def redate_quotes(database: Database, ids: Sequence[UUID], valid_until: object) -> int:
    """Give all of these quotes a new last day; return how many it changed.

    Raise BadInput where it is no day, RuleBroken where one of them cannot have it: then none is changed.
    """
    day = check_quote({"valid_until": valid_until})["valid_until"]
    with database.write(Step("quotes-edit", n=len(ids))) as session:
        _refuse(_coming_day(session, ids, day))
        return outbox.set_fields(session, "quotes", ids, {"valid_until": day})


def answer_quotes(
    database: Database, ids: Sequence[UUID], to: QuoteStatus, *, today: date, reason: str = ""
) -> int:
    """Note the same answer for all of these quotes, as `move_quote` does for one; return how many changed.

    Raise RuleBroken where one of them cannot be taken there: then none is changed.
    """
    _check_answer(to)
    reason = rules.text(reason, "reason")
    with database.write(Step(f"quotes-to-{to.value}", n=len(ids))) as session:
        found = _coming_answer(session, ids, to, today)
        _refuse(found)
        answered = [one.id for one in found]
        noted = {"status": to.value}
        if to is not QuoteStatus.EXPIRED:
            noted |= {"decided_at": session.info["recorder"].now, "reason": reason}
        advance_all(session, answered, of_quote(to))
        return outbox.set_fields(session, "quotes", answered, noted)


def _check_answer(to: QuoteStatus) -> None:
    if to not in ANSWERS:
        raise BadInput("choice-unknown", field="status", value=to.value)


def _refuse(found: Iterable[Coming]) -> None:
    for one in found:
        if one.problem is not None:
            raise one.problem


_CUSTOMER: Final = select(CustomerRow.name).where(CustomerRow.id == QuoteRow.customer_id).scalar_subquery()
_NAMED: Final = (
    _CUSTOMER.label("customer"),
    QuoteRow.number,
    QuoteRow.status,
    QuoteRow.is_current,
    QuoteRow.issued_on,
    QuoteRow.valid_until,
)


def _coming_day(session: Session, ids: Sequence[UUID], day: date) -> list[Coming]:
    found = (_standing(row) for row in living(session, ids, QuoteRow, *_NAMED))
    return [
        judged(Coming(row.id, _name(row), row.valid_until, day), partial(_check_day, standing, row, day))
        for row, standing in found
        if row.valid_until != day
    ]


def _coming_answer(session: Session, ids: Sequence[UUID], to: QuoteStatus, today: date) -> list[Coming]:
    found = (_standing(row) for row in living(session, ids, QuoteRow, *_NAMED))
    return [
        judged(
            Coming(row.id, _name(row), standing.status, to), partial(check_move, standing, to, today=today)
        )
        for row, standing in found
        if standing.status is not to
    ]


def _name(row: Any) -> str:
    return f"{row.number}  {row.customer}"


def _standing(row: Any) -> tuple[Any, Standing]:
    """Return what the rules ask of a quote that is out; what a draft lacks is asked when it is sent."""
    standing = Standing(
        status=QuoteStatus(row.status), valid_until=row.valid_until, is_current=row.is_current
    )
    return row, standing


def _check_day(standing: Standing, row: Any, day: date) -> None:
    if not may_redate(standing.status):
        check_edit(standing)
    check_validity(issued_on=row.issued_on, valid_until=day)
