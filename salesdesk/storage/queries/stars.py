"""What is kept at hand, under its name."""

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import literal, select, union_all
from sqlalchemy.orm import InstrumentedAttribute, Session

from salesdesk.storage.tables.customers import CustomerRow
from salesdesk.storage.tables.personal import StarRow
from salesdesk.storage.tables.products import ProductRow
from salesdesk.storage.tables.quotes import QuoteRow

S = StarRow
_NAMED: Final[dict[str, InstrumentedAttribute[Any]]] = {
    "customers": CustomerRow.name,
    "quotes": QuoteRow.number,
    "products": ProductRow.name,
}
"""What each kind of record is called, of those that can be kept at hand."""


@dataclass(frozen=True, slots=True)
class Starred:
    """One record that is kept at hand."""

    entity: str
    id: UUID
    name: str


def star_of(session: Session, entity: str, row_id: UUID) -> StarRow | None:
    """Return the star of a record, taken away ones too."""
    return session.scalar(select(S).where(S.entity == entity, S.row_id == row_id).limit(1))


def is_starred(session: Session, entity: str, row_id: UUID) -> bool:
    """Return whether a record is kept at hand."""
    row = star_of(session, entity, row_id)
    return row is not None and row.deleted_at is None


def starred(session: Session) -> list[Starred]:
    """Return the living records that are kept at hand, the newest star first."""
    parts = [
        select(S.id, literal(entity).label("entity"), name.class_.id.label("row_id"), name.label("name"))
        .join(name.class_, name.class_.id == S.row_id)
        .where(S.entity == entity, S.deleted_at.is_(None), name.class_.deleted_at.is_(None))
        .add_columns(S.edited_at.label("at"))
        for entity, name in _NAMED.items()
    ]
    rows = union_all(*parts).subquery()
    found = session.execute(select(rows).order_by(rows.c.at.desc(), rows.c.id.desc()))
    return [Starred(row.entity, row.row_id, row.name) for row in found]
