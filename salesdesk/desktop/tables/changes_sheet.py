"""A look at many changes before they are made: each value as it is and as it would be."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Self

from PySide6.QtWidgets import QWidget

from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.tables.cells import TextCell
from salesdesk.desktop.tables.columns import Column
from salesdesk.desktop.tables.in_memory import Rows
from salesdesk.desktop.tables.pasting import CellChange
from salesdesk.desktop.tables.view import RecordTable
from salesdesk.desktop.theme.look import look
from salesdesk.desktop.widgets.buttons import Button
from salesdesk.desktop.widgets.dialog import Sheet
from salesdesk.desktop.widgets.plain import PlainLabel
from salesdesk.words import language, say

_SEEN = 200  # letters of a value that are painted
Write = Callable[[Sequence[CellChange]], None]
Name = Callable[[Any], str]


@dataclass(frozen=True, slots=True)
class Changes:
    """What would change: all of it with the reasons first, what can be done, and why others cannot."""

    shown: Sequence[CellChange]
    good: Sequence[CellChange]
    why: frozenset[str]

    @classmethod
    def of(cls, changes: Sequence[CellChange]) -> Self:
        """Put changes into order. They may be very many: then on a worker."""
        good = [change for change in changes if not change.problem]
        refused = [change for change in changes if change.problem]
        return cls([*refused, *good], good, frozenset(change.problem for change in refused))


class ChangesSheet(Sheet):
    """The values that would change; those that cannot come first, with the reason. Enter makes the rest.

    Its words begin with `words` (title, told, refused, go); `also` is said behind them.
    """

    def __init__(
        self,
        words: str,
        desk: Desk,
        changes: Changes,
        name: Name,
        write: Write,
        parent: QWidget,
        *,
        also: str = "",
    ) -> None:
        super().__init__(f"{words}.title", parent, width=880)
        self._all = changes
        self.changes, self.good = changes.shown, changes.good
        self._write = write
        columns = _columns(name, all_good=not changes.why)
        self.table = RecordTable(columns, desk.background, name_key=f"{words}.title", key=id)
        self.table.setMinimumHeight(look().px(320))
        self.told = PlainLabel(role="muted", wrap=True)
        parts = (say(f"{words}.told", n=len(self.good)), *self._refusals(), also)
        self.told.setText(("" if language() == "zh" else " ").join(filter(None, parts)))
        self.body.addWidget(self.told)
        self.body.addWidget(self.table)
        self.add_cancel()
        self.go = self.add_button(Button(kind="primary", run=self.submit))
        self.go.setText(say(f"{words}.go", n=len(self.good)))
        self.go.setEnabled(bool(self.good))
        self.table.show_rows(Rows(self.changes))
        self.go.setFocus()

    def _refusals(self) -> tuple[str, ...]:
        """Say how many cannot be, and why if all of them for one reason: the column has no room for it."""
        why = self._all.why
        if not why:
            return ()
        refused = say("table.paste.refused", n=len(self.changes) - len(self.good))
        return (refused, *why) if len(why) == 1 else (refused,)

    def submit(self) -> None:
        """Change what can be changed, as one step."""
        self._write(self.good)
        self.accept()


def _columns(name: Name, *, all_good: bool) -> tuple[Column, ...]:
    """Return the columns; where nothing is refused, its reasons leave their room to the names."""
    quiet = TextCell("text2")
    why = Column(
        "why",
        "table.paste.why",
        lambda change: change.problem,
        width=250,
        cell=TextCell("bad"),
        tip=lambda change: change.problem,
    )
    return (
        Column(
            "record", "table.paste.record", lambda change: name(change.row), width=400 if all_good else 210
        ),
        Column("field", "table.paste.field", lambda change: change.title, width=110, cell=quiet),
        Column("before", "table.paste.before", lambda change: change.before, width=120, cell=quiet),
        Column("after", "table.paste.after", lambda change: change.typed[:_SEEN], width=120),
        *(() if all_good else (why,)),
    )
