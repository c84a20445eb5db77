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
    background.ask(partial(_picked, source, table.spans()), owner=table, then=then)


def _picked(source: _Ids, spans: Sequence[tuple[int, int]]) -> list[UUID]:
    """Return the ids of stretches of rows, in order. For a worker: it may be all of very many."""
    ids = source.ids()
    return [row_id for first, last in spans for row_id in ids[first : last + 1]]
