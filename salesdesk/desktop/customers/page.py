"""Customers: the list with its views and filters, and one customer beside it."""

from collections.abc import Mapping
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from salesdesk.desktop.customers.bulk_bar import BulkBar
from salesdesk.desktop.customers.columns import EXPORTED, customer_columns
from salesdesk.desktop.customers.commands import CustomerCommands
from salesdesk.desktop.customers.filters import CustomerFilters
from salesdesk.desktop.customers.handing_over import HandingOver
from salesdesk.desktop.customers.own_columns import OwnColumns
from salesdesk.desktop.customers.pool_column import PoolColumn
from salesdesk.desktop.customers.views import VIEWS
from salesdesk.desktop.customers.wanted import Wanted, own_chips, own_of
from salesdesk.desktop.customers.words import GROUPED, group_text, lifecycle_text
from salesdesk.desktop.customers.writing import CustomerWriting
from salesdesk.desktop.marking import Marks
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
from salesdesk.domain.customers import Lifecycle
from salesdesk.services import customers
from salesdesk.services.customers import CustomerDetail, CustomerFilter, CustomerSummary
from salesdesk.services.export_kinds import ExportKind

if TYPE_CHECKING:
    from salesdesk.desktop.customers.drawer import CustomerDrawer
    from salesdesk.desktop.customers.new_drawer import NewCustomerDrawer

_PAUSE: Final = 25  # milliseconds after the rows have come; settling a window waits longer
_TYPING: Final = 300  # the same while somebody types: counting takes longer than finding


class CustomersPage(ListPage):
    """The list of customers. Space peeks, Enter opens, Up and Down step through with the drawer open."""

    kind = "customers"
    title_key = "customers.title"
    icon = "users"
    wanted: Wanted
    filters: CustomerFilters

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.wanted = Wanted()
        self._stale = False
        self._stages_of: Wanted | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self.filters = CustomerFilters(desk)
        self.marks = Marks(desk, "customers", self)
        self.pool_column = PoolColumn(desk, self)
        columns = self.marks.columns((*customer_columns(desk.clock), self.pool_column.column), "name")
        self.table = RecordTable(columns, desk.background, name_key="customers.list")
        self.marks.watch(self.table)
        self.pool_column.watch(self.table)
        self.own_columns = OwnColumns(desk, self.table)
        self.views = SavedViews(desk, self.kind, VIEWS, self.definition)
        self.writing = CustomerWriting(desk, self)
        self.handing = HandingOver(desk, self.writing.owners, self)
        self.exporting = Exporting(desk, ExportKind.CUSTOMERS, EXPORTED, "customers.exported", self)
        self.bulk = BulkBar(desk.today, partial(self.filters.known, "tag"), self.writing.owners)
        self.stages: dict[Lifecycle, int] = {}
        self.acts = CustomerCommands(self)
        self.sheet = ListSheet(self.table, self.filters, self._first_use, self._no_match, self.bulk)
        rebind(self.sheet.more, self._say_stages)
        self.build_head(self._buttons())
        self.build_body()
        self._listen()
        self.table.remember(desk.choices, self.kind)
        self.look(self.wanted)

    # what is shown

    def look(self, wanted: Wanted) -> None:
        """Show the customers that are wanted."""
        self.wanted = wanted
        self._pause.stop()
        self.table.show_order(wanted.order)
        self.table.groups.show_group(wanted.group)
        self.table.show_rows(customers.listing(self.desk.database, self.asked()))
        self.views.look_again()

    def asked(self) -> CustomerFilter:
        """Return the question for the database."""
        return self.wanted.asked(now=self.desk.clock.now(), me=self.desk.database.me)

    def definition(self) -> dict[str, Any]:
        """Return what a saved view would keep of what is seen."""
        return self.wanted.kept() | {"columns": self.table.columns.state()}

    def show_place(self, place: Place) -> None:
        self.writing.load_owners()
        if self._stale:
            self._refresh()
        view = place.arg("view")
        if view:
            self.views.pick(view)
        if place.arg("batch"):
            self._show_definition({"batch": place.arg("batch")})
            self.show_filters(shown=True)
        if place.arg("new"):
            self.new_customer()
        elif place.id is not None:
            self.open_customer(place.id)

    def open_customer(self, customer_id: UUID, *, enter: bool = False) -> None:
        """Show a customer in the drawer; with `enter`, go into it."""
        if self.is_open("new_drawer"):
            self.new_drawer.close_drawer()
        self.drawer.show_customer(customer_id, self.drawer.edit if enter else None)

    def new_customer(self) -> None:
        """Begin a new customer beside the list."""
        if self.is_open("drawer"):
            self.drawer.hide()
        self.new_drawer.begin()

    def commands(self) -> tuple[Command, ...]:
        return self.acts.commands()

    def state(self) -> Mapping[str, Any]:
        return {
            "view": self.views.current(),
            "wanted": self.wanted.kept(),
            "filters": self.sheet.filters_shown(),
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        kept = state.get("wanted")
        if isinstance(kept, Mapping):
            self.views.start_at(str(state.get("view", "")))
            self._show_definition(kept)
        self.show_filters(shown=state.get("filters") is True or self.wanted.narrows)

    @cached_property
    def drawer(self) -> "CustomerDrawer":
        """One customer in detail."""
        from salesdesk.desktop.customers.drawer import CustomerDrawer  # noqa: PLC0415 - the list is first

        drawer = CustomerDrawer(self.desk)
        drawer.open_requested.connect(self.open_requested)
        drawer.remove_asked.connect(lambda customer: self.writing.remove([customer.id], customer.name))
        drawer.merge_asked.connect(self.acts.merge_with)
        return self.put_beside(drawer)

    @cached_property
    def new_drawer(self) -> "NewCustomerDrawer":
        """The form of a new customer."""
        from salesdesk.desktop.customers.new_drawer import NewCustomerDrawer  # noqa: PLC0415 - the same

        drawer = NewCustomerDrawer(self.desk)
        drawer.open_requested.connect(self.open_requested)
        drawer.made.connect(self._made)
        return self.put_beside(drawer)

    def shown(self) -> CustomerDetail | None:
        """Return the customer in the drawer, if it is open."""
        return self.drawer.customer if self.is_open("drawer") else None

    def subject(self) -> UUID | None:
        """Return the customer in the drawer, there or on its way, whatever row the cursor is on."""
        return self.drawer.subject if "drawer" in vars(self) else None

    def record_shown(self) -> UUID | None:
        shown = self.shown()
        return None if shown is None else shown.id

    # how it is made

    def _buttons(self) -> tuple[Button, ...]:
        return (
            Button(key="customers.import", icon="file-up", kind="ghost", run=self.acts.import_file),
            Button(key="customers.export", icon="download", run=self.acts.export),
            Button(key="customers.new", icon="plus", kind="primary", run=self.new_customer),
        )

    def load_filters(self) -> None:
        self.filters.load()

    def _first_use(self) -> EmptyState:
        first = Button(key="customers.import", icon="file-up", kind="primary", run=self.acts.import_file)
        second = Button(key="customers.new", icon="plus", run=self.new_customer)
        return EmptyState("users", "customers.empty", "customers.empty.text", first, second)

    def _no_match(self) -> EmptyState:
        again = Button(key="customers.show_all", kind="primary", run=partial(self.views.pick, "all"))
        return EmptyState("search", "customers.nothing", "customers.nothing.text", again)

    def _listen(self) -> None:
        self.views.picked.connect(self._show_definition)
        self.filters.changed.connect(self._filter)
        self.filters.left_down.connect(self.table.setFocus)
        self.table.columns.changed.connect(self.views.look_again)
        self.table.order_asked.connect(self._sort)
        self.offer_groups(GROUPED, self._group_called)
        self.table.opened.connect(lambda row: self.open_customer(row.id, enter=True))
        self.table.peeked.connect(self._peek)
        self.table.stepped.connect(self._step)
        self.table.edited.connect(self.writing.edit_cell)
        self.table.paste_asked.connect(lambda: self.writing.paste(self.table))
        self.table.selection_counted.connect(self._selected)
        self.table.records.counted.connect(self._counted)
        self.table.records.arrived.connect(self._arrived)
        self._pause.timeout.connect(self._ask_stages)
        self.bulk.change_asked.connect(self.acts.change_many)
        self.bulk.tags_asked.connect(self.acts.tag_many)
        self.bulk.remove_asked.connect(self.acts.remove)
        self.bulk.merge_asked.connect(self.acts.merge)
        self.bulk.given.connect(self.acts.give)
        self.bulk.claim_asked.connect(self.acts.claim)
        self.bulk.protect_asked.connect(self.acts.protect)
        self.bulk.cleared.connect(self.table.clearSelection)
        self.desk.changes.listen(self, self._touched, "customers", "quotes")
        self.desk.clock.day_changed.connect(self._refresh)

    # what happens

    def _show_definition(self, definition: Mapping[str, Any]) -> None:
        wanted = Wanted.read(definition)
        self.restore_columns(definition)
        arranged = wanted.arrangement
        chips = {name: str(value) for name, value in wanted.kept().items() if name not in arranged}
        self.filters.show_values(chips | own_chips(wanted.own), wanted.text)
        self.look(wanted)

    def _filter(self) -> None:
        chips = self.filters.values()
        given = chips | {"text": self.filters.text(), "own": own_of(chips)}
        self.look(Wanted.read(given | self.wanted.arrangement))

    def _sort(self, order: Order) -> None:
        self.look(self.wanted.sorted_by(order))

    def _group_called(self, name: str, value: Any) -> str:
        return dict(self.writing.owners()).get(value, "") if name == "owner" else group_text(name, value)

    def _peek(self, row: CustomerSummary) -> None:
        shown = self.shown()
        if shown is not None and shown.id == row.id:
            self.drawer.close_drawer()
        else:
            self.open_customer(row.id)

    def _step(self, row: CustomerSummary) -> None:
        subject = self.subject()
        if subject is not None and subject != row.id:
            self.drawer.show_customer(row.id)

    def _selected(self, number: int) -> None:
        if number > 1 and self.bulk.isHidden():
            self.filters.load()  # the tags in use are offered
        self.bulk.show_count(number)
        self.sheet.show_selected(number)

    def _counted(self, total: int) -> None:
        self.sheet.count.say("customers.count", n=total, shown=f"{total:,}")
        self.sheet.show_total(total, narrowed=self.wanted.narrows)
        self._stages_of = None
        if not total or self.wanted.text:
            self._told_stages({})

    def _arrived(self) -> None:
        self._pause.start(_TYPING if self.wanted.text else _PAUSE)

    def _ask_stages(self) -> None:
        """Count by stage in a pause: rows painted are what a typing person waits for."""
        if self._stages_of is self.wanted:
            return
        self._stages_of = wanted = self.wanted
        question = self.asked()

        def work() -> Mapping[Lifecycle, int] | None:
            typed_on = self.wanted is not wanted
            return None if typed_on else customers.lifecycle_counts(self.desk.database, question)

        self.desk.background.ask(work, owner=self, then=self._told_stages)
        warm = partial(customers.warm, self.desk.database, lambda: self.wanted is not wanted)
        self.desk.background.ask(warm, owner=self, then=lambda _: None)

    def _told_stages(self, counts: Mapping[Lifecycle, int] | None) -> None:
        if counts is not None:
            self.stages = dict(counts)
            self._say_stages()

    def _say_stages(self) -> None:
        parts = [f"{lifecycle_text(stage)} {n:,}" for stage, n in self.stages.items() if n]
        self.sheet.more.setText("  ·  ".join(parts) if len(parts) > 1 else "")

    def _made(self, customer_id: UUID) -> None:
        self.open_customer(customer_id)
        self.table.setFocus()

    def _touched(self, touched: Touched) -> None:
        if touched.touch("customers") and self.sheet.filters_shown():
            self.filters.load()
        if self.isVisible():
            self.table.refresh()
        else:
            self._stale = True

    def _refresh(self) -> None:
        self._stale = False
        self.look(self.wanted)
