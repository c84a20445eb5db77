"""Which records are selected, loaded or not."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Protocol, cast
from uuid import UUID

from salesdesk.desktop.runtime.background import Background
from salesdesk.desktop.tables.view import RecordTable


class _Ids(Protocol):
    def ids(self) -> list[UUID]: ...


def with_selected(table: RecordTable, background: Background, then: Callable[[list[UUID]], None]) -> None:
    """Give `then` the ids of the selected rows; those that are not loaded are asked for in the background."""
    rows = table.selected_rows()
    if len(rows) == table.selected_count() or table.records.source is None:
        then([row.id for row in rows])
        return
    source = cast("_Ids", table.records.source)
    numbers = [number for first, last in table.spans() for number in range(first, last + 1)]
    background.ask(source.ids, owner=table, then=partial(_picked, then, sorted(numbers)))


def _picked(then: Callable[[list[UUID]], None], numbers: Sequence[int], ids: Sequence[UUID]) -> None:
    then([ids[number] for number in numbers if number < len(ids)])
