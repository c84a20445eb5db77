"""Columns of a list, told as data: how a row's value is called, shown, copied, sorted and edited."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Literal
from uuid import UUID

from salesdesk.desktop.tables.cells import Cell, TextCell

_TEXT: Final = TextCell()


@dataclass(frozen=True, slots=True)
class Column:
    """One column of rows of one kind.

    `text` is what is shown, read aloud and copied, unless `raw` gives a plainer text to copy (a bare number).
    `sort` is the name by which the source sorts; without it the header cannot be clicked. `edit` gives the
    text a cell is edited from; without it the cell cannot be edited. `width` is at 100 % text size.
    `tip` says more of a row under the mouse, and aloud.
    """

    key: str
    title_key: str
    text: Callable[[Any], str]
    width: int = 140
    align: Literal["left", "right"] = "left"
    sort: str = ""
    cell: Cell = _TEXT
    raw: Callable[[Any], str] | None = None
    edit: Callable[[Any], str] | None = None
    hidden: bool = False
    tip: Callable[[Any], str] | None = None

    def copied(self, row: Any) -> str:
        """Return the text that goes to the clipboard."""
        return self.raw(row) if self.raw is not None else self.text(row)


@dataclass(frozen=True, slots=True)
class SortKey:
    """One step of an order: the `sort` of a column, and its direction."""

    name: str
    descending: bool = False


Order = tuple[SortKey, ...]


def turned(order: Order, name: str, *, add: bool) -> Order:
    """Return the order after a click on a header: turned round, or by it alone, or (`add`) by it next."""
    known = next((key for key in order if key.name == name), None)
    fresh = SortKey(name, descending=known is not None and not known.descending)
    if not add or (known is not None and len(order) == 1):
        return (fresh,)
    if known is None:
        return (order[0], fresh) if order else (fresh,)
    return tuple(fresh if key is known else key for key in order)


def record_id(kept: str) -> UUID | None:
    """Return an id a view has kept; None where it is none, as other programs may have kept anything."""
    try:
        return UUID(kept) if kept else None
    except ValueError:
        return None
