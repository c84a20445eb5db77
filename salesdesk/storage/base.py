"""What every table shares: types that mean the same on SQLite and PostgreSQL, names, the synced row."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Annotated, Any, Final
from uuid import UUID, SafeUUID

import msgspec
from sqlalchemy import BigInteger, Date, Dialect, Index, MetaData, String, text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import UserDefinedType
from uuid_utils.compat import uuid7

from salesdesk.domain.errors import BadInput

LIVING: Final = "deleted_at IS NULL"
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_LARGEST: Final = 2**63 - 1
_new, _set, _number = object.__new__, object.__setattr__, int.from_bytes
_encode = msgspec.json.Encoder(order="deterministic").encode
_decode = msgspec.json.decode

Processor = Callable[[Any], Any] | None


def new_id() -> UUID:
    """Return a UUIDv7: unique without asking anybody, and later ones sort behind."""
    return uuid7()


class Id(UserDefinedType[UUID]):
    """A UUID: 16 bytes on SQLite, `uuid` on PostgreSQL."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        return "BLOB"

    def bind_processor(self, dialect: Dialect) -> Processor:
        return None if dialect.name == "postgresql" else _id_in

    def result_processor(self, dialect: Dialect, coltype: object) -> Processor:  # noqa: ARG002
        return None if dialect.name == "postgresql" else _id_out


def _id_in(value: UUID | None) -> bytes | None:
    return None if value is None else value.bytes


def _id_out(value: bytes | None) -> UUID | None:
    """Return the UUID of 16 bytes. Its constructor checks what the database knows, at twice the time."""
    if value is None:
        return None
    made = _new(UUID)
    _set(made, "int", _number(value, "big"))
    _set(made, "is_safe", SafeUUID.unknown)
    return made


class Moment(UserDefinedType[datetime]):
    """An aware moment: microseconds since 1970 UTC on SQLite, `timestamptz` on PostgreSQL."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        return "BIGINT"

    def bind_processor(self, dialect: Dialect) -> Processor:
        return None if dialect.name == "postgresql" else _moment_in

    def result_processor(self, dialect: Dialect, coltype: object) -> Processor:  # noqa: ARG002
        return None if dialect.name == "postgresql" else _moment_out


def _moment_in(value: datetime | None) -> int | None:
    return None if value is None else (value - _EPOCH) // _MICROSECOND


def _moment_out(value: int | None) -> datetime | None:
    return None if value is None else _EPOCH + timedelta(microseconds=value)


class Scaled(UserDefinedType[Decimal]):
    """A Decimal kept as a whole number of 10^-places; more places than that are refused, not rounded."""

    cache_ok = True

    def __init__(self, places: int) -> None:
        self.places = places

    def get_col_spec(self, **_: Any) -> str:
        return "BIGINT"

    def bind_processor(self, dialect: Dialect) -> Processor:  # noqa: ARG002
        places = self.places
        return lambda value: None if value is None else scaled(value, places)

    def result_processor(self, dialect: Dialect, coltype: object) -> Processor:  # noqa: ARG002
        places = self.places
        return lambda value: None if value is None else unscaled(value, places)


def scaled(value: Decimal | int, places: int) -> int:
    """Return `value` as a whole number of 10^-places.

    Raises:
        BadInput: it has more places, or is beyond 64 bits.
    """
    exact = Decimal(value).scaleb(places)
    whole = int(exact)
    if whole != exact:
        raise BadInput("figure-too-fine", places=places)
    if abs(whole) > _LARGEST:
        raise BadInput("figure-too-large")
    return whole


def unscaled(value: int, places: int) -> Decimal:
    """Return the Decimal of a whole number of 10^-places, without needless zeros."""
    figure = Decimal(value).scaleb(-places)
    whole = figure.to_integral_value()
    return whole if whole == figure else figure.normalize()


class Json(UserDefinedType[Any]):
    """Plain lists and objects as JSON text; equal values give equal text."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        return "TEXT"

    def bind_processor(self, dialect: Dialect) -> Processor:  # noqa: ARG002
        return lambda value: None if value is None else _encode(value).decode()

    def result_processor(self, dialect: Dialect, coltype: object) -> Processor:  # noqa: ARG002
        return lambda value: None if value is None else _decode(value)


@compiles(Id, "postgresql")
def _id_type(*_: Any, **__: Any) -> str:
    return "UUID"


@compiles(Moment, "postgresql")
def _moment_type(*_: Any, **__: Any) -> str:
    return "TIMESTAMP WITH TIME ZONE"


Fine = Annotated[Decimal, mapped_column(Scaled(6))]
"""Unit prices and quantities: up to six places."""
Rate = Annotated[Decimal, mapped_column(Scaled(4))]
"""Percentages: up to four places."""
Minor = Annotated[int, mapped_column(BigInteger)]
"""Amounts: minor units of the row's currency."""


class Base(DeclarativeBase):
    """The root of all tables."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it from the class
        UUID: Id(),
        datetime: Moment(),
        date: Date(),
        str: String(),
        list[Any]: Json(),
        dict[str, Any]: Json(),
    }


class SyncedRow(Base):
    """A row that travels: it belongs to one scope, and every change of it goes through the outbox.

    `seq` is its place in the scope's stream (None until the server has seen it), `version` counts changes,
    `edited_by` is who made the last one.
    Rows are never erased: `deleted_at` hides them.
    """

    __abstract__ = True

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, sort_order=-10)
    scope_id: Mapped[str] = mapped_column(sort_order=-9)
    seq: Mapped[int | None] = mapped_column(BigInteger, sort_order=-8)
    version: Mapped[int] = mapped_column(default=0, sort_order=-7)
    created_at: Mapped[datetime] = mapped_column(sort_order=-6)
    edited_at: Mapped[datetime] = mapped_column(sort_order=-5)
    deleted_at: Mapped[datetime | None] = mapped_column(sort_order=-4)
    edited_by: Mapped[UUID | None] = mapped_column(sort_order=100)


def living_index(name: str, *columns: str, also: str = "", unique: bool = False) -> Index:
    """Return an index that holds living rows only: for keys, and for what few rows have.

    `also` narrows it further, in SQL. SQLite uses it only where a query says the same in the same words.
    """
    where = text(f"{LIVING} AND {also}" if also else LIVING)
    return Index(name, *columns, unique=unique, sqlite_where=where, postgresql_where=where)


def list_index(name: str, *columns: str) -> Index:
    """Return an index that a list of living rows can be read from alone.

    It begins with `deleted_at`, because SQLite looks into the table for a column that only the condition of a
    partial index names.
    """
    return Index(name, "deleted_at", *columns)
