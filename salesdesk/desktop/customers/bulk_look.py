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
from salesdesk.desktop.tables.bulk_look import BulkLook
from salesdesk.services import bulk_edits
from salesdesk.services.bulk_edits import Coming
from salesdesk.words import language

Write = Callable[[Sequence[UUID]], None]
_TITLES: Final = {"next_follow_up": "customers.column.follow_up"}


class CustomersLook(QObject):
    """Shows the changes, and has those made that can be: `write` gets the ids."""

    def __init__(self, desk: Desk, window: Callable[[], QWidget], parent: QObject) -> None:
        super().__init__(parent)
        self._database = desk.database
        self._sheet = BulkLook("customers.bulk.look", desk, window, self)

    def change(self, ids: Sequence[UUID], changes: Mapping[str, object], write: Write) -> None:
        """Look at giving all of them one value of one field."""
        ((field, value),) = changes.items()
        self._look(partial(bulk_edits.coming, self._database, ids, field, value), field, len(ids), write)

    def tag(self, ids: Sequence[UUID], add: Sequence[str], remove: Sequence[str], write: Write) -> None:
        """Look at giving tags and taking others away."""
        work = partial(bulk_edits.coming_tags, self._database, ids, add, remove)
        self._look(work, "tags", len(ids), write)

    def _look(self, work: Callable[[], list[Coming]], field: str, asked: int, write: Write) -> None:
        self._sheet.look(
            work,
            asked,
            lambda good: write([one.id for one in good]),
            title_key=_TITLES.get(field, f"customers.column.{field}"),
            text=partial(_text, field),
        )


def _text(field: str, value: Any) -> str:
    if field == "tags":
        return ("、" if language() == "zh" else ", ").join(value)
    if field == "next_follow_up":
        return formats.day(value, language()) if value is not None else ""
    return group_text(field, value)
