"""Quotes: the list with its views and filters, and one quote beside it."""

from collections.abc import Mapping
from functools import cached_property, partial
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QWidget

from salesdesk.desktop.marking import Marks
from salesdesk.desktop.quotes.acts import QuoteActs
from salesdesk.desktop.quotes.columns import EXPORTED, quote_columns
from salesdesk.desktop.quotes.commands import QuoteCommands
from salesdesk.desktop.quotes.drawer import QuoteDrawer
from salesdesk.desktop.quotes.filters import QuoteFilters
from salesdesk.desktop.quotes.selected_bar import SelectedBar
from salesdesk.desktop.quotes.together import QuotesTogether
from salesdesk.desktop.quotes.wanted import VIEWS, Wanted
from salesdesk.desktop.quotes.words import GROUPED, amounts_text, group_text, status_text
from salesdesk.desktop.runtime.changes import Touched
from salesdesk.desktop.runtime.commands import Command
from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.runtime.language import rebind
from salesdesk.desktop.runtime.places import Place
from salesdesk.desktop.tables.columns import Order
from salesdesk.desktop.tables.exporting import Exporting
from salesdesk.desktop.tables.list_page import ListPage
from salesdesk.desktop.tables.list_sheet import ListSheet
from salesdesk.desktop.tables.view import RecordTable
from salesdesk.desktop.widgets.buttons import Button
from salesdesk.desktop.widgets.empty import EmptyState
from salesdesk.desktop.widgets.saved_views import SavedViews
from salesdesk.domain.quotes import QuoteStatus
from salesdesk.services import quotes
from salesdesk.services.export_kinds import ExportKind
from salesdesk.services.quotes import Amount, QuoteFilter, QuoteSummary
from salesdesk.storage.database import Database

Foot = tuple[dict[QuoteStatus, int], list[Amount]]


class QuotesPage(ListPage):
    """The list of quotes. Space peeks, Enter opens, Up and Down step through with the drawer open."""

    kind = "quotes"
    title_key = "quotes.title"
    icon = "file-text"
    wanted: Wanted

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.wanted = Wanted()
        self._stale = False
        self._foot: Foot = ({}, [])
        self._summing: QuoteFilter | None = None
        self.acts = QuoteActs(desk, self)
        self.together = QuotesTogether(desk, self)
        self.filters = QuoteFilters()
        self.marks = Marks(desk, "quotes", self)
        columns = self.marks.columns(quote_columns(desk.today), "customer")
        self.table = RecordTable(columns, desk.background, name_key="quotes.list")
        self.marks.watch(self.table)
        self.views = SavedViews(desk, self.kind, VIEWS, self.definition)
        self.orders = QuoteCommands(self)
        self.exporting = Exporting(desk, ExportKind.QUOTES, EXPORTED, "quotes.exported", self)
        self.bulk = SelectedBar()
        self.sheet = ListSheet(self.table, self.filters, self._first_use, self._no_match, self.bulk)
        rebind(self.sheet.more, self._say_foot)
        self.build_head(self._buttons())
        self.build_body()
        self._listen()
        self.table.remember(desk.choices, self.kind)
        self.setFocusProxy(self.table)
        self.look(self.wanted)

    # what is shown

    def look(self, wanted: Wanted) -> None:
        """Show the quotes that are wanted."""
        self.wanted = wanted
        self.table.show_order(wanted.order)
        self.table.groups.show_group(wanted.group)
        self.table.show_rows(quotes.listing(self.desk.database, self.asked()))
        self.views.look_again()

    def asked(self) -> QuoteFilter:
        """Return the filter of what is seen."""
        return self.wanted.asked(self.desk.today())

    @cached_property
    def drawer(self) -> QuoteDrawer:
        """One quote in detail; made when the first is opened, so that the list need not wait for it."""
        drawer = QuoteDrawer(self.desk, self.acts)
        drawer.open_requested.connect(self.open_requested)
        return self.put_beside(drawer)

    @property
    def shown_drawer(self) -> QuoteDrawer | None:
        """The drawer, if it is open."""
        return self.drawer if self.is_open("drawer") else None

    def definition(self) -> dict[str, Any]:
        """Return what a saved view would keep of what is seen."""
        return self.wanted.kept() | {"columns": self.table.columns.state()}

    def show_place(self, place: Place) -> None:
        if self._stale:
            self._refresh()
        view = place.arg("view")
        if view:
            self.views.pick(view)
        if place.arg("new"):
            self.new_quote()
        elif place.id is not None:
            self.open_quote(place.id)

    def open_quote(self, quote_id: UUID) -> None:
        """Show a quote in the drawer."""
        self.drawer.show_quote(quote_id)

    def new_quote(self) -> None:
        """Go and begin a new quote."""
        self.open_requested.emit(Place("quote"))

    def commands(self) -> tuple[Command, ...]:
        return self.orders.commands()

    def state(self) -> Mapping[str, Any]:
        filters = self.sheet.filters_shown()
        return {"view": self.views.current(), "wanted": self.wanted.kept(), "filters": filters}

    def restore(self, state: Mapping[str, Any]) -> None:
        kept = state.get("wanted")
        if isinstance(kept, Mapping):
            self.views.start_at(str(state.get("view", "")))
            self._show_definition(kept)
        self.show_filters(shown=state.get("filters") is True or self.wanted.narrows)

    # how it is made

    def _buttons(self) -> tuple[Button, ...]:
        return (
            Button(key="quotes.export", icon="download", run=self.orders.export),
            Button(key="quotes.new", icon="plus", kind="primary", run=self.new_quote),
        )

    def _first_use(self) -> EmptyState:
        first = Button(key="quotes.new", icon="plus", kind="primary", run=self.new_quote)
        return EmptyState("file-text", "quotes.empty", "quotes.empty.text", first)

    def _no_match(self) -> EmptyState:
        again = Button(key="quotes.show_all", kind="primary", run=partial(self.views.pick, "all"))
        return EmptyState("search", "quotes.nothing", "quotes.nothing.text", again)

    def _listen(self) -> None:
        self.views.picked.connect(self._show_definition)
        self.filters.changed.connect(self._filter)
        self.filters.left_down.connect(self.table.setFocus)
        self.table.columns.changed.connect(self.views.look_again)
        self.table.order_asked.connect(self._sort)
        self.offer_groups(GROUPED, group_text, amounts_text)
        self.table.opened.connect(lambda row: self.open_requested.emit(Place("quote", row.id)))
        self.table.peeked.connect(self._peek)
        self.table.stepped.connect(self._step)
        self.table.selection_counted.connect(self._selected)
        self.table.records.counted.connect(self._counted)
        self.bulk.act_asked.connect(self.orders.act)
        self.bulk.redate_asked.connect(self.orders.redate)
        self.bulk.remove_asked.connect(self.orders.remove)
        self.bulk.cleared.connect(self.table.clearSelection)
        self.acts.made.connect(lambda quote_id: self.open_requested.emit(Place("quote", quote_id)))
        self.desk.changes.listen(self, self._touched, "quotes", "customers")
        self.desk.clock.day_changed.connect(self._refresh)

    # what happens

    def _show_definition(self, definition: Mapping[str, Any]) -> None:
        wanted = Wanted.read(definition)
        self.restore_columns(definition)
        arranged = wanted.arrangement
        chips = {name: str(value) for name, value in wanted.kept().items() if name not in arranged}
        self.filters.show_values(chips, wanted.text)
        self.look(wanted)

    def _filter(self) -> None:
        given = self.filters.values() | {"text": self.filters.text()}
        self.look(Wanted.read(given | self.wanted.arrangement))

    def _sort(self, order: Order) -> None:
        self.look(self.wanted.sorted_by(order))

    def _peek(self, row: QuoteSummary) -> None:
        shown = self.shown_drawer
        if shown is not None and shown.quote is not None and shown.quote.id == row.id:
            shown.close_drawer()
        else:
            self.open_quote(row.id)

    def _step(self, row: QuoteSummary) -> None:
        shown = self.shown_drawer
        if shown is not None and not shown.is_about(row.id):
            shown.show_quote(row.id)

    def _selected(self, number: int) -> None:
        self.bulk.show_count(number)
        self.sheet.show_selected(number)

    def _counted(self, total: int) -> None:
        self.sheet.count.say("quotes.count", n=total, shown=f"{total:,}")
        self.sheet.show_total(total, narrowed=self.wanted.narrows)
        self._sum_up()

    def _sum_up(self) -> None:
        """Add up what is seen, one question at a time: of a fast typist only the last is answered."""
        if self._summing is not None:
            return
        self._summing = wanted = self.asked()
        work = partial(_summed, self.desk.database, wanted)
        self.desk.background.ask(work, owner=self, then=self._told_foot, failed=self._not_summed)

    def _told_foot(self, foot: Foot) -> None:
        asked, self._summing = self._summing, None
        self._foot = foot
        self._say_foot()
        if asked != self.asked():
            self._sum_up()

    def _not_summed(self, error: Exception) -> None:
        self._summing = None
        self.desk.background.failed.emit(error)

    def _say_foot(self) -> None:
        counts, amounts = self._foot
        parts = [f"{status_text(status)} {n:,}" for status, n in counts.items() if n]
        told = ["  ·  ".join(parts)] if len(parts) > 1 else []
        self.sheet.more.setText("      ".join([*told, amounts_text(amounts)]))

    def _touched(self, _touched: Touched) -> None:
        if self.isVisible():
            self.table.refresh()
        else:
            self._stale = True

    def _refresh(self) -> None:
        self._stale = False
        self.look(self.wanted)


def _summed(database: Database, wanted: QuoteFilter) -> Foot:
    return quotes.status_counts(database, wanted), quotes.totals(database, wanted)
