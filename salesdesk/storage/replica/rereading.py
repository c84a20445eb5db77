"""Scopes that come as a whole once more: the server no longer knows all that went since we were there.

What is not in the copy has to go. Living rows are found by their sums (`comparing`); deleted ones are in no
sum, and are simply erased. Which scopes it concerns is kept until that is done, wherever a cycle is cut off.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.protocol.entities import ENTITIES
from salesdesk.protocol.messages import Cursor
from salesdesk.storage import meta
from salesdesk.storage.base import Base
from salesdesk.storage.database import Absorbed, Database
from salesdesk.storage.references import unnamed
from salesdesk.storage.replica import layers, thinning, unknown
from salesdesk.storage.replica.cursors import held, is_first_copy
from salesdesk.storage.replica.forms import table_of
from salesdesk.storage.replica.removing import STEP, in_scope, purge, remove
from salesdesk.storage.tables.replication import AckedRow, CursorRow, OutboxRow

REREAD: Final = "reread"
"""A fact: the scopes, one a line."""


def begun(asked: Mapping[str, Cursor], answered: Mapping[str, Cursor]) -> set[str]:
    """Return the scopes that were read before and of which a copy begins."""
    fresh = {scope for scope, cursor in answered.items() if cursor.head and not asked[scope].head}
    return {scope for scope in fresh if asked[scope].seq}


def scopes(session: Session) -> frozenset[str]:
    """Return the scopes that come once more, or came and were not compared yet."""
    return frozenset((meta.get(session, REREAD) or "").split())


def note(absorbed: Absorbed, some: Iterable[str]) -> None:
    """Note that scopes come once more. Rows of which this program can work out no sum go at once."""
    session = absorbed.session
    added = set(some) - scopes(session)
    for entity in unknown.kinds(session) if added else ():
        remove(absorbed, {entity: [row_id for scope in added for row_id in in_scope(session, entity, scope)]})
    _add(session, added)


def _add(session: Session, some: Iterable[str]) -> None:
    known = scopes(session)
    now = known.union(some)
    if now != known:
        meta.put(session, REREAD, "\n".join(sorted(now)))


def look_through(session: Session, asked: Mapping[str, Cursor], answered: Mapping[str, Cursor]) -> None:
    """Note scopes of which the first copy is all here, and rows that were made here and sent are not in it.

    They have gone on since, perhaps at once: whoever begins to read is not told what left before. The same
    where they lie in a scope that this device was never given.
    """
    whole = [scope for scope, cursor in answered.items() if not cursor.head and is_first_copy(asked[scope])]
    for entity in ENTITIES if whole else ():
        table = table_of(entity)
        sent = select(AckedRow.row_id).where(AckedRow.entity == entity, AckedRow.base.is_(None))
        waits = select(OutboxRow.row_id).where(OutboxRow.entity == entity)
        untold = table.c.seq.is_(None) & table.c.id.in_(sent) & table.c.id.not_in(waits)
        over = table.c.scope_id.in_(whole) | table.c.scope_id.not_in(select(CursorRow.scope_id))
        missing = select(table.c.scope_id).where(over, untold).distinct()
        _add(session, session.scalars(missing))


def finish(database: Database, now: datetime) -> None:
    """Erase the deleted rows of scopes that were compared, and all of those not held.

    Where acts wait, the next cycle compares again.
    """
    some = database.ask(scopes)
    if not some or database.ask(layers.anything_waits):
        return
    thinning.forget_old(database, now)
    for scope in some - database.ask(held):
        purge(database, scope)
    for table in reversed(Base.metadata.sorted_tables):
        entity = table.name
        ids = database.ask(_dead, entity, some) if entity in ENTITIES else []
        for start in range(0, len(ids), STEP):
            with database.absorb(erasing=True) as absorbed:
                remove(absorbed, {entity: ids[start : start + STEP]})
    with database.absorb(quiet=True) as absorbed:
        meta.put(absorbed.session, REREAD, "")


def _dead(session: Session, entity: str, some: Iterable[str]) -> Sequence[UUID]:
    """Return deleted rows that nothing needs: no act that may be taken back, no row beneath."""
    table = table_of(entity)
    lately = select(AckedRow.row_id).where(AckedRow.entity == entity)
    dead = table.c.scope_id.in_(some) & table.c.deleted_at.is_not(None)
    return session.scalars(select(table.c.id).where(dead, table.c.id.not_in(lately), unnamed(entity))).all()
