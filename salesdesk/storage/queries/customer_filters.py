"""Which customers, in which order and in which groups: what the list asks for, as conditions."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from salesdesk.domain.customers import CustomerKind, Grade, Lifecycle, Source
from salesdesk.storage.queries import idleness, imports, neglect, search
from salesdesk.storage.queries.grouping import Grouped, in_groups
from salesdesk.storage.queries.search import matching
from salesdesk.storage.queries.window import Key
from salesdesk.storage.tables.custom_fields import CustomValueRow
from salesdesk.storage.tables.customers import CustomerRow

C, V = CustomerRow, CustomValueRow


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerFilter:
    """Which customers, in which order; what is None or empty does not narrow.

    `own` are fields of the company's own, each with the words that stand in it.
    `tag`, `country`, `province`, `city`, `industry` and `external_id` are compared whole. `no_contact_since`
    also finds those never contacted; `follow_up_by` finds follow-ups due on or before that day. `batch` is an
    import that made or changed the customer or its people. `neglected_at` finds those nobody has spoken with,
    by then, for longer than their class allows, `idle_at` those with whom nothing has got on for longer than
    their stage does. `sort` is a key of SORTS, `group` one of GROUPS or "".
    """

    text: str = ""
    lifecycle: Lifecycle | None = None
    grade: Grade | None = None
    source: Source | None = None
    kind: CustomerKind | None = None
    owner: UUID | None = None
    unowned: bool = False
    tag: str = ""
    country: str = ""
    province: str = ""
    city: str = ""
    industry: str = ""
    no_contact_since: datetime | None = None
    neglected_at: datetime | None = None
    idle_at: datetime | None = None
    follow_up_by: date | None = None
    external_id: str = ""
    batch: UUID | None = None
    own: tuple[tuple[UUID, str], ...] = ()
    group: str = ""
    sort: str = "name"
    descending: bool = False


SORTS: Final[dict[str, tuple[InstrumentedAttribute[Any], ...]]] = {
    "name": (C.sort_key, C.id),
    "newest": (C.id,),
    "last_contact": (C.last_contact_at, C.id),
    "next_follow_up": (C.next_follow_up, C.id),
    "edited": (C.edited_at, C.id),
    "lifecycle": (C.lifecycle, C.sort_key, C.id),
    "grade": (C.grade, C.sort_key, C.id),
    "source": (C.source, C.sort_key, C.id),
    "industry": (C.industry, C.sort_key, C.id),
    "country": (C.country, C.sort_key, C.id),
    "province": (C.province, C.sort_key, C.id),
    "city": (C.city, C.sort_key, C.id),
    "owner": (C.owner_id, C.sort_key, C.id),
    "phone": (C.phone, C.id),
    "email": (C.email, C.id),
    "external_id": (C.external_id, C.id),
}
GROUPS: Final = {
    "lifecycle": Grouped(C.lifecycle),
    "grade": Grouped(C.grade),
    "source": Grouped(C.source),
    "industry": Grouped(C.industry),
    "province": Grouped(C.province),
    "city": Grouped(C.city),
    "owner": Grouped(C.owner_id),
}
"""What customers can be grouped by."""
_EQUAL: Final = (
    "lifecycle grade source kind country province city industry external_id".split()  # noqa: SIM905 - one line
)


def keys_of(wanted: CustomerFilter) -> tuple[Key, ...]:
    """Return what rows are sorted by: their group first, where they are in groups."""
    return in_groups(GROUPS.get(wanted.group), SORTS[wanted.sort], descending=wanted.descending)


def matching_ids(wanted: CustomerFilter) -> Select[UUID]:
    """Return a select of the ids that pass the filter."""
    ids = select(C.id).where(C.deleted_at.is_(None), *_conditions(wanted))
    return ids.where(C.id.in_(matching("customers", wanted.text))) if wanted.text.strip() else ids


def _conditions(wanted: CustomerFilter) -> list[ColumnElement[bool]]:
    given = {name: getattr(wanted, name) for name in _EQUAL}
    found = [getattr(C, name) == value for name, value in given.items() if value not in (None, "")]
    if wanted.grade == Grade.NONE:
        found.append(C.grade == "")
    if wanted.source == Source.NONE:
        found.append(C.source == "")
    if wanted.owner is not None or wanted.unowned:
        found.append(C.owner_id == wanted.owner if wanted.owner else C.owner_id.is_(None))
    if wanted.tag:
        tag = func.json_each(C.tags).table_valued("value", name="tag")
        found.append(select(tag.c.value).where(tag.c.value == wanted.tag).exists())
    found += _left_alone(wanted)
    if wanted.batch is not None:
        homes = imports.brought("contacts", wanted.batch, "customer_id")
        own = imports.brought("custom_values", wanted.batch, "customer_id")
        customers = imports.brought("customers", wanted.batch)
        found.append(C.id.in_(customers) | C.id.in_(homes) | C.id.in_(own))
    for field_id, words in wanted.own:
        holds = (V.field_id == field_id) & (V.words == words) & V.deleted_at.is_(None)
        found.append(C.id.in_(select(V.customer_id).where(holds)))
    if wanted.follow_up_by is not None:
        found.append(C.next_follow_up <= wanted.follow_up_by)
    return found


def _left_alone(wanted: CustomerFilter) -> Iterator[ColumnElement[bool]]:
    if wanted.no_contact_since is not None:
        yield C.last_contact_at.is_(None) | (C.last_contact_at < wanted.no_contact_since)
    if wanted.neglected_at is not None:
        yield neglect.neglected(wanted.neglected_at)
    if wanted.idle_at is not None:
        yield idleness.idle_by_stage(wanted.idle_at)


def narrowed(session: Session, wanted: CustomerFilter) -> Select[UUID]:
    """Return a select of the ids that pass the filter and are found by its text."""
    if not wanted.text.strip():
        return matching_ids(wanted)
    ids = matching_ids(replace(wanted, text=""))
    return search.narrowed(session, ids, C.id, "customers", wanted.text)
