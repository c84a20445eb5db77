"""Says why a quote cannot be changed, and offers the one thing to do about it."""

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QWidget

from salesdesk.desktop.widgets.buttons import Button
from salesdesk.desktop.widgets.icon_label import IconLabel
from salesdesk.desktop.widgets.plain import PlainLabel, panel
from salesdesk.domain.quotes import QuoteStatus, moves
from salesdesk.services.quotes import QuoteDetail


class LockedBar(QWidget):
    """Hidden while the quote may be edited."""

    def __init__(
        self, revise: Callable[[], None], newest: Callable[[], None], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.reason = PlainLabel(wrap=True, role="muted")
        self.revise = Button(key="quotes.act.revise", icon="git-branch", kind="primary", run=revise)
        self.newest = Button(key="quote.open_newest", icon="arrow-right", run=newest)
        box = panel("quiet", self)
        outer, row = QHBoxLayout(self), QHBoxLayout(box)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(box)
        row.setContentsMargins(12, 6, 6, 6)
        row.setSpacing(10)
        row.addWidget(IconLabel("lock", "text3"))
        row.addWidget(self.reason, 1)
        row.addWidget(self.revise)
        row.addWidget(self.newest)
        self.hide()

    def show_quote(self, quote: QuoteDetail, *, editable: bool) -> None:
        """Say why it is locked, if it is."""
        self.setVisible(not editable)
        if editable:
            return
        state = quote.status if quote.is_current else QuoteStatus.SUPERSEDED
        self.reason.say(f"quote.locked.{state}")
        self.revise.setVisible(quote.is_current and QuoteStatus.SUPERSEDED in moves(quote.status))
        self.newest.setVisible(not quote.is_current)
