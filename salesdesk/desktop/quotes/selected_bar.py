"""What can be done with several quotes at once."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from salesdesk.desktop.widgets.adaptive_row import AdaptiveRow
from salesdesk.desktop.widgets.buttons import Button, IconButton
from salesdesk.desktop.widgets.plain import PlainLabel


class SelectedBar(AdaptiveRow):
    """Made once more than one row is selected. It tells what is wanted; the page does it."""

    act_asked = Signal(str)  # "accepted" and "rejected", as the commands of the page are called
    redate_asked = Signal()
    remove_asked = Signal()
    cleared = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.count = PlainLabel(role="strong", parent=self)

    def show_count(self, number: int) -> None:
        """Say how many are selected."""
        if number > 1 and self.row.isEmpty():
            self._build()
        self.count.say("quotes.selected", n=number)

    def _build(self) -> None:
        row = self.row
        row.addWidget(self.count)
        row.addSpacing(8)
        for key, icon, run in (
            ("quotes.act.accepted", "circle-check", partial(self.act_asked.emit, "accepted")),
            ("quotes.act.rejected", "circle-x", partial(self.act_asked.emit, "rejected")),
            ("quotes.bulk.redate", "calendar", self.redate_asked.emit),
            ("quotes.act.delete", "trash-2", self.remove_asked.emit),
        ):
            row.addWidget(Button(key=key, icon=icon, kind="ghost", run=run))
        row.addStretch()
        row.addWidget(IconButton("x", "quotes.clear_selection", self.cleared.emit, shortcut="Esc"))
