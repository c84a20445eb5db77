"""What a person decided about conflicts and problems: settled, opened again by undo, settled again by redo.

Both stay where they are for good; only the moment of the decision comes and goes.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.protocol.scopes import private_to
from salesdesk.protocol.uniting import ORDERS
from salesdesk.storage.database import Absorbed
from salesdesk.storage.recorder import Recorder
from salesdesk.storage.replica import identity
from salesdesk.storage.replica.again import HANDED_IN
from salesdesk.storage.tables.held import HeldActRow
from salesdesk.storage.tables.replication import ConflictRow, ProblemRow, UndoStepRow
from salesdesk.storage.tables.users import UserRow

INBOX: Final = "inbox"
"""The name under which Changes tells of the inbox."""
CONFLICTS: Final = "conflicts"
PROBLEMS: Final = "problems"
"""The values of a step that name what it settled."""
_TAKEN_BACK: Final = "taken_back"
"""The value of a step that was undone while it was to be handed in again: its problems."""


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


def hear_decisions(absorbed: Absorbed, ids: Sequence[UUID]) -> None:
    """Take what somebody decided about acts of ours that were held.

    What was accepted is settled. What was declined is told with the name of whoever did it, and stays until
    it is let go.
    """
    session = absorbed.session
    me = identity.of(session).me
    told = HeldActRow.id.in_(ids) & (HeldActRow.scope_id == private_to(me))
    for held in session.scalars(select(HeldActRow).where(told)):
        about = ProblemRow.group_id == held.group_id
        if held.command not in ORDERS:  # of which all that belongs to it is one
            about &= ProblemRow.row_id == held.row_id
        still = about & ProblemRow.status.in_(("held", "declined")) & ProblemRow.settled_at.is_(None)
        for problem in session.scalars(select(ProblemRow).where(still)):
            _hear(session, problem, held, absorbed.now)
        absorbed.note(INBOX, [held.row_id])


def _hear(session: Session, problem: ProblemRow, held: HeldActRow, now: datetime) -> None:
    if held.state == "accepted":
        problem.settled_at, problem.outcome = now, "accepted"
        return
    if held.state == "waiting":
        problem.status, problem.code, problem.details = "held", "act-held", {}
        return
    by = session.scalar(select(UserRow.name).where(UserRow.id == held.decided_by)) or ""
    problem.status, problem.code, problem.details = "declined", "act-declined", {"by": by}


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


def take_back(session: Session, step: UndoStepRow, now: datetime) -> None:
    """Let go of what would be handed in again of a step that is undone; a redo lets it wait again.

    To be called before the step is turned.
    """
    if step.state == "done":
        waits = ProblemRow.settled_at.is_(None) & (ProblemRow.group_id == step.group_id)
        found = session.scalars(select(ProblemRow).where(waits)).all()
        if any(problem.code in HANDED_IN for problem in found):
            settle_problems(session, found, "undone", now)
            step.details = {**step.details, _TAKEN_BACK: [problem.id for problem in found]}
        return
    for problem in _named(session, ProblemRow, step.details.get(_TAKEN_BACK)):
        problem.settled_at, problem.outcome = None, ""
        tell(session, [problem.row_id])


def _named(session: Session, kind: Any, ids: Sequence[int] | None) -> list[Any]:
    return list(session.scalars(select(kind).where(kind.id.in_(ids)))) if ids else []


def tell(session: Session, ids: Sequence[UUID]) -> None:
    """Note that the inbox changed, with the records concerned."""
    recorder: Recorder = session.info["recorder"]
    recorder.note(INBOX, ids, ())
