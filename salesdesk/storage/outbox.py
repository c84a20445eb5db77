"""Acts on their way to the server, and the road for many rows at once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Table, bindparam, func, select, update
from sqlalchemy.orm import Session

from salesdesk.protocol import codec
from salesdesk.protocol.entities import ENTITIES, Entity
from salesdesk.protocol.messages import Act
from salesdesk.storage import meta
from salesdesk.storage.acts import acts_of, as_act, draft
from salesdesk.storage.base import Base
from salesdesk.storage.derived import derive
from salesdesk.storage.recorder import Recorder, defaults_of, said, sliced
from salesdesk.storage.rows import insert_rows
from salesdesk.storage.tables.replication import AckedRow, OutboxRow

Fields = Mapping[str, Any]


def bulk(
    session: Session,
    entity: str,
    *,
    creates: Sequence[Fields] = (),
    updates: Sequence[tuple[UUID, Fields, Fields]] = (),
) -> list[UUID]:
    """Write many rows and their acts at once, inside `Database.write`; return the ids of the new rows.

    `creates` are the fields of new rows (`id` and `scope_id` may be given; what is missing takes the column's
    default). `updates` are (id, base, patch): the fields changed, before and after.
    """
    recorder: Recorder = session.info["recorder"]
    recorder.settle()
    spec, table = ENTITIES[entity], Base.metadata.tables[entity]
    made = [_new_row(recorder, table, fields) for fields in creates]
    for some in sliced(made):
        insert_rows(session.connection(), table, some)
        recorder.write(_creations(spec, some))
    for changes in sliced(updates):
        _update(session, table, changes, stamps=recorder.stamps)
        recorder.write(
            act for row_id, base, patch in changes for act in acts_of(spec, row_id, dict(base), dict(patch))
        )
    ids: list[UUID] = [row["id"] for row in made]
    recorder.note(entity, ids, spec.fields)
    for row_id, _, patch in updates:
        recorder.note(entity, [row_id], patch)
    return ids


def bulk_same(session: Session, entity: str, ids: Select[Any], *, base: Fields, patch: Fields) -> list[UUID]:
    """Set the same free fields in all rows of a select of ids that still hold `base`; return their ids.

    All of it happens inside the database, so that 100,000 rows take as long as a few.
    """
    recorder: Recorder = session.info["recorder"]
    recorder.settle()
    table, connection = Base.metadata.tables[entity], session.connection()
    still = [table.c[name].is_not_distinct_from(value) for name, value in base.items()]
    wanted = select(table.c.id).where(table.c.id.in_(ids), *still)
    touched = list(connection.scalars(wanted))
    if touched:
        recorder.write_same(draft(ENTITIES[entity], touched[0], dict(base), dict(patch)), wanted, touched)
        values = {**patch, **derive(entity, patch), "version": table.c.version + 1, **recorder.stamps}
        connection.execute(update(table).where(table.c.id.in_(ids), *still).values(values))
        recorder.note(entity, touched, patch)
    return touched


def order(
    session: Session,
    entity: str,
    changes: Sequence[tuple[UUID, Fields, Fields]],
    *,
    command: str,
    args: Fields,
) -> None:
    """Change rows as a command does, inside `Database.write`: each has one act that names the command.

    `changes` are (id, base, patch) as in `bulk`: what the command does here until the server has answered.
    """
    recorder: Recorder = session.info["recorder"]
    recorder.settle()
    table = Base.metadata.tables[entity]
    _update(session, table, changes, stamps=recorder.stamps)
    drafts = (draft(ENTITIES[entity], row_id, dict(base), dict(patch)) for row_id, base, patch in changes)
    recorder.write(made | _command(command, args) for made in drafts)
    for row_id, _, patch in changes:
        recorder.note(entity, [row_id], patch)


def order_new(session: Session, entity: str, fields: Fields, *, command: str, args: Fields) -> None:
    """Make a row that a command brings with it, inside `Database.write`; `fields` name its id."""
    recorder: Recorder = session.info["recorder"]
    recorder.settle()
    spec, row = ENTITIES[entity], _new_row(recorder, Base.metadata.tables[entity], fields)
    insert_rows(session.connection(), Base.metadata.tables[entity], [row])
    recorder.write([draft(spec, row["id"], None, said(spec, row)) | _command(command, args)])
    recorder.note(entity, [row["id"]], spec.fields)


def _command(name: str, args: Fields) -> dict[str, Any]:
    return {"kind": "command", "command": name, "args": codec.encode(args)}


def _new_row(recorder: Recorder, table: Table, fields: Fields) -> dict[str, Any]:
    row = {
        **defaults_of(table),
        "id": recorder.new_id(),
        "scope_id": recorder.scope_of(table.name),
        "version": 1,
        "created_at": recorder.now,
        **recorder.stamps,
        **fields,
    }
    row.update(derive(table.name, row))
    return row


def _creations(entity: Entity, rows: Iterable[Fields]) -> Iterator[dict[str, Any]]:
    for row in rows:
        yield draft(entity, row["id"], None, said(entity, row))


def _update(
    session: Session, table: Table, rows: Sequence[tuple[UUID, Fields, Fields]], *, stamps: Fields
) -> None:
    stamps = {"version": table.c.version + 1, **stamps}
    for _, some in groupby(sorted(rows, key=_names), key=_names):
        values = [
            {"the_id": row_id} | {f"to_{name}": value for name, value in full.items()}
            for row_id, _, patch in some
            for full in ({**patch, **derive(table.name, patch)},)
        ]
        targets: dict[str, Any] = {
            name.removeprefix("to_"): bindparam(name) for name in values[0] if name != "the_id"
        }
        statement = update(table).where(table.c.id == bindparam("the_id")).values(**targets, **stamps)
        session.connection().execute(statement, values)


def _names(row: tuple[UUID, Fields, Fields]) -> list[str]:
    return sorted(row[2])


def pending(session: Session) -> int:
    """Return how many acts wait for the server."""
    return session.scalar(select(func.count()).select_from(OutboxRow)) or 0


def last_group(session: Session) -> tuple[int, bytes | None]:
    """Return the last number given to an act, and the act's group if it is still kept."""
    last = int(meta.get(session, meta.LAST_MSEQ) or 0)
    for kind in (OutboxRow, AckedRow):
        group = session.scalar(select(kind.group_id).where(kind.mseq == last))
        if group is not None:
            return last, group.bytes
    return last, None


def oldest(session: Session, limit: int) -> list[Act]:
    """Return the acts to push next, in order."""
    rows = session.scalars(select(OutboxRow).order_by(OutboxRow.mseq).limit(limit))
    return [as_act(row) for row in rows]


def rows_changed(entity: str, group_id: UUID) -> Select[UUID]:
    """Return a select of the rows of one kind that a group of acts touches."""
    return select(OutboxRow.row_id).where(OutboxRow.group_id == group_id, OutboxRow.entity == entity)


def fields_changed(session: Session, entity: str, group_id: UUID) -> Iterator[tuple[UUID, set[str]]]:
    """Yield each act of a group on one kind of row: the row, and the names of the fields it changes."""
    acts = rows_changed(entity, group_id).add_columns(OutboxRow.patch)
    for row_id, patch in session.execute(acts):
        yield row_id, set(codec.decode(entity, patch))


def set_fields(session: Session, entity: str, ids: Sequence[UUID], patch: Fields) -> int:
    """Set the same fields in many living rows, whatever they hold now; return how many rows changed."""
    return set_each(session, entity, dict.fromkeys(ids, patch))


def set_each(session: Session, entity: str, patches: Mapping[UUID, Fields]) -> int:
    """Set fields of many living rows, each its own way; return how many rows changed."""
    table = Base.metadata.tables[entity]
    names = list(dict.fromkeys(name for patch in patches.values() for name in patch))
    columns = [table.c[name] for name in names]
    changed = 0
    for some in sliced(list(patches)):
        living = select(table.c.id, *columns).where(table.c.id.in_(some), table.c.deleted_at.is_(None))
        rows = session.connection().execute(living)
        held = ((row_id, patches[row_id], dict(zip(names, values, strict=True))) for row_id, *values in rows)
        updates = [
            (row_id, base, {name: patch[name] for name in base})
            for row_id, patch, before in held
            if (base := {name: before[name] for name, value in patch.items() if before[name] != value})
        ]
        bulk(session, entity, updates=updates)
        changed += len(updates)
    return changed


def hide_of(session: Session, entity: str, column: str, values: Sequence[UUID]) -> int:
    """Mark the living rows as deleted whose column holds one of the values, however many; return how many."""
    field = Base.metadata.tables[entity].c[column]
    return sum(hide(session, entity, field.in_(some)) for some in sliced(values))


def hide(session: Session, entity: str, wanted: ColumnElement[bool]) -> int:
    """Mark the living rows that are wanted as deleted; return how many."""
    recorder: Recorder = session.info["recorder"]
    ids = select(Base.metadata.tables[entity].c.id).where(wanted)
    gone = {"deleted_at": recorder.now}
    return len(bulk_same(session, entity, ids, base={"deleted_at": None}, patch=gone))
