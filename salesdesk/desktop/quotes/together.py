"""What is done with several quotes together: shown for each before it is done, and one step to undo."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from salesdesk import formats
from salesdesk.desktop.quotes.words import status_text
from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.tables.bulk_look import BulkLook
from salesdesk.desktop.widgets.ask_sheet import AskSheet
from salesdesk.desktop.widgets.fields.dates import DateField
from salesdesk.desktop.widgets.fields.text import LongTextField
from salesdesk.desktop.widgets.undoable import do
from salesdesk.domain.quotes import QuoteStatus
from salesdesk.services import many_quotes
from salesdesk.services.bulk_edits import Coming
from salesdesk.words import language


class QuotesTogether(QObject):
    """Asks what is still to be said, shows what would become of each, and does it in the background."""

    def __init__(self, desk: Desk, widget: QWidget) -> None:
        super().__init__(widget)
        self._desk, self._widget = desk, widget
        self._sheet = BulkLook("quotes.bulk.look", desk, widget.window, self)

    def answer(self, to: QuoteStatus, ids: Sequence[UUID]) -> None:
        """Note the answer of the customers; ask why they said no, before what it does is shown."""
        if to is not QuoteStatus.REJECTED:
            self._answer(to, ids, "")
            return
        field = LongTextField("quote.reason", placeholder_key="quote.reason.hint")
        take = lambda why: self._answer(to, ids, str(why))  # noqa: E731
        AskSheet("quotes.act.rejected", field, take, self._widget.window()).open()

    def redate(self, ids: Sequence[UUID]) -> None:
        """Ask for a new last day."""
        field = DateField("quotes.column.valid_until", self._desk.today, placeholder_key="log.next.hint")
        AskSheet("quotes.bulk.redate", field, partial(self._redate, ids), self._widget.window()).open()

    def _answer(self, to: QuoteStatus, ids: Sequence[UUID], reason: str) -> None:
        database, today = self._desk.database, self._desk.today()
        write = partial(many_quotes.answer_quotes, database, to=to, today=today, reason=reason)
        self._sheet.look(
            partial(many_quotes.coming_answer, database, ids, to, today=today),
            len(ids),
            partial(self._write, write),
            title_key="quotes.column.status",
            text=status_text,
        )

    def _redate(self, ids: Sequence[UUID], day: object) -> None:
        database = self._desk.database
        self._sheet.look(
            partial(many_quotes.coming_day, database, ids, day),
            len(ids),
            partial(self._write, partial(many_quotes.redate_quotes, database, valid_until=day)),
            title_key="quotes.column.valid_until",
            text=_day,
        )

    def _write(self, work: Callable[..., int], good: Sequence[Coming]) -> None:
        do(self._desk, partial(work, ids=[one.id for one in good]), owner=self, say="quotes.bulk.done")


def _day(value: Any) -> str:
    return formats.day(value, language())
