"""Choosing another customer, found by a few letters: to merge with, or where a person works as well."""

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


class AnotherCustomerSheet(Sheet):
    """Enter on a suggestion takes it. `words` begin the keys of title, text, other and hint."""

    def __init__(
        self, desk: Desk, one: UUID, words: str, take: Callable[[UUID], None], parent: QWidget | None
    ) -> None:
        super().__init__(f"{words}.title", parent, width=460)
        self._take = take

        def others(text: str) -> Sequence[Suggestion]:
            return [found for found in find_customers(desk.database, text) if found.value != one]

        self.other = RecordField(f"{words}.other", desk.background, others, placeholder_key=f"{words}.hint")
        self.other.committed.connect(self._chosen)
        self.body.addWidget(PlainLabel(key=f"{words}.text", role="muted", wrap=True))
        self.body.addWidget(self.other)
        self.body.addStretch(1)
        self.setMinimumHeight(look().px(_HIGH))
        self.add_cancel()
        self.other.line.setFocus()

    def _chosen(self, other: UUID | None) -> None:
        if other is not None:
            self.accept()
            self._take(other)
