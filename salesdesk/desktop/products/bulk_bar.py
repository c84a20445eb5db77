"""What can be done with several products at once."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QWidget

from salesdesk.desktop.products.together import FIELDS
from salesdesk.desktop.widgets.adaptive_row import AdaptiveRow
from salesdesk.desktop.widgets.buttons import Button, IconButton, MenuButton
from salesdesk.desktop.widgets.plain import PlainLabel
from salesdesk.words import say


class ProductBulkBar(AdaptiveRow):
    """Made once more than one row is selected. It tells what is wanted; the page does it."""

    active_asked = Signal(bool)
    change_asked = Signal(str)  # one of FIELDS
    remove_asked = Signal()
    cleared = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.count = PlainLabel(role="strong", parent=self)

    def show_count(self, number: int) -> None:
        """Say how many are selected."""
        if number > 1 and self.row.isEmpty():
            self._build()
        self.count.say("products.selected", n=number)

    def _build(self) -> None:
        row = self.row
        row.addWidget(self.count)
        row.addSpacing(8)
        change = MenuButton(
            fill=self._fill_fields, key="products.bulk.change", icon="square-pen", kind="ghost"
        )
        row.addWidget(change)
        for key, icon, run in (
            ("products.bulk.archive", "archive", lambda: self.active_asked.emit(False)),
            ("products.bulk.restore", "archive-restore", lambda: self.active_asked.emit(True)),
            ("products.bulk.delete", "trash-2", self.remove_asked.emit),
        ):
            row.addWidget(Button(key=key, icon=icon, kind="ghost", run=run))
        row.addStretch()
        row.addWidget(IconButton("x", "products.bulk.clear", self.cleared.emit, shortcut="Esc"))

    def _fill_fields(self, menu: QMenu) -> None:
        for field in FIELDS:
            menu.addAction(say(f"products.bulk.{field}"), partial(self.change_asked.emit, field))
