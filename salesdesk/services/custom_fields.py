"""What an administrator does with a company's own fields, and everybody with what stands in them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy.orm import Session

from salesdesk.domain import custom_fields as rules
from salesdesk.domain.custom_fields import CustomField, FieldKind, Stored, Value
from salesdesk.storage.database import Database
from salesdesk.storage.queries import custom_fields as queries
from salesdesk.storage.queries import customers
from salesdesk.storage.recorder import sliced
from salesdesk.storage.tables.custom_fields import CustomFieldRow, CustomValueRow
from salesdesk.storage.tables.customers import CustomerRow
from salesdesk.storage.undo import Step

OWN_COLUMN: Final = "own."
"""What the name of a column begins with that is a field of the company's own; its key follows."""

__all__ = [
    "OWN_COLUMN",
    "CustomField",
    "FieldKind",
    "Value",
    "add_field",
    "edit_field",
    "fields_of",
    "in_use",
    "order_fields",
    "set_value",
    "values_of",
    "values_of_many",
]


def fields_of(database: Database, entity: str = "customers", *, retired: bool = False) -> list[CustomField]:
    """Return the fields of a kind of record in their order; those out of use too if asked for."""
    return database.ask(queries.fields_of, entity, retired=retired)


def add_field(database: Database, given: Mapping[str, object], entity: str = "customers") -> UUID:
    """Add a field behind the others; its key follows from its name and never changes.

    Raises:
        BadInput: `field` names what is wrong. RuleBroken: `fields-many`.
    """
    checked: dict[str, Any] = rules.check_field(given, new=True)
    with database.write(Step("field-add", name=checked["label"])) as session:
        known = queries.fields_of(session, entity, retired=True)
        rules.check_count(len(known))
        key = rules.free_key(checked.get("label_en") or checked["label"], [one.key for one in known])
        row = CustomFieldRow(**checked, entity=entity, key=key, position=len(known))
        session.add(row)
        session.flush()
        return row.id


def edit_field(database: Database, field_id: UUID, changes: Mapping[str, object]) -> None:
    """Rename a field, change its choices, or take it out of use; what stands in it stays.

    Raises:
        NotFound, BadInput: also for another kind: what is there could not be read any more.
    """
    checked: dict[str, Any] = rules.check_field(changes)
    with database.write(Step("field-edit", name=database.ask(queries.field, field_id).label)) as session:
        row = queries.one(session, field_id)
        rules.check_change(FieldKind(row.kind), checked)
        for name, value in checked.items():
            setattr(row, name, value)


def order_fields(database: Database, ids: Sequence[UUID]) -> None:
    """Put the fields into this order."""
    with database.write(Step("fields-order")) as session:
        for position, field_id in enumerate(ids):
            queries.one(session, field_id).position = position


def values_of(database: Database, customer_id: UUID) -> Mapping[UUID, Value]:
    """Return what stands in the fields of a customer, by field; empty ones are left out."""
    return database.ask(queries.values_of, [customer_id]).get(customer_id, {})


def values_of_many(database: Database, ids: Sequence[UUID]) -> Mapping[UUID, Mapping[UUID, Value]]:
    """Return what stands in the fields of many customers: by customer, then by field."""
    found: dict[UUID, Mapping[UUID, Value]] = {}
    for some in sliced(ids):
        found |= database.ask(queries.values_of, some)
    return found


def in_use(database: Database) -> list[tuple[CustomField, list[str]]]:
    """Return the fields of customers, each with the words that can be filtered by."""
    return [
        (field, ["yes"] if field.kind is FieldKind.YES else database.ask(queries.known_words, field.id))
        for field in fields_of(database)
    ]


def set_value(database: Database, ids: Sequence[UUID], field_id: UUID, value: Value) -> int:
    """Let a field of these customers hold a value, or nothing; return of how many it changed.

    Raises:
        NotFound, BadInput: the value is not of the field's kind.
    """
    field = database.ask(queries.field, field_id)
    stored = rules.store(field, value)
    with database.write(_step(database, field, ids)) as session:
        return sum(_set(session, field, some, stored) for some in sliced(ids))


def _step(database: Database, field: CustomField, ids: Sequence[UUID]) -> Step:
    if len(ids) == 1:
        return Step("customer-edit", name=database.ask(customers.one, ids[0]).name)
    return Step("customers-edit", n=len(ids), field=field.label)


def _set(session: Session, field: CustomField, ids: Sequence[UUID], stored: Stored) -> int:
    scopes = dict(_scopes(session, ids))
    known = queries.rows_by_id(session, [rules.value_id(customer, field.id) for customer in scopes])
    changed = 0
    for customer, scope in scopes.items():
        row_id = rules.value_id(customer, field.id)
        row = known.get(row_id)
        before = Stored(row.words, row.number, row.day) if row and row.deleted_at is None else Stored()
        if before == stored:
            continue
        if row is None:
            about = {"id": row_id, "scope_id": scope, "customer_id": customer, "field_id": field.id}
            row = CustomValueRow(**about)
            session.add(row)
        row.words, row.number, row.day, row.deleted_at = stored.words, stored.number, stored.day, None
        changed += 1
    return changed


def _scopes(session: Session, ids: Sequence[UUID]) -> Iterator[tuple[UUID, str]]:
    """Yield the living customers among `ids`, and where what belongs to them lies."""
    table = CustomerRow.__table__
    rows = session.connection().execute(
        customers.matching_ids(customers.CustomerFilter())
        .add_columns(table.c.scope_id)
        .where(table.c.id.in_(ids))
    )
    yield from ((row.id, row.scope_id) for row in rows)
