"""Which quotes, in which order and in which groups: what the list asks for, as conditions."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from operator import ge, le
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select, String, case, func, select, true
from sqlalchemy.orm import InstrumentedAttribute

from salesdesk.domain.currencies import MINOR_UNITS
from salesdesk.domain.quotes import QuoteStatus
from salesdesk.storage.queries.grouping import Grouped, in_groups
from salesdesk.storage.queries.search import matching
from salesdesk.storage.queries.window import Key, WalkedJoin
from salesdesk.storage.tables.customers import CustomerRow
from salesdesk.storage.tables.quotes import QuoteRow
from salesdesk.storage.tables.users import UserRow

Q = QuoteRow


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteFilter:
    """Which quotes, in which order. Only current revisions, unless `superseded` asks for the others too.

    `least` and `most` bound the amount with tax, in whole units of each quote's own currency.
    `expiring_by` finds sent quotes whose last day is on or before it. `sort` is a key of SORTS, `group` one
    of GROUPS or "".
    """

    text: str = ""
    status: QuoteStatus | None = None
    customer: UUID | None = None
    currency: str = ""
    expiring_by: date | None = None
    least: Decimal | None = None
    most: Decimal | None = None
    superseded: bool = False
    group: str = ""
    sort: str = "newest"
    descending: bool = True


_UNITS: Final = {code: 10**places for code, places in MINOR_UNITS.items() if places != 2}  # noqa: PLR2004
"""So many minor units make a whole one, where it is not a hundred."""
# by deleted_at first, as the index has it: quotes of removed customers stand together
_CUSTOMERS: Final = (CustomerRow.deleted_at, CustomerRow.sort_key, CustomerRow.id)
SORTS: Final[dict[str, tuple[InstrumentedAttribute[Any], ...]]] = {
    "newest": (Q.issued_on, Q.id),
    "number": (Q.number, Q.id),
    "total": (Q.gross, Q.id),
    "valid_until": (Q.valid_until, Q.id),
    "status": (Q.status, Q.issued_on, Q.id),
    "customer": (*_CUSTOMERS, Q.issued_on, Q.id),
    "edited": (Q.edited_at, Q.id),
}
_RANKS: Final = {status.value: rank for rank, status in enumerate(QuoteStatus)}
_RANK: Final = case(_RANKS, value=Q.status, else_=len(_RANKS))
_OWNER: Final = select(UserRow.name).where(UserRow.id == Q.owner_id).scalar_subquery()
_MONTH: Final = func.substr(Q.issued_on, 1, len("2026-11"), type_=String())
GROUPS: Final = {
    "status": Grouped(Q.status, order=(_RANK, Q.status)),
    "customer": Grouped(Q.customer_id, order=_CUSTOMERS, called=CustomerRow.name),
    "owner": Grouped(Q.owner_id, order=(_OWNER, Q.owner_id), called=_OWNER),
    "month": Grouped(_MONTH, downwards=True),
    "currency": Grouped(Q.currency),
}
"""What quotes can be grouped by: states in the order of their life, months with the newest first."""


def group_of(wanted: QuoteFilter) -> Grouped | None:
    """Return what the rows are grouped by. Sorted by their day they stand in months as they are."""
    if wanted.group == "month" and wanted.sort == "newest":
        return Grouped(_MONTH, order=(Q.issued_on,), downwards=wanted.descending)
    return GROUPS.get(wanted.group)


def keys_of(wanted: QuoteFilter) -> tuple[Key, ...]:
    """Return what rows are sorted by: their group first, where they are in groups."""
    return in_groups(group_of(wanted), SORTS[wanted.sort], descending=wanted.descending)


def matching_ids(wanted: QuoteFilter) -> Select[UUID]:
    """Return a select of the ids that pass the filter."""
    ids = select(Q.id).where(Q.deleted_at.is_(None))
    if not wanted.superseded:
        ids = ids.where(Q.is_current == true())
    if wanted.status is not None:
        ids = ids.where(Q.status == wanted.status)
    if wanted.customer is not None:
        ids = ids.where(Q.customer_id == wanted.customer)
    if wanted.currency:
        ids = ids.where(Q.currency == wanted.currency)
    for figure, compare in ((wanted.least, ge), (wanted.most, le)):
        if figure is not None:
            ids = ids.where(compare(Q.gross, case(_UNITS, value=Q.currency, else_=100) * figure))
    if wanted.expiring_by is not None:
        ids = ids.where(Q.status == QuoteStatus.SENT, Q.valid_until <= wanted.expiring_by)
    return ids.where(Q.id.in_(matching("quotes", wanted.text))) if wanted.text.strip() else ids


def listed(wanted: QuoteFilter) -> Select[UUID]:
    """Return the matching ids, along the customers where order or groups ask for their names."""
    ids = matching_ids(wanted)
    if "customer" not in (wanted.sort, wanted.group):
        return ids
    customers, found = CustomerRow.__table__, QuoteRow.__table__
    return ids.select_from(WalkedJoin(customers, found, customers.c.id == found.c.customer_id))
