"""The quote that is open in the editor: what is on the screen, what it comes to, and saving it bit by bit.

Each change is written as soon as its field is left. While a write of lines is on its way further edits of
lines wait for it, so that a line is never written twice; what others change is read when nothing waits.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any, Final
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from salesdesk.desktop.quotes import finding
from salesdesk.desktop.quotes.line_model import LineModel, plain
from salesdesk.desktop.runtime.changes import Touched
from salesdesk.desktop.runtime.desk import Desk
from salesdesk.domain.errors import NotFound
from salesdesk.domain.pricing import DocumentTotals
from salesdesk.domain.quotes import may_edit
from salesdesk.services import quote_lines, quotes
from salesdesk.services.quotes import QuoteDetail, QuoteLine

_STATE_CODES: Final = {"quote-not-draft", "quote-not-current", "quote-gone"}


class OpenQuote(QObject):
    """Holds the quote and its lines."""

    shown = Signal(object)  # a QuoteDetail as it was read
    gone = Signal()
    seen_changed = Signal(object)  # a QuoteDetail as it stands on the screen, with sums that work out
    priced = Signal(object)  # DocumentTotals
    unpriced = Signal(Exception)
    saved = Signal(bool)  # True: all is saved; False: something is on its way
    refused = Signal(str, object, Exception)  # a field of the head, the value it keeps, and why

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self.detail: QuoteDetail | None = None
        self.lines = LineModel(self)
        self._kept: list[QuoteLine] = []
        self._wanted: UUID | None = None
        self._writing = self._writes = self._pricings = 0
        self._lines_on_way = self._lines_wait = self._unsaved = False
        self._trying: dict[str, Any] = {}
        self.lines.edited.connect(self.save_lines)
        self.lines.tried.connect(self.price)
        desk.changes.listen(self, self._touched, "quotes", "quote_lines", "customers", "contacts")

    @property
    def editable(self) -> bool:
        """Whether lines and terms may change."""
        return self.detail is not None and self.detail.is_current and may_edit(self.detail.status)

    def open(self, quote_id: UUID) -> None:
        """Read a quote and show it."""
        if self._wanted != quote_id:
            self.detail, self._unsaved = None, False
        self._wanted = quote_id
        self.reload()

    def reload(self) -> None:
        """Read the quote again."""
        if self._wanted is not None:
            work = partial(quotes.quote, self._desk.database, self._wanted)
            then = partial(self._read, self._writes)
            self._desk.background.ask(work, owner=self, then=then, failed=self._failed)

    def seen(self) -> QuoteDetail | None:
        """Return the quote as it stands on the screen, with what is being typed."""
        if self.detail is None:
            return None
        lines = tuple(line for _, line in self.lines.content(trying=True))
        return replace(self.detail, lines=lines, **self._trying)

    # changes

    def write(self, name: str, value: object) -> None:
        """Change one field of the head."""
        self.write_all({name: value}, name)

    def write_all(self, changes: dict[str, object], name: str = "") -> None:
        """Change fields of the head as one step; `name` is the field that is told when they are refused."""
        if self.detail is None:
            return
        self._trying = {}
        kept = getattr(self.detail, name) if name else None
        work = partial(quotes.edit_quote, self._desk.database, self.detail.id, changes)
        self._change(work, lambda _none: None, partial(self._refused, name, kept))

    def try_head(self, **fields: Any) -> None:
        """Work the sums out with fields that are still being typed; none gives that up."""
        if fields != self._trying:
            self._trying = fields
            self.price()

    def save_lines(self) -> None:
        """Write the lines, now or as soon as the write before has ended."""
        self.price()
        if self._lines_on_way or self.detail is None:
            self._lines_wait = True
            return
        content = self.lines.content()
        after = [line for _, line in content]
        if after == self._kept:
            return
        self._lines_on_way = True
        keys = [key for key, _ in content]
        work = partial(finding.write_lines, self._desk.database, self.detail.id, list(self._kept), after)
        self._change(work, partial(self._lines_written, keys, after), self._lines_refused)

    def _change(
        self, work: Callable[[], Any], then: Callable[[Any], None], failed: Callable[[Exception], None]
    ) -> None:
        self._writes += 1
        self._writing += 1
        self.saved.emit(False)
        done = partial(self._ended, then, written=True)
        refused = partial(self._ended, failed, written=False)
        self._desk.background.change(work, owner=self, then=done, failed=refused)

    def _ended(self, told: Callable[[Any], None], answer: Any, *, written: bool) -> None:
        self._writing -= 1
        told(answer)
        if not self._writing:
            self.saved.emit(not self._unsaved)
            if written:  # what was refused stays beside its field
                self.reload()

    def _lines_written(self, keys: list[int], after: list[QuoteLine], ids: list[UUID | None]) -> None:
        self._kept = [replace(line, id=known) for line, known in zip(after, ids, strict=True)]
        self._unsaved = False
        self.lines.take_ids(dict(zip(keys, ids, strict=True)))
        self._next_lines()

    def _lines_refused(self, error: Exception) -> None:
        """Keep on the screen what cannot be saved as it is; the next edit tries again."""
        self._lines_on_way = self._lines_wait = False
        self._unsaved = getattr(error, "code", "") not in _STATE_CODES
        self._desk.notices.failed(error)

    def _next_lines(self) -> None:
        self._lines_on_way = False
        if self._lines_wait:
            self._lines_wait = False
            self.save_lines()

    def _refused(self, name: str, kept: object, error: Exception) -> None:
        self.refused.emit(name, kept, error)

    # what was read

    def _read(self, writes: int, detail: QuoteDetail) -> None:
        if detail.id != self._wanted or writes != self._writes or self._writing:
            return  # something was written since; what comes of it is read then
        self.detail = detail
        self._kept = [plain(line) for line in detail.lines]
        if not self._unsaved:
            self.lines.show_lines(detail.lines, detail.currency, editable=self.editable)
        self.shown.emit(detail)
        self.price()

    def _failed(self, error: Exception) -> None:
        if isinstance(error, NotFound):
            self.detail, self._wanted = None, None
            self.gone.emit()
        else:
            self._desk.notices.failed(error)

    def _touched(self, touched: Touched) -> None:
        mine = self._wanted is not None and (
            touched.holds("quotes", self._wanted) or touched.touch("quote_lines", "customers", "contacts")
        )
        if mine and not self._writing:
            self.reload()

    # sums

    def price(self) -> None:
        """Work out what the quote on the screen comes to."""
        seen = self.seen()
        if seen is None:
            return
        self._pricings += 1
        keys = [key for key, _ in self.lines.content()]
        work = partial(quote_lines.totals_of, seen)
        then = partial(self._priced, self._pricings, keys, seen)
        self._desk.background.ask(work, owner=self, then=then, failed=partial(self._unpriced, self._pricings))

    def _priced(self, number: int, keys: list[int], seen: QuoteDetail, totals: DocumentTotals) -> None:
        if number == self._pricings:
            self.lines.show_totals(keys, totals)
            self.priced.emit(totals)
            self.seen_changed.emit(seen)

    def _unpriced(self, number: int, error: Exception) -> None:
        if number == self._pricings:
            self.unpriced.emit(error)

    # products

    def take_product(self, at: int, product_id: UUID) -> None:
        """Put a product into a row, at the price that holds."""
        key, line = self._row(at)
        work = partial(
            finding.priced_line,
            self._desk.database,
            line,
            product_id,
            currency=self.lines.currency,
            day=self._day(),
        )
        self._desk.background.ask(work, owner=self, then=partial(self._line_came, key))

    def name_line(self, at: int, text: str) -> None:
        """Put the product of a typed code into a row, if there is one."""
        key, line = self._row(at)
        work = partial(
            finding.coded_line, self._desk.database, line, text, currency=self.lines.currency, day=self._day()
        )
        self._desk.background.ask(work, owner=self, then=partial(self._line_came, key))

    def reprice(self, at: int) -> None:
        """Look whether another quantity has another price."""
        key, line = self._row(at)
        work = partial(
            finding.repriced, self._desk.database, line, currency=self.lines.currency, day=self._day()
        )
        self._desk.background.ask(work, owner=self, then=partial(self._line_came, key))

    def _row(self, at: int) -> tuple[int, QuoteLine]:
        row = self.lines.rows[at]
        return row.key, row.line

    def _day(self) -> date:
        return self.detail.issued_on if self.detail is not None else self._desk.today()

    def _line_came(self, key: int, line: QuoteLine | None) -> None:
        """Take a line that was looked up; what was typed into it meanwhile stays."""
        at = self.lines.row_of(key)
        if line is None or at < 0:
            return
        now = self.lines.rows[at].line
        names = ("id", "quantity", "discount_percent", "discount_amount", "optional", "note")
        self.lines.put(at, replace(line, **{name: getattr(now, name) for name in names}))
