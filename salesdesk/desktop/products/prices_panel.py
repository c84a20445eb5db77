"""Further prices of a product: for another currency, from a quantity on, or for some days."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property, partial
from typing import Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from salesdesk import formats
from salesdesk.desktop.products.fields import product_field
from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.widgets.buttons import Button, IconButton
from salesdesk.desktop.widgets.fields.dates import DateField
from salesdesk.desktop.widgets.fields.field import Field
from salesdesk.desktop.widgets.fields.form import Form
from salesdesk.desktop.widgets.plain import PlainLabel, panel
from salesdesk.services.products import Price, ProductDetail, ProductPrice
from salesdesk.words import language, say

_NAMES: Final = ("currency", "unit_price", "tax_included", "min_quantity")
_DAYS: Final = ("valid_from", "valid_until")


class PriceCard(QWidget):
    """One further price: a line that says it, and, when it is open, its fields."""

    changed = Signal()
    remove_asked = Signal()

    def __init__(self, desk: Desk, price: Price, unit: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._unit, self._shown = desk, unit, price
        self.title = Button(kind="link", run=self.turn)
        self.below = PlainLabel(role="small", wrap=True)
        self.below.setIndent(4)
        self._build()
        self._tell()

    @cached_property
    def form(self) -> Form:
        """The fields; made when the card is first opened."""
        fields: list[tuple[str, Field]] = [
            (name, product_field(name, quiet=True, prefix="product.price")) for name in _NAMES
        ]
        fields += [(name, DateField(f"product.price.{name}", self._desk.today, quiet=True)) for name in _DAYS]
        form = Form(fields, label_width=104)
        form.show_values({name: getattr(self._shown, name) for name in form.fields})
        form.changed.connect(self._tell_change)
        form.hide()
        self._column.addWidget(form)
        return form

    def price(self) -> Price:
        """Return the price as it stands now; an empty figure is nothing."""
        if "form" not in vars(self):
            return self._shown
        values = {name: field.value() for name, field in self.form.fields.items()}
        values |= {name: values[name] or Decimal(0) for name in ("unit_price", "min_quantity")}
        return Price(**values)

    def turn(self) -> None:
        """Open the fields, or close them."""
        self.form.setVisible(self.form.isHidden())
        if not self.form.isHidden():
            self.form.fields["unit_price"].setFocus()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._tell()

    def _build(self) -> None:
        card = panel("card", self)
        outer, column, head = QVBoxLayout(self), QVBoxLayout(card), QHBoxLayout()
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(card)
        column.setContentsMargins(10, 6, 6, 6)
        column.setSpacing(2)
        head.addWidget(self.title)
        head.addStretch()
        head.addWidget(IconButton("trash-2", "product.price.remove", self.remove_asked.emit))
        column.addLayout(head)
        column.addWidget(self.below)
        self._column = column

    def _tell_change(self) -> None:
        self._tell()
        self.changed.emit()

    def _tell(self) -> None:
        price = self.price()
        basis = say("products.basis.gross" if price.tax_included else "products.basis.net")
        figure = f"{price.currency} {formats.number(price.unit_price, language())}"
        self.title.setText(f"{figure} · {basis}")
        parts = [_days(price.valid_from, price.valid_until)]
        if price.min_quantity:
            quantity = formats.number(price.min_quantity, language())
            parts.insert(0, say("product.price.from_quantity", quantity=quantity, unit=self._unit).strip())
        self.below.setText(" · ".join(parts))


class PricesPanel(QWidget):
    """All further prices; `changed` tells them whole, as they are written."""

    changed = Signal(list)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._product: ProductDetail | None = None
        self.cards: list[PriceCard] = []
        self._none = PlainLabel(key="product.prices.empty", role="small", wrap=True)
        self.add = Button(key="product.prices.add", icon="plus", kind="link", run=self.begin)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self._column.addWidget(self._none)
        self._column.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)

    def show_product(self, product: ProductDetail) -> None:
        """Show a product's further prices; what is open stays open while they say the same."""
        same = self._product is not None and self._product.id == product.id
        self._product = product
        shown = [_as_price(price) for price in product.prices]
        if same and Counter(shown) == Counter(card.price() for card in self.cards):
            return
        for card in self.cards:
            self._drop(card)
        self.cards = []
        for price in shown:
            self._append(price)

    def begin(self) -> None:
        """Begin a further price; it is written when its figure is typed."""
        if self._product is None:
            return
        other = "USD" if self._product.currency == "CNY" else "CNY"
        basis = self._product.tax_included
        self._append(Price(currency=other, unit_price=Decimal(0), tax_included=basis)).turn()

    def _append(self, price: Price) -> PriceCard:
        unit = self._product.unit if self._product is not None else ""
        card = PriceCard(self._desk, price, unit)
        card.changed.connect(self._tell)
        card.remove_asked.connect(partial(self._remove, card))
        self._column.insertWidget(len(self.cards), card)
        self.cards.append(card)
        self._none.hide()
        return card

    def _remove(self, card: PriceCard) -> None:
        self.cards.remove(card)
        self._drop(card)
        self._tell()

    def _drop(self, card: PriceCard) -> None:
        self._column.removeWidget(card)
        card.hide()
        card.deleteLater()
        self._none.setVisible(not self.cards)

    def _tell(self) -> None:
        self._none.setVisible(not self.cards)
        prices: Sequence[Price] = [card.price() for card in self.cards]
        self.changed.emit([price for price in prices if price.unit_price])


def _as_price(price: ProductPrice) -> Price:
    names = (*_NAMES, *_DAYS)
    return Price(**{name: getattr(price, name) for name in names})


def _days(first: date | None, last: date | None) -> str:
    if first is not None and last is not None:
        return say("product.price.days", first=first, last=last)
    if first is not None:
        return say("product.price.since", first=first)
    return say("product.price.until", last=last) if last is not None else say("product.price.always")
