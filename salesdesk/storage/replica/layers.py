"""A row as the server has it, and the acts that wait on top: put on, and taken off again."""

from collections.abc import Container, Iterable, Mapping, Sequence
from typing import Any, Final, Protocol
from uuid import UUID

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.orm import Session

from salesdesk.protocol import codec
from salesdesk.storage.base import Base
from salesdesk.storage.recorder import defaults_of
from salesdesk.storage.replica.forms import AT_ONCE, Image, images, table_of, typed, wired
from salesdesk.storage.replica.upserts import move_aside, put_row
from salesdesk.storage.tables.replication import BaseRow, OutboxRow

Values = dict[str, Any]
_BASE: Final = Base.metadata.tables[BaseRow.__tablename__]
_OUTBOX: Final = Base.metadata.tables[OutboxRow.__tablename__]
_pack: Final = msgspec.msgpack.Encoder().encode
_unpack: Final = msgspec.msgpack.decode


class WaitingAct(Protocol):
    """An act as the outbox keeps it."""

    @property
    def mseq(self) -> int: ...
    @property
    def group_id(self) -> UUID: ...
    @property
    def entity(self) -> str: ...
    @property
    def row_id(self) -> UUID: ...
    @property
    def base(self) -> bytes | None: ...
    @property
    def patch(self) -> bytes: ...
    @property
    def made_at(self) -> Any: ...


def put_on(image: Values | None, acts: Sequence[WaitingAct], me: UUID) -> Values | None:
    """Return the row that acts make of the server's; None if there is none, and none of them makes it."""
    row = None if image is None else dict(image)
    for act in acts:
        row = with_act(row, act)
    if row is not None and acts:
        groups = len({act.group_id for act in acts})
        row |= {"version": row["version"] + groups, "edited_at": acts[-1].made_at, "edited_by": me}
    return row


def with_act(row: Values | None, act: WaitingAct) -> Values | None:
    """Return a row with what one act changes. Making a row that is there changes nothing."""
    patch = codec.decode(act.entity, act.patch)
    if act.base is not None:
        return None if row is None else row | _here(act.entity, patch)
    if row is not None:
        return row
    made = defaults_of(table_of(act.entity)) | {"id": act.row_id, "seq": None, "version": 0}
    return made | {"created_at": act.made_at, "edited_at": act.made_at} | _here(act.entity, patch)


def take_off(row: Values | None, acts: Sequence[WaitingAct]) -> Values | None:
    """Return the row as it was before these acts; None if the first of them made it."""
    for act in reversed(acts):
        if act.base is None:
            return None
        if row is not None:
            row = row | _here(act.entity, codec.decode(act.entity, act.base))
    if row is not None and acts:
        groups = len({act.group_id for act in acts})
        row |= {"version": max(row["version"] - groups, 0)}
    return row


def _here(entity: str, fields: Mapping[str, Any]) -> Values:
    table = table_of(entity)
    return {name: value for name, value in fields.items() if name in table.c}


def waiting(session: Session, entity: str, ids: Iterable[UUID]) -> dict[UUID, list[WaitingAct]]:
    """Return the acts that wait on some rows of a kind, by row, in their order."""
    found: dict[UUID, list[WaitingAct]] = {}
    every = list(ids)
    for start in range(0, len(every), AT_ONCE):
        some = every[start : start + AT_ONCE]
        wanted = _OUTBOX.c.row_id.in_(some) & (_OUTBOX.c.entity == entity)
        for act in session.execute(select(_OUTBOX).where(wanted).order_by(_OUTBOX.c.mseq)):
            found.setdefault(act.row_id, []).append(act)
    return found


def anything_waits(session: Session) -> bool:
    """Return whether there is any act the server has not answered."""
    return session.scalar(select(_OUTBOX.c.mseq).limit(1)) is not None


def reapply(session: Session, entity: str, ids: Iterable[UUID], me: UUID) -> None:
    """Keep what the server just said of rows on which acts wait, and put the acts on top again."""
    acts_of = waiting(session, entity, ids)
    if not acts_of:
        return
    said = images(session.connection(), entity, (row_id.bytes for row_id in acts_of))
    for row_id, acts in acts_of.items():
        image = said.get(row_id)
        if image is not None:
            keep_image(session, entity, row_id, image)
        write(session, entity, row_id, put_on(None if image is None else typed(entity, image), acts, me))


def beneath(session: Session, entity: str, row_id: UUID) -> Values | None:
    """Return a row as the server has it, as far as is known: what it told last, or without our acts."""
    kept = image_of(session, entity, row_id)
    if kept is not None:
        return typed(entity, kept)
    table = table_of(entity)
    found = session.execute(select(table).where(table.c.id == row_id)).mappings().one_or_none()
    acts = waiting(session, entity, [row_id]).get(row_id, [])
    return take_off(None if found is None else dict(found), acts)


def put_on_again(
    session: Session,
    entity: str,
    row_id: UUID,
    image: Values | None,
    me: UUID,
    *,
    without: Container[int] = (),
) -> None:
    """Let a row be the server's `image` with all acts that wait on it, but for those answered just now.

    The image is kept as long as any act waits.
    """
    acts = [act for act in waiting(session, entity, [row_id]).get(row_id, []) if act.mseq not in without]
    write(session, entity, row_id, put_on(image, acts, me))
    if acts and image is not None:
        whole = {column.name: None for column in table_of(entity).columns} | image
        keep_image(session, entity, row_id, wired(entity, whole))
    else:
        forget_image(session, entity, row_id)


def write(session: Session, entity: str, row_id: UUID, row: Values | None) -> None:
    """Let a row be what was worked out; a row that is not there any more is erased."""
    connection = session.connection()
    if row is None:
        connection.execute(delete(table_of(entity)).where(table_of(entity).c.id == row_id))
    elif not put_row(connection, entity, row):
        move_aside(connection, entity, row_id.bytes)


def image_of(session: Session, entity: str, row_id: UUID) -> Image | None:
    """Return what the server said of a row since acts began to wait on it."""
    fields = session.scalar(select(_BASE.c.fields).where(_of(entity, row_id)))
    return None if fields is None else _unpack(fields)


def images_kept(session: Session, entity: str) -> dict[UUID, Image]:
    """Return all images kept of a kind of row."""
    rows = session.execute(select(_BASE.c.row_id, _BASE.c.fields).where(_BASE.c.entity == entity))
    return {row.row_id: _unpack(row.fields) for row in rows}


def keep_image(session: Session, entity: str, row_id: UUID, image: Image) -> None:
    """Keep what the server says of a row on which acts wait."""
    values = {"version": image["version"], "fields": _pack(image)}
    statement = insert(_BASE).values(entity=entity, row_id=row_id, **values)
    session.connection().execute(
        statement.on_conflict_do_update(index_elements=["entity", "row_id"], set_=values)
    )


def forget_image(session: Session, entity: str, row_id: UUID) -> None:
    """No act waits on the row any more."""
    session.connection().execute(delete(_BASE).where(_of(entity, row_id)))


def _of(entity: str, row_id: UUID) -> Any:
    return (_BASE.c.entity == entity) & (_BASE.c.row_id == row_id)
