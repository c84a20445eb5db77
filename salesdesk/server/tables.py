"""What only the server keeps: accounts, devices, streams, and one stored result for every act.

The rows that travel lie in the same tables as on a laptop (`storage.tables`), with an index on their place in
the stream. Works alike on PostgreSQL and SQLite.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Index, LargeBinary, MetaData
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from salesdesk.storage.base import Base, Id, Json, Moment


class ServerTable(DeclarativeBase):
    """The root of the server's own tables."""

    metadata = MetaData(naming_convention=Base.metadata.naming_convention)
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it from the class
        UUID: Id(),
        datetime: Moment(),
        bytes: LargeBinary(),
        dict[str, Any]: Json(),
        list[Any]: Json(),
    }


class ServerFact(ServerTable):
    """Small facts: the epoch (changes when a backup is restored), the version of these tables."""

    __tablename__ = "server_facts"

    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


class Account(ServerTable):
    """How a person signs in. Name, role and manager are in the users' directory (`users`)."""

    __tablename__ = "accounts"

    user_id: Mapped[UUID] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(unique=True)
    """Folded: compared without regard to case and width."""
    password_hash: Mapped[str]
    otp_secret: Mapped[bytes | None]
    otp_step: Mapped[int] = mapped_column(BigInteger, default=0)
    """The step of the last code that was used: no code opens twice."""
    changed_at: Mapped[datetime]


class Guessing(ServerTable):
    """How often somebody was wrong lately: with one login, on one device, from one address."""

    __tablename__ = "guessing"

    bucket: Mapped[str] = mapped_column(primary_key=True)
    failures: Mapped[int] = mapped_column(default=0)
    last_at: Mapped[datetime]
    locked_until: Mapped[datetime | None]


class Device(ServerTable):
    """One copy of the data on one machine, and how far its acts were taken.

    `incarnation` grows when the copy was restored from a backup or turned out to be a clone's.
    """

    __tablename__ = "devices"
    __table_args__ = (Index("ix_devices_user", "user_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID]
    name: Mapped[str]
    app: Mapped[str]
    state: Mapped[str] = mapped_column(default="active")
    """active, suspended, wiped."""
    letters: Mapped[str | None] = mapped_column(unique=True)
    """What its document numbers begin with."""
    ordered_at: Mapped[datetime | None]
    at_once: Mapped[bool] = mapped_column(default=False)
    """Whether it is to wipe without sending first what waits there."""
    obeyed_at: Mapped[datetime | None]
    """When it said that it has wiped itself."""
    incarnation: Mapped[int] = mapped_column(default=0)
    last_mseq: Mapped[int] = mapped_column(BigInteger, default=0)
    last_hash: Mapped[bytes] = mapped_column(default=b"")
    copy_of: Mapped[UUID | None]
    """The device whose disk was copied, where this one began as a copy."""
    registered_at: Mapped[datetime]
    seen_at: Mapped[datetime]


class DeviceGrant(ServerTable):
    """A scope that was given to a device; it must be told before it is asked to give it up."""

    __tablename__ = "device_grants"

    device_id: Mapped[UUID] = mapped_column(primary_key=True)
    scope_id: Mapped[str] = mapped_column(primary_key=True)


class Token(ServerTable):
    """A device's token, hashed: whoever reads this table cannot use it."""

    __tablename__ = "tokens"
    __table_args__ = (Index("ix_tokens_device", "device_id"),)

    hash: Mapped[bytes] = mapped_column(primary_key=True)
    device_id: Mapped[UUID]
    user_id: Mapped[UUID]
    issued_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Scope(ServerTable):
    """One stream: `head_seq` is the place of its newest change, `floor` the oldest a cursor may stand at."""

    __tablename__ = "scopes"

    id: Mapped[str] = mapped_column(primary_key=True)
    head_seq: Mapped[int] = mapped_column(BigInteger, default=0)
    floor: Mapped[int] = mapped_column(BigInteger, default=0)


class DepartureRow(ServerTable):
    """A row that left a scope."""

    __tablename__ = "departures"
    __table_args__ = (
        Index("ix_departures_stream", "scope_id", "seq"),
        Index("ix_departures_left", "left_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    scope_id: Mapped[str]
    seq: Mapped[int] = mapped_column(BigInteger)
    entity: Mapped[str]
    row_id: Mapped[UUID]
    left_at: Mapped[datetime]


class StoredResult(ServerTable):
    """What became of one act: told again, as it is, whenever the act is sent again."""

    __tablename__ = "results"
    __table_args__ = (Index("ix_results_group", "group_id"),)

    device_id: Mapped[UUID] = mapped_column(primary_key=True)
    incarnation: Mapped[int] = mapped_column(primary_key=True)
    mseq: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    act_hash: Mapped[bytes]
    content_hash: Mapped[bytes]
    group_id: Mapped[UUID]
    result: Mapped[bytes]
    """`protocol.messages.Result`, packed."""
    made_at: Mapped[datetime]


class UnknownData(ServerTable):
    """Fields and rows of a newer program than this server, given back whole."""

    __tablename__ = "unknown_data"

    entity: Mapped[str] = mapped_column(primary_key=True)
    row_id: Mapped[UUID] = mapped_column(primary_key=True)
    fields: Mapped[dict[str, Any]]


class SketchRow(ServerTable):
    """The sketch of all owned customers (`protocol.sketches`): one row, the same for all processes.

    `heads` stands for the state of the streams it was made of; at `claimed_at` a process began a new one.
    """

    __tablename__ = "sketches"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[bytes] = mapped_column(default=b"")
    content: Mapped[bytes] = mapped_column(default=b"")
    heads: Mapped[bytes] = mapped_column(default=b"")
    built_at: Mapped[datetime | None]
    claimed_at: Mapped[datetime | None]


class Audit(ServerTable):
    """Who did what: one line for each group of acts taken, each sign-in, each refusal."""

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_at", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    user_id: Mapped[UUID | None]
    device_id: Mapped[UUID | None]
    event: Mapped[str]
    details: Mapped[dict[str, Any]]
