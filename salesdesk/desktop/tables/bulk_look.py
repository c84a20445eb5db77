"""A look at what changing many records would do to each, before it is done."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.tables.changes_sheet import Changes, ChangesSheet
from salesdesk.desktop.tables.pasting import CellChange
from salesdesk.services.bulk_edits import Coming
from salesdesk.words import error_text, say

Write = Callable[[Sequence[Coming]], None]


class BulkLook(QObject):
    """Shows the changes, and has those made that can be: `write` gets them.

    Its words begin with `words`, as `ChangesSheet` says; besides, `.same` tells of those that are so already.
    """

    def __init__(self, words: str, desk: Desk, window: Callable[[], QWidget], parent: QObject) -> None:
        super().__init__(parent)
        self._words, self._desk, self._window = words, desk, window

    def look(
        self,
        work: Callable[[], list[Coming]],
        asked: int,
        write: Write,
        *,
        title_key: str,
        text: Callable[[Any], str],
    ) -> None:
        """Ask `work` what would become of the `asked` records, and show it; `text` says a value in words."""
        told = partial(_in_words, work, title_key, text)
        then = partial(self._show, asked, write)
        self._desk.background.ask(told, owner=self, then=then, failed=self._desk.notices.failed)

    def _show(self, asked: int, write: Write, changes: Changes) -> None:
        if not changes.shown:
            self._desk.notices.say("table.paste.same")
            return
        same = asked - len(changes.shown)
        also = say(f"{self._words}.same", n=same) if same else ""
        make = lambda good: write([change.row for change in good])  # noqa: E731
        name = lambda row: row.name  # noqa: E731
        ChangesSheet(self._words, self._desk, changes, name, make, self._window(), also=also).open()


def _in_words(work: Callable[[], list[Coming]], title_key: str, text: Callable[[Any], str]) -> Changes:
    """Ask, and say it in words. For a worker."""
    title = say(title_key)
    changes = [
        CellChange(
            one,
            title_key,
            title,
            text(one.before) or "–",
            text(one.after) or "–",
            problem=error_text(one.problem) if one.problem is not None else "",
        )
        for one in work()
    ]
    return Changes.of(changes)
