"""Fields to bytes and back. Equal fields give equal bytes everywhere, so that a hash means something."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import msgspec

from salesdesk.protocol.entities import ENTITIES, Kind

Fields = Mapping[str, Any]
_encode = msgspec.json.Encoder(order="deterministic").encode
_decode = msgspec.json.Decoder().decode
_READ: Final[Mapping[Kind, Callable[[Any], Any]]] = {
    Kind.FIGURE: Decimal,
    Kind.DAY: date.fromisoformat,
    Kind.MOMENT: datetime.fromisoformat,
    Kind.ID: UUID,
}


def encode(fields: Fields) -> bytes:
    """Return the fields as JSON: names in order, figures as plain text, moments in UTC."""
    return _encode({name: _plain(value) for name, value in fields.items()})


def decode(entity: str, data: bytes) -> dict[str, Any]:
    """Return the fields of an encoded row. Fields this version does not know stay as they came.

    Raises:
        msgspec.DecodeError, ValueError: the bytes are not what `encode` makes.
    """
    return typed(entity, _decode(data))


def plain(fields: Fields) -> dict[str, Any]:
    """Return the fields as what JSON knows: text, numbers, lists; `typed` makes them values again."""
    made: dict[str, Any] = _decode(encode(fields))
    return made


def typed(entity: str, fields: dict[str, Any]) -> dict[str, Any]:
    """Return the same dict with the plain values of JSON made into figures, days, moments and ids.

    Raises:
        ValueError, TypeError, decimal.InvalidOperation: a value is not of its field's kind.
    """
    kinds = ENTITIES[entity].fields
    for name, value in fields.items():
        read = _READ.get(kinds.get(name, Kind.JSON))
        if read is not None and value is not None:
            fields[name] = read(value)
    return fields


def _plain(value: Any) -> Any:
    if type(value) is Decimal:
        return figure_text(value)
    if type(value) is datetime:
        return value.astimezone(UTC)
    return value


def figure_text(value: Decimal) -> str:
    """Return 1200 for 1.2E+3 and 0.5 for 0.500: one text for one figure."""
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text
