"""Every question about customers. Answers are frozen values, so they may cross threads."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import Select, Subquery, func, select, true
from sqlalchemy.orm import Session

from salesdesk.domain.customers import CustomerKind, Grade, Lifecycle, Source
from salesdesk.domain.errors import NotFound
from salesdesk.storage.queries import search
from salesdesk.storage.queries.customer_filters import (
    GROUPS,
    SORTS,
    C,
    CustomerFilter,
    keys_of,
    matching_ids,
    narrowed,
)
from salesdesk.storage.queries.grouping import groups_of
from salesdesk.storage.queries.open_amounts import open_amounts
from salesdesk.storage.queries.values import Amount, Group, filled
from salesdesk.storage.queries.window import count_of, ordered, page_of, stretch
from salesdesk.storage.tables.customers import CustomerRow
from salesdesk.storage.tables.users import UserRow

__all__ = ["GROUPS", "SORTS", "CustomerDetail", "CustomerFilter", "CustomerSummary", "matching_ids"]


class CustomerSummary(msgspec.Struct, frozen=True, gc=False):
    """One row of the list. `open` is what open quotes come to, by currency."""

    id: UUID
    name: str
    name_en: str
    short_name: str
    kind: CustomerKind
    lifecycle: Lifecycle
    grade: Grade
    source: Source
    industry: str
    country: str
    province: str
    city: str
    phone: str
    email: str
    tags: tuple[str, ...]
    owner_id: UUID | None
    next_follow_up: date | None
    last_contact_at: datetime | None
    created_at: datetime
    external_id: str
    open: tuple[Amount, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerDetail:
    """All fields of a customer, with the names behind its references."""

    id: UUID
    name: str
    name_en: str
    short_name: str
    kind: CustomerKind
    lifecycle: Lifecycle
    grade: Grade
    source: Source
    referrer_id: UUID | None
    industry: str
    website: str
    phone: str
    email: str
    country: str
    province: str
    city: str
    district: str
    street: str
    postcode: str
    tax_id: str
    invoice_title: str
    bank_name: str
    bank_account: str
    invoice_address: str
    invoice_phone: str
    owner_id: UUID | None
    tags: tuple[str, ...]
    note: str
    currency: str
    next_follow_up: date | None
    last_contact_at: datetime | None
    external_id: str
    created_at: datetime
    edited_at: datetime
    version: int
    owner_name: str = ""
    referrer_name: str = ""
    open: tuple[Amount, ...] = ()


_NAMES: Final = [name for name in CustomerSummary.__struct_fields__ if name != "open"]
_COLUMNS: Final = [getattr(C, name) for name in _NAMES]
_KINDS: Final[tuple[tuple[str, type[StrEnum]], ...]] = (
    ("kind", CustomerKind),
    ("lifecycle", Lifecycle),
    ("grade", Grade),
    ("source", Source),
)
_CHOICES: Final[tuple[tuple[int, Callable[[Any], Any]], ...]] = (
    *((_NAMES.index(name), {str(choice): choice for choice in kind}.__getitem__) for name, kind in _KINDS),
    (_NAMES.index("tags"), tuple),
)
"""Where in a row a text stands for one of a few values, and how it becomes one."""


def groups(session: Session, wanted: CustomerFilter) -> list[Group]:
    """Return the groups of the list in their order, and how many customers each has."""
    if wanted.group not in GROUPS:
        return []  # a search is no small matter
    return groups_of(session, narrowed(session, wanted), GROUPS[wanted.group], C.__table__)


def count(session: Session, wanted: CustomerFilter) -> int:
    """Return how many customers pass the filter."""
    if wanted.text.strip() and _by_name_alone(replace(wanted, sort="name")):
        return search.count(session, "customers", wanted.text)
    return count_of(session, narrowed(session, wanted))


def opening(session: Session, wanted: CustomerFilter, limit: int) -> tuple[int, list[CustomerSummary]]:
    """Return how many customers pass the filter, and the first of them."""
    if not wanted.text.strip() or not _by_name_alone(wanted):
        total = count(session, wanted)
        return total, page(session, wanted, 0, limit, total) if total else []
    order, down = replace(wanted, text=""), wanted.descending
    total, many, first = search.count_with_first(session, wanted.text, descending=down)
    if many < limit:
        return total, page(session, wanted, 0, limit, total) if total else []
    asked = {"places": first, "limit": limit, "offset": 0}
    return total, _summaries(session, _by_name(search.page_of_places, order, descending=down), asked)


def rehearse(session: Session) -> None:
    """Ask what finding asks, of nothing: the first time a statement is asked, building it takes longer."""
    order, asked = CustomerFilter(), search.parameters("customers", "") | {"limit": 0, "offset": 0}
    for some in (search.page_by_name, search.page_along_names, search.page_of_places):
        _summaries(session, _by_name(some, order, descending=False), asked | {"places": "[]"})
    search.count_with_first(session, "", descending=False)


def ids(session: Session, wanted: CustomerFilter) -> list[UUID]:
    """Return the ids of all customers that pass the filter, in its order."""
    keys = ordered(keys_of(wanted), descending=wanted.descending)
    return list(session.scalars(matching_ids(wanted).order_by(*keys)))


def page(
    session: Session, wanted: CustomerFilter, offset: int, limit: int, total: int | None = None
) -> list[CustomerSummary]:
    """Return one page. With `total` known, the far half of the list is reached from its end."""
    backwards, where = stretch(offset, limit, total)
    if wanted.text.strip():
        return _found_page(session, wanted, offset, limit, total)
    statement = _page(wanted, backwards=backwards)
    return _summaries(session, statement, where)


def _summaries(
    session: Session, statement: Select[*tuple[Any, ...]], where: Mapping[str, object]
) -> list[CustomerSummary]:
    rows = session.connection().execute(statement, where).all()
    open_quotes = open_amounts(session, [row.id for row in rows])
    return [_summary(row, open_quotes.get(row.id, ())) for row in rows]


@lru_cache(maxsize=64)
def _page(wanted: CustomerFilter, *, backwards: bool) -> Select[*tuple[Any, ...]]:
    """Return the statement of a page; building it takes longer than running it."""
    some = page_of(matching_ids(wanted), keys_of(wanted), descending=wanted.descending != backwards)
    return _of(some, wanted)


def _found_page(
    session: Session, wanted: CustomerFilter, offset: int, limit: int, total: int | None
) -> list[CustomerSummary]:
    """Return one page of what a text finds: by name straight from the search, all else along its index."""
    backwards, where = stretch(offset, limit, total)
    descending = wanted.descending != backwards
    if _by_name_alone(wanted):
        found = count(session, wanted) if total is None else total
        return _found_by_name(session, wanted, where, found, descending=descending)
    some = page_of(narrowed(session, wanted), keys_of(wanted), descending=descending)
    return _summaries(session, _of(some, wanted), where)


def _by_name_alone(wanted: CustomerFilter) -> bool:
    return replace(wanted, text="", descending=False) == CustomerFilter()


def _found_by_name(
    session: Session, wanted: CustomerFilter, where: Mapping[str, int], found: int, *, descending: bool
) -> list[CustomerSummary]:
    """Return one page by name; a crowd is not put into order for it."""
    asked = {**search.parameters("customers", search.expression(wanted.text)), **where}
    some = search.page_along_names if found > search.CROWD else search.page_by_name
    return _summaries(session, _by_name(some, replace(wanted, text=""), descending=descending), asked)


@lru_cache(maxsize=16)
def _by_name(
    some: Callable[..., Subquery], order: CustomerFilter, *, descending: bool
) -> Select[*tuple[Any, ...]]:
    return _of(some(descending=descending), order)


def _of(some: Subquery, wanted: CustomerFilter) -> Select[*tuple[Any, ...]]:
    keys = ordered(keys_of(wanted), descending=wanted.descending)
    return select(*_COLUMNS).join(some, some.c.id == C.id).order_by(*keys)


def summaries(session: Session, wanted: Sequence[UUID]) -> list[CustomerSummary]:
    """Return the living customers among these ids, in the order of the ids."""
    rows = session.execute(select(*_COLUMNS).where(C.id.in_(wanted), C.deleted_at.is_(None)))
    found = {row.id: _summary(row, ()) for row in rows}
    return [found[row_id] for row_id in wanted if row_id in found]


def _summary(row: Any, open_quotes: tuple[Amount, ...]) -> CustomerSummary:
    values: list[Any] = list(row)
    for place, value_of in _CHOICES:
        values[place] = value_of(values[place])
    values.append(open_quotes)
    return CustomerSummary(*values)


def _choices(row: Any) -> dict[str, Any]:
    return {
        "kind": CustomerKind(row.kind),
        "lifecycle": Lifecycle(row.lifecycle),
        "grade": Grade(row.grade),
        "source": Source(row.source),
        "tags": tuple(row.tags),
    }


def lifecycle_counts(session: Session, wanted: CustomerFilter) -> dict[Lifecycle, int]:
    """Return how many customers of the filter are how far along."""
    some = matching_ids(wanted).order_by(None)
    rows = session.execute(some.with_only_columns(C.lifecycle, func.count()).group_by(C.lifecycle))
    found = {row[0]: row[1] for row in rows}
    return {lifecycle: found.get(lifecycle, 0) for lifecycle in Lifecycle}


def known(session: Session, field: str, limit: int = 200) -> list[str]:
    """Return the values in use of one text field (or the tags), the most frequent first."""
    if field == "tags":
        tag = func.json_each(C.tags).table_valued("value", name="tag")
        used: Any = select(tag.c.value.label("used")).select_from(C).join(tag, true())
    else:
        used = select(getattr(C, field).label("used")).where(getattr(C, field) != "")
    inner = used.where(C.deleted_at.is_(None)).subquery()
    ranked = select(inner.c.used).group_by(inner.c.used).order_by(func.count().desc(), inner.c.used)
    return list(session.scalars(ranked.limit(limit)))


def one(session: Session, customer_id: UUID) -> CustomerRow:
    """Return the row to change, or raise NotFound."""
    row = session.get(CustomerRow, customer_id)
    if row is None or row.deleted_at is not None:
        raise NotFound("customer-gone")
    return row


def detail(session: Session, customer_id: UUID) -> CustomerDetail:
    """Return all fields of a customer, or raise NotFound."""
    row = one(session, customer_id)
    owner = session.get(UserRow, row.owner_id) if row.owner_id else None
    referrer = session.get(CustomerRow, row.referrer_id) if row.referrer_id else None
    return filled(
        CustomerDetail,
        row,
        **_choices(row),
        owner_name=owner.name if owner else "",
        referrer_name=referrer.name if referrer else "",
        open=open_amounts(session, [customer_id]).get(customer_id, ()),
    )
