"""What is kept at hand, under its name.

A star is of the customer a person gave it to. While that one is part of another the star is the other's: it
needs no move that laptops would have to agree on, and when the two part everybody's star is where it was.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from salesdesk.domain.merging import canonical
from salesdesk.storage.tables.customers import CustomerRow
from salesdesk.storage.tables.merges import CustomerMergeRow
from salesdesk.storage.tables.personal import StarRow
from salesdesk.storage.tables.products import ProductRow
from salesdesk.storage.tables.quotes import QuoteRow

S, M = StarRow, CustomerMergeRow
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


def living_stars(session: Session, entity: str, row_id: UUID) -> list[StarRow]:
    """Return the stars a record has: its own, and those of customers that are part of it."""
    ids = _family(session, row_id) if entity == "customers" else {row_id}
    return list(
        session.scalars(select(S).where(S.entity == entity, S.row_id.in_(ids), S.deleted_at.is_(None)))
    )


def own_star(session: Session, entity: str, row_id: UUID) -> StarRow | None:
    """Return the star that was given to a record itself, taken away ones too."""
    return session.scalar(select(S).where(S.entity == entity, S.row_id == row_id).limit(1))


def is_starred(session: Session, entity: str, row_id: UUID) -> bool:
    """Return whether a record is kept at hand."""
    return bool(living_stars(session, entity, row_id))


def starred(session: Session) -> list[Starred]:
    """Return the living records that are kept at hand, each once, the newest star first."""
    newest = select(S.entity, S.row_id).where(S.deleted_at.is_(None))
    stars = [
        (row.entity, row.row_id) for row in session.execute(newest.order_by(S.edited_at.desc(), S.id.desc()))
    ]
    into = _merged_into(session, [row_id for entity, row_id in stars if entity == "customers"])
    found: dict[tuple[str, UUID], str] = {}
    for entity, row_id in stars:
        found[entity, canonical(row_id, into) if entity == "customers" else row_id] = ""
    names = {key: name for entity in _NAMED for key, name in _names(session, entity, found).items()}
    return [Starred(*key, names[key]) for key in found if key in names]


def now_of(session: Session, customer_id: UUID) -> UUID:
    """Return who a customer is by now: itself, or whom it became part of."""
    return canonical(customer_id, _merged_into(session, [customer_id]))


def _names(session: Session, entity: str, wanted: Iterable[tuple[str, UUID]]) -> dict[tuple[str, UUID], str]:
    name = _NAMED[entity]
    ids = [row_id for kind, row_id in wanted if kind == entity]
    living = select(name.class_.id, name).where(name.class_.id.in_(ids), name.class_.deleted_at.is_(None))
    return {(entity, row_id): called for row_id, called in session.execute(living)}


def _holds(column: InstrumentedAttribute[UUID], ids: Iterable[UUID]) -> ColumnElement[bool]:
    return column.in_(list(ids)) & M.undone_at.is_(None) & M.deleted_at.is_(None)


def _merged_into(session: Session, customers: Iterable[UUID]) -> Mapping[UUID, UUID]:
    """Return what leads from each of these customers to whom it is part of by now, step by step."""
    into: dict[UUID, UUID] = {}
    wanted = set(customers)
    while wanted:
        steps = dict(_pairs(session, _holds(M.loser_id, wanted)))
        into |= steps
        wanted = set(steps.values()) - into.keys()
    return into


def _family(session: Session, customer_id: UUID) -> set[UUID]:
    """Return whom a customer is by now, and all who are part of that one."""
    found = {now_of(session, customer_id)}
    wanted = set(found)
    while wanted:
        wanted = {loser for loser, _ in _pairs(session, _holds(M.customer_id, wanted))} - found
        found |= wanted
    return found


def _pairs(session: Session, wanted: ColumnElement[bool]) -> list[tuple[UUID, UUID]]:
    return [
        (row.loser_id, row.customer_id)
        for row in session.execute(select(M.loser_id, M.customer_id).where(wanted))
    ]
