"""What a person decided about conflicts and problems: settled, opened again by undo, settled again by redo.

Both stay where they are for good; only the moment of the decision comes and goes.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.storage.recorder import Recorder
from salesdesk.storage.tables.replication import ConflictRow, ProblemRow

INBOX: Final = "inbox"
"""The name under which Changes tells of the inbox."""
CONFLICTS: Final = "conflicts"
PROBLEMS: Final = "problems"
"""The values of a step that name what it settled."""


def settle_conflicts(session: Session, rows: Sequence[ConflictRow], choice: str, now: datetime) -> None:
    """Note what was chosen."""
    for row in rows:
        row.resolved_at, row.choice = now, choice
    tell(session, [row.row_id for row in rows])


def settle_problems(session: Session, rows: Sequence[ProblemRow], outcome: str, now: datetime) -> None:
    """Note what became of them."""
    for row in rows:
        row.settled_at, row.outcome = now, outcome
    tell(session, [row.row_id for row in rows])


def turn(session: Session, step: Mapping[str, Any], *, opens: bool, now: datetime) -> None:
    """Open what a step settled, or settle it again as it was; `step` are its values."""
    when = None if opens else now
    told: list[UUID] = []
    for conflict in _named(session, ConflictRow, step.get(CONFLICTS)):
        conflict.resolved_at = when
        told.append(conflict.row_id)
    for problem in _named(session, ProblemRow, step.get(PROBLEMS)):
        problem.settled_at = when
        told.append(problem.row_id)
    if told:
        tell(session, told)


def _named(session: Session, kind: Any, ids: Sequence[int] | None) -> list[Any]:
    return list(session.scalars(select(kind).where(kind.id.in_(ids)))) if ids else []


def tell(session: Session, ids: Sequence[UUID]) -> None:
    """Note that the inbox changed, with the records concerned."""
    recorder: Recorder = session.info["recorder"]
    recorder.note(INBOX, ids, ())
