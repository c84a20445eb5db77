"""Rows as they travel: one list a column, of whole numbers, text and bytes.

The forms are those a database keeps anyway, so that many rows are neither packed nor unpacked one by one:
an id is 16 bytes, a moment whole microseconds since 1970 UTC, a day ISO text, a figure plain text ("12.5"),
JSON its text with keys in order.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from hashlib import blake2b
from typing import Any, Final
from uuid import UUID

import msgspec

from salesdesk.protocol.codec import figure_text
from salesdesk.protocol.entities import ENTITIES, Kind

STAMPS: Final[Mapping[str, Kind]] = {
    "id": Kind.ID,
    "seq": Kind.WHOLE,
    "version": Kind.WHOLE,
    "edited_at": Kind.MOMENT,
    "edited_by": Kind.ID,
}
UNKNOWN: Final = "unknown"
"""A column of what the server keeps of a row without knowing it: fields of a newer program, or None."""
BUCKETS: Final = 256
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_MASK: Final = 2**64 - 1
_json = msgspec.json.Encoder(order="deterministic").encode
_pack = msgspec.msgpack.Encoder().encode
Converter = Callable[[Any], Any]


def _moment_out(value: datetime) -> int:
    return (value - _EPOCH) // _MICROSECOND


def _moment_in(value: int) -> datetime:
    return _EPOCH + timedelta(microseconds=value)


def _id_out(value: UUID) -> bytes:
    return value.bytes


def _id_in(value: bytes) -> UUID:
    return UUID(bytes=value)


_OUT: Final[Mapping[Kind, Converter]] = {
    Kind.ID: _id_out,
    Kind.MOMENT: _moment_out,
    Kind.DAY: date.isoformat,
    Kind.FIGURE: figure_text,
    Kind.JSON: lambda value: _json(value).decode(),
}
_IN: Final[Mapping[Kind, Converter]] = {
    Kind.ID: _id_in,
    Kind.MOMENT: _moment_in,
    Kind.DAY: date.fromisoformat,
    Kind.FIGURE: Decimal,
    Kind.JSON: msgspec.json.decode,
    Kind.YES: bool,
}


@cache
def columns_of(entity: str) -> dict[str, Kind]:
    """Return what travels of a kind of row: its stamps, then its fields; the block names the scope."""
    spec = ENTITIES[entity]
    return dict(STAMPS) | {
        name: kind for name, kind in spec.fields.items() if name not in spec.derived and name != "scope_id"
    }


def to_wire(kind: Kind, values: Iterable[Any]) -> list[Any]:
    """Return a column of values as it travels."""
    out = _OUT.get(kind)
    return list(values) if out is None else [None if value is None else out(value) for value in values]


def from_wire(kind: Kind, values: Iterable[Any]) -> list[Any]:
    """Return a column that travelled as plain values.

    Raises:
        ValueError, TypeError, decimal.InvalidOperation: a value is not of this kind.
    """
    read = _IN.get(kind)
    return list(values) if read is None else [None if value is None else read(value) for value in values]


def row_digest(values: Sequence[Any]) -> int:
    """Return 64 bits that stand for one row as it travels, in the order of `columns_of`."""
    return int.from_bytes(blake2b(_pack(values), digest_size=8).digest())


def bucket_of(row_id: bytes) -> int:
    """Return which of the 256 buckets a row is compared in: its last byte is chance."""
    return row_id[-1]


def add_digests(digests: Iterable[int]) -> int:
    """Return the digest of many rows, whatever their order."""
    return sum(digests) & _MASK


def heads_hash(heads: Mapping[str, int], sketch: bytes = b"") -> bytes:
    """Return 16 bytes that stand for how far each scope is, and for the name of the sketch that is held.

    Equal ones mean that nothing is to be fetched.
    """
    listed = sorted(heads.items())
    return blake2b(_pack([*listed, sketch] if sketch else listed), digest_size=16).digest()
