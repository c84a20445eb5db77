"""Whether what came can be stored, and read again: a value that cannot gets no further than its own act.

No honest program sends one. The database would refuse it as well, but with all that is stored along with it.
"""

from collections.abc import Callable, Mapping
from datetime import MAXYEAR, MINYEAR, datetime
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import BigInteger, Column

from salesdesk.domain.errors import RuleBroken
from salesdesk.protocol import codec
from salesdesk.protocol.entities import ENTITIES, Kind
from salesdesk.protocol.messages import Act
from salesdesk.server.rows import Row, table_of
from salesdesk.storage.base import Scaled, scaled

_DEEPEST: Final = 64
"""So many lists and objects may lie within one another."""
_LONGEST: Final = 40
"""Digits of a figure, before or behind the point: far more than any column takes."""
_WRONG: Final = (ValueError, TypeError, ArithmeticError, AttributeError)


def typed(entity: str, plain: Mapping[str, Any]) -> dict[str, Any]:
    """Return plain values of JSON as those of their fields; what no field is named like stays as it came.

    Raises:
        RuleBroken: `act-unreadable`, one is not of its field's kind, or beyond what the field can hold.
        BadInput: `figure-too-fine`, `figure-too-large`.
    """
    kinds, columns = ENTITIES[entity].fields, table_of(entity).c
    fields = dict(plain)
    for name in (name for name in plain if name in kinds):
        try:
            value = codec.typed(entity, {name: plain[name]})[name]
            fits = _fits(kinds[name], columns[name], value)
        except _WRONG as error:
            raise _unreadable(entity, name) from error
        if not fits:
            raise _unreadable(entity, name)
        fields[name] = value
    return fields


def _fits(kind: Kind, column: Column[Any], value: Any) -> bool:
    if value is None:
        return bool(column.nullable)
    return kind not in _FITS or _FITS[kind](value, column)


def check_complete(entity: str, row: Row) -> None:
    """Raise RuleBroken (`act-unreadable`) where a new row lacks what every row of its kind has."""
    columns = table_of(entity).c
    for name in ENTITIES[entity].fields:
        if row[name] is None and not columns[name].nullable:
            raise _unreadable(entity, name)


def _unreadable(entity: str, field: str) -> RuleBroken:
    return RuleBroken("act-unreadable", entity=entity, field=field)


def is_storable(act: Act) -> bool:
    """Return whether an act can be kept and handed on as it is, whatever it means."""
    return _is_moment(act.made_at) and all(_is_plain(said) for said in (act.base, act.patch, act.args))


def _is_plain(value: Any, deepest: int = _DEEPEST) -> bool:
    if isinstance(value, int):
        return -(2**63) <= value < 2**63
    if not isinstance(value, dict | list):
        return True
    within = value.values() if isinstance(value, dict) else value
    return deepest > 0 and all(_is_plain(one, deepest - 1) for one in within)


def _is_text(value: Any, _column: object) -> bool:
    return isinstance(value, str) and "\0" not in value


def _is_whole(value: Any, column: Column[Any]) -> bool:
    most = 2 ** (63 if isinstance(column.type, BigInteger) else 31)
    return type(value) is int and -most <= value < most


def _is_figure(value: Decimal, column: Column[Any]) -> bool:
    if not value.is_finite() or abs(value.adjusted()) > _LONGEST:
        return False
    assert isinstance(column.type, Scaled)
    scaled(value, column.type.places)
    return True


def _is_yes(value: Any, _column: object) -> bool:
    return isinstance(value, bool)


def _is_moment(value: datetime, _column: object = None) -> bool:
    """Tell whether a moment is one wherever a clock stands."""
    return value.tzinfo is not None and MINYEAR < value.year < MAXYEAR


_FITS: Final[Mapping[Kind, Callable[[Any, Column[Any]], bool]]] = {
    Kind.TEXT: _is_text,
    Kind.WHOLE: _is_whole,
    Kind.FIGURE: _is_figure,
    Kind.YES: _is_yes,
    Kind.MOMENT: _is_moment,
}
"""Whether a value is one for a column; days and ids are once they could be read, and JSON may be anything."""
