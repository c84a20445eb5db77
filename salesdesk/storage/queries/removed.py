"""What was removed, as people know it: whole records, not the parts that went with them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, CompoundSelect, Select, func, literal, or_, select, true, union_all
from sqlalchemy.orm import Session, aliased

from salesdesk.protocol.scopes import PARENTS
from salesdesk.storage.base import Base
from salesdesk.storage.tables import every_table
from salesdesk.storage.tables.users import UserRow

KINDS: Final = {
    "customers": "name",
    "contacts": "name",
    "activities": "subject",
    "quotes": "number",
    "products": "name",
    "attachments": "name",
    "comments": "body",
}
"""The kinds of records that are listed, and what each is called."""


@dataclass(frozen=True, slots=True)
class RemovedFilter:
    """Which removed records: since when, of one kind or all ("")."""

    since: datetime
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Removed:
    """One removed record; `of` is the customer it belonged to."""

    id: UUID
    entity: str
    name: str
    of: str
    removed_at: datetime
    by: str


def count(session: Session, wanted: RemovedFilter) -> int:
    """Return how many there are."""
    return session.scalar(select(func.count()).select_from(_all(wanted).subquery())) or 0


def page(
    session: Session, wanted: RemovedFilter, offset: int, limit: int, _total: int | None = None
) -> list[Removed]:
    """Return one page, the newest first."""
    rows = _all(wanted).subquery()
    some = select(rows).order_by(rows.c.at.desc(), rows.c.id).offset(offset).limit(limit)
    found = session.execute(some)
    return [Removed(row.id, row.entity, row.name, row.of or "", row.at, row.by or "") for row in found]


def ids(session: Session, wanted: RemovedFilter) -> list[UUID]:
    """Return the ids of all, the newest first."""
    rows = _all(wanted).subquery()
    return list(session.scalars(select(rows.c.id).order_by(rows.c.at.desc(), rows.c.id)))


def kind_and_moment(session: Session, row_id: UUID) -> tuple[str, datetime] | None:
    """Return of which kind a removed record is, and when it was removed; None for others."""
    for entity in KINDS:
        table = _table(entity)
        at = session.scalar(select(table.c.deleted_at).where(table.c.id == row_id))
        if at is not None:
            return entity, at
    return None


def beneath(entity: str, whole: Select[Any]) -> Iterator[tuple[str, Select[Any]]]:
    """Yield each kind of row that lies beneath the records of a select of ids, and a select of those rows."""
    for part, (above, column) in PARENTS.items():
        if above == entity:
            table = _table(part)
            some = select(table.c.id).where(table.c[column].in_(whole))
            yield part, some
            yield from beneath(part, some)


def _table(entity: str) -> Any:
    every_table()
    return Base.metadata.tables[entity]


def _all(wanted: RemovedFilter) -> CompoundSelect[Any] | Select[Any]:
    kinds = [wanted.kind] if wanted.kind else list(KINDS)
    parts = [_of_kind(entity).where(_table(entity).c.deleted_at >= wanted.since) for entity in kinds]
    return union_all(*parts) if len(parts) > 1 else parts[0]


@cache
def _of_kind(entity: str) -> Select[Any]:
    table, by = _table(entity), aliased(UserRow)
    above = PARENTS.get(entity, ("", ""))
    joined: Any = table.outerjoin(by, by.id == table.c.edited_by)
    of: ColumnElement[Any] = literal("")
    whole: ColumnElement[bool] = true()
    if above[0] == "customers":
        parent = _table("customers").alias("parent")
        joined = joined.outerjoin(parent, parent.c.id == table.c[above[1]])
        of, whole = parent.c.name, or_(parent.c.id.is_(None), parent.c.deleted_at.is_(None))
    if entity == "quotes":
        whole &= table.c.is_current == true()
    called = table.c[KINDS[entity]]
    return (
        select(table.c.id, literal(entity).label("entity"), called.label("name"), of.label("of"))
        .add_columns(table.c.deleted_at.label("at"), by.name.label("by"))
        .select_from(joined)
        .where(whole)
    )
