"""One customer in detail, beside the list: every field is edited where it stands."""

from collections.abc import Callable, Mapping
from functools import cached_property, partial
from typing import Final, TypeVar
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from salesdesk.desktop.customers.columns import shown_city
from salesdesk.desktop.customers.contacts_panel import ContactsPanel
from salesdesk.desktop.customers.details_panel import DetailsPanel, shown
from salesdesk.desktop.customers.files_panel import FilesPanel
from salesdesk.desktop.customers.invoice_panel import InvoicePanel
from salesdesk.desktop.customers.overview import Overview
from salesdesk.desktop.customers.quotes_panel import QuotesPanel
from salesdesk.desktop.customers.stage_bar import StageBar
from salesdesk.desktop.marking import RecordMark
from salesdesk.desktop.runtime.changes import Touched
from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.runtime.language import bind
from salesdesk.desktop.runtime.places import Place
from salesdesk.desktop.runtime.turns import turns
from salesdesk.desktop.starring import StarButton
from salesdesk.desktop.widgets.avatar import Avatar
from salesdesk.desktop.widgets.buttons import MenuButton, Segments
from salesdesk.desktop.widgets.drawer import Drawer
from salesdesk.desktop.widgets.fields.field import Field
from salesdesk.desktop.widgets.fields.text import TitleField
from salesdesk.domain.errors import NotFound, SalesDeskError
from salesdesk.services import customers
from salesdesk.services.customers import CustomerDetail
from salesdesk.words import say

PanelT = TypeVar("PanelT", bound=QWidget)
TABS: Final = ("overview", "details", "contacts", "quotes", "files", "invoice")
_TOLD: Final = ("customers", "contacts", "activities", "quotes", "comments", "attachments")
_WIDE: Final = 464


class CustomerDrawer(Drawer):
    """Shows a customer and writes what is changed. It follows changes made elsewhere."""

    open_requested = Signal(Place)
    remove_asked = Signal(object)  # the customer that is shown
    merge_asked = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(_WIDE, parent)
        self.desk = desk
        self.customer: CustomerDetail | None = None
        self._wanted: UUID | None = None
        self._waiting: Callable[[], None] | None = None
        self._coming = False
        self.name = TitleField("customer.field.name")
        self.avatar, self.stage = Avatar(size=34), StageBar()
        self.tabs = Segments("customer.drawer", [(tab, f"customer.tab.{tab}") for tab in TABS])
        self._build()
        self._listen()
        self.tabs.show_value("overview")

    def show_customer(self, customer_id: UUID, then: Callable[[], None] | None = None) -> None:
        """Show a customer; call `then` when it is here."""
        self._waiting, self._coming = then, True
        if "overview" in vars(self):
            self.overview.turn_to(customer_id)
        self._wanted = customer_id
        work = partial(customers.customer, self.desk.database, customer_id)
        failed = partial(self._failed, customer_id)
        self.desk.background.ask(work, owner=self, then=self._show, failed=failed)

    @property
    def subject(self) -> UUID | None:
        """The customer that is shown or on its way; None where the drawer is closed."""
        return self._wanted if self._coming or self.isVisible() else None

    def show_tab(self, name: str) -> None:
        """Bring one of the tabs to the front."""
        self.tabs.show_value(name)
        front = getattr(self, name)
        for panel in self._made().values():
            panel.setVisible(panel is front)
        self._fill(name)

    def edit(self) -> None:
        """Put the cursor into the name."""
        self.name.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.name.line.selectAll()

    def log(self, kind: str) -> None:
        """Begin to write down a call, a visit or a note."""
        self.show_tab("overview")
        self.overview.log_kind(kind)

    def comment(self) -> None:
        """Begin to say something to colleagues about the customer."""
        self.show_tab("overview")
        self.overview.begin_comment()

    def plan(self) -> None:
        """Put the cursor into the day of the next follow-up."""
        self.show_tab("overview")
        self.overview.facts.fields["next_follow_up"].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def write(self, name: str, value: object) -> None:
        """Change one field of the customer that is shown."""
        if self.customer is None:
            return
        kept = shown(self.customer, name)
        work = partial(customers.edit_customer, self.desk.database, self.customer.id, {name: value})
        failed = partial(self._refused, name, kept)
        self.desk.background.change(work, owner=self, failed=failed)

    def write_all(self, changes: Mapping[str, object]) -> None:
        """Change several fields of the customer that is shown, as one step."""
        if self.customer is not None:
            work = partial(customers.edit_customer, self.desk.database, self.customer.id, dict(changes))
            self.desk.background.change(work, owner=self, failed=self.desk.notices.failed)

    # Each panel is made when it is first looked at: the list must not wait for what nobody has asked for.

    @cached_property
    def overview(self) -> Overview:
        """The facts, and the timeline."""
        panel = self._put(Overview(self.desk), stretch=1)
        panel.edited.connect(self.write)
        panel.open_requested.connect(self.open_requested)
        panel.contacts_asked.connect(partial(self.show_tab, "contacts"))
        return panel

    @cached_property
    def details(self) -> DetailsPanel:
        """All fields."""
        panel = self._put(DetailsPanel(self.desk))
        panel.edited.connect(self.write)
        panel.filled.connect(self.write_all)
        return panel

    @cached_property
    def contacts(self) -> ContactsPanel:
        """The people."""
        panel = self._put(ContactsPanel(self.desk))
        panel.open_requested.connect(self.open_requested)
        return panel

    @cached_property
    def quotes(self) -> QuotesPanel:
        """The quotes."""
        panel = self._put(QuotesPanel(self.desk), stretch=1)
        panel.open_requested.connect(self.open_requested)
        return panel

    @cached_property
    def files(self) -> FilesPanel:
        """The files."""
        return self._put(FilesPanel(self.desk), stretch=1)

    @cached_property
    def invoice(self) -> InvoicePanel:
        """What must stand on an invoice."""
        panel = self._put(InvoicePanel(self.desk))
        panel.edited.connect(self.write)
        panel.filled.connect(self.write_all)
        return panel

    def _put(self, panel: PanelT, stretch: int = 0) -> PanelT:
        self.body.insertWidget(self.body.count() - 1, panel, stretch)
        return panel

    def _made(self) -> dict[str, QWidget]:
        """Return the panels that have been looked at."""
        return {tab: vars(self)[tab] for tab in TABS if tab in vars(self)}

    def _build(self) -> None:
        self.title.hide()
        self.lead_with(self.name)
        self.lead_with(self.avatar)
        self.star = StarButton(self.desk, "customers")
        self.add_action(self.star)
        more = MenuButton(fill=self._fill_menu, icon="ellipsis", kind="icon")
        bind(more, more.setAccessibleName, "customer.more")
        self.add_action(more)
        self.body.setAlignment(Qt.AlignmentFlag(0))
        self.mark = RecordMark(self.desk, "customers")
        self.mark.open_requested.connect(self.open_requested)
        self.body.addWidget(self.mark, 0, Qt.AlignmentFlag.AlignLeft)
        for widget in (self.stage, self.tabs):
            self.body.addWidget(widget)
        self.body.addStretch(0)

    def _listen(self) -> None:
        self.name.committed.connect(partial(self.write, "name"))
        self.stage.chosen.connect(partial(self.write, "lifecycle"))
        self.tabs.chosen.connect(self.show_tab)
        self.desk.changes.listen(self, self._touched, *_TOLD)

    def _show(self, customer: CustomerDetail) -> None:
        if customer.id != self._wanted:
            return
        self.customer = customer
        turns().hold_still(self)
        steps = (self._show_head, self._make_panel, self._show_panel, self._come)
        for step in steps:
            turns().add(self, partial(self._take_step, customer, step))

    def _take_step(self, customer: CustomerDetail, step: Callable[[CustomerDetail], None]) -> None:
        if customer is self.customer and customer.id == self._wanted:
            step(customer)

    def _show_head(self, customer: CustomerDetail) -> None:
        self.mark.show_record(customer.id)
        self.star.show_record(customer.id)
        self.avatar.show_name(customer.name)
        self.name.show_value(customer.name)
        self.setAccessibleName(customer.name)
        about = (customer.short_name or customer.name_en, shown_city(customer), customer.industry)
        self.subtitle.setText(" · ".join(part for part in about if part))
        self.subtitle.setVisible(any(about))
        self.stage.show_stage(customer.lifecycle)

    def _make_panel(self, _customer: CustomerDetail) -> None:
        getattr(self, self.tabs.value())

    def _show_panel(self, _customer: CustomerDetail) -> None:
        self.show_tab(self.tabs.value())

    def _come(self, _customer: CustomerDetail) -> None:
        self.show()
        self._coming = False
        then, self._waiting = self._waiting, None
        if then is not None:
            then()

    def _fill(self, tab: str) -> None:
        if self.customer is None:
            return
        if tab == "overview":
            self.overview.show_customer(self.customer)
            self.overview.load()
        elif tab == "details":
            self.details.show_customer(self.customer)
        elif tab == "contacts":
            self.contacts.show_customer(self.customer.id)
        elif tab == "quotes":
            self.quotes.show_customer(self.customer.id)
        elif tab == "files":
            self.files.show_customer(self.customer.id)
        else:
            self.invoice.show_customer(self.customer)

    def _touched(self, touched: Touched) -> None:
        if self.customer is None or not self.isVisible():
            return
        if touched.holds("customers", self.customer.id):
            self.show_customer(self.customer.id)
        elif touched.touch(*_TOLD[1:]):
            self._fill(self.tabs.value())

    def _failed(self, customer_id: UUID, error: Exception) -> None:
        if customer_id != self._wanted:
            return  # another was asked for meanwhile
        self._coming = False
        if isinstance(error, NotFound):
            self.customer = None
            self.close_drawer()
        else:
            self._wanted = self.customer.id if self.customer is not None else None  # it is still shown
            self.desk.notices.failed(error)

    def _refused(self, name: str, kept: object, error: Exception) -> None:
        field = self._field(name)
        if field is None or not isinstance(error, SalesDeskError):
            self.desk.notices.failed(error)
            if self.customer is not None:
                self._show(self.customer)
        else:
            field.send_back(kept, error)

    def _field(self, name: str) -> Field | None:
        if name == "name":
            return self.name
        panel = self._made().get(self.tabs.value())
        return panel.field(name) if isinstance(panel, Overview | DetailsPanel | InvoicePanel) else None

    def _fill_menu(self, menu: QMenu) -> None:
        if self.customer is None:
            return
        customer = self.customer
        menu.addAction(say("comment.begin"), self.comment)
        menu.addAction(say("customer.copy_name"), partial(QGuiApplication.clipboard().setText, customer.name))
        menu.addAction(say("customers.command.merge_with"), self.merge_asked.emit)
        menu.addSeparator()
        menu.addAction(say("customer.delete"), partial(self.remove_asked.emit, customer))
