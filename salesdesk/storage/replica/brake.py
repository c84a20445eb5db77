"""The guard against the absurd: a pull that would empty this device stops, and a person is asked."""

from typing import Final
from uuid import UUID

from sqlalchemy import Table, func, select
from sqlalchemy.orm import Session

from salesdesk.protocol.entities import ENTITIES
from salesdesk.protocol.messages import Block, PullReply
from salesdesk.storage.replica.forms import AT_ONCE, is_known, table_of

MANY: Final = 500
"""More rows than this are never deleted unasked."""
FEW: Final = 20
"""Up to so many are, whatever part of all rows they are."""
_SHARE: Final = 5
"""A fifth of all rows is too much."""


def deleted_by(session: Session, page: PullReply) -> list[tuple[str, UUID]]:
    """Return which living rows of this device a page deletes, by kind and id. What left is `departing`."""
    return [(block.entity, row_id) for block in page.blocks for row_id in _dying(session, block)]


def is_too_much(session: Session, deleted: int) -> bool:
    """Return whether so many rows may not be deleted unasked."""
    if deleted <= FEW:
        return False
    return deleted > MANY or deleted * _SHARE > sum(_living(session, table_of(name)) for name in ENTITIES)


def _dying(session: Session, block: Block) -> list[UUID]:
    if not is_known(block.entity) or "deleted_at" not in block.columns:
        return []
    moments = block.values[block.columns.index("deleted_at")]
    ids = block.values[block.columns.index("id")]
    dead = [UUID(bytes=row_id) for row_id, at in zip(ids, moments, strict=True) if at is not None]
    table = table_of(block.entity)
    found: list[UUID] = []
    for start in range(0, len(dead), AT_ONCE):
        some = table.c.id.in_(dead[start : start + AT_ONCE])
        found += session.scalars(select(table.c.id).where(some, table.c.deleted_at.is_(None)))
    return found


def _living(session: Session, table: Table) -> int:
    return session.scalar(select(func.count()).where(table.c.deleted_at.is_(None))) or 0
