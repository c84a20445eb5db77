"""Values that more than one noun hands out, and how rows become values. All are frozen."""

from dataclasses import dataclass, fields
from typing import Any, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Amount:
    """So many minor units of one currency. Different currencies are never added."""

    currency: str
    minor: int


@dataclass(frozen=True, slots=True)
class Group:
    """Rows of a list that stand together: the value they share, how many, and what they come to if told."""

    value: Any
    count: int
    amounts: tuple[Amount, ...] = ()


def filled(kind: type[T], row: object, /, **others: Any) -> T:
    """Return a value whose fields are the row's of the same names, but for `others`."""
    names = (field.name for field in fields(kind) if field.name not in others)  # type: ignore[arg-type]
    return kind(**{name: getattr(row, name) for name in names}, **others)
