"""Customers go on to their next stage with what happens to them."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.domain import lifecycle
from salesdesk.domain.customers import Lifecycle
from salesdesk.storage import outbox
from salesdesk.storage.recorder import sliced
from salesdesk.storage.tables.customers import CustomerRow
from salesdesk.storage.tables.quotes import QuoteRow


def advance(customer: CustomerRow, at_least: Lifecycle) -> None:
    """Bring a customer as far as `at_least`; further along it stays where it is."""
    customer.lifecycle = lifecycle.later(Lifecycle(customer.lifecycle), at_least)


def advance_all(session: Session, quotes: Sequence[UUID], at_least: Lifecycle) -> None:
    """Bring the customers of many quotes as far as `at_least`; those further along stay where they are."""
    theirs = {
        row_id
        for some in sliced(quotes)
        for row_id, stage in session.execute(
            select(CustomerRow.id, CustomerRow.lifecycle)
            .join(QuoteRow, QuoteRow.customer_id == CustomerRow.id)
            .where(QuoteRow.id.in_(some))
        )
        if lifecycle.later(Lifecycle(stage), at_least) != stage
    }
    outbox.set_fields(session, "customers", list(theirs), {"lifecycle": at_least.value})


def check_by_hand(session: Session, ids: Sequence[UUID], given: Mapping[str, Any]) -> None:
    """Raise RuleBroken where a stage is given by hand that does not fit what these customers bought."""
    if "lifecycle" not in given:
        return
    to = Lifecycle(given["lifecycle"])
    moved = [
        one
        for some in sliced(ids)
        for one in session.scalars(
            select(CustomerRow.id).where(CustomerRow.id.in_(some), CustomerRow.lifecycle != to)
        )
    ]
    bought = who_bought(session, moved)
    for one in moved:
        lifecycle.check_by_hand(to, has_bought=one in bought)


def check_each(session: Session, changes: Mapping[UUID, Mapping[str, Any]]) -> None:
    """Raise RuleBroken as `check_by_hand`, for customers of whom each is changed its own way."""
    for stage in Lifecycle:
        some = [row_id for row_id, given in changes.items() if given.get("lifecycle") == stage]
        check_by_hand(session, some, {"lifecycle": stage})


def who_bought(session: Session, ids: Sequence[UUID]) -> set[UUID]:
    """Return those of some customers who have accepted a quote."""
    return {
        one
        for some in sliced(ids)
        for one in session.scalars(
            select(QuoteRow.customer_id).where(
                QuoteRow.customer_id.in_(some),
                QuoteRow.status.in_(lifecycle.BOUGHT),
                QuoteRow.deleted_at.is_(None),
            )
        )
    }
