"""The editor of a quote: the form at the left, the paper at the right. There is no Save button."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QMenu, QSplitter, QStackedWidget, QWidget

from salesdesk.desktop.quotes.acts import QuoteActs, Subject
from salesdesk.desktop.quotes.editor_commands import editor_commands
from salesdesk.desktop.quotes.form import NARROWEST, QuoteForm
from salesdesk.desktop.quotes.moves import MoveBar
from salesdesk.desktop.quotes.new_quote import NewQuote
from salesdesk.desktop.quotes.open_quote import OpenQuote
from salesdesk.desktop.quotes.preview_pane import PreviewPane
from salesdesk.desktop.quotes.words import STATUS_TONES, status_text
from salesdesk.desktop.runtime.commands import Command
from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.runtime.language import bind, rebind
from salesdesk.desktop.runtime.places import Place
from salesdesk.desktop.runtime.turns import turns
from salesdesk.desktop.theme.dress import dress
from salesdesk.desktop.theme.look import look
from salesdesk.desktop.widgets.buttons import IconButton, MenuButton
from salesdesk.desktop.widgets.page import Page
from salesdesk.desktop.widgets.pill import Pill
from salesdesk.desktop.widgets.plain import PlainLabel
from salesdesk.services import company, quotes
from salesdesk.services.company import CompanyProfile
from salesdesk.services.quotes import QuoteDetail, QuoteLine, QuoteSummary
from salesdesk.words import say

_PAPER: Final = 370  # pixels below which a page cannot be read


class QuoteEditor(Page):
    """Shows `Place("quote", id)`; without an id it asks for whom a new quote is.

    Form and paper are made one after the other once the page is there, so that no single step is felt.
    """

    kind = "quote"
    title_key = "quote.title"
    icon = "file-pen"
    help_topic = "quotes"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.quote = OpenQuote(desk, self)
        self.acts = QuoteActs(desk, self)
        self.stack = QStackedWidget(self)
        self.split = QSplitter(Qt.Orientation.Horizontal, self.stack)
        self.split.setHandleWidth(10)
        self.split.setChildrenCollapsible(False)
        self.start = NewQuote(desk, self.stack)
        self.moves = MoveBar(self.acts, parent=self.header)
        self.status, self.saved = Pill(parent=self.header), PlainLabel(role="small", parent=self.header)
        self._form: QuoteForm | None = None
        self._preview: PreviewPane | None = None
        self._sizes, self._preview_wanted = [700, 480], True
        self._paper_alone = False  # in a narrow window
        self._coming: QuoteDetail | None = None  # what is shown, turn by turn
        self._fresh: UUID | None = None  # a quote just begun: the cursor goes to its first line
        self._build()
        self._listen()
        turns().add(self, self._make_next)

    @property
    def form(self) -> QuoteForm:
        """The form, made when it is first needed."""
        if self._form is None:
            self._form = self._make_form()
        return self._form

    @property
    def preview(self) -> PreviewPane:
        """The paper, made when it is first needed."""
        if self._preview is None:
            self._preview = self._make_preview()
        return self._preview

    def dress_parts(self) -> None:
        dress(self.header)

    # what is shown

    def show_place(self, place: Place) -> None:
        work = partial(company.profile, self.desk.database)
        self.desk.background.ask(work, owner=self, then=self._take_usual)
        if place.id is not None:
            self.quote.open(place.id)
            return
        self._coming = None
        self.stack.setCurrentWidget(self.start)
        self.setFocusProxy(self.start.customer)
        self._show_subject(None)
        self.start.begin()
        customer = place.arg("customer")
        if customer:
            self.start.draft_for(UUID(customer))

    def commands(self) -> tuple[Command, ...]:
        return editor_commands(self, self._may_edit)

    def leave(self) -> None:
        self.commit()

    def state(self) -> Mapping[str, Any]:
        sizes = self.split.sizes() if self._preview is not None and self._preview.isVisible() else self._sizes
        return {"preview": self._preview_wanted, "split": sizes}

    def restore(self, state: Mapping[str, Any]) -> None:
        sizes = state.get("split")
        if isinstance(sizes, list) and len(sizes) == 2 and all(isinstance(size, int) for size in sizes):  # noqa: PLR2004 - form and paper
            self._sizes = sizes
        self._preview_wanted = state.get("preview") is not False

    def commit(self) -> None:
        """Take what is typed anywhere."""
        if self._form is not None:
            self._form.commit()

    # what is done

    def save(self) -> None:
        """Take what is typed, and say to who is used to saving that nothing else needs to be done."""
        self.commit()
        self.desk.notices.say("quote.saved_always")

    def new_quote(self) -> None:
        """Begin another quote."""
        self.open_requested.emit(Place("quote"))

    def leave_editor(self) -> None:
        """Go to the list of quotes, with this one beside it."""
        quote = self.quote.detail
        self.open_requested.emit(Place("quotes", quote.id if quote is not None else None))

    def turn_preview(self) -> None:
        """Show the paper beside the form, or hide it."""
        if self._narrow:
            self._paper_alone = not self._paper_alone
        else:
            self._sizes = self.split.sizes() if self._preview_wanted else self._sizes
            self._preview_wanted = not self._preview_wanted
        self._share_room()
        self.split.setSizes(self._sizes)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_room()

    @property
    def _narrow(self) -> bool:
        return self.width() < look().px(NARROWEST + _PAPER)

    def _share_room(self) -> None:
        """Show form and paper side by side, or one of them where there is no room for both."""
        if self._form is None or self._preview is None:
            return
        alone = self._narrow and self._paper_alone
        self._preview.setVisible(alone or (self._preview_wanted and not self._narrow))
        self._form.setVisible(not alone)

    # how it is made

    def _made(self) -> bool:
        return self._form is not None and self._form.whole and self._preview is not None

    def _make_next(self) -> None:
        """Make one part, and leave the next to the next turn, so that the window is never held up."""
        if self._form is None:
            self._form = self._make_form()
        elif not self._form.whole:
            self._form.grow()
        else:
            self._preview = self._make_preview()
        if not self._made():
            turns().add(self, self._make_next)
            return
        for step in (self._share_room, self._first_look):
            turns().add(self, step)

    def _first_look(self) -> None:
        """Show in the parts what came before they were there."""
        if self.quote.detail is not None:
            self._show(self.quote.detail)
            self.quote.price()

    def _make_form(self) -> QuoteForm:
        form = QuoteForm(self.desk, self.quote, self.split)
        dress(form)
        form.revise_asked.connect(partial(self.moves.run, "revise"))
        form.newest_asked.connect(self._open_newest)
        return form

    def _make_preview(self) -> PreviewPane:
        pane = PreviewPane(self.desk, self.split)
        dress(pane)
        pane.language_chosen.connect(partial(self.quote.write, "language"))
        pane.hide_asked.connect(self.turn_preview)
        self.quote.seen_changed.connect(pane.show_quote)
        self.split.setSizes(self._sizes)
        self.split.setStretchFactor(0, 3)
        self.split.setStretchFactor(1, 2)
        return pane

    def _build(self) -> None:
        self.header.add_leading(IconButton("arrow-left", "quote.command.list", self.leave_editor))
        self.header.add_views(self.status)
        self.header.add_views(self.saved)
        self.more = MenuButton(fill=self._fill_menu, icon="ellipsis", kind="icon", parent=self.header)
        bind(self.more, self.more.setAccessibleName, "quote.more")
        self.eye = IconButton(
            "panel-right",
            "quote.command.preview",
            self.turn_preview,
            shortcut="Ctrl+Shift+V",
            parent=self.header,
        )
        for widget in (self.moves, self.eye, self.more):
            self.header.add_action(widget)
            widget.hide()
        self.stack.addWidget(QWidget(self.stack))  # nothing, until it is known what is to be shown
        dress(self.start)
        self.stack.addWidget(self.start)
        self.stack.addWidget(self.split)
        self.body.addWidget(self.stack, 1)
        rebind(self.saved, self._say_saved)

    def _listen(self) -> None:
        self.quote.shown.connect(self._show)
        self.quote.gone.connect(lambda: self.open_requested.emit(Place("quotes")))
        self.quote.saved.connect(self._say_saved)
        self.start.made.connect(self._begun)
        self.acts.made.connect(lambda quote_id: self.open_requested.emit(Place("quote", quote_id)))

    # what happens

    def _show(self, detail: QuoteDetail) -> None:
        if not self._made():
            return  # it is shown when the last part is made
        self._coming = detail
        came = self.stack.currentWidget() is not self.split
        turns().hold_still(self)
        for step in (self.form.show_quote, self._show_subject, partial(self._come, came=came)):
            turns().add(self, partial(self._take_step, detail, step))

    def _take_step(self, detail: QuoteDetail, step: Callable[[QuoteDetail], None]) -> None:
        if detail is self._coming:
            step(detail)

    def _come(self, detail: QuoteDetail, *, came: bool) -> None:
        form = self.form
        self.stack.setCurrentWidget(self.split)
        self.preview.language.setEnabled(self.quote.editable)
        self.setFocusProxy(form.table)
        if self._fresh == detail.id or (came and self.quote.editable and not detail.lines):
            self._fresh = None
            form.table.begin()
        elif came and self.isVisible():
            form.table.setFocus()
        self.commands_changed.emit()

    def _show_subject(self, detail: QuoteDetail | None) -> None:
        for widget in (self.moves, self.more, self.eye):
            widget.setVisible(detail is not None)
        if detail is None:
            self.header.title.say("quote.new.title")
            self.status.show_state("", "plain")
            self.saved.setText("")
            return
        self.header.title.say("quote.heading", number=detail.number)
        subject = Subject(detail.id, detail.number, detail.status, detail.language)
        self.moves.show_quote(subject, current=detail.is_current)
        self._say_saved()

    def _begun(self, quote_id: UUID) -> None:
        self._fresh = quote_id
        self.open_requested.emit(Place("quote", quote_id))

    def _say_saved(self, saved: bool = True) -> None:  # noqa: FBT001, FBT002 - a signal's argument
        detail = self.quote.detail
        if detail is not None and self.stack.currentWidget() is not self.start:
            self.status.show_state(status_text(detail.status), STATUS_TONES[detail.status])
            self.saved.setText(say("quote.saved" if saved else "quote.saving") if self.quote.editable else "")

    def _may_edit(self) -> bool:
        return self.quote.editable and self.stack.currentWidget() is self.split

    def _take_usual(self, profile: CompanyProfile) -> None:
        self.quote.lines.usual = QuoteLine(tax_rate=profile.tax_rate, tax_included=profile.tax_included)

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
