"""The inverse of a group of acts: each field goes back to what it was, where it still is as the group left it."""

from collections import defaultdict
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, Subquery, Table, func, select, union_all
from sqlalchemy.orm import Session

from salesdesk.protocol import codec
from salesdesk.protocol.entities import ENTITIES
from salesdesk.storage import outbox
from salesdesk.storage.base import Base
from salesdesk.storage.recorder import Recorder, defaults_of, sliced
from salesdesk.storage.tables.replication import AckedRow, OutboxRow

_CHILDREN = {
    "customers": (("contacts", "customer_id"), ("activities", "customer_id"), ("quotes", "customer_id"))
}


def invert(session: Session, group_id: UUID) -> int:
    """Write the inverse of the group's acts; return how many fields (or new rows) were left as they are now.

    A row the group made is hidden again, unless it was changed since or something new hangs on it.
    """
    acts = _group(group_id)
    kinds = session.execute(
        select(acts.c.entity, func.max(acts.c.mseq))
        .group_by(acts.c.entity)
        .order_by(func.max(acts.c.mseq).desc())
    )
    return sum(_edits(session, acts, entity) + _creations(session, acts, entity) for entity, _ in kinds.all())


def _group(group_id: UUID) -> Subquery:
    """Return the group's acts, whether the server has them already or not."""
    return union_all(
        *(
            select(kind.mseq, kind.entity, kind.row_id, kind.base, kind.patch).where(
                kind.group_id == group_id
            )
            for kind in (OutboxRow, AckedRow)
        )
    ).subquery()


def _edits(session: Session, acts: Subquery, entity: str) -> int:
    mine = (acts.c.entity == entity) & acts.c.base.is_not(None)
    shapes = session.execute(
        select(acts.c.base, acts.c.patch, func.count().label("rows"))
        .where(mine)
        .group_by(acts.c.base, acts.c.patch)
        .limit(2)
    ).all()
    if len(shapes) == 1 and not _is_guarded(entity, shapes[0].patch):
        return _same(session, select(acts.c.row_id).where(mine), entity, shapes[0])
    rows = session.execute(
        select(acts.c.row_id, acts.c.base, acts.c.patch).where(mine).order_by(acts.c.mseq.desc())
    )
    by_row: dict[UUID, list[Row[*tuple[Any, ...]]]] = defaultdict(list)
    for row in rows:
        by_row[row.row_id].append(row)
    return sum(_go_back(session, entity, dict(some)) for some in sliced(by_row.items()))


def _is_guarded(entity: str, patch: bytes) -> bool:
    return any(ENTITIES[entity].guard_of(name) for name in codec.decode(entity, patch))


def _same(session: Session, ids: Select[Any], entity: str, shape: Row[*tuple[Any, ...]]) -> int:
    """Take back an edit that was the same in all rows."""
    was, now = codec.decode(entity, shape.base), codec.decode(entity, shape.patch)
    done = outbox.bulk_same(session, entity, ids, base=now, patch=was)
    return (int(shape.rows) - done) * len(now)


def _go_back(session: Session, entity: str, acts: dict[UUID, list[Row[*tuple[Any, ...]]]]) -> int:
    """Take back different edits of some rows, newest first."""
    table = Base.metadata.tables[entity]
    updates: list[tuple[UUID, dict[str, Any], dict[str, Any]]] = []
    kept = 0
    now = {row.id: row._mapping for row in session.execute(select(table).where(table.c.id.in_(acts)))}  # noqa: SLF001
    for row_id, edits in acts.items():
        before = dict(now[row_id])
        after = dict(before)
        kept += sum(_step_back(entity, after, act) for act in edits)
        changed = [name for name in after if after[name] != before[name]]
        if changed:
            updates.append((row_id, {n: before[n] for n in changed}, {n: after[n] for n in changed}))
    outbox.bulk(session, entity, updates=updates)
    return kept


def _step_back(entity: str, row: dict[str, Any], act: Row[*tuple[Any, ...]]) -> int:
    """Put the fields of one act back in `row`; return how many had been changed since."""
    base, kept = codec.decode(entity, act.base), 0
    for name, left in codec.decode(entity, act.patch).items():
        if row[name] == left:
            row[name] = base[name]
        else:
            kept += 1
    return kept


def _creations(session: Session, acts: Subquery, entity: str) -> int:
    """Hide the rows the group made; return how many were not."""
    table = Base.metadata.tables[entity]
    made = select(acts.c.row_id).where(acts.c.entity == entity, acts.c.base.is_(None))
    changed = _changed_since(session, acts, table)
    wanted = made.where(acts.c.row_id.not_in(changed)) if changed else made
    free = _nothing_new_hangs_on(wanted, acts, entity)
    recorder: Recorder = session.info["recorder"]
    total = session.scalar(select(func.count()).select_from(made.subquery())) or 0
    hidden = (
        outbox.bulk_same(session, entity, free, base={"deleted_at": None}, patch={"deleted_at": recorder.now})
        if total
        else 0
    )
    return total - hidden


def _changed_since(session: Session, acts: Subquery, table: Table) -> list[UUID]:
    """Return the rows that no longer are as they were made. Version 1 was never changed, and needs no look."""
    rows = session.execute(
        select(table, acts.c.patch.label("made_as"))
        .join(acts, acts.c.row_id == table.c.id)
        .where(acts.c.entity == table.name, acts.c.base.is_(None), table.c.version > 1)
    )
    return [row.id for row in rows if not _is_as_made(table.name, row)]


def _is_as_made(entity: str, row: Row[*tuple[Any, ...]]) -> bool:
    made_as = codec.decode(entity, row.made_as)
    now = row._mapping  # noqa: SLF001 - its public name
    otherwise = defaults_of(Base.metadata.tables[entity])
    return all(now[name] == made_as.get(name, otherwise[name]) for name in ENTITIES[entity].fields)


def _nothing_new_hangs_on(ids: Select[Any], acts: Subquery, entity: str) -> Select[Any]:
    for name, parent in _CHILDREN.get(entity, ()):
        child = Base.metadata.tables[name]
        ours = select(acts.c.row_id).where(acts.c.entity == name)
        others = select(child.c[parent]).where(child.c.deleted_at.is_(None), child.c.id.not_in(ours))
        ids = ids.where(acts.c.row_id.not_in(others))
    return ids
