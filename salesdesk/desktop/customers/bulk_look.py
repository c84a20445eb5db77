"""A look at what changing many customers would do to each, before it is done."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final
from uuid import UUID

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from salesdesk import formats
from salesdesk.desktop.customers.words import group_text
from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.tables.changes_sheet import ChangesSheet
from salesdesk.desktop.tables.pasting import CellChange
from salesdesk.services import bulk_edits
from salesdesk.services.bulk_edits import Coming
from salesdesk.words import error_text, language, say

Write = Callable[[Sequence[UUID]], None]
_TITLES: Final = {"next_follow_up": "customers.column.follow_up"}


class BulkLook(QObject):
    """Shows the changes, and has those made that can be: `write` gets the ids."""

    def __init__(self, desk: Desk, window: Callable[[], QWidget], parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._window = desk, window

    def change(self, ids: Sequence[UUID], changes: Mapping[str, object], write: Write) -> None:
        """Look at giving all of them one value of one field."""
        ((field, value),) = changes.items()
        self._look(partial(bulk_edits.coming, self._desk.database, ids, field, value), field, len(ids), write)

    def tag(self, ids: Sequence[UUID], add: Sequence[str], remove: Sequence[str], write: Write) -> None:
        """Look at giving tags and taking others away."""
        work = partial(bulk_edits.coming_tags, self._desk.database, ids, add, remove)
        self._look(work, "tags", len(ids), write)

    def _look(self, work: Callable[[], list[Coming]], field: str, asked: int, write: Write) -> None:
        told = partial(_in_words, work, field)
        then = partial(self._show, asked, write)
        self._desk.background.ask(told, owner=self, then=then, failed=self._desk.notices.failed)

    def _show(self, asked: int, write: Write, changes: list[CellChange]) -> None:
        if not changes:
            self._desk.notices.say("table.paste.same")
            return
        same = asked - len(changes)
        also = say("customers.bulk.look.same", n=same) if same else ""
        make = lambda good: write([change.row.id for change in good])  # noqa: E731
        name = lambda row: row.name  # noqa: E731
        ChangesSheet("customers.bulk.look", self._desk, changes, name, make, self._window(), also=also).open()


def _in_words(work: Callable[[], list[Coming]], field: str) -> list[CellChange]:
    """Ask, and say it in words. For a worker."""
    title = say(_TITLES.get(field, f"customers.column.{field}"))
    return [
        CellChange(
            one,
            field,
            title,
            _text(field, one.before),
            _text(field, one.after),
            problem=error_text(one.problem) if one.problem is not None else "",
        )
        for one in work()
    ]


def _text(field: str, value: Any) -> str:
    if field == "tags":
        return ("、" if language() == "zh" else ", ").join(value) or "–"
    if field == "next_follow_up":
        return formats.day(value, language()) if value is not None else "–"
    return group_text(field, value) or "–"
