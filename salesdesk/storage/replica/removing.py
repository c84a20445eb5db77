"""Rows this device may no longer hold: they leave the tables, the index, and what hangs on them.

What was not pushed yet stays in the outbox: nothing a person did is lost by it. The bytes themselves are
overwritten by `scrubbing`.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from salesdesk.protocol.entities import ENTITIES
from salesdesk.storage import meta
from salesdesk.storage.base import Base
from salesdesk.storage.database import Absorbed, Database
from salesdesk.storage.indexing import index_touched
from salesdesk.storage.replica import cursors, file_removal, unknown
from salesdesk.storage.replica.forms import AT_ONCE, is_known, table_of
from salesdesk.storage.tables.company import DraftRow
from salesdesk.storage.tables.replication import (
    AckedRow,
    BaseRow,
    ConflictRow,
    DepartedRow,
    OutboxRow,
    ProblemRow,
    UndoStepRow,
    UnknownDataRow,
)

LEFT_BEHIND: Final = "left_behind"
"""A fact that is set while bytes of removed rows may still be on the disk."""
STEP: Final = 200
_OWN_WORDS: Final = ("held", "rejected")
"""What became of acts whose text nobody took over: it is still their author's alone."""


def remove(absorbed: Absorbed, gone: Mapping[str, Sequence[UUID]], *, missing: bool = False) -> None:
    """Erase rows and all that was kept of them, but for what their author has not pushed yet.

    Where the server is `missing` them, refused acts keep their base: rows may come back, and so may these.
    """
    session = absorbed.session
    for entity, ids in gone.items():
        for start in range(0, len(ids), AT_ONCE):
            some = ids[start : start + AT_ONCE]
            _remove(absorbed, entity, some)
            if not missing:
                _keep_own_words_only(session, entity, some)
        absorbed.note(entity if is_known(entity) else "unknown_data", ids)
    if any(gone.values()):
        index_touched(session, {entity: ids for entity, ids in gone.items() if is_known(entity)})
        meta.put(session, LEFT_BEHIND, "1")


def _remove(absorbed: Absorbed, entity: str, ids: Sequence[UUID]) -> None:
    session = absorbed.session
    connection = session.connection()
    _forget(session, entity, ids, (UnknownDataRow, DepartedRow))
    if not is_known(entity):
        return
    table = table_of(entity)
    _forget_steps(session, entity, ids)
    file_removal.leave(session, entity, ids, absorbed.now)
    connection.execute(delete(table).where(table.c.id.in_(ids)))
    _forget(session, entity, ids, (BaseRow, ConflictRow))
    drafts, acked = _of(DraftRow), _of(AckedRow)
    connection.execute(delete(drafts).where(drafts.c.row_id.in_(ids)))
    taken_over = acked.c.status.not_in(_OWN_WORDS)
    connection.execute(delete(acked).where(_rows(AckedRow, entity, ids), taken_over))


def _forget(session: Session, entity: str, ids: Sequence[UUID], kinds: Sequence[type[Base]]) -> None:
    for kind in kinds:
        session.connection().execute(delete(_of(kind)).where(_rows(kind, entity, ids)))


def _keep_own_words_only(session: Session, entity: str, ids: Sequence[UUID]) -> None:
    for kept in (_of(AckedRow), _of(ProblemRow)):
        theirs = (kept.c.entity == entity) & kept.c.row_id.in_(ids) & kept.c.base.is_not(None)
        session.connection().execute(update(kept).where(theirs).values(base=b"{}"))


def settled_without(session: Session, entity: str, row_id: UUID) -> None:
    """Keep of refused acts on a row that is gone already what their author wrote, not what stood there."""
    _keep_own_words_only(session, entity, [row_id])
    meta.put(session, LEFT_BEHIND, "1")


def _forget_steps(session: Session, entity: str, ids: Sequence[UUID]) -> None:
    """Take back nothing on rows that are gone: the sentence of a step may name them."""
    steps = _of(UndoStepRow)
    for kind in (AckedRow, OutboxRow):
        groups = select(_of(kind).c.group_id).where(_rows(kind, entity, ids))
        session.connection().execute(delete(steps).where(steps.c.group_id.in_(groups)))


def _of(kind: type[Base]) -> Any:
    return Base.metadata.tables[kind.__tablename__]


def _rows(kind: type[Base], entity: str, ids: Sequence[UUID]) -> Any:
    table = _of(kind)
    return (table.c.entity == entity) & table.c.row_id.in_(ids)


def purge(database: Database, scope: str) -> dict[str, int]:
    """Give up a scope: everything in it goes, in slices; return how many rows of each kind went.

    It may be cut off anywhere: the scope is held until the last slice is gone.
    """
    counts: dict[str, int] = {}
    for entity in (*ENTITIES, *database.ask(unknown.kinds)):
        ids = database.ask(in_scope, entity, scope)
        for start in range(0, len(ids), STEP):
            with database.absorb(erasing=True) as absorbed:
                remove(absorbed, {entity: ids[start : start + STEP]})
        if ids:
            counts[entity] = len(ids)
    with database.absorb(erasing=True) as absorbed:
        _forget_missing(absorbed.session)
        cursors.drop(absorbed.session, scope)
    return counts


def _forget_missing(session: Session) -> None:
    """Nobody can tell any more whether rows that are missing here would come back to this device."""
    for entity, row_id in session.execute(select(ProblemRow.entity, ProblemRow.row_id).distinct()).all():
        table = table_of(entity) if is_known(entity) else None
        if table is None or session.scalar(select(table.c.id).where(table.c.id == row_id)) is None:
            settled_without(session, entity, row_id)


def in_scope(session: Session, entity: str, scope: str) -> Sequence[UUID]:
    """Return the rows of a kind in a scope, also of a kind that only newer programs know."""
    if not is_known(entity):
        return [row_id for row_id, place in unknown.scopes_of(session, entity).items() if place == scope]
    table = table_of(entity)
    return session.scalars(select(table.c.id).where(table.c.scope_id == scope)).all()
