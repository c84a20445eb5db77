"""Whom a customer shall be merged with: found by a few letters, then the two stand side by side."""

from collections.abc import Callable, Sequence
from typing import Final
from uuid import UUID

from PySide6.QtWidgets import QWidget

from salesdesk.desktop.quotes.finding import find_customers
from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.theme.look import look
from salesdesk.desktop.widgets.dialog import Sheet
from salesdesk.desktop.widgets.fields.record import RecordField
from salesdesk.desktop.widgets.picker import Suggestion
from salesdesk.desktop.widgets.plain import PlainLabel

_HIGH: Final = 470  # what is found has room below the line


class MergeWithSheet(Sheet):
    """Enter on a suggestion goes on; nothing is changed before the two were seen together."""

    def __init__(self, desk: Desk, one: UUID, take: Callable[[UUID], None], parent: QWidget | None) -> None:
        super().__init__("customers.merge_with.title", parent, width=460)
        self._take = take

        def others(text: str) -> Sequence[Suggestion]:
            return [found for found in find_customers(desk.database, text) if found.value != one]

        self.other = RecordField(
            "customers.merge_with.other", desk.background, others, placeholder_key="customers.merge_with.hint"
        )
        self.other.committed.connect(self._chosen)
        self.body.addWidget(PlainLabel(key="customers.merge_with.text", role="muted", wrap=True))
        self.body.addWidget(self.other)
        self.body.addStretch(1)
        self.setMinimumHeight(look().px(_HIGH))
        self.add_cancel()
        self.other.line.setFocus()

    def _chosen(self, other: UUID | None) -> None:
        if other is not None:
            self.accept()
            self._take(other)
