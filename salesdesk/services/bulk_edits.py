"""What changing many customers or products at once would do to each, before it is done."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from salesdesk.domain import lifecycle
from salesdesk.domain.customers import Lifecycle, check_customer
from salesdesk.domain.errors import SalesDeskError
from salesdesk.domain.products import changed_price, check_product
from salesdesk.services.customers import tagged
from salesdesk.services.stages import who_bought
from salesdesk.storage.base import SyncedRow
from salesdesk.storage.database import Database
from salesdesk.storage.recorder import sliced
from salesdesk.storage.tables.customers import CustomerRow
from salesdesk.storage.tables.products import ProductRow


@dataclass(frozen=True, slots=True)
class Coming:
    """What would become of one record's field; `problem` says why it cannot."""

    id: UUID
    name: str
    before: Any
    after: Any
    problem: SalesDeskError | None = None


def coming(database: Database, ids: Sequence[UUID], field: str, value: object) -> list[Coming]:
    """Return whom giving all of these customers this value would change; who has it already is left out.

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


def coming_products(database: Database, ids: Sequence[UUID], field: str, value: object) -> list[Coming]:
    """Return which of these products giving all of them this value would change. Raise BadInput."""
    given = check_product({field: value})[field]
    return database.ask(_products, ids, field, lambda _before: given)


def coming_prices(database: Database, ids: Sequence[UUID], percent: Decimal) -> list[Coming]:
    """Return what a change by so many percent would make of list prices: before and after with currency."""
    return database.ask(_prices, ids, percent)


def judged(one: Coming, check: Callable[[], object]) -> Coming:
    """Return what would become of a record, with what the check has against it."""
    try:
        check()
    except SalesDeskError as error:
        return replace(one, problem=error)
    return one


def living(
    session: Session,
    ids: Sequence[UUID],
    row: type[SyncedRow],
    *columns: InstrumentedAttribute[Any] | ColumnElement[Any],
) -> Iterator[Any]:
    """Yield id and columns of the living rows among `ids`, in the order of `ids`."""
    columns_of_id: Any = row.id
    for some in sliced(ids):
        alive: ColumnElement[bool] = columns_of_id.in_(some) & row.deleted_at.is_(None)
        found = session.execute(select(columns_of_id, *columns).where(alive))
        known: Mapping[UUID, Any] = {each[0]: each for each in found}
        yield from (known[one] for one in some if one in known)


def _coming(session: Session, ids: Sequence[UUID], field: str, after: Callable[[Any], Any]) -> list[Coming]:
    rows = living(session, ids, CustomerRow, CustomerRow.name, getattr(CustomerRow, field))
    found = list(_changed(rows, after))
    if field != "lifecycle":
        return found
    bought = who_bought(session, [one.id for one in found])
    return [
        judged(one, partial(lifecycle.check_by_hand, Lifecycle(one.after), has_bought=one.id in bought))
        for one in found
    ]


def _changed(rows: Iterator[Any], after: Callable[[Any], Any]) -> Iterator[Coming]:
    for row_id, name, before in rows:
        if (then := after(before)) != before:
            yield Coming(row_id, name, before, then)


def _products(session: Session, ids: Sequence[UUID], field: str, after: Callable[[Any], Any]) -> list[Coming]:
    rows = living(session, ids, ProductRow, ProductRow.name, getattr(ProductRow, field))
    return list(_changed(rows, after))


def _prices(session: Session, ids: Sequence[UUID], percent: Decimal) -> list[Coming]:
    rows = living(session, ids, ProductRow, ProductRow.name, ProductRow.unit_price, ProductRow.currency)
    each = (
        Coming(row_id, name, (price, money), (changed_price(price, money, percent), money))
        for row_id, name, price, money in rows
    )
    return [
        judged(one, partial(check_product, {"unit_price": one.after[0]}))
        for one in each
        if one.after != one.before
    ]
