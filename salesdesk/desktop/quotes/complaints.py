"""What is said of pasted rows, row by row."""

from collections.abc import Sequence

from PySide6.QtWidgets import QGridLayout, QWidget

from salesdesk.desktop.quotes.pasting import Complaint
from salesdesk.desktop.theme.look import look
from salesdesk.desktop.widgets.buttons import Button
from salesdesk.desktop.widgets.dialog import Sheet
from salesdesk.desktop.widgets.drawer import scrolled
from salesdesk.desktop.widgets.pill import Pill
from salesdesk.desktop.widgets.plain import PlainLabel
from salesdesk.words import say


class ComplaintsSheet(Sheet):
    """Each complaint with the number of its row, and whether the row was taken."""

    def __init__(self, taken: int, complaints: Sequence[Complaint], parent: QWidget | None) -> None:
        super().__init__("quote.paste.title", parent, width=520)
        self.body.addWidget(PlainLabel(key="quote.paste.taken", n=taken, role="muted", wrap=True))
        inner = QWidget()
        grid = QGridLayout(inner)
        grid.setContentsMargins(0, 0, 8, 0)
        grid.setColumnStretch(1, 1)
        for at, complaint in enumerate(complaints):
            number = PlainLabel(say("quote.paste.row", n=complaint.row), role="small")
            key, tone = ("quote.paste.kept", "warn") if complaint.taken else ("quote.paste.left", "bad")
            grid.addWidget(number, at, 0)
            grid.addWidget(PlainLabel(complaint.text, wrap=True), at, 1)
            grid.addWidget(Pill(say(key), "warn" if tone == "warn" else "bad"), at, 2)
        grid.setRowStretch(len(complaints), 1)
        self.body.addWidget(scrolled(inner))
        self.setMinimumHeight(look().px(min(480, 190 + 30 * len(complaints))))
        self.add_button(Button(key="window.close", kind="primary", run=self.accept))
