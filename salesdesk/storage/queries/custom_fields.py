"""Fields of a company's own, and what stands in them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from salesdesk.domain.custom_fields import CustomField, FieldKind, Stored, Value, value_of
from salesdesk.domain.errors import NotFound
from salesdesk.storage.recorder import sliced
from salesdesk.storage.tables.custom_fields import CustomFieldRow, CustomValueRow

F, V = CustomFieldRow, CustomValueRow
Standing = tuple[Stored, datetime | None]
"""What stands in a field, and when it was removed."""


def fields_of(session: Session, entity: str, *, retired: bool = False) -> list[CustomField]:
    """Return the fields of a kind of record in their order; those out of use too if asked for."""
    wanted = select(F).where(F.entity == entity, F.deleted_at.is_(None))
    if not retired:
        wanted = wanted.where(F.is_active)
    return [_field(row) for row in session.scalars(wanted.order_by(F.position, F.id))]


def one(session: Session, field_id: UUID) -> CustomFieldRow:
    """Return the row of a field to change, or raise NotFound."""
    row = session.get(F, field_id)
    if row is None or row.deleted_at is not None:
        raise NotFound("field-gone")
    return row


def field(session: Session, field_id: UUID) -> CustomField:
    """Return a field, or raise NotFound."""
    return _field(one(session, field_id))


def values_of(session: Session, customers: Sequence[UUID]) -> Mapping[UUID, Mapping[UUID, Value]]:
    """Return what stands in the fields of customers: by customer, then by field. Empty ones are left out."""
    known = {row.id: _field(row) for row in session.scalars(select(F).where(F.deleted_at.is_(None)))}
    wanted = select(V.customer_id, V.field_id, V.words, V.number, V.day)
    rows = session.execute(wanted.where(V.customer_id.in_(customers), V.words != "", V.deleted_at.is_(None)))
    found: dict[UUID, dict[UUID, Value]] = defaultdict(dict)
    for customer, field_id, words, number, day in rows:
        if field_id in known:
            found[customer][field_id] = value_of(known[field_id], Stored(words, number, day))
    return found


def standing(session: Session, customers: Collection[UUID], fields: Collection[UUID]) -> dict[UUID, Standing]:
    """Return what stands in some fields of customers by the id of the value, also what was removed."""
    wanted = select(V.id, V.words, V.number, V.day, V.deleted_at).where(V.field_id.in_(fields))
    found: dict[UUID, Standing] = {}
    for some in sliced(list(customers)):
        for row_id, words, number, day, gone in session.execute(wanted.where(V.customer_id.in_(some))):
            found[row_id] = Stored(words, number, day), gone
    return found


def known_words(session: Session, field_id: UUID, limit: int = 200) -> list[str]:
    """Return what stands in a field anywhere, the most frequent first."""
    living = select(V.words).where(V.field_id == field_id, V.deleted_at.is_(None), V.words != "")
    return list(session.scalars(living.group_by(V.words).order_by(func.count().desc(), V.words).limit(limit)))


def rows_by_id(session: Session, ids: Iterable[UUID]) -> dict[UUID, CustomValueRow]:
    """Return the rows of values to change, removed ones too."""
    return {row.id: row for row in session.scalars(select(V).where(V.id.in_(list(ids))))}


def _field(row: CustomFieldRow) -> CustomField:
    return CustomField(
        id=row.id,
        entity=row.entity,
        key=row.key,
        kind=FieldKind(row.kind),
        label=row.label,
        label_en=row.label_en,
        choices=tuple(row.choices),
        position=row.position,
        is_active=row.is_active,
    )
