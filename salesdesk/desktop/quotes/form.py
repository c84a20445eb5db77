"""The form of a quote: head, lines, terms and sums. What is left is saved."""

from functools import partial
from typing import Final
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from salesdesk.desktop.quotes import finding
from salesdesk.desktop.quotes.complaints import ComplaintsSheet
from salesdesk.desktop.quotes.foot import QuoteFoot
from salesdesk.desktop.quotes.head import QuoteHead
from salesdesk.desktop.quotes.line_model import LineRow, changed
from salesdesk.desktop.quotes.line_panel import LinePanel
from salesdesk.desktop.quotes.line_table import LineTable
from salesdesk.desktop.quotes.locked import LockedBar
from salesdesk.desktop.quotes.open_quote import OpenQuote
from salesdesk.desktop.quotes.pasting import Pasted, read_rows, rows_of
from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.theme.look import look
from salesdesk.desktop.widgets.plain import line, panel
from salesdesk.domain.pricing import DocumentTotals
from salesdesk.services.quotes import QuoteDetail
from salesdesk.words import error_text

NARROWEST: Final = 640
"""Pixels the form needs; with less beside it the paper has to go."""
_LAST: Final = ("unit_price", "tax_included", "discount_percent", "discount_amount")


class QuoteForm(QWidget):
    """Shows the open quote and hands it what is changed."""

    revise_asked = Signal()
    newest_asked = Signal()

    def __init__(self, desk: Desk, quote: OpenQuote, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk, self._quote = desk, quote
        self._sheet = panel(
            "sheet", self
        )  # made from the outside in: a widget that moves house is dressed anew
        self.locked = LockedBar(self.revise_asked.emit, self.newest_asked.emit, self._sheet)
        self._head: QuoteHead | None = None
        self._foot: QuoteFoot | None = None
        find = partial(finding.find_products, desk.database)
        self.table = LineTable(quote.lines, desk.background, find, self._sheet)
        self.panel = LinePanel(self._sheet)
        self._build()
        self._listen()

    @property
    def head(self) -> QuoteHead:
        """The fields above the lines, made a moment after them."""
        return self._head or self._make_head()

    @property
    def foot(self) -> QuoteFoot:
        """Terms and sums, made a moment after the rest."""
        return self._foot or self._make_foot()

    @property
    def whole(self) -> bool:
        """Whether all of it is made."""
        return self._head is not None and self._foot is not None

    def grow(self) -> None:
        """Make the next part that is missing."""
        if self._head is None:
            self._make_head()
        elif self._foot is None:
            self._make_foot()

    def show_quote(self, detail: QuoteDetail) -> None:
        """Show what was read; what is being typed just now is left alone."""
        editable = self._quote.editable
        for part in (self.locked, self.head, self.foot):
            part.show_quote(detail, editable=editable)
        self._row_changed(self.table.current())

    def commit(self) -> None:
        """Take what is typed anywhere; a cell that cannot be read keeps its old value."""
        if not self.table.editing.finish():
            self.table.editing.give_up()
        self.head.commit()
        self.foot.commit()

    def turn(self, name: str) -> None:
        """Turn something of the selected lines on or off: `optional`, or `tax_included` of their prices."""
        model = self._quote.lines
        places = [at for at in self.table.chosen() if not model.rows[at].heading]
        if places and self._quote.editable and self.table.editing.finish():
            on = not getattr(model.rows[places[0]].line, name)
            model.put_all({at: changed(model.rows[at].line, {name: on}) for at in places})

    def paste(self, text: str) -> None:
        """Make lines of rows from a spreadsheet."""
        detail, rows = self._quote.detail, rows_of(text)
        if detail is None or not rows or not self._quote.editable:
            return
        usual, currency, day = self._quote.lines.usual, detail.currency, detail.issued_on
        work = partial(read_rows, self._desk.database, rows, usual=usual, currency=currency, day=day)
        self._desk.background.ask(work, owner=self, then=partial(self._pasted, detail.id))

    def _build(self) -> None:
        outer, column = QHBoxLayout(self), QVBoxLayout(self._sheet)
        self._column = column
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._sheet)
        column.setContentsMargins(12, 10, 12, 12)
        column.setSpacing(8)
        column.addWidget(self.locked)
        for part in (self.table, self.panel):
            column.addWidget(line(self._sheet))
            column.addWidget(part, 1 if part is self.table else 0)
        column.addWidget(line(self._sheet))
        self.setMinimumWidth(look().px(NARROWEST))
        self.table.setMinimumHeight(130)

    def _make_head(self) -> QuoteHead:
        self._head = head = QuoteHead(self._desk, self._sheet)
        head.changed.connect(self._head_changed)
        self._column.insertWidget(1, head)
        return head

    def _make_foot(self) -> QuoteFoot:
        self._foot = foot = QuoteFoot(self._sheet)
        foot.changed.connect(self._quote.write)
        foot.tried.connect(lambda fields: self._quote.try_head(**fields))
        self._quote.priced.connect(self._priced)
        self._quote.unpriced.connect(lambda error: foot.totals.show_doubt(error_text(error)))
        self._column.addWidget(foot)
        return foot

    def _listen(self) -> None:
        quote, table = self._quote, self.table
        quote.refused.connect(self._refused)
        table.row_changed.connect(self._row_changed)
        table.pasted.connect(self.paste)
        table.refused.connect(self.panel.refuse)
        table.editing.product_taken.connect(quote.take_product)
        table.editing.named.connect(quote.name_line)
        table.editing.counted.connect(quote.reprice)
        self.panel.changed.connect(self._line_field)
        self.panel.last_asked.connect(self._take_last)

    def _priced(self, totals: DocumentTotals) -> None:
        self.foot.totals.show_totals(totals, self._quote.lines.currency)

    def _refused(self, name: str, kept: object, error: Exception) -> None:
        field = self.foot.field(name) or self.head.field(name)
        if field is None or name == "customer_id":
            self._desk.notices.failed(error)
            self._quote.reload()
        else:
            field.send_back(kept, error)

    def _head_changed(self, name: str, value: object) -> None:
        if name == "customer_id":
            if value is not None:
                self._quote.write_all({"customer_id": value, "contact_id": None}, name)
            return
        self._quote.write(name, value)
        if name == "currency" and self._quote.lines.content():
            self._desk.notices.say("quote.currency_changed")

    def _row_changed(self, row: LineRow | None) -> None:
        detail = self._quote.detail
        self.panel.show_row(row, self._quote.lines.currency, editable=self._quote.editable)
        if row is None or detail is None or row.heading or row.blank:
            return
        work = partial(finding.price_story, self._desk.database, detail, row.key, row.line)
        self._desk.background.ask(work, owner=self, then=self._took_story)

    def _took_story(self, story: finding.PriceStory) -> None:
        row = self.table.current()
        if row is not None and row.key == story.key:
            self.panel.show_story(story)

    def _line_field(self, name: str, value: object) -> None:
        at = self.table.currentIndex().row()
        if 0 <= at < len(self._quote.lines.rows):
            self._quote.lines.put(at, changed(self._quote.lines.rows[at].line, {name: value}))

    def _take_last(self) -> None:
        story, at = self.panel.last_price, self.table.currentIndex().row()
        if story is not None and story.last is not None and self._quote.editable and at >= 0:
            last = {name: getattr(story.last, name) for name in _LAST}
            self._quote.lines.put(at, changed(self._quote.lines.rows[at].line, last))

    def _pasted(self, quote_id: UUID, pasted: Pasted) -> None:
        if self._quote.detail is None or self._quote.detail.id != quote_id:
            return
        model = self._quote.lines
        model.insert(
            next((at for at, row in enumerate(model.rows) if row.blank), len(model.rows)), pasted.lines
        )
        if pasted.complaints:
            ComplaintsSheet(len(pasted.lines), pasted.complaints, self.window()).open()
        else:
            self._desk.notices.say("quote.paste.taken", n=len(pasted.lines))
