"""One product in detail, beside the list."""

from collections.abc import Callable
from functools import cached_property, partial
from typing import Final
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from salesdesk.desktop.marking import RecordMark
from salesdesk.desktop.products.fields import BASICS, CURRENCIES, PRICE, product_fields
from salesdesk.desktop.products.prices_panel import PricesPanel
from salesdesk.desktop.products.stock_panel import StockPanel
from salesdesk.desktop.runtime.changes import Touched
from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.runtime.language import bind
from salesdesk.desktop.runtime.places import Place
from salesdesk.desktop.runtime.turns import turns
from salesdesk.desktop.widgets.buttons import MenuButton
from salesdesk.desktop.widgets.drawer import Drawer
from salesdesk.desktop.widgets.fields.choice import ChoiceField
from salesdesk.desktop.widgets.fields.field import Field
from salesdesk.desktop.widgets.fields.form import Form
from salesdesk.desktop.widgets.pill import Pill
from salesdesk.desktop.widgets.plain import PlainLabel
from salesdesk.domain.errors import NotFound, SalesDeskError
from salesdesk.services import products
from salesdesk.services.products import Price, ProductDetail
from salesdesk.words import say

WIDE: Final = 400


class ProductDrawer(Drawer):
    """Shows a product and writes what is changed. It follows changes made elsewhere."""

    archive_asked = Signal(object)  # the product that is shown
    remove_asked = Signal(object)
    open_requested = Signal(Place)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(WIDE, parent)
        self.desk = desk
        self.product: ProductDetail | None = None
        self._wanted: UUID | None = None
        self._waiting: Callable[[], None] | None = None
        self._coming = False
        self.state = Pill()
        self.basics = Form(product_fields(BASICS, quiet=True))
        self._build()

    def show_product(self, product_id: UUID, then: Callable[[], None] | None = None) -> None:
        """Show a product; call `then` when it is here."""
        self._waiting, self._wanted, self._coming = then, product_id, True
        work = partial(products.product, self.desk.database, product_id)
        failed = partial(self._failed, product_id)
        self.desk.background.ask(work, owner=self, then=self._show, failed=failed)

    @property
    def subject(self) -> UUID | None:
        """The product that is shown or on its way; None where the drawer is closed."""
        return self._wanted if self._coming or self.isVisible() else None

    def edit(self) -> None:
        """Put the cursor into the name."""
        self.basics.fields["name"].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def write(self, name: str, value: object) -> None:
        """Change one field of the product that is shown."""
        if self.product is None:
            return
        kept = getattr(self.product, name)
        work = partial(products.edit_product, self.desk.database, self.product.id, {name: value})
        self.desk.background.change(work, owner=self, failed=partial(self._refused, name, kept))

    def _build(self) -> None:
        self.add_action(self.state)
        more = MenuButton(fill=self._fill_menu, icon="ellipsis", kind="icon")
        bind(more, more.setAccessibleName, "product.more")
        self.add_action(more)
        self.mark = RecordMark(self.desk, "products")
        self.mark.open_requested.connect(self.open_requested)
        self.body.addWidget(self.mark, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addStretch(1)
        self._put("product.group.basics", self.basics)
        self.basics.changed.connect(self.write)
        self.desk.changes.listen(self, self._touched, "products", "product_prices")
        self.desk.language.changed.connect(self._say)

    # What stands further down is made when the product arrives, so that opening holds nothing up.

    @cached_property
    def price(self) -> Form:
        """The list price and its tax."""
        form = Form(product_fields(PRICE, quiet=True))
        form.changed.connect(self.write)
        self._put("product.group.price", form)
        return form

    @cached_property
    def prices(self) -> PricesPanel:
        """The further prices."""
        panel = PricesPanel(self.desk)
        panel.changed.connect(self._write_prices)
        self._put("product.group.prices", panel)
        return panel

    @cached_property
    def stock(self) -> StockPanel:
        """What there is of it, and what is set aside for this laptop."""
        panel = StockPanel(self.desk)
        panel.caption = self._put("product.group.stock", panel)
        return panel

    def _put(self, key: str, widget: QWidget) -> PlainLabel:
        caption = PlainLabel(key=key, role="caption")
        for each in (caption, widget):
            self.body.insertWidget(self.body.count() - 1, each)
        return caption

    def _show(self, product: ProductDetail) -> None:
        if product.id != self._wanted:
            return
        self.product = product
        turns().hold_still(self)
        for step in (self._show_price, self._show_basics, self._show_prices, self._show_stock, self._come):
            turns().add(self, partial(self._take_step, product, step))

    def _take_step(self, product: ProductDetail, step: Callable[[ProductDetail], None]) -> None:
        if product is self.product and product.id == self._wanted:
            step(product)

    def _show_basics(self, product: ProductDetail) -> None:
        self.mark.show_record(product.id)
        _show_values(self.basics, product)
        self._say()

    def _show_price(self, product: ProductDetail) -> None:
        currency = self.price.fields["currency"]
        if isinstance(currency, ChoiceField) and product.currency not in CURRENCIES:
            currency.show_options([(code, code) for code in (*CURRENCIES, product.currency)])
        _show_values(self.price, product)

    def _show_prices(self, product: ProductDetail) -> None:
        self.prices.show_product(product)

    def _show_stock(self, product: ProductDetail) -> None:
        self.stock.show_product(product)

    def _come(self, _product: ProductDetail) -> None:
        self.show()
        self._coming = False
        then, self._waiting = self._waiting, None
        if then is not None:
            then()

    def _say(self) -> None:
        if self.product is None:
            return
        product = self.product
        self.set_titles(product.name, " · ".join(part for part in (product.code, product.category) if part))
        self.state.show_state("" if product.is_active else say("products.state.archived"), "plain")

    def _touched(self, touched: Touched) -> None:
        if self.product is None or not self.isVisible():
            return
        if touched.holds("products", self.product.id) or touched.touch("product_prices"):
            self.show_product(self.product.id)

    def _write_prices(self, prices: list[Price]) -> None:
        if self.product is not None:
            work = partial(products.set_prices, self.desk.database, self.product.id, prices)
            self.desk.background.change(work, owner=self, failed=self.desk.notices.failed)

    def _failed(self, product_id: UUID, error: Exception) -> None:
        if product_id != self._wanted:
            return  # another was asked for meanwhile
        self._coming = False
        if isinstance(error, NotFound):
            self.product = None
            self.close_drawer()
        else:
            self._wanted = self.product.id if self.product is not None else None  # it is still shown
            self.desk.notices.failed(error)

    def _refused(self, name: str, kept: object, error: Exception) -> None:
        field = self._field(name)
        if field is None or not isinstance(error, SalesDeskError):
            self.desk.notices.failed(error)
        else:
            field.send_back(kept, error)

    def _field(self, name: str) -> Field | None:
        return self.basics.fields.get(name) or self.price.fields.get(name)

    def _fill_menu(self, menu: QMenu) -> None:
        if self.product is None:
            return
        product = self.product
        menu.addAction(say("product.copy_code"), partial(QGuiApplication.clipboard().setText, product.code))
        turn = "product.archive" if product.is_active else "product.restore"
        menu.addAction(say(turn), partial(self.archive_asked.emit, product))
        menu.addSeparator()
        menu.addAction(say("product.delete"), partial(self.remove_asked.emit, product))


def _show_values(form: Form, product: ProductDetail) -> None:
    form.show_values({name: getattr(product, name) for name in form.fields})
