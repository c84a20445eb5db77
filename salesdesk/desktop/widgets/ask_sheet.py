"""Asks for one value, in a sheet of its own."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from salesdesk.desktop.widgets.buttons import Button
from salesdesk.desktop.widgets.dialog import Sheet
from salesdesk.desktop.widgets.fields.field import Field


class AskSheet(Sheet):
    """Enter or the button gives the field's value to `take`, once the field has taken it; Escape gives up."""

    def __init__(
        self, title_key: str, field: Field, take: Callable[[object], None], parent: QWidget | None
    ) -> None:
        super().__init__(title_key, parent, width=380)
        self.field = field
        self._take = take
        self.body.addWidget(field)
        self.add_cancel()
        self.add_button(Button(key="window.ok", kind="primary", run=self.save))
        field.setFocus()

    def save(self) -> None:
        """Take what is typed, unless it is refused."""
        if self.field.commit() and not self.field.refused:
            self.accept()
            self._take(self.field.value())
