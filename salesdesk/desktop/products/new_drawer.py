"""A new product. What is typed is kept until it is saved or given up."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final
from uuid import UUID

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from salesdesk.desktop.products.drawer import WIDE
from salesdesk.desktop.products.fields import NEW, product_fields
from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.runtime.language import rebind
from salesdesk.desktop.widgets.buttons import Button
from salesdesk.desktop.widgets.drawer import Drawer
from salesdesk.desktop.widgets.fields.field import LineField
from salesdesk.desktop.widgets.fields.form import Form
from salesdesk.desktop.widgets.plain import PlainLabel
from salesdesk.desktop.widgets.undoable import do
from salesdesk.domain.errors import RuleBroken
from salesdesk.services import company, drafts, products
from salesdesk.services.company import CompanyProfile
from salesdesk.words import say

DRAFT: Final = ("product", UUID(int=0))  # one unfinished new product a device
_KEEP_AFTER: Final = 250  # milliseconds without a key
_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class NewProductDrawer(Drawer):
    """Enter saves from every line; Escape closes and keeps what was typed for the next time."""

    made = Signal(object)  # the id of the new product

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(WIDE, parent)
        self.desk = desk
        self.form = Form(product_fields(NEW, quiet=False), label_width=104)
        self._saving = False
        self._timer = QTimer(self, singleShot=True, interval=_KEEP_AFTER)
        self._timer.timeout.connect(self._keep)
        self._build()

    def begin(self) -> None:
        """Open, with the company's usual tax and what was left unfinished the last time."""
        self.desk.background.ask(partial(_start, self.desk), owner=self, then=self._begun)

    def save(self) -> None:
        """Add the product."""
        if self._saving or not self.form.commit():
            return
        self._saving = True
        self._timer.stop()
        fields = {name: value for name, value in self.form.values().items() if value not in ("", None)}
        do(
            self.desk,
            partial(_add, self.desk, fields),
            owner=self,
            say="products.added",
            then=self._made,
            failed=self._refused,
            name=fields.get("name", ""),
        )

    def give_up(self) -> None:
        """Forget what was typed, and close."""
        self._timer.stop()
        self._clear()
        self.desk.background.change(partial(drafts.drop_draft, self.desk.database, *DRAFT), owner=self)
        self.close_drawer()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTER:
            self.save()
        else:
            super().keyPressEvent(event)

    def close_drawer(self) -> None:
        if self._timer.isActive():
            self._timer.stop()
            self._keep()
        super().close_drawer()

    def _build(self) -> None:
        row = QHBoxLayout()
        row.addWidget(Button(key="product.new.save", kind="primary", run=self.save))
        row.addWidget(Button(key="product.new.cancel", kind="ghost", run=self.give_up))
        row.addStretch()
        self.body.addWidget(self.form)
        self.body.addLayout(row)
        self.body.addWidget(PlainLabel(key="product.new.keys", role="small", wrap=True))
        self.body.addStretch(1)
        for field in self.form.fields.values():
            field.typed.connect(lambda _text: self._typing())
        rebind(self, self._say_title)

    def _say_title(self) -> None:
        self.set_titles(say("product.new.title"))

    def _begun(self, start: tuple[drafts.Draft | None, CompanyProfile]) -> None:
        draft, profile = start
        if not self.isVisible():
            self._clear()
            self.form.show_values(
                {
                    "currency": profile.base_currency,
                    "tax_rate": profile.tax_rate,
                    "tax_included": profile.tax_included,
                }
            )
            self._take_up(draft.body if draft is not None else {})
        self.show()
        self.form.fields["name"].setFocus()

    def _take_up(self, body: Mapping[str, Any]) -> None:
        for name, text in body.items():
            field = self.form.fields.get(name)
            if isinstance(field, LineField):
                field.line.setText(str(text))

    def _clear(self) -> None:
        for name, field in self.form.fields.items():
            field.show_value(None if name in ("unit_price", "tax_rate") else "")
            if isinstance(field, LineField):
                field.line.setModified(False)
                field.line.clear()

    def _typing(self) -> None:
        if not self._saving and self.isVisible():
            self._timer.start()

    def _keep(self) -> None:
        lines = {name: field for name, field in self.form.fields.items() if isinstance(field, LineField)}
        typed = {name: field.line.text() for name, field in lines.items() if field.line.text()}
        work = partial(drafts.keep_draft, self.desk.database, *DRAFT, typed)
        self.desk.background.change(work, owner=self)

    def _made(self, product_id: UUID) -> None:
        self._saving = False
        self._clear()
        self.hide()
        self.made.emit(product_id)

    def _refused(self, error: Exception) -> None:
        self._saving = False
        if isinstance(error, RuleBroken) and error.code == "product-code-taken":
            self.form.fields["code"].refuse(error)
        elif not self.form.refuse(error):
            self.desk.notices.failed(error)


def _start(desk: Desk) -> tuple[drafts.Draft | None, CompanyProfile]:
    return drafts.draft(desk.database, *DRAFT), company.profile(desk.database)


def _add(desk: Desk, fields: Mapping[str, object]) -> UUID:
    made = products.add_product(desk.database, fields)
    drafts.drop_draft(desk.database, *DRAFT)
    return made
