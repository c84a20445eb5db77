"""Steps a person took, so that each can be taken back. They survive a restart."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from salesdesk.storage.recorder import Recorder
from salesdesk.storage.tables.replication import UndoStepRow

REMEMBERED: Final = 500
"""So many steps can be taken back."""


class Step:
    """A step by its key (`step.<key>` in the catalogue) and the values of its sentence."""

    __slots__ = ("key", "silent", "values")

    def __init__(self, key: str, /, **values: Any) -> None:
        self.key = key
        self.values: Mapping[str, Any] = values
        self.silent = False

    @classmethod
    def of_machine(cls, key: str) -> "Step":
        """Return a step that undo passes over: what the program does on its own, and undo itself."""
        step = cls(key)
        step.silent = True
        return step


class TakenStep(Step):
    """A step that was taken; `kept` counts fields that undo left alone, because they were changed since."""

    __slots__ = ("done", "id", "kept", "made_at")

    def __init__(self, row: UndoStepRow, *, kept: int = 0) -> None:
        super().__init__(row.name, **row.details)
        self.id: int = row.id
        self.done: bool = row.state == "done"
        self.made_at: datetime = row.made_at
        self.kept = kept


def remember(session: Session, recorder: Recorder, step: Step) -> None:
    """Note the step in the transaction that takes it. What was undone before can no longer be redone."""
    if step.silent or not (recorder.acts or recorder.touched):
        return
    session.execute(delete(UndoStepRow).where(UndoStepRow.state == "undone"))
    row = UndoStepRow(
        group_id=recorder.group_id, name=step.key, details=dict(step.values), made_at=recorder.now
    )
    session.add(row)
    session.flush()
    session.execute(delete(UndoStepRow).where(UndoStepRow.id <= row.id - REMEMBERED))


def newest_done(session: Session) -> UndoStepRow | None:
    """Return the step to undo next."""
    return _first(session, "done", newest=True)


def oldest_undone(session: Session) -> UndoStepRow | None:
    """Return the step to redo next."""
    return _first(session, "undone", newest=False)


def _first(session: Session, state: str, *, newest: bool) -> UndoStepRow | None:
    order = UndoStepRow.id.desc() if newest else UndoStepRow.id
    return session.scalar(select(UndoStepRow).where(UndoStepRow.state == state).order_by(order).limit(1))


def by_id(session: Session, step_id: int) -> UndoStepRow | None:
    """Return one step, or None if it is no longer remembered."""
    return session.get(UndoStepRow, step_id)


def listed(session: Session, limit: int) -> list[TakenStep]:
    """Return the steps taken, newest first."""
    rows = session.scalars(select(UndoStepRow).order_by(UndoStepRow.id.desc()).limit(limit))
    return [TakenStep(row) for row in rows]
