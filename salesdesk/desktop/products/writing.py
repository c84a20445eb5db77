"""What the page of products writes: one cell, many rows, or their removal. Each is one step to undo."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final
from uuid import UUID

from PySide6.QtCore import QObject

from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.widgets.undoable import do
from salesdesk.domain.errors import SalesDeskError
from salesdesk.domain.figures import read_number
from salesdesk.services import products
from salesdesk.services.products import ProductSummary

_FIELDS: Final = {"price": "unit_price"}


class ProductWriting(QObject):
    """Writes in the background and says at the foot what was done."""

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk

    def edit_cell(self, row: ProductSummary, key: str, typed: str) -> None:
        """Take what was typed into a cell."""
        field = _FIELDS.get(key, key)
        try:
            value: object = read_number(typed, field=field) if field == "unit_price" else typed.strip()
        except SalesDeskError as error:
            self._desk.notices.failed(error)
            return
        work = partial(products.edit_product, self._desk.database, row.id, {field: value})
        self._desk.background.change(work, owner=self, failed=self._desk.notices.failed)

    def set_active(self, ids: Sequence[UUID], *, active: bool, name: str = "") -> None:
        """Archive products, or bring them back."""
        work = partial(products.edit_products, self._desk.database, ids, {"is_active": active})
        self._do(work, "products.restored" if active else "products.archived", name)

    def remove(self, ids: Sequence[UUID], name: str = "") -> None:
        """Remove products; quotes keep their lines."""
        self._do(partial(products.remove_products, self._desk.database, ids), "products.removed", name)

    def _do(self, work: Callable[[], int], say: str, name: str) -> None:
        do(self._desk, work, owner=self, say=say, name=name)
