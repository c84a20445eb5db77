"""The editor of a quote: the form at the left, the paper at the right. There is no Save button."""

from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from salesdesk.desktop.quotes import finding
from salesdesk.desktop.quotes.acts import QuoteActs, Subject
from salesdesk.desktop.quotes.complaints import ComplaintsSheet
from salesdesk.desktop.quotes.editor_commands import editor_commands
from salesdesk.desktop.quotes.foot import QuoteFoot
from salesdesk.desktop.quotes.head import QuoteHead
from salesdesk.desktop.quotes.line_model import LineRow, changed
from salesdesk.desktop.quotes.line_panel import LinePanel
from salesdesk.desktop.quotes.line_table import LineTable
from salesdesk.desktop.quotes.locked import LockedBar
from salesdesk.desktop.quotes.moves import MoveBar
from salesdesk.desktop.quotes.new_quote import NewQuote
from salesdesk.desktop.quotes.open_quote import OpenQuote
from salesdesk.desktop.quotes.pasting import Pasted, read_rows, rows_of
from salesdesk.desktop.quotes.preview_pane import PreviewPane
from salesdesk.desktop.quotes.words import STATUS_TONES, status_text
from salesdesk.desktop.runtime.commands import Command
from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.runtime.language import rebind
from salesdesk.desktop.runtime.places import Place
from salesdesk.desktop.widgets.buttons import IconButton, MenuButton
from salesdesk.desktop.widgets.page import Page
from salesdesk.desktop.widgets.pill import Pill
from salesdesk.desktop.widgets.plain import PlainLabel, line, panel
from salesdesk.domain.pricing import DocumentTotals
from salesdesk.services import company, quotes
from salesdesk.services.company import CompanyProfile
from salesdesk.services.quotes import QuoteDetail, QuoteLine, QuoteSummary
from salesdesk.words import error_text, say


class QuoteEditor(Page):
    """Shows `Place("quote", id)`; without an id it asks for whom a new quote is."""

    kind = "quote"
    title_key = "quote.title"
    icon = "file-pen"
    help_topic = "quotes"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.quote = OpenQuote(desk, self)
        self.acts = QuoteActs(desk, self)
        self.head, self.foot, self.panel = QuoteHead(desk), QuoteFoot(), LinePanel()
        find = partial(finding.find_products, desk.database)
        self.table = LineTable(self.quote.lines, desk.background, find)
        self.preview = PreviewPane(desk)
        self.start = NewQuote(desk)
        self.moves = MoveBar(self.acts)
        self.locked = LockedBar(partial(self.moves.run, "revise"), self._open_newest)
        self.status, self.saved = Pill(), PlainLabel(role="small")
        self._fresh: UUID | None = None  # a quote just begun: the cursor goes to its first line
        self._build()
        self._listen()

    # what is shown

    def show_place(self, place: Place) -> None:
        work = partial(company.profile, self.desk.database)
        self.desk.background.ask(work, owner=self, then=self._take_usual)
        if place.id is not None:
            self.quote.open(place.id)
            return
        self.stack.setCurrentWidget(self.start)
        self._show_subject(None)
        self.start.begin()
        customer = place.arg("customer")
        if customer:
            self.start.draft_for(UUID(customer))

    def commands(self) -> tuple[Command, ...]:
        return editor_commands(self, lambda: self.quote.editable and self.stack.currentWidget() is self.split)

    def leave(self) -> None:
        self.commit()

    def state(self) -> Mapping[str, Any]:
        return {"preview": not self.preview.isHidden(), "split": self.split.sizes()}

    def restore(self, state: Mapping[str, Any]) -> None:
        sizes = state.get("split")
        if isinstance(sizes, list) and len(sizes) == 2 and all(isinstance(size, int) for size in sizes):  # noqa: PLR2004 - form and paper
            self.split.setSizes(sizes)
        self._show_preview(shown=state.get("preview") is not False)

    def commit(self) -> None:
        """Take what is typed anywhere."""
        self.table.editing.finish()
        self.head.commit()
        self.foot.commit()

    # what is done

    def new_quote(self) -> None:
        """Begin another quote."""
        self.open_requested.emit(Place("quote"))

    def leave_editor(self) -> None:
        """Go to the list of quotes, with this one beside it."""
        quote = self.quote.detail
        self.open_requested.emit(Place("quotes", quote.id if quote is not None else None))

    def turn_preview(self) -> None:
        """Show the paper beside the form, or hide it."""
        self._show_preview(shown=self.preview.isHidden())

    def turn_optional(self) -> None:
        """Make the selected lines optional: priced, but not counted. Or count them again."""
        self._turn("optional")

    def turn_basis(self) -> None:
        """Take the prices of the selected lines as with tax, or as before it."""
        self._turn("tax_included")

    def paste(self, text: str) -> None:
        """Make lines of rows from a spreadsheet."""
        detail, rows = self.quote.detail, rows_of(text)
        if detail is None or not rows or not self.quote.editable:
            return
        usual, currency, day = self.quote.lines.usual, detail.currency, detail.issued_on
        work = partial(read_rows, self.desk.database, rows, usual=usual, currency=currency, day=day)
        self.desk.background.ask(work, owner=self, then=partial(self._pasted, detail.id))

    # how it is made

    def _build(self) -> None:
        self.header.add_leading(IconButton("arrow-left", "quote.command.list", self.leave_editor))
        self.header.add_views(self.status)
        self.header.add_views(self.saved)
        self.more = MenuButton(fill=self._fill_menu, icon="ellipsis", kind="icon")
        rebind(self.more, lambda: self.more.setAccessibleName(say("quote.more")))
        self.eye = IconButton(
            "panel-right", "quote.command.preview", self.turn_preview, shortcut="Ctrl+Shift+V"
        )
        for widget in (self.moves, self.eye, self.more):
            self.header.add_action(widget)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setChildrenCollapsible(False)
        self.split.setHandleWidth(10)
        self.split.addWidget(self._form())
        self.split.addWidget(self.preview)
        self.split.setSizes([700, 480])
        self.split.setStretchFactor(0, 3)
        self.split.setStretchFactor(1, 2)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.start)
        self.stack.addWidget(self.split)
        self.body.addWidget(self.stack, 1)
        rebind(self.saved, self._say_saved)

    def _form(self) -> QWidget:
        sheet = panel("sheet")
        sheet.setMinimumWidth(560)
        column = QVBoxLayout(sheet)
        column.setContentsMargins(12, 10, 12, 12)
        column.setSpacing(8)
        column.addWidget(self.locked)
        column.addWidget(self.head)
        for widget, stretch in ((line(), 0), (self.table, 1), (line(), 0), (self.panel, 0), (line(), 0)):
            column.addWidget(widget, stretch)
        column.addWidget(self.foot)
        self.table.setMinimumHeight(130)
        return sheet

    def _listen(self) -> None:
        quote, table = self.quote, self.table
        quote.shown.connect(self._show)
        quote.gone.connect(self._gone)
        quote.priced.connect(self._priced)
        quote.unpriced.connect(lambda error: self.foot.totals.show_doubt(error_text(error)))
        quote.seen_changed.connect(self.preview.show_quote)
        quote.saved.connect(self._say_saved)
        quote.refused.connect(self._refused)
        self.head.changed.connect(self._head_changed)
        self.foot.changed.connect(quote.write)
        self.foot.tried.connect(lambda fields: quote.try_head(**fields))
        table.row_changed.connect(self._row_changed)
        table.pasted.connect(self.paste)
        table.refused.connect(self.panel.refuse)
        table.editing.product_taken.connect(quote.take_product)
        table.editing.named.connect(quote.name_line)
        table.editing.counted.connect(quote.reprice)
        self.panel.changed.connect(self._line_field)
        self.panel.last_asked.connect(self._take_last)
        self.preview.language_chosen.connect(partial(quote.write, "language"))
        self.preview.hide_asked.connect(self.turn_preview)
        self.start.made.connect(self._begun)
        self.acts.made.connect(lambda quote_id: self.open_requested.emit(Place("quote", quote_id)))

    # what happens

    def _show(self, detail: QuoteDetail) -> None:
        editable = self.quote.editable
        self.head.show_quote(detail, editable=editable)
        self.foot.show_quote(detail, editable=editable)
        self.locked.show_quote(detail, editable=editable)
        self._show_subject(detail)
        self.preview.language.setEnabled(editable)
        self._row_changed(self.table.current())
        self.stack.setCurrentWidget(self.split)
        if self._fresh == detail.id:
            self._fresh = None
            self.table.begin()
        self.commands_changed.emit()

    def _show_subject(self, detail: QuoteDetail | None) -> None:
        self.moves.setVisible(detail is not None)
        self.more.setVisible(detail is not None)
        self.eye.setVisible(detail is not None)
        if detail is None:
            self.header.title.say("quote.new.title")
            self.status.show_state("", "plain")
            self.saved.setText("")
            return
        self.header.title.say("quote.heading", number=detail.number)
        self.status.show_state(status_text(detail.status), STATUS_TONES[detail.status])
        subject = Subject(detail.id, detail.number, detail.status, detail.language)
        self.moves.show_quote(subject, current=detail.is_current)
        self._say_saved()

    def _begun(self, quote_id: UUID) -> None:
        self._fresh = quote_id
        self.open_requested.emit(Place("quote", quote_id))

    def _gone(self) -> None:
        self.preview.forget()
        self.open_requested.emit(Place("quotes"))

    def _priced(self, totals: DocumentTotals) -> None:
        self.foot.totals.show_totals(totals, self.quote.lines.currency)

    def _say_saved(self, saved: bool = True) -> None:  # noqa: FBT001, FBT002 - a signal's argument
        detail = self.quote.detail
        if detail is not None:
            self.status.show_state(status_text(detail.status), STATUS_TONES[detail.status])
            self.saved.setText(say("quote.saved" if saved else "quote.saving") if self.quote.editable else "")

    def _refused(self, name: str, kept: object, error: Exception) -> None:
        field = self.foot.field(name) or (self.head.field(name) if name else None)
        if field is None:
            self.desk.notices.failed(error)
        else:
            field.send_back(getattr(field, "value", lambda: kept)() if name == "customer_id" else kept, error)

    def _head_changed(self, name: str, value: object) -> None:
        if name == "customer_id":
            if value is not None:
                self.quote.write_all({"customer_id": value, "contact_id": None}, name)
            return
        self.quote.write(name, value)
        if name == "currency" and self.quote.lines.content():
            self.desk.notices.say("quote.currency_changed")

    def _row_changed(self, row: LineRow | None) -> None:
        detail = self.quote.detail
        self.panel.show_row(row, self.quote.lines.currency, editable=self.quote.editable)
        if row is None or detail is None or row.heading or row.blank:
            return
        work = partial(finding.price_story, self.desk.database, detail, row.key, row.line)
        self.desk.background.ask(work, owner=self, then=self._took_story)

    def _took_story(self, story: finding.PriceStory) -> None:
        row = self.table.current()
        if row is not None and row.key == story.key:
            self.panel.show_story(story)

    def _line_field(self, name: str, value: object) -> None:
        at = self.table.currentIndex().row()
        if 0 <= at < len(self.quote.lines.rows):
            self.quote.lines.put(at, changed(self.quote.lines.rows[at].line, {name: value}))

    def _take_last(self) -> None:
        story, at = self.panel.last_price, self.table.currentIndex().row()
        if story is None or story.last is None or not self.quote.editable or at < 0:
            return
        names = ("unit_price", "tax_included", "discount_percent", "discount_amount")
        line_now = self.quote.lines.rows[at].line
        self.quote.lines.put(at, changed(line_now, {name: getattr(story.last, name) for name in names}))

    def _turn(self, name: str) -> None:
        model = self.quote.lines
        places = [at for at in self.table.chosen() if not model.rows[at].heading]
        if places and self.quote.editable and self.table.editing.finish():
            on = not getattr(model.rows[places[0]].line, name)
            model.put_all({at: changed(model.rows[at].line, {name: on}) for at in places})

    def _pasted(self, quote_id: UUID, pasted: Pasted) -> None:
        if self.quote.detail is None or self.quote.detail.id != quote_id:
            return
        model = self.quote.lines
        at = next((at for at, row in enumerate(model.rows) if row.blank), len(model.rows))
        model.insert(at, pasted.lines)
        if pasted.complaints:
            ComplaintsSheet(len(pasted.lines), pasted.complaints, self.window()).open()
        else:
            self.desk.notices.say("quote.paste.taken", n=len(pasted.lines))

    def _take_usual(self, profile: CompanyProfile) -> None:
        self.quote.lines.usual = QuoteLine(tax_rate=profile.tax_rate, tax_included=profile.tax_included)

    def _show_preview(self, *, shown: bool) -> None:
        self.preview.setVisible(shown)

    def _open_newest(self) -> None:
        if self.quote.detail is not None:
            work = partial(quotes.revisions, self.desk.database, self.quote.detail.id)
            self.desk.background.ask(work, owner=self, then=self._newest_found)

    def _newest_found(self, found: list[QuoteSummary]) -> None:
        newest = next((each for each in found if each.is_current), None)
        if newest is not None:
            self.open_requested.emit(Place("quote", newest.id))

    def _fill_menu(self, menu: QMenu) -> None:
        self.moves.fill_menu(menu)
