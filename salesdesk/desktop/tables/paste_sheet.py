"""What would be pasted onto a list, before it is: each cell as it is and as it would be."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtGui import QGuiApplication

from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.tables.changes_sheet import Changes, ChangesSheet, Name, Write
from salesdesk.desktop.tables.columns import Column
from salesdesk.desktop.tables.pasting import MOST, Block, Reads, block_of, changes_of, heads_of
from salesdesk.desktop.tables.view import RecordTable
from salesdesk.words import say


def paste_onto(
    table: RecordTable, desk: Desk, name: Callable[[Any], str], reads: Reads, write: Write
) -> None:
    """Take the clipboard's cells from the cursor on, and show what they would change.

    A first row of titles says which columns are meant; else they begin under the cursor.
    """
    block, shown = block_of(QGuiApplication.clipboard().text()), table.columns.shown()
    index, source = table.currentIndex(), table.records.source
    if not block or not index.isValid() or source is None:
        desk.notices.say("table.paste.nothing")
        return
    columns = heads_of(block, shown)
    if columns is not None:
        block = block[1:]
    else:
        here = table.records.columns[index.column()]
        columns = list(shown[shown.index(here) :]) if here in shown else list(shown)
    ask = partial(source.page, index.row(), min(len(block), MOST))
    then = partial(_show, table, desk, block, columns, name, reads, write)
    desk.background.ask(ask, owner=table, then=then)


def _show(
    table: RecordTable,
    desk: Desk,
    block: Block,
    columns: Sequence[Column | None],
    name: Name,
    reads: Reads,
    write: Write,
    rows: Sequence[Any],
) -> None:
    changes = list(changes_of(block, columns, rows, reads))
    if not changes:
        desk.notices.say("table.paste.same")
        return
    beyond = len(block) - len(rows)
    left_out = say("table.paste.beyond", n=beyond) if beyond > 0 else ""
    ChangesSheet("table.paste", desk, Changes.of(changes), name, write, table.window(), also=left_out).open()
