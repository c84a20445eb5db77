"""The inverse of a group of acts: a field goes back to what it was, where it still is as they left it."""

from collections import defaultdict
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, Subquery, Table, func, select, union_all
from sqlalchemy.orm import Session

from salesdesk.protocol import codec
from salesdesk.protocol.entities import ENTITIES
from salesdesk.protocol.scopes import PARENTS
from salesdesk.storage import outbox
from salesdesk.storage.base import Base
from salesdesk.storage.recorder import Recorder, defaults_of, sliced
from salesdesk.storage.tables import every_table
from salesdesk.storage.tables.replication import AckedRow, OutboxRow

_Act = Row[*tuple[Any, ...]]
_OURS = OutboxRow
_PARTS = {
    whole: tuple((part, column) for part, (above, column) in PARENTS.items() if above == whole)
    for whole in ("customers", "attachments", "quotes", "products")
}
_MENTIONS = {
    "contacts": (("activities", "contact_id"), ("quotes", "contact_id"), ("captures", "contact_id")),
    "activities": (("attachments", "activity_id"),),
    "quotes": (("activities", "quote_id"),),
}


def invert(session: Session, group_id: UUID) -> int:
    """Write the inverse of the group's acts; return how many fields (or new rows) were left as they are now.

    A row the group made is hidden again, unless it was changed since or something new hangs on it.
    """
    every_table()  # something may hang on it of which nobody has spoken here yet
    acts = _group(group_id)
    kinds = session.execute(
        select(acts.c.entity, func.max(acts.c.mseq))
        .group_by(acts.c.entity)
        .order_by(func.max(acts.c.mseq).desc())
    )
    return sum(_edits(session, acts, entity) + _creations(session, acts, entity) for entity, _ in kinds.all())


def orphaned(session: Session) -> bool:
    """Return whether this write left a living row as part of one that is removed."""
    recorder: Recorder = session.info["recorder"]
    return any(
        session.scalar(_living_parts(whole, part, column).where(Base.metadata.tables[part].c.id.in_(some)))
        for whole, parts in _PARTS.items()
        for part, column in parts
        for some in sliced(recorder.touched.get(part, ()))
    )


def _living_parts(whole: str, part: str, column: str) -> Select[Any]:
    """Return a select of one living part of anything that is removed."""
    above, below = Base.metadata.tables[whole], Base.metadata.tables[part]
    joined = below.join(above, above.c.id == below.c[column])
    gone = above.c.deleted_at.is_not(None) & below.c.deleted_at.is_(None)
    return select(below.c.id).select_from(joined).where(gone).limit(1)


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
    wanted = select(acts.c.row_id, acts.c.base, acts.c.patch).where(mine)
    done = _same(session, acts, entity, mine)
    if done:
        wanted = wanted.where(
            acts.c.row_id.not_in(select(_OURS.row_id).where(_OURS.group_id == _group_of(session)))
        )
    by_row: dict[UUID, list[_Act]] = defaultdict(list)
    for act in session.execute(wanted.order_by(acts.c.mseq.desc())):
        by_row[act.row_id].append(act)
    return sum(_go_back(session, entity, dict(some)) for some in sliced(by_row.items()))


def _same(session: Session, acts: Subquery, entity: str, mine: ColumnElement[bool]) -> bool:
    """Take back at one stroke an edit that was the same in all rows; return whether any row took part."""
    shapes = session.execute(select(acts.c.base, acts.c.patch).where(mine).distinct().limit(2)).all()
    if len(shapes) != 1:
        return False
    was, now = codec.decode(entity, shapes[0].base), codec.decode(entity, shapes[0].patch)
    if any(ENTITIES[entity].guard_of(name) for name in now):
        return False
    return bool(outbox.bulk_same(session, entity, select(acts.c.row_id).where(mine), base=now, patch=was))


def _group_of(session: Session) -> UUID:
    recorder: Recorder = session.info["recorder"]
    return recorder.group_id


def _go_back(session: Session, entity: str, acts: dict[UUID, list[_Act]]) -> int:
    """Take back different edits of some rows, newest first; what is not here any more stays as it is."""
    table = Base.metadata.tables[entity]
    updates: list[tuple[UUID, dict[str, Any], dict[str, Any]]] = []
    kept = 0
    now = {row.id: row._mapping for row in session.execute(select(table).where(table.c.id.in_(acts)))}  # noqa: SLF001
    for row_id, edits in acts.items():
        if row_id not in now:
            kept += len(edits)
            continue
        before = dict(now[row_id])
        after = dict(before)
        kept += sum(_step_back(entity, after, act) for act in edits)
        changed = [name for name in after if after[name] != before[name]]
        if changed:
            updates.append((row_id, {n: before[n] for n in changed}, {n: after[n] for n in changed}))
    outbox.bulk(session, entity, updates=updates)
    return kept


def _step_back(entity: str, row: dict[str, Any], act: _Act) -> int:
    """Put the fields of one act back in `row`; return how many had been changed since."""
    base, computed, kept = codec.decode(entity, act.base), ENTITIES[entity].computed, 0
    for name, left in codec.decode(entity, act.patch).items():
        if row[name] == left:
            row[name] = base[name]
        elif name not in computed:
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
    if not total:
        return 0
    gone = {"deleted_at": recorder.now}
    return total - len(outbox.bulk_same(session, entity, free, base={"deleted_at": None}, patch=gone))


def _changed_since(session: Session, acts: Subquery, table: Table) -> list[UUID]:
    """Return the rows that no longer are as they were made. Version 1 was never changed."""
    rows = session.execute(
        select(table, acts.c.patch.label("made_as"))
        .join(acts, acts.c.row_id == table.c.id)
        .where(acts.c.entity == table.name, acts.c.base.is_(None), table.c.version > 1)
    )
    return [row.id for row in rows if not _is_as_made(table.name, row)]


def _is_as_made(entity: str, row: _Act) -> bool:
    made_as = codec.decode(entity, row.made_as)
    now = row._mapping  # noqa: SLF001 - its public name
    otherwise = defaults_of(Base.metadata.tables[entity])
    typed = ENTITIES[entity].fields.keys() - ENTITIES[entity].computed
    return all(now[name] == made_as.get(name, otherwise[name]) for name in typed)


def _nothing_new_hangs_on(ids: Select[Any], acts: Subquery, entity: str) -> Select[Any]:
    for name, parent in (*_PARTS.get(entity, ()), *_MENTIONS.get(entity, ())):
        child = Base.metadata.tables[name]
        ours = select(acts.c.row_id).where(acts.c.entity == name)
        others = select(child.c[parent]).where(
            child.c.deleted_at.is_(None), child.c[parent].is_not(None), child.c.id.not_in(ours)
        )
        ids = ids.where(acts.c.row_id.not_in(others))
    return ids
