"""What would be pasted onto a list, before it is: each cell as it is and as it would be."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.tables.cells import TextCell
from salesdesk.desktop.tables.columns import Column
from salesdesk.desktop.tables.in_memory import Rows
from salesdesk.desktop.tables.pasting import MOST, Block, CellChange, Reads, block_of, changes_of, heads_of
from salesdesk.desktop.tables.view import RecordTable
from salesdesk.desktop.theme.look import look
from salesdesk.desktop.widgets.buttons import Button
from salesdesk.desktop.widgets.dialog import Sheet
from salesdesk.desktop.widgets.plain import PlainLabel
from salesdesk.words import say

Write = Callable[[Sequence[CellChange]], None]
Name = Callable[[Any], str]


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
    PasteSheet(desk, changes, len(block) - len(rows), name, write, table.window()).open()


class PasteSheet(Sheet):
    """The cells that would change; those that cannot come first, with the reason."""

    def __init__(
        self,
        desk: Desk,
        changes: Sequence[CellChange],
        beyond: int,
        name: Name,
        write: Write,
        parent: QWidget,
    ) -> None:
        super().__init__("table.paste.title", parent, width=880)
        self.changes = sorted(changes, key=lambda change: not change.problem)
        self.good = [change for change in changes if not change.problem]
        self._write = write
        self.table = RecordTable(_columns(name), desk.background, name_key="table.paste.title", key=id)
        self.table.setMinimumHeight(look().px(320))
        self.told = PlainLabel(role="muted", wrap=True)
        self.told.setText(self._tell(len(changes) - len(self.good), beyond))
        self.body.addWidget(self.told)
        self.body.addWidget(self.table)
        self.add_cancel()
        self.go = self.add_button(Button(kind="primary", run=self.submit))
        self.go.setText(say("table.paste.go", n=len(self.good)))
        self.go.setEnabled(bool(self.good))
        self.table.show_rows(Rows(self.changes))
        self.go.setFocus()

    def submit(self) -> None:
        """Change what can be changed, as one step."""
        self._write(self.good)
        self.accept()

    def _tell(self, refused: int, beyond: int) -> str:
        parts = [say("table.paste.told", n=len(self.good))]
        parts += [say("table.paste.refused", n=refused)] if refused else []
        parts += [say("table.paste.beyond", n=beyond)] if beyond > 0 else []
        return " ".join(parts)


def _columns(name: Name) -> tuple[Column, ...]:
    quiet = TextCell("text2")
    return (
        Column("record", "table.paste.record", lambda change: name(change.row), width=210),
        Column("field", "table.paste.field", lambda change: change.title, width=110, cell=quiet),
        Column(
            "before", "table.paste.before", lambda change: change.before, width=120, cell=TextCell("text2")
        ),
        Column("after", "table.paste.after", lambda change: change.typed, width=120),
        Column("why", "table.paste.why", lambda change: change.problem, width=290, cell=TextCell("bad")),
    )
