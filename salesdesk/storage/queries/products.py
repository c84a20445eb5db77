"""Every question about products and their prices."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import Select, false, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from salesdesk.domain.errors import NotFound
from salesdesk.storage.queries import imports
from salesdesk.storage.queries.grouping import Grouped, groups_of, in_groups
from salesdesk.storage.queries.search import matching
from salesdesk.storage.queries.values import Group, filled
from salesdesk.storage.queries.window import Key, count_of, ordered, page_of, stretch
from salesdesk.storage.tables.products import ProductPriceRow, ProductRow, TaxRateRow

P = ProductRow


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductFilter:
    """Which products, in which order. `active` None finds both; `batch` is an import that brought it.

    `sort` is a key of SORTS, `group` one of GROUPS or "".
    """

    text: str = ""
    category: str = ""
    active: bool | None = None
    currency: str = ""
    external_id: str = ""
    batch: UUID | None = None
    group: str = ""
    sort: str = "name"
    descending: bool = False


class ProductSummary(msgspec.Struct, frozen=True, gc=False):
    """One row of the list; `unit_price` is the list price, `tax_rate` is percent."""

    id: UUID
    code: str
    barcode: str
    name: str
    name_en: str
    category: str
    unit: str
    spec: str
    currency: str
    unit_price: Decimal
    tax_included: bool
    tax_rate: Decimal
    is_active: bool
    external_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductPrice:
    """A further price; both ends of its days count."""

    id: UUID
    currency: str
    unit_price: Decimal
    tax_included: bool
    min_quantity: Decimal
    valid_from: date | None
    valid_until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductDetail:
    """All fields of a product, with its further prices."""

    id: UUID
    code: str
    barcode: str
    name: str
    name_en: str
    category: str
    unit: str
    spec: str
    description: str
    currency: str
    unit_price: Decimal
    tax_included: bool
    tax_rate: Decimal
    is_active: bool
    external_id: str
    prices: tuple[ProductPrice, ...]
    created_at: datetime
    edited_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxRate:
    """A tax rate in percent, and the days it holds."""

    id: UUID
    code: str
    name: str
    rate: Decimal
    valid_from: date | None
    valid_until: date | None


SORTS: Final[dict[str, tuple[InstrumentedAttribute[Any], ...]]] = {
    "name": (P.sort_key, P.id),
    "code": (P.code, P.id),
    "category": (P.category, P.sort_key, P.id),
    "price": (P.unit_price, P.id),
    "newest": (P.id,),
    "edited": (P.edited_at, P.id),
}
GROUPS: Final = {
    "category": Grouped(P.category),
    "unit": Grouped(P.unit),
    "currency": Grouped(P.currency),
    "tax_rate": Grouped(P.tax_rate),
    "state": Grouped(P.is_active, downwards=True),
}
"""What products can be grouped by; those that are sold stand before those that are archived."""
_COLUMNS: Final = [getattr(P, name) for name in ProductSummary.__struct_fields__]


def matching_ids(wanted: ProductFilter) -> Select[UUID]:
    """Return a select of the ids that pass the filter."""
    ids = select(P.id).where(P.deleted_at.is_(None))
    for name in ("category", "currency", "external_id"):
        if getattr(wanted, name):
            ids = ids.where(getattr(P, name) == getattr(wanted, name))
    if wanted.batch is not None:
        ids = ids.where(P.id.in_(imports.brought("products", wanted.batch)))
    if wanted.active is not None:
        ids = ids.where(P.is_active == (true() if wanted.active else false()))
    return ids.where(P.id.in_(matching("products", wanted.text))) if wanted.text.strip() else ids


def keys_of(wanted: ProductFilter) -> tuple[Key, ...]:
    """Return what rows are sorted by: their group first, where they are in groups."""
    return in_groups(GROUPS.get(wanted.group), SORTS[wanted.sort], descending=wanted.descending)


def groups(session: Session, wanted: ProductFilter) -> list[Group]:
    """Return the groups of the list in their order, and how many products each has."""
    return groups_of(session, matching_ids(wanted), GROUPS.get(wanted.group), P.__table__)


def count(session: Session, wanted: ProductFilter) -> int:
    """Return how many products pass the filter."""
    return count_of(session, matching_ids(wanted))


def ids(session: Session, wanted: ProductFilter) -> list[UUID]:
    """Return the ids of all products that pass the filter, in its order."""
    keys = ordered(keys_of(wanted), descending=wanted.descending)
    return list(session.scalars(matching_ids(wanted).order_by(*keys)))


def page(
    session: Session, wanted: ProductFilter, offset: int, limit: int, total: int | None = None
) -> list[ProductSummary]:
    """Return one page. With `total` known, the far half of the list is reached from its end."""
    backwards, where = stretch(offset, limit, total)
    rows = session.connection().execute(_page(wanted, backwards=backwards), where)
    return [ProductSummary(*row) for row in rows]


@lru_cache(maxsize=64)
def _page(wanted: ProductFilter, *, backwards: bool) -> Select[*tuple[Any, ...]]:
    """Return the statement of a page; building it takes longer than running it."""
    keys = keys_of(wanted)
    some = page_of(matching_ids(wanted), keys, descending=wanted.descending != backwards)
    found = select(*_COLUMNS).join(some, some.c.id == P.id)
    return found.order_by(*ordered(keys, descending=wanted.descending))


def categories(session: Session) -> list[str]:
    """Return the categories in use, in order."""
    used = select(P.category).where(P.deleted_at.is_(None), P.category != "").distinct()
    return list(session.scalars(used.order_by(P.category)))


def one(session: Session, product_id: UUID) -> ProductRow:
    """Return the row to change, or raise NotFound."""
    row = session.get(ProductRow, product_id)
    if row is None or row.deleted_at is not None:
        raise NotFound("product-gone")
    return row


def by_code(session: Session, code: str) -> UUID | None:
    """Return the living product of a code."""
    return session.scalar(select(P.id).where(P.code == code, P.deleted_at.is_(None)))


def detail(session: Session, product_id: UUID) -> ProductDetail:
    """Return all fields of a product with its further prices, or raise NotFound."""
    row = one(session, product_id)
    prices = tuple(filled(ProductPrice, price) for price in price_rows(session, product_id))
    return filled(ProductDetail, row, prices=prices)


def english_names(session: Session, ids: Sequence[UUID]) -> dict[UUID, tuple[str, str]]:
    """Return name and English name of products by id; those without an English name are left out."""
    rows = session.execute(select(P.id, P.name, P.name_en).where(P.id.in_(ids), P.name_en != ""))
    return {row.id: (row.name, row.name_en) for row in rows}


def price_rows(session: Session, product_id: UUID) -> list[ProductPriceRow]:
    """Return the further prices of a product, to read or to change."""
    return list(
        session.scalars(
            select(ProductPriceRow)
            .where(ProductPriceRow.product_id == product_id, ProductPriceRow.deleted_at.is_(None))
            .order_by(ProductPriceRow.currency, ProductPriceRow.min_quantity, ProductPriceRow.id)
        )
    )


def tax_rates(session: Session, day: date) -> list[TaxRate]:
    """Return the tax rates that hold on a day, the highest first."""
    T = TaxRateRow  # noqa: N806 - a short name for a table
    rows = session.scalars(
        select(T)
        .where(T.deleted_at.is_(None))
        .where(
            T.valid_from.is_(None) | (T.valid_from <= day), T.valid_until.is_(None) | (T.valid_until >= day)
        )
        .order_by(T.rate.desc(), T.code)
    )
    return [filled(TaxRate, row) for row in rows]
