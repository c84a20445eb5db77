"""What is shown of a record that was found: a title, a line below it, and where the query stands in both."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from salesdesk.domain import highlighting, search_terms
from salesdesk.domain.highlighting import Range
from salesdesk.domain.search_terms import Asked
from salesdesk.storage.queries import search
from salesdesk.storage.tables.activities import ActivityRow
from salesdesk.storage.tables.contacts import ContactRow
from salesdesk.storage.tables.customers import CustomerRow
from salesdesk.storage.tables.products import ProductRow
from salesdesk.storage.tables.quotes import QuoteRow

KINDS: Final = ("customers", "contacts", "quotes", "products", "activities")
"""The kinds of hits, in the order they are shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A record that was found. Ranges are (from, up to but without) in characters, for highlighting.

    `customer_id` is the customer it belongs to, itself for a customer, None for a product.
    """

    kind: str
    id: UUID
    title: str
    subtitle: str
    title_ranges: tuple[Range, ...] = ()
    subtitle_ranges: tuple[Range, ...] = ()
    customer_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class _Shown:
    """The texts of one record: its title, its usual second line, and others that may be why it was found."""

    id: UUID
    title: str
    second: str
    others: tuple[str, ...] = ()
    customer_id: UUID | None = None
    person: bool = False


def hits(session: Session, text: str, limit: int) -> list[Hit]:
    """Return what is found by `text`, at most `limit` of each kind, grouped by kind, the best first."""
    asked = search_terms.asked(text)
    return [
        hit
        for kind in KINDS
        for hit in of_kind(session, kind, search.found(session, kind, text, limit), asked)
    ]


def of_kind(session: Session, kind: str, ids: Sequence[UUID], asked: Sequence[Asked] = ()) -> list[Hit]:
    """Return the living records among `ids` as hits; whole titles that are the query come first."""
    if not ids:
        return []
    shown = {one.id: one for one in map(_SHOWN[kind][1], session.execute(_SHOWN[kind][0](ids)))}
    found = [_hit(kind, shown[row_id], asked) for row_id in ids if row_id in shown]
    return sorted(found, key=lambda hit: hit.title_ranges != ((0, len(hit.title)),))


def _hit(kind: str, shown: _Shown, asked: Sequence[Asked]) -> Hit:
    title_ranges = highlighting.ranges(shown.title, asked, person=shown.person)
    lines = [(line, highlighting.ranges(line, asked)) for line in (shown.second, *shown.others) if line]
    answering = (line for line in lines if line[1])
    usual = (shown.second, lines[0][1] if lines and lines[0][0] == shown.second else ())
    second = usual if title_ranges else next(answering, usual)
    return Hit(
        kind=kind,
        id=shown.id,
        title=shown.title,
        subtitle=second[0],
        title_ranges=title_ranges,
        subtitle_ranges=second[1],
        customer_id=shown.customer_id,
    )


def _customers(ids: Sequence[UUID]) -> Select[Any]:
    return select(CustomerRow).where(CustomerRow.id.in_(ids), CustomerRow.deleted_at.is_(None))


def _customer(found: Any) -> _Shown:
    (row,) = found
    place = " ".join(dict.fromkeys(filter(None, (row.province, row.city, row.district))))
    others = (row.name_en, row.short_name, row.phone, row.email, row.tax_id, row.street, row.industry)
    return _Shown(
        row.id, row.name, place, (*others, " ".join(row.tags), row.note), row.id, row.kind == "person"
    )


def _with_customer(kind: Any) -> Callable[[Sequence[UUID]], Select[Any]]:
    def wanted(ids: Sequence[UUID]) -> Select[Any]:
        rows = select(kind, CustomerRow.name).join(CustomerRow, CustomerRow.id == kind.customer_id)
        return rows.where(kind.id.in_(ids), kind.deleted_at.is_(None))

    return wanted


def _contact(found: Any) -> _Shown:
    row, customer = found
    numbers = tuple(phone.get("number", "") for phone in row.phones)
    mails = tuple(mail.get("address", "") for mail in row.emails)
    others = (*numbers, *mails, row.wechat, row.job_title, row.department, row.note)
    return _Shown(row.id, row.name, customer, others, row.customer_id, person=True)


def _quote(found: Any) -> _Shown:
    row, customer = found
    return _Shown(row.id, row.number, customer, (row.title, row.note), row.customer_id)


def _activity(found: Any) -> _Shown:
    row, customer = found
    title, _, body = (row.subject or row.body).partition("\n")
    return _Shown(row.id, title, customer, (body, row.body, row.outcome), row.customer_id)


def _products(ids: Sequence[UUID]) -> Select[Any]:
    return select(ProductRow).where(ProductRow.id.in_(ids), ProductRow.deleted_at.is_(None))


def _product(found: Any) -> _Shown:
    (row,) = found
    return _Shown(
        row.id, row.name, row.code, (row.name_en, row.barcode, row.category, row.spec, row.description)
    )


_Reader = tuple[Callable[[Sequence[UUID]], Select[Any]], Callable[[Any], _Shown]]
_SHOWN: Final[dict[str, _Reader]] = {
    "customers": (_customers, _customer),
    "contacts": (_with_customer(ContactRow), _contact),
    "products": (_products, _product),
    "quotes": (_with_customer(QuoteRow), _quote),
    "activities": (_with_customer(ActivityRow), _activity),
}
