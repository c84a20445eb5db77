"""What only a device keeps: its acts, what it knows of the server, and how to take a step back."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import BigInteger, Index, Integer, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from salesdesk.storage.base import Base

RENUMBERED: Final = "renumbered"
"""What became of a refused act under its first number: it waits, or was answered, under another."""


class ActColumns:
    """One act as it is kept: `base` and `patch` are JSON objects of the fields changed.

    A command also keeps them, as what it did here; only its name and arguments travel.
    """

    mseq: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False
    )
    device_id: Mapped[UUID]
    group_id: Mapped[UUID]
    kind: Mapped[str]
    entity: Mapped[str]
    row_id: Mapped[UUID]
    base: Mapped[bytes | None] = mapped_column(LargeBinary)
    patch: Mapped[bytes] = mapped_column(LargeBinary)
    command: Mapped[str | None]
    args: Mapped[bytes | None] = mapped_column(LargeBinary)
    schema: Mapped[int]
    made_at: Mapped[datetime]


class OutboxRow(ActColumns, Base):
    """An act the server has not answered yet."""

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_group", "group_id"),)


class AckedRow(ActColumns, Base):
    """An act the server has taken; kept for 30 days, to undo it and to hand it back to a restored server."""

    __tablename__ = "acked"
    __table_args__ = (Index("ix_acked_group", "group_id"),)

    acked_at: Mapped[datetime]
    status: Mapped[str]
    """What the server made of it (`protocol.messages.Status`), or RENUMBERED."""


class UndoStepRow(Base):
    """A step a person took. `group_id` names the acts to invert next; `state` is done or undone."""

    __tablename__ = "undo_steps"

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[UUID]
    name: Mapped[str]
    details: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(default="done")
    made_at: Mapped[datetime]


class BaseRow(Base):
    """The last image the server gave of a row with pending acts."""

    __tablename__ = "base_row"

    entity: Mapped[str] = mapped_column(primary_key=True)
    row_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    fields: Mapped[bytes] = mapped_column(LargeBinary)


class CursorRow(Base):
    """How far a scope's stream has been read; `head` to `after` while its first copy is on the way."""

    __tablename__ = "cursor"

    scope_id: Mapped[str] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, default=0)
    head: Mapped[int] = mapped_column(BigInteger, default=0)
    stage: Mapped[int] = mapped_column(default=0)
    after: Mapped[bytes] = mapped_column(LargeBinary, default=b"")


class DepartedRow(Base):
    """A row that left a scope, and may still come again by another one."""

    __tablename__ = "departed"

    entity: Mapped[str] = mapped_column(primary_key=True)
    row_id: Mapped[UUID] = mapped_column(primary_key=True)


class ConflictRow(Base):
    """A field two people changed; the server's value stands until somebody chooses.

    Values are JSON as `protocol.codec` writes them; `by` is who made theirs, `written_at` when (None: not
    known), `choice` what was chosen.
    """

    __tablename__ = "conflict"
    __table_args__ = (Index("ix_conflict_open", "resolved_at", "entity", "row_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    mseq: Mapped[int] = mapped_column(BigInteger)
    entity: Mapped[str]
    row_id: Mapped[UUID]
    field: Mapped[str]
    base: Mapped[bytes] = mapped_column(LargeBinary)
    theirs: Mapped[bytes] = mapped_column(LargeBinary)
    mine: Mapped[bytes] = mapped_column(LargeBinary)
    by: Mapped[str] = mapped_column(default="")
    written_at: Mapped[datetime | None]
    seen_at: Mapped[datetime]
    resolved_at: Mapped[datetime | None]
    choice: Mapped[str] = mapped_column(default="")


class ProblemRow(Base):
    """An act the server refused or holds, as "Pending & problems" shows it.

    The act itself stays in `acked`; `patch` is what it said, to be tried again after that is gone.
    """

    __tablename__ = "problem"
    __table_args__ = (Index("ix_problem_open", "settled_at", "entity", "row_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    mseq: Mapped[int] = mapped_column(BigInteger)
    group_id: Mapped[UUID]
    entity: Mapped[str]
    row_id: Mapped[UUID]
    status: Mapped[str]
    code: Mapped[str]
    details: Mapped[dict[str, Any]]
    base: Mapped[bytes | None] = mapped_column(LargeBinary)
    patch: Mapped[bytes] = mapped_column(LargeBinary)
    seen_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    outcome: Mapped[str] = mapped_column(default="")


class UnknownDataRow(Base):
    """Fields of a newer program, kept so that they can be returned whole."""

    __tablename__ = "unknown_data"

    entity: Mapped[str] = mapped_column(primary_key=True)
    row_id: Mapped[UUID] = mapped_column(primary_key=True)
    fields: Mapped[bytes] = mapped_column(LargeBinary)


class FileQueueRow(Base):
    """A file to be sent, offered, fetched or removed (`storage.file_queue`), by the hash of its content.

    `place` is its place in the line; of one place the `newest` come first. `asked` counts how often it was
    not to be had, `asked_at` is the last time, `wrong` counts what came and was another file. Where a person
    has to see to it, `code` says why, and it waits.
    """

    __tablename__ = "file_queue"
    __table_args__ = (Index("ix_file_queue_line", "direction", "code", "place", text("newest DESC")),)

    sha256: Mapped[str] = mapped_column(primary_key=True)
    direction: Mapped[str] = mapped_column(primary_key=True)
    size: Mapped[int] = mapped_column(BigInteger)
    place: Mapped[int] = mapped_column(default=0)
    newest: Mapped[datetime]
    asked: Mapped[int] = mapped_column(default=0)
    asked_at: Mapped[datetime | None]
    wrong: Mapped[int] = mapped_column(default=0)
    code: Mapped[str] = mapped_column(default="")


class SketchRow(Base):
    """The sketch of colleagues' customers (`protocol.sketches`), packed: one row, or none."""

    __tablename__ = "sketches"

    name: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    kept_at: Mapped[datetime]


class MetaRow(Base):
    """What this copy of the database is: device, user, next numbers."""

    __tablename__ = "meta"

    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


class CounterRow(Base):
    """The next number of a series in a year, on this device."""

    __tablename__ = "counters"

    series: Mapped[str] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    next: Mapped[int]
