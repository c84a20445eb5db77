"""Conflicts about a customer that is part of another by now are about that one."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.domain.custom_fields import value_id
from salesdesk.storage.tables.custom_fields import CustomValueRow
from salesdesk.storage.tables.replication import ConflictRow
from salesdesk.storage.uniting import canonical


def rename_conflicts(session: Session) -> None:
    """Let open conflicts name the customer, or its own field, on which they can be settled."""
    named = ConflictRow.entity.in_(("customers", "custom_values"))
    for conflict in session.scalars(select(ConflictRow).where(named, ConflictRow.resolved_at.is_(None))):
        now = _now(session, conflict)
        if now != conflict.row_id:
            conflict.row_id = now
    session.flush()


def _now(session: Session, conflict: ConflictRow) -> UUID:
    if conflict.entity == "customers":
        return canonical(session, conflict.row_id)
    value = session.get(CustomValueRow, conflict.row_id)
    if value is None:
        return conflict.row_id
    customer = canonical(session, value.customer_id)
    return conflict.row_id if customer == value.customer_id else value_id(customer, value.field_id)
