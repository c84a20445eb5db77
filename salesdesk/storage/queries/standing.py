"""What one knows of customers in order to weigh them: class, whereabouts, and what they bring in money."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from uuid import UUID

import msgspec
from msgspec import json
from sqlalchemy import Select, String, bindparam, func, literal_column, select, true
from sqlalchemy.orm import Session

from salesdesk.domain.addresses import town
from salesdesk.domain.customers import Grade
from salesdesk.domain.quotes import QuoteStatus
from salesdesk.storage.queries.open_amounts import OPEN
from salesdesk.storage.queries.values import Amount
from salesdesk.storage.tables.customers import CustomerRow
from salesdesk.storage.tables.quotes import QuoteRow

C, Q = CustomerRow, QuoteRow
_GRADES = {str(grade): grade for grade in Grade}


class Standing(msgspec.Struct, frozen=True, gc=False):
    """One customer. `open` is what open quotes may bring, `bought` what accepted ones did, by currency."""

    id: UUID
    name: str
    grade: Grade
    province: str
    city: str
    district: str
    owner_id: UUID | None
    next_follow_up: date | None
    open: tuple[Amount, ...] = ()
    bought: tuple[Amount, ...] = ()

    @property
    def areas(self) -> tuple[str, ...]:
        """Where it is, the smallest first."""
        return tuple(part for part in (self.district, town(self.province, self.city)) if part)

    @property
    def sums(self) -> dict[str, int]:
        """What it brings in all, in minor units by currency."""
        found: dict[str, int] = {}
        for amount in (*self.open, *self.bought):
            found[amount.currency] = found.get(amount.currency, 0) + amount.minor
        return found


def standings(session: Session, ids: Sequence[UUID], bought_since: date) -> dict[UUID, Standing]:
    """Return how the living customers among these ids stand; purchases count from a day on."""
    asked = {"customers": json.encode([row_id.hex for row_id in ids]).decode(), "since": bought_since}
    connection = session.connection()
    amounts: dict[tuple[UUID, bool], list[Amount]] = {}
    for customer, currency, won, minor in connection.execute(_amounts(), asked):
        amounts.setdefault((customer, bool(won)), []).append(Amount(currency, minor))
    return {
        row[0]: Standing(
            row[0],
            row[1],
            _GRADES[row[2]],
            *row[3:],
            tuple(amounts.get((row[0], False), ())),
            tuple(amounts.get((row[0], True), ())),
        )
        for row in connection.execute(_customers(), {"customers": asked["customers"]})
    }


def _given() -> Select[bytes]:
    given = func.json_each(bindparam("customers", type_=String())).table_valued("value", name="given")
    return select(func.unhex(given.c.value))


@cache
def _customers() -> Select[UUID, str, str, str, str, str, UUID | None, date | None]:
    """Return the statement built once; it is given the ids as a list of hex digits in JSON."""
    return select(C.id, C.name, C.grade, C.province, C.city, C.district, C.owner_id, C.next_follow_up).where(
        C.id.in_(_given()), C.deleted_at.is_(None)
    )


@cache
def _amounts() -> Select[UUID, str, bool, int]:
    won = Q.status == literal_column(f"'{QuoteStatus.ACCEPTED.value}'")
    return (
        select(Q.customer_id, Q.currency, won.label("won"), func.sum(Q.gross))
        .where(Q.customer_id.in_(_given()), Q.deleted_at.is_(None), Q.is_current == true())
        .where(Q.status.in_(OPEN) | (won & (Q.issued_on >= bindparam("since"))))
        .group_by(Q.customer_id, Q.currency, won)
        .order_by(func.sum(Q.gross).desc())
    )
