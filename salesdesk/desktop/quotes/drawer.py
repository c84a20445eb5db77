"""One quote beside the list: its sums, lines, papers and revisions, and what can happen to it next."""

from functools import partial
from typing import Final
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from salesdesk import formats
from salesdesk.desktop.marking import RecordMark
from salesdesk.desktop.quotes.acts import QuoteActs, Subject, files_of
from salesdesk.desktop.quotes.history import HistoryList
from salesdesk.desktop.quotes.lines_list import LinesList
from salesdesk.desktop.quotes.moves import MoveBar
from salesdesk.desktop.quotes.totals import TotalsView
from salesdesk.desktop.quotes.words import STATUS_TONES, amount_text, expiry_text, status_text
from salesdesk.desktop.runtime.changes import Touched
from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.runtime.language import bind, rebind
from salesdesk.desktop.runtime.places import Place
from salesdesk.desktop.widgets.avatar import Avatar
from salesdesk.desktop.widgets.buttons import Button, MenuButton
from salesdesk.desktop.widgets.drawer import Drawer
from salesdesk.desktop.widgets.pill import Pill
from salesdesk.desktop.widgets.plain import PlainLabel, line
from salesdesk.domain.errors import NotFound
from salesdesk.domain.pricing import DocumentTotals
from salesdesk.services import quote_lines, quote_papers, quotes
from salesdesk.services.quotes import IssuedPaper, QuoteDetail, QuoteSummary
from salesdesk.storage.database import Database
from salesdesk.storage.files import Files
from salesdesk.words import language, say

_WIDE: Final = 428
_SHOWN: Final = ("quote_lines", "issued_papers", "customers", "files")
"""What is shown here beside the quote itself."""
Answer = tuple[QuoteDetail, DocumentTotals, list[QuoteSummary], list[IssuedPaper], frozenset[UUID]]


class QuoteDrawer(Drawer):
    """Shows a quote. It follows changes made elsewhere."""

    open_requested = Signal(Place)

    def __init__(self, desk: Desk, acts: QuoteActs, parent: QWidget | None = None) -> None:
        super().__init__(_WIDE, parent)
        self.desk, self.acts = desk, acts
        self.quote: QuoteDetail | None = None
        self._wanted: UUID | None = None
        self.status, self.avatar = Pill(), Avatar(size=22)
        self.customer = Button(kind="link", run=self._open_customer)
        self.worth, self.validity = PlainLabel(role="kpi"), PlainLabel(role="muted", wrap=True)
        self.moves = MoveBar(acts, self.edit)
        self.lines, self.totals = LinesList(), TotalsView()
        self.about = PlainLabel(role="small", wrap=True, selectable=True)
        self.history = HistoryList(desk.today)
        self.no_lines = PlainLabel(key="quote.no_lines", role="small", wrap=True)
        self.history_title = PlainLabel(key="quote.history", role="h3")
        self._build()
        self.history.revision_chosen.connect(lambda row: self.show_quote(row.id))
        self.history.paper_chosen.connect(self._save_paper)
        desk.changes.listen(self, self._touched, "quotes", *_SHOWN)

    def show_quote(self, quote_id: UUID) -> None:
        """Show a quote."""
        self._wanted = quote_id
        work = partial(_read, self.desk.database, files_of(self.desk), quote_id)
        failed = partial(self._failed, quote_id)
        self.desk.background.ask(work, owner=self, then=self._show, failed=failed)

    def edit(self) -> None:
        """Open the quote in its editor."""
        if self.quote is not None:
            self.open_requested.emit(Place("quote", self.quote.id))

    @property
    def subject(self) -> Subject | None:
        """The quote that is shown, for acts; None while another is on its way."""
        quote = self.quote
        if quote is None or quote.id != self._wanted:
            return None
        return Subject(quote.id, quote.number, quote.status, quote.language)

    def is_about(self, quote_id: UUID) -> bool:
        """Say whether this quote is shown, or on its way."""
        return quote_id == self._wanted

    def _build(self) -> None:
        self.add_action(self.status)
        more = MenuButton(fill=self._fill_menu, icon="ellipsis", kind="icon")
        bind(more, more.setAccessibleName, "quote.more")
        self.add_action(more)
        who = QHBoxLayout()
        who.setSpacing(6)
        who.addWidget(self.avatar)
        who.addWidget(self.customer)
        who.addStretch()
        self.mark = RecordMark(self.desk, "quotes")
        self.mark.open_requested.connect(self.open_requested)
        self.body.addWidget(self.mark, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addLayout(who)
        for widget in (self.worth, self.validity, self.moves, line(), self.no_lines, self.lines, self.totals):
            self.body.addWidget(widget)
        for widget in (self.about, self.history_title, self.history):
            self.body.addWidget(widget)
        self.body.setAlignment(Qt.AlignmentFlag(0))
        self.body.addStretch(1)
        rebind(self.validity, self._say)

    def _show(self, answer: Answer) -> None:
        quote, totals, revisions, papers, away = answer
        if quote.id != self._wanted:
            return
        self.quote = quote
        self.mark.show_record(quote.id)
        self.set_titles(quote.number, quote.title)
        self.avatar.show_name(quote.customer_name)
        self.customer.setText(quote.customer_name)
        self.worth.setText(amount_text(quote.gross, quote.currency))
        self.lines.show_lines(quote.lines, quote.currency)
        self.lines.setVisible(bool(quote.lines))
        self.no_lines.setVisible(not quote.lines)
        self.totals.show_totals(totals, quote.currency)
        self.history.show_history(revisions, papers, away)
        self.history_title.setVisible(not self.history.isHidden())
        self.moves.show_quote(
            Subject(quote.id, quote.number, quote.status, quote.language), current=quote.is_current
        )
        self._say()
        self.show()

    def _say(self) -> None:
        quote = self.quote
        if quote is None:
            return
        today = self.desk.today()
        self.status.show_state(status_text(quote.status), STATUS_TONES[quote.status])
        self.validity.setText(_validity(quote, expiry_text(quote, today)))
        facts = (
            ("quote.field.contact", quote.contact_name),
            ("quote.field.payment_terms", quote.payment_terms),
            ("quote.field.delivery_terms", quote.delivery_terms),
            ("quote.field.note", quote.note),
            ("quote.reason", quote.reason),
        )
        self.about.setText("\n".join(f"{say(key)}  {text}" for key, text in facts if text))
        self.about.setVisible(bool(self.about.text()))

    def _touched(self, touched: Touched) -> None:
        if self.quote is None or not self.isVisible():
            return
        if touched.holds("quotes", self.quote.id) or touched.touch(*_SHOWN):
            self.show_quote(self.quote.id)

    def _failed(self, quote_id: UUID, error: Exception) -> None:
        if quote_id != self._wanted:
            return  # another was asked for meanwhile
        if isinstance(error, NotFound):
            self.quote = None
            self.close_drawer()
        else:
            self._wanted = self.quote.id if self.quote is not None else None  # it is still shown
            self.desk.notices.failed(error)

    def _open_customer(self) -> None:
        if self.quote is not None:
            self.open_requested.emit(Place("customers", self.quote.customer_id))

    def _save_paper(self, paper: IssuedPaper) -> None:
        if self.quote is not None:
            self.acts.save_paper(paper, self.quote.number)

    def _fill_menu(self, menu: QMenu) -> None:
        if self.quote is not None:
            copied = partial(QGuiApplication.clipboard().setText, self.quote.number)
            menu.addAction(say("quotes.act.copy_number"), copied)
            menu.addSeparator()
            self.moves.fill_menu(menu)


def _read(database: Database, files: Files | None, quote_id: UUID) -> Answer:
    detail = quotes.quote(database, quote_id)
    totals, papers = quote_lines.totals_of(detail), quotes.papers(database, quote_id)
    away = quote_papers.away(files, papers) if files is not None else frozenset()
    return detail, totals, quotes.revisions(database, quote_id), papers, away


def _validity(quote: QuoteDetail, mark: str) -> str:
    day = formats.day(quote.valid_until, language())
    issued = formats.day(quote.issued_on, language())
    text = say("quotes.issued_valid", issued=issued, until=day)
    return f"{text} · {mark}" if mark else text
