"""One customer in detail, beside the list: every field is edited where it stands."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from salesdesk.desktop.customers.columns import shown_city
from salesdesk.desktop.customers.contacts_panel import ContactsPanel
from salesdesk.desktop.customers.details_panel import DetailsPanel
from salesdesk.desktop.customers.invoice_panel import InvoicePanel
from salesdesk.desktop.customers.overview import Overview
from salesdesk.desktop.customers.quotes_panel import QuotesPanel
from salesdesk.desktop.customers.stage_bar import StageBar
from salesdesk.desktop.runtime.changes import Touched
from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.runtime.places import Place
from salesdesk.desktop.widgets.avatar import Avatar
from salesdesk.desktop.widgets.buttons import MenuButton, Segments
from salesdesk.desktop.widgets.drawer import Drawer
from salesdesk.desktop.widgets.fields.field import Field
from salesdesk.desktop.widgets.fields.text import TitleField
from salesdesk.domain.errors import NotFound, SalesDeskError
from salesdesk.services import customers
from salesdesk.services.customers import CustomerDetail
from salesdesk.words import say

TABS: Final = ("overview", "details", "contacts", "quotes", "invoice")
_WIDE: Final = 428


class CustomerDrawer(Drawer):
    """Shows a customer and writes what is changed. It follows changes made elsewhere."""

    open_requested = Signal(Place)
    remove_asked = Signal(object)  # the id of a customer

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(_WIDE, parent)
        self.desk = desk
        self.customer: CustomerDetail | None = None
        self._wanted: UUID | None = None
        self._waiting: Callable[[], None] | None = None
        self.name = TitleField("customer.field.name")
        self.avatar, self.stage = Avatar(size=34), StageBar()
        self.tabs = Segments("customer.drawer", [(tab, f"customer.tab.{tab}") for tab in TABS])
        self.overview = Overview(desk)
        self.details = DetailsPanel(desk.today)
        self.contacts, self.quotes, self.invoice = ContactsPanel(desk), QuotesPanel(desk), InvoicePanel(desk)
        self._build()
        self._listen()
        self.show_tab("overview")

    def show_customer(self, customer_id: UUID, then: Callable[[], None] | None = None) -> None:
        """Show a customer; call `then` when it is here."""
        self._waiting = then
        if self._wanted != customer_id:
            self.overview.log.clear()
        self._wanted = customer_id
        work = partial(customers.customer, self.desk.database, customer_id)
        self.desk.background.ask(work, owner=self, then=self._show, failed=self._failed)

    def show_tab(self, name: str) -> None:
        """Bring one of the tabs to the front."""
        self.tabs.show_value(name)
        for tab, panel in self._panels.items():
            panel.setVisible(tab == name)
        self._fill(name)

    def edit(self) -> None:
        """Put the cursor into the name."""
        self.name.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.name.line.selectAll()

    def write(self, name: str, value: object) -> None:
        """Change one field of the customer that is shown."""
        if self.customer is None:
            return
        kept = getattr(self.customer, name)
        work = partial(customers.edit_customer, self.desk.database, self.customer.id, {name: value})
        failed = partial(self._refused, name, kept)
        self.desk.background.change(work, owner=self, failed=failed)

    def write_all(self, changes: Mapping[str, object]) -> None:
        """Change several fields of the customer that is shown, as one step."""
        if self.customer is not None:
            work = partial(customers.edit_customer, self.desk.database, self.customer.id, dict(changes))
            self.desk.background.change(work, owner=self, failed=self.desk.notices.failed)

    @property
    def _panels(self) -> dict[str, QWidget]:
        return dict(
            zip(TABS, (self.overview, self.details, self.contacts, self.quotes, self.invoice), strict=True)
        )

    def _build(self) -> None:
        self.title.hide()
        self.lead_with(self.name)
        self.lead_with(self.avatar)
        self.add_action(MenuButton(fill=self._fill_menu, icon="ellipsis", kind="icon"))
        self.body.setAlignment(Qt.AlignmentFlag(0))
        for widget in (self.stage, self.tabs):
            self.body.addWidget(widget)
        for tab, panel in self._panels.items():
            self.body.addWidget(panel, 1 if tab in ("overview", "quotes") else 0)
        self.body.addStretch(0)

    def _listen(self) -> None:
        self.name.committed.connect(partial(self.write, "name"))
        self.stage.chosen.connect(partial(self.write, "lifecycle"))
        self.tabs.chosen.connect(self.show_tab)
        for panel in (self.overview, self.details, self.invoice):
            panel.edited.connect(self.write)
        self.invoice.filled.connect(self.write_all)
        self.overview.open_requested.connect(self.open_requested)
        self.overview.contacts_asked.connect(partial(self.show_tab, "contacts"))
        self.quotes.open_requested.connect(self.open_requested)
        self.desk.changes.listen(self, self._touched, "customers", "contacts", "activities", "quotes")

    def _show(self, customer: CustomerDetail) -> None:
        if customer.id != self._wanted:
            return
        self.customer = customer
        self.avatar.show_name(customer.name)
        self.name.show_value(customer.name)
        self.setAccessibleName(customer.name)
        about = (customer.short_name or customer.name_en, shown_city(customer), customer.industry)
        self.subtitle.setText(" · ".join(part for part in about if part))
        self.subtitle.setVisible(any(about))
        self.stage.show_stage(customer.lifecycle)
        for panel in (self.overview, self.details, self.invoice):
            panel.show_customer(customer)
        self._fill(self.tabs.value())
        self.show()
        then, self._waiting = self._waiting, None
        if then is not None:
            then()

    def _fill(self, tab: str) -> None:
        if self.customer is None:
            return
        if tab == "overview":
            self.overview.load()
        elif tab == "contacts":
            self.contacts.show_customer(self.customer.id)
        elif tab == "quotes":
            self.quotes.show_customer(self.customer.id)

    def _touched(self, touched: Touched) -> None:
        if self.customer is None or not self.isVisible():
            return
        if touched.holds("customers", self.customer.id):
            self.show_customer(self.customer.id)
        elif touched.touch("contacts", "activities", "quotes"):
            self._fill(self.tabs.value())

    def _failed(self, error: Exception) -> None:
        if isinstance(error, NotFound):
            self.customer = None
            self.close_drawer()
        else:
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
        tab = self.tabs.value()
        panels: dict[str, Overview | DetailsPanel | InvoicePanel] = {
            "overview": self.overview,
            "details": self.details,
            "invoice": self.invoice,
        }
        return panels[tab].field(name) if tab in panels else None

    def _fill_menu(self, menu: QMenu) -> None:
        if self.customer is None:
            return
        customer = self.customer
        menu.addAction(say("customer.copy_name"), partial(QGuiApplication.clipboard().setText, customer.name))
        menu.addSeparator()
        menu.addAction(say("customer.delete"), partial(self.remove_asked.emit, customer.id))
