"""The products of a show: found by a few letters, each with the two letters it is taken by at the stand."""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.widgets.buttons import Button
from salesdesk.desktop.widgets.fields.record import RecordField
from salesdesk.desktop.widgets.flow import FlowLayout
from salesdesk.desktop.widgets.picker import Suggestion
from salesdesk.domain.interest_codes import letter_codes
from salesdesk.services import products
from salesdesk.services.products import ProductFilter
from salesdesk.storage.database import Database
from salesdesk.words import say

_HITS = 8


class ProductsField(QWidget):
    """`committed` tells the ids, in their order."""

    committed = Signal(list)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._products: list[tuple[UUID, str]] = []
        self._chips: list[Button] = []
        self.finder = RecordField(
            "shows.preset.products.add",
            desk.background,
            partial(_find, desk.database),
            placeholder_key="shows.preset.products.add",
        )
        self.finder.committed.connect(self._add)
        column, box = QVBoxLayout(self), QWidget()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self._flow = FlowLayout(box, spacing=6)
        column.addWidget(self.finder)
        column.addWidget(box)

    def show_products(self, found: Sequence[tuple[UUID, str]]) -> None:
        """Show these, by id and name."""
        self._products = list(found)
        for chip in self._chips:
            self._flow.removeWidget(chip)
            chip.deleteLater()
        codes = letter_codes([name for _, name in self._products])
        self._chips = []
        for code, (one, name) in zip(codes, self._products, strict=True):
            chip = Button(text=f"{code}  {name}", icon="x", kind="chip", run=partial(self._remove, one))
            chip.setAccessibleName(say("window.tags.remove", tag=name))
            self._chips.append(chip)
            self._flow.addWidget(chip)

    def _add(self, product_id: UUID | None) -> None:
        if product_id is None:
            return
        name = self.finder.line.text()
        self.finder.show_value(None)
        if all(one != product_id for one, _ in self._products):
            self._set([*self._products, (product_id, name)])

    def _remove(self, product_id: UUID) -> None:
        self._set([pair for pair in self._products if pair[0] != product_id])

    def _set(self, found: Sequence[tuple[UUID, str]]) -> None:
        self.show_products(found)
        self.committed.emit([one for one, _ in found])


def _find(database: Database, text: str) -> list[Suggestion]:
    page = products.listing(database, ProductFilter(text=text, active=True)).page(0, _HITS)
    return [Suggestion(each.name, each.id, each.code, "package") for each in page]
