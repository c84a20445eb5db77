"""What there is of a product: in each warehouse, and set aside for this laptop."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Final
from uuid import UUID

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from salesdesk import formats
from salesdesk.desktop.runtime.changes import Touched
from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.widgets.buttons import Button
from salesdesk.desktop.widgets.plain import PlainLabel
from salesdesk.domain.stock import EMPTY
from salesdesk.services import stock
from salesdesk.services.products import ProductDetail
from salesdesk.services.stock import Allotment, Level, Picture
from salesdesk.words import language, say

_KINDS: Final = ("warehouses", "stock_levels", "stock_movements", "stock_reservations", "allotments")


class StockCard(QWidget):
    """A name with its figure, and a line that says more. The keyboard reaches it; all of it is read out."""

    def __init__(self, name: str, figure: str, lines: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("part", "card")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(", ".join((name, figure, *lines)))
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(10, 6, 10, 8)
        self.column.setSpacing(2)
        head = QHBoxLayout()
        head.addWidget(PlainLabel(name, role="strong", elide=True), 1)
        head.addWidget(PlainLabel(figure, role="strong"))
        self.column.addLayout(head)
        for line in lines:
            self.column.addWidget(PlainLabel(line, role="small", wrap=True))


class StockPanel(QWidget):
    """Hidden, with its caption, where nothing is kept of the product."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._product: ProductDetail | None = None
        self._picture: Picture | None = None
        self.caption: QWidget | None = None
        self.cards: list[StockCard] = []
        self.as_of = PlainLabel(role="small", wrap=True)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self._column.addWidget(self.as_of)
        desk.changes.listen(self, self._touched, *_KINDS)

    def show_product(self, product: ProductDetail) -> None:
        """Show what is known here of a product's stock."""
        if self._product is None or product.id != self._product.id:
            self._tell(None)
        self._product = product
        work = partial(stock.picture, self._desk.database, product.id)
        self._desk.background.ask(work, owner=self, then=partial(self._show, product.id))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._tell(self._picture)

    def _show(self, product_id: UUID, picture: Picture) -> None:
        if self._product is not None and product_id == self._product.id and picture != self._picture:
            self._tell(picture)

    def _tell(self, picture: Picture | None) -> None:
        self._picture = picture
        for card in self.cards:
            self._column.removeWidget(card)
            card.hide()
            card.deleteLater()
        self.cards = [] if picture is None else self._cards(picture)
        for place, card in enumerate(self.cards):
            self._column.insertWidget(place, card)
        self.as_of.setText(_age(picture.as_of) if picture else "")
        for each in filter(None, (self, self.caption)):
            each.setVisible(bool(self.cards))

    def _cards(self, picture: Picture) -> list[StockCard]:
        levels = [self._level(level) for level in picture.levels]
        return levels + [self._allotment(one) for one in picture.allotments]

    def _level(self, level: Level) -> StockCard:
        now = level.now
        figures = {name: self._many(getattr(now, name)) for name in ("on_hand", "reserved", "allotted")}
        lines = [say("product.stock.figures", **figures)]
        if level.waiting != EMPTY:
            lines.append(say("product.stock.provisional"))
        free = say("product.stock.available", quantity=self._many(now.available, unit=True))
        return StockCard(level.warehouse, free, lines)

    def _allotment(self, one: Allotment) -> StockCard:
        figures = {"left": self._many(one.remaining), "quantity": self._many(one.quantity, unit=True)}
        parts = [one.occasion, say("product.stock.until", until=one.until) if one.until else ""]
        told = [" · ".join(filter(None, parts))] if any(parts) else []
        card = StockCard(say("product.stock.mine"), say("product.stock.left", **figures), told)
        give_back = Button(key="product.stock.give_back", kind="link", run=partial(self.give_back, one.id))
        card.column.addWidget(give_back, 0, Qt.AlignmentFlag.AlignLeft)
        return card

    def give_back(self, allotment_id: UUID) -> None:
        """Let everybody have what is left of it."""
        work = partial(stock.give_back, self._desk.database, allotment_id)
        self._desk.background.change(work, owner=self, failed=self._desk.notices.failed)

    def _many(self, quantity: Decimal, *, unit: bool = False) -> str:
        of = self._product.unit if unit and self._product is not None else ""
        return f"{formats.number(quantity, language())} {of}".strip()

    def _touched(self, _touched: Touched) -> None:
        if self._product is not None and self.window().isVisible():
            self.show_product(self._product)


def _age(as_of: datetime | None) -> str:
    """Return how old the figures are."""
    return say("product.stock.as_of", moment=as_of) if as_of else say("product.stock.never")
