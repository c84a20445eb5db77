"""Every question about quotes. Answers are frozen values, so they may cross threads."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session

from salesdesk.domain.errors import NotFound
from salesdesk.domain.money import RoundingMode
from salesdesk.domain.quotes import QuoteStatus
from salesdesk.domain.taxes import Rounding
from salesdesk.storage.queries.grouping import groups_of
from salesdesk.storage.queries.quote_filters import (
    GROUPS,
    SORTS,
    Q,
    QuoteFilter,
    group_of,
    keys_of,
    listed,
    matching_ids,
)
from salesdesk.storage.queries.values import Amount, Group, filled
from salesdesk.storage.queries.window import count_of, ordered, page_of, stretch
from salesdesk.storage.tables.contacts import ContactRow
from salesdesk.storage.tables.customers import CustomerRow
from salesdesk.storage.tables.quotes import IssuedPaperRow, QuoteLineRow, QuoteRow
from salesdesk.storage.tables.users import UserRow

__all__ = ["GROUPS", "SORTS", "QuoteDetail", "QuoteFilter", "QuoteSummary", "matching_ids"]


class QuoteSummary(msgspec.Struct, frozen=True, gc=False):
    """One row of the list; net, tax and gross are minor units of `currency`."""

    id: UUID
    number: str
    revision: int
    is_current: bool
    customer_id: UUID
    customer_name: str
    title: str
    status: QuoteStatus
    currency: str
    net: int
    tax: int
    gross: int
    issued_on: date
    valid_until: date
    sent_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteLine:
    """One line: what is quoted at what price. Percents are percent, `discount_amount` is minor units.

    `id` None stands for a new line. `net`, `tax` and `gross` (minor units) are answers, never asked for.
    """

    id: UUID | None = None
    product_id: UUID | None = None
    code: str = ""
    name: str = ""
    spec: str = ""
    unit: str = ""
    quantity: Decimal = Decimal(1)
    unit_price: Decimal = Decimal(0)
    tax_included: bool = False
    discount_percent: Decimal = Decimal(0)
    discount_amount: int = 0
    tax_rate: Decimal = Decimal(0)
    price_chain: tuple[Mapping[str, Any], ...] = ()
    optional: bool = False
    section: str = ""
    note: str = ""
    net: int = 0
    tax: int = 0
    gross: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedPaper:
    """A quote as it was handed out."""

    id: UUID
    quote_id: UUID
    revision: int
    language: str
    sha256: str
    size: int
    pages: int
    made_at: datetime
    file_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteDetail:
    """One revision of a quote with its lines. Amounts are minor units of `currency`.

    `buyer` and `seller` are the letterheads as they were when it was saved: fields of a customer (and its
    contact) and of the company profile, as text.
    """

    id: UUID
    number: str
    revision: int
    root_id: UUID
    is_current: bool
    customer_id: UUID
    customer_name: str
    contact_id: UUID | None
    contact_name: str
    title: str
    status: QuoteStatus
    currency: str
    language: str
    rounding: Rounding
    rounding_mode: RoundingMode = RoundingMode.HALF_UP
    issued_on: date
    valid_until: date
    payment_terms: str
    delivery_terms: str
    terms: str
    note: str
    discount_percent: Decimal
    discount_amount: int
    net: int
    tax: int
    gross: int
    base_rate: Decimal | None
    base_rate_on: date | None
    base_rate_source: str
    buyer: Mapping[str, Any]
    seller: Mapping[str, Any]
    owner_id: UUID | None
    owner_name: str
    sent_at: datetime | None
    decided_at: datetime | None
    reason: str
    created_at: datetime
    edited_at: datetime
    lines: tuple[QuoteLine, ...]


_COLUMNS: Final = [
    CustomerRow.name if name == "customer_name" else getattr(Q, name)
    for name in QuoteSummary.__struct_fields__
]
_STATUSES: Final = {str(status): status for status in QuoteStatus}
_STATUS: Final = QuoteSummary.__struct_fields__.index("status")


def groups(session: Session, wanted: QuoteFilter) -> list[Group]:
    """Return the groups of the list in their order: how many quotes, and what they come to with tax."""
    found, customers = Q.__table__, CustomerRow.__table__
    rows = found.join(customers, customers.c.id == found.c.customer_id)
    return groups_of(session, matching_ids(wanted), group_of(wanted), rows, money=(Q.currency, Q.gross))


def count(session: Session, wanted: QuoteFilter) -> int:
    """Return how many quotes pass the filter."""
    return count_of(session, matching_ids(wanted))


def ids(session: Session, wanted: QuoteFilter) -> list[UUID]:
    """Return the ids of all quotes that pass the filter, in its order."""
    keys = ordered(keys_of(wanted), descending=wanted.descending)
    return list(session.scalars(listed(wanted).order_by(*keys)))


def page(
    session: Session, wanted: QuoteFilter, offset: int, limit: int, total: int | None = None
) -> list[QuoteSummary]:
    """Return one page. With `total` known, the far half of the list is reached from its end."""
    backwards, where = stretch(offset, limit, total)
    rows = session.connection().execute(_page(wanted, backwards=backwards), where).all()
    return [_summary(row) for row in rows]


@lru_cache(maxsize=64)
def _page(wanted: QuoteFilter, *, backwards: bool) -> Select[*tuple[Any, ...]]:
    """Return the statement of a page; building it takes longer than running it."""
    keys = keys_of(wanted)
    some = page_of(listed(wanted), keys, descending=wanted.descending != backwards)
    return (
        select(*_COLUMNS)
        .join(some, some.c.id == Q.id)
        .join(CustomerRow, CustomerRow.id == Q.customer_id)
        .order_by(*ordered(keys, descending=wanted.descending))
    )


def _summary(row: Row[*tuple[Any, ...]]) -> QuoteSummary:
    values: list[Any] = list(row)
    values[_STATUS] = _STATUSES[values[_STATUS]]
    return QuoteSummary(*values)


def totals(session: Session, wanted: QuoteFilter) -> list[Amount]:
    """Return what the quotes of a filter come to with tax, by currency, the most used first."""
    some = matching_ids(wanted).with_only_columns(Q.currency, func.sum(Q.gross)).group_by(Q.currency)
    return [
        Amount(currency, minor) for currency, minor in session.execute(some.order_by(func.count().desc()))
    ]


def status_counts(session: Session, wanted: QuoteFilter) -> dict[QuoteStatus, int]:
    """Return how many quotes of the filter are in which state."""
    some = matching_ids(wanted).with_only_columns(Q.status, func.count()).group_by(Q.status)
    found = {row[0]: row[1] for row in session.execute(some)}
    return {status: found.get(status, 0) for status in QuoteStatus}


def one(session: Session, quote_id: UUID) -> QuoteRow:
    """Return the row to change, or raise NotFound."""
    row = session.get(QuoteRow, quote_id)
    if row is None or row.deleted_at is not None:
        raise NotFound("quote-gone")
    return row


def by_number(session: Session, number: str) -> UUID | None:
    """Return the quote of a number as printed, revision suffix included."""
    return session.scalar(select(Q.id).where(Q.number == number, Q.deleted_at.is_(None)))


def line_rows(session: Session, quote_id: UUID) -> list[QuoteLineRow]:
    """Return the lines of a quote in order, to read or to change."""
    L = QuoteLineRow  # noqa: N806 - a short name for a table
    living = select(L).where(L.quote_id == quote_id, L.deleted_at.is_(None))
    return list(session.scalars(living.order_by(L.position, L.id)))


def detail(session: Session, quote_id: UUID) -> QuoteDetail:
    """Return a quote with its lines, or raise NotFound."""
    row = one(session, quote_id)
    customer = session.get_one(CustomerRow, row.customer_id)
    contact = session.get(ContactRow, row.contact_id) if row.contact_id else None
    owner = session.get(UserRow, row.owner_id) if row.owner_id else None
    return filled(
        QuoteDetail,
        row,
        status=QuoteStatus(row.status),
        rounding=Rounding(row.rounding),
        rounding_mode=RoundingMode(row.rounding_mode),
        customer_name=customer.name,
        contact_name=contact.name if contact else "",
        owner_name=owner.name if owner else "",
        lines=tuple(line_of(line) for line in line_rows(session, quote_id)),
    )


def line_of(row: QuoteLineRow) -> QuoteLine:
    """Return a line as a value."""
    return filled(QuoteLine, row, price_chain=tuple(row.price_chain))


def typed_line(row: QuoteLineRow) -> QuoteLine:
    """Return what prices a line; of a row that is not written yet, too."""
    return QuoteLine(
        quantity=row.quantity,
        unit_price=row.unit_price,
        tax_included=row.tax_included,
        tax_rate=row.tax_rate,
        discount_percent=row.discount_percent,
        discount_amount=row.discount_amount,
        optional=row.optional,
    )


def revisions(session: Session, root_id: UUID) -> list[QuoteSummary]:
    """Return all revisions of a quote, the newest first."""
    rows = session.execute(
        select(*_COLUMNS)
        .join(CustomerRow, CustomerRow.id == Q.customer_id)
        .where(Q.root_id == root_id, Q.deleted_at.is_(None))
        .order_by(Q.revision.desc())
    )
    return [_summary(row) for row in rows]


def run_out(session: Session, scope: str, today: date) -> list[UUID]:
    """Return the quotes of a scope that were sent and are past their last day."""
    sent = select(Q.id).where(Q.deleted_at.is_(None), Q.is_current, Q.status == QuoteStatus.SENT.value)
    return list(session.scalars(sent.where(Q.scope_id == scope, Q.valid_until < today).order_by(Q.id)))


def one_current(session: Session, ids: Collection[UUID]) -> bool:
    """Return whether each living quote among these has one current revision."""
    roots = select(Q.root_id).where(Q.id.in_(ids))
    living = select(Q.root_id).where(Q.root_id.in_(roots), Q.deleted_at.is_(None))
    return session.scalar(living.group_by(Q.root_id).having(func.sum(Q.is_current) != 1).limit(1)) is None


def last_price(session: Session, customer_id: UUID, product_id: UUID, currency: str) -> QuoteLine | None:
    """Return the newest line on which this product was quoted to this customer, in a quote that was sent."""
    L = QuoteLineRow  # noqa: N806 - a short name for a table
    row = session.scalar(
        select(L)
        .join(Q, Q.id == L.quote_id)
        .where(L.product_id == product_id, L.deleted_at.is_(None))
        .where(Q.customer_id == customer_id, Q.currency == currency, Q.deleted_at.is_(None))
        .where(Q.sent_at.is_not(None))
        .order_by(Q.sent_at.desc(), L.position)
        .limit(1)
    )
    return None if row is None else line_of(row)


def papers(session: Session, quote_id: UUID) -> list[IssuedPaper]:
    """Return the papers handed out of any revision of this quote, the newest first."""
    root = one(session, quote_id).root_id
    rows = session.scalars(
        select(IssuedPaperRow)
        .join(Q, Q.id == IssuedPaperRow.quote_id)
        .where(Q.root_id == root, IssuedPaperRow.deleted_at.is_(None))
        .order_by(IssuedPaperRow.made_at.desc(), IssuedPaperRow.id)
    )
    return [filled(IssuedPaper, row) for row in rows]
