"""What one knows of customers in order to weigh them: class, days agreed, and what they bring in money."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from msgspec import json
from sqlalchemy import (
    LargeBinary,
    Select,
    SelectBase,
    String,
    bindparam,
    func,
    literal_column,
    select,
    true,
    type_coerce,
)
from sqlalchemy.orm import Session

from salesdesk.domain.addresses import town
from salesdesk.domain.customers import Grade
from salesdesk.domain.narrowing import Narrowing
from salesdesk.domain.quotes import QuoteStatus
from salesdesk.storage.queries.open_amounts import OPEN
from salesdesk.storage.queries.values import Amount
from salesdesk.storage.tables.customers import CustomerRow
from salesdesk.storage.tables.quotes import QuoteRow

C, Q = CustomerRow, QuoteRow
_GRADES = {str(grade): grade for grade in Grade}


@dataclass(frozen=True, slots=True)
class Standing:
    """How a customer stands."""

    grade: Grade
    next_follow_up: date | None


@dataclass(frozen=True, slots=True)
class Brings:
    """What open quotes may bring, and what accepted ones brought; each currency by itself, the most first."""

    open: tuple[Amount, ...] = ()
    bought: tuple[Amount, ...] = ()

    @property
    def sums(self) -> dict[str, int]:
        """All of it, in minor units by currency."""
        found: dict[str, int] = {}
        for amount in (*self.open, *self.bought):
            found[amount.currency] = found.get(amount.currency, 0) + amount.minor
        return found


def brings(
    session: Session, ids: Collection[bytes], bought_since: date, *more: Select[bytes]
) -> dict[bytes, Brings]:
    """Return what customers bring, by the bytes of their ids; who brings nothing is left out.

    `more` are selects of further customers. Purchases count from a day on.
    """
    asked = _asked(ids) | {"since": bought_since}
    found: dict[bytes, Brings] = {}
    for customer, currency, won, minor in session.connection().execute(_amounts(*more), asked).all():
        before, amount = found.get(customer, Brings()), Amount(currency, minor)
        found[customer] = (
            Brings(before.open, (*before.bought, amount))
            if won
            else Brings((*before.open, amount), before.bought)
        )
    return found


def standings(session: Session, ids: Collection[UUID]) -> dict[UUID, Standing]:
    """Return how the living customers among these ids stand."""
    asked = _asked([row_id.bytes for row_id in ids])
    rows = session.connection().execute(_customers(), asked).all()
    return {row_id: Standing(_GRADES[grade], agreed) for row_id, grade, agreed in rows}


def narrowed(session: Session, ids: Collection[bytes], narrowing: Narrowing) -> set[bytes]:
    """Return the living customers among these that are wanted."""
    rows = session.connection().execute(_whereabouts(), _asked(ids)).all()
    return {
        row_id
        for row_id, name, grade, province, city, district in rows
        if narrowing.fits(name, _GRADES[grade], _areas(province, city, district))
    }


def _areas(province: str, city: str, district: str) -> tuple[str, ...]:
    return tuple(part for part in (district, town(province, city)) if part)


def _asked(ids: Collection[bytes]) -> dict[str, Any]:
    """Return what the statements are given: a list of hex digits in JSON."""
    return {"customers": json.encode([row_id.hex() for row_id in ids]).decode()}


def _given() -> Select[bytes]:
    given = func.json_each(bindparam("customers", type_=String())).table_valued("value", name="given")
    return select(func.unhex(given.c.value))


@cache
def _customers() -> Select[UUID, str, date | None]:
    return select(C.id, C.grade, C.next_follow_up).where(C.id.in_(_given()), C.deleted_at.is_(None))


@cache
def _whereabouts() -> Select[*tuple[Any, ...]]:
    columns = (C.name, C.grade, C.province, C.city, C.district)
    return select(type_coerce(C.id, LargeBinary()), *columns).where(
        C.id.in_(_given()), C.deleted_at.is_(None)
    )


def _amounts(*more: Select[bytes]) -> Select[bytes, str, bool, int]:
    customers: SelectBase = _given().union(*more)
    won = Q.status == literal_column(f"'{QuoteStatus.ACCEPTED.value}'")
    return (
        select(type_coerce(Q.customer_id, LargeBinary()), Q.currency, won.label("won"), func.sum(Q.gross))
        .where(Q.customer_id.in_(customers), Q.deleted_at.is_(None), Q.is_current == true())
        .where(Q.status.in_(OPEN) | (won & (Q.issued_on >= bindparam("since"))))
        .group_by(Q.customer_id, Q.currency, won)
        .order_by(func.sum(Q.gross).desc())
    )
