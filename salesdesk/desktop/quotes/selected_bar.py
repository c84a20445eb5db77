"""What can be done with several quotes at once."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from salesdesk.desktop.widgets.buttons import Button, IconButton
from salesdesk.desktop.widgets.plain import PlainLabel


class SelectedBar(QWidget):
    """Shown while more than one row is selected. It tells what is wanted; the page does it."""

    remove_asked = Signal()
    cleared = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.count = PlainLabel(role="strong")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.count)
        row.addWidget(
            Button(key="quotes.act.delete", icon="trash-2", kind="ghost", run=self.remove_asked.emit)
        )
        row.addStretch()
        row.addWidget(IconButton("x", "quotes.clear_selection", self.cleared.emit, shortcut="Esc"))

    def show_count(self, number: int) -> None:
        """Say how many are selected."""
        self.count.say("quotes.selected", n=number)
