"""What is done with several products together: shown for each before it is done, and one step to undo."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import Any, Final
from uuid import UUID

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from salesdesk.desktop.products.columns import group_text, money_text
from salesdesk.desktop.products.fields import product_field
from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.tables.bulk_look import BulkLook
from salesdesk.desktop.widgets.ask_sheet import AskSheet
from salesdesk.desktop.widgets.fields.field import Field
from salesdesk.desktop.widgets.fields.figures import PercentField
from salesdesk.desktop.widgets.undoable import do
from salesdesk.domain.errors import BadInput
from salesdesk.services import bulk_edits, products
from salesdesk.services.bulk_edits import Coming
from salesdesk.storage.database import Database

PRICE: Final = "unit_price"
FIELDS: Final = ("category", "unit", "tax_rate", PRICE)
"""What can be given to many at once; prices change by percent."""
_TITLES: Final = {"is_active": "products.column.state", PRICE: "products.column.price"}


class PriceChangeField(PercentField):
    """By how many percent prices change: 5 is dearer, -3 % cheaper, 9折 cheaper by 10."""

    def read(self, text: str) -> Decimal | None:
        percent = super().read(text)
        return -percent if percent is not None and text.strip().endswith("折") else percent


class ProductsTogether(QObject):
    """Asks for the value, shows what would become of each, and does it in the background."""

    def __init__(self, desk: Desk, widget: QWidget) -> None:
        super().__init__(widget)
        self._desk, self._widget = desk, widget
        self._sheet = BulkLook("products.bulk.look", desk, widget.window, self)

    def ask(self, field: str, ids: Sequence[UUID]) -> None:
        """Ask for the value of one of FIELDS."""
        key = f"products.bulk.{field}"
        if field == PRICE:
            line: Field = PriceChangeField(key, placeholder_key=f"{key}.hint")
        else:
            line = product_field(field, quiet=False)
        AskSheet(key, line, partial(self._take, field, ids), self._widget.window()).open()

    def set_active(self, ids: Sequence[UUID], *, active: bool) -> None:
        """Archive them, or bring them back."""
        self._take("is_active", ids, active)

    def _take(self, field: str, ids: Sequence[UUID], value: Any) -> None:
        if value is None:
            self._desk.notices.failed(BadInput("field-required", field=field))
            return
        database = self._desk.database
        work = partial(bulk_edits.coming_products, database, ids, field, value)
        if field == PRICE:
            work = partial(bulk_edits.coming_prices, database, ids, value)
        self._sheet.look(
            work,
            len(ids),
            partial(self._write, field),
            title_key=_TITLES.get(field, f"products.column.{field}"),
            text=_TEXTS.get(field, str),
        )

    def _write(self, field: str, good: Sequence[Coming]) -> None:
        work = partial(_edit, self._desk.database, field, good)
        said = "products.bulk.done"
        if field == "is_active":
            said = "products.restored" if good[0].after else "products.archived"
        do(self._desk, work, owner=self, say=said, name=good[0].name)


def _edit(database: Database, field: str, good: Sequence[Coming]) -> int:
    changes = {one.id: {field: one.after[0] if field == PRICE else one.after} for one in good}
    return products.edit_each(database, changes)


_TEXTS: Final[Mapping[str, Callable[[Any], str]]] = {
    "tax_rate": partial(group_text, "tax_rate"),
    "is_active": partial(group_text, "state"),
    PRICE: lambda priced: money_text(*priced),
}
