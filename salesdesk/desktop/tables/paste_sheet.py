"""What would be pasted onto a list, before it is: each cell as it is and as it would be."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtGui import QGuiApplication

from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.tables.changes_sheet import Changes, ChangesSheet, Name, Write
from salesdesk.desktop.tables.columns import Column
from salesdesk.desktop.tables.pasting import MOST, CellChange, Reads, block_of, changes_of, heads_of
from salesdesk.desktop.tables.view import RecordTable
from salesdesk.words import say


def paste_onto(
    table: RecordTable, desk: Desk, name: Callable[[Any], str], reads: Reads, write: Write
) -> None:
    """Take the clipboard's cells from the cursor on, and show what they would change.

    A first row of titles says which columns are meant; else they begin under the cursor.
    """
    text, index, source = QGuiApplication.clipboard().text(), table.currentIndex(), table.records.source
    if not text.strip("\t\r\n") or not index.isValid() or source is None:
        desk.notices.say("table.paste.nothing")
        return
    here, shown = table.records.columns[index.column()], table.columns.shown()
    work = partial(_compared, text, shown, here, partial(source.page, index.row()), reads)
    desk.background.ask(work, owner=table, then=partial(_show, table, desk, name, write))


def _compared(
    text: str,
    shown: Sequence[Column],
    here: Column,
    page: Callable[[int], Sequence[Any]],
    reads: Reads,
) -> tuple[list[CellChange], int]:
    """Return what would change, and how many rows reach beyond the list. For a worker: there may be many."""
    block = block_of(text)
    columns = heads_of(block, shown)
    if columns is not None:
        block = block[1:]
    else:
        columns = list(shown[shown.index(here) :]) if here in shown else list(shown)
    rows = page(min(len(block), MOST))
    return list(changes_of(block, columns, rows, reads)), len(block) - len(rows)


def _show(
    table: RecordTable, desk: Desk, name: Name, write: Write, compared: tuple[list[CellChange], int]
) -> None:
    changes, beyond = compared
    if not changes:
        desk.notices.say("table.paste.same")
        return
    left_out = say("table.paste.beyond", n=beyond) if beyond > 0 else ""
    ChangesSheet("table.paste", desk, Changes.of(changes), name, write, table.window(), also=left_out).open()
