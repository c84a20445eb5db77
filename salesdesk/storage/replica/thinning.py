"""Answered acts are kept for 30 days: to take them back, and to hand them to a server that was restored.

The steps they belong to go with them: nothing could be taken back, and the sentence of a step names people.
What a server refused because it was too old is kept until it was updated, with all that came behind it.
"""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from salesdesk.storage.database import Database
from salesdesk.storage.replica.again import EARLY
from salesdesk.storage.tables.replication import AckedRow, ProblemRow, UndoStepRow

KEPT: Final = timedelta(days=30)
_AT_ONCE: Final = 1_000


def forget_old(database: Database, now: datetime) -> int:
    """Forget acts that were answered more than 30 days ago; return how many."""
    forgotten = 0
    while (upto := database.ask(_old, now)) is not None:
        with database.absorb(quiet=True) as absorbed:
            connection, old = absorbed.session.connection(), AckedRow.mseq <= upto
            groups = select(AckedRow.group_id).where(old)
            connection.execute(delete(UndoStepRow).where(UndoStepRow.group_id.in_(groups)))
            done = connection.execute(delete(AckedRow).where(old))
            forgotten += done.rowcount
    return forgotten


def _old(session: Session, now: datetime) -> int | None:
    """Return up to which number some of the oldest acts may go; a newer one behind an older one stays."""
    early = ProblemRow.settled_at.is_(None) & ProblemRow.code.in_(EARLY)
    waits = session.scalar(select(func.min(ProblemRow.mseq)).where(early))
    acts = select(AckedRow.mseq, AckedRow.acked_at).order_by(AckedRow.mseq).limit(_AT_ONCE)
    first = (acts if waits is None else acts.where(AckedRow.mseq < waits)).subquery()
    young = session.scalar(select(func.min(first.c.mseq)).where(first.c.acked_at > now - KEPT))
    old = select(func.max(first.c.mseq))
    upto: int | None = session.scalar(old if young is None else old.where(first.c.mseq < young))
    return upto
