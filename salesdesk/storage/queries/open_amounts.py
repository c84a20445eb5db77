"""What may still be won of a customer: the open quotes, added up by currency."""

from collections.abc import Sequence
from functools import cache
from typing import Final
from uuid import UUID

from msgspec import json
from sqlalchemy import Select, String, bindparam, func, select, true
from sqlalchemy.orm import Session

from salesdesk.domain.quotes import QuoteStatus
from salesdesk.storage.queries.values import Amount
from salesdesk.storage.tables.quotes import QuoteRow

OPEN: Final = (QuoteStatus.DRAFT, QuoteStatus.PENDING_APPROVAL, QuoteStatus.APPROVED, QuoteStatus.SENT)
"""A quote in one of these states may still be won."""


def open_amounts(session: Session, customers: Sequence[UUID]) -> dict[UUID, tuple[Amount, ...]]:
    """Return what open quotes come to, by customer and currency."""
    asked = {"customers": json.encode([customer.hex for customer in customers]).decode()}
    found: dict[UUID, tuple[Amount, ...]] = {}
    for customer, currency, minor in session.connection().execute(_open_amounts(), asked):
        found[customer] = (*found.get(customer, ()), Amount(currency, minor))
    return found


@cache
def _open_amounts() -> Select[UUID, str, int]:
    """Return the statement built once; it is given the ids as a list of hex digits in JSON."""
    Q = QuoteRow  # noqa: N806 - a short name for a table
    given = func.json_each(bindparam("customers", type_=String())).table_valued("value", name="given")
    return (
        select(Q.customer_id, Q.currency, func.sum(Q.gross))
        .where(Q.customer_id.in_(select(func.unhex(given.c.value))), Q.deleted_at.is_(None))
        .where(Q.is_current == true(), Q.status.in_(OPEN))
        .group_by(Q.customer_id, Q.currency)
        .order_by(Q.customer_id, func.sum(Q.gross).desc())
    )
