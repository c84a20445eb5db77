"""Conflicts about a customer that is part of another by now are about that one."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.storage.tables.replication import ConflictRow
from salesdesk.storage.uniting import canonical


def rename_conflicts(session: Session) -> None:
    """Let open conflicts name the customer on which they can be settled."""
    still = (ConflictRow.entity == "customers") & ConflictRow.resolved_at.is_(None)
    for conflict in session.scalars(select(ConflictRow).where(still)):
        now = canonical(session, conflict.row_id)
        if now != conflict.row_id:
            conflict.row_id = now
    session.flush()
