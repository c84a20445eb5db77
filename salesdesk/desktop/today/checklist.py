"""The first steps in a fresh workspace: five lines that tick themselves off."""

import sys
from collections.abc import Mapping
from functools import partial
from typing import Final

from PySide6.QtCore import QProcess, QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from salesdesk.desktop.runtime.places import Place
from salesdesk.desktop.theme.look import look
from salesdesk.desktop.widgets.buttons import Button
from salesdesk.desktop.widgets.icon_label import IconLabel
from salesdesk.desktop.widgets.plain import PlainLabel, panel
from salesdesk.services import company, customers, products, quotes
from salesdesk.services.customers import CustomerFilter
from salesdesk.services.products import ProductFilter
from salesdesk.services.quotes import QuoteFilter
from salesdesk.settings import ROOT
from salesdesk.storage.database import Database

DEMO: Final = "demo"
_PLACES: Final = {
    "company": Place("settings", args=(("section", "company"),)),
    "customers": Place("import", args=(("kind", "customers"),)),
    "product": Place("products", args=(("new", "1"),)),
    "quote": Place("quotes", args=(("new", "1"),)),
}
STEPS: Final = (*_PLACES, DEMO)


def first_steps(database: Database) -> dict[str, bool]:
    """Return which of the first steps are done, as the database tells. Asked on a worker."""
    profile = company.profile(database)
    return {
        "company": bool(profile.name and (profile.address or profile.tax_id or profile.phone)),
        "customers": customers.listing(database, CustomerFilter()).count() > 0,
        "product": products.listing(database, ProductFilter()).count() > 0,
        "quote": quotes.listing(database, QuoteFilter()).count() > 0,
    }


def open_demo() -> None:
    """Start the program a second time, on the demo workspace and its lessons."""
    frozen = getattr(sys, "frozen", False)
    arguments = [*([] if frozen else [str(ROOT / "main.py")]), "--demo", "--practice"]
    QProcess.startDetached(sys.executable, arguments)


class Checklist(QWidget):
    """A card of steps; a step that is done has a tick and no way to press it."""

    open_requested = Signal(Place)
    demo_asked = Signal()
    hide_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._marks: dict[str, IconLabel] = {}
        self.buttons: dict[str, Button] = {}
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        card = panel("sheet", self)
        outer, column = QVBoxLayout(self), QVBoxLayout(card)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(card)
        column.setContentsMargins(20, 18, 20, 14)
        column.setSpacing(12)
        column.addWidget(PlainLabel(key="today.start", role="h2"))
        column.addWidget(PlainLabel(key="today.start.text", role="muted", wrap=True))
        for step in STEPS:
            column.addWidget(self._step(step))
        hide = Button(key="today.start.hide", kind="link", run=self.hide_asked.emit)
        column.addWidget(hide, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch()

    def sizeHint(self) -> QSize:
        return QSize(look().px(340), super().sizeHint().height())

    def show_steps(self, done: Mapping[str, bool]) -> None:
        """Tick off what is done."""
        for step in STEPS:
            finished = done.get(step, False)
            icon, tone = ("circle-check", "ok") if finished else ("circle", "text3")
            self._marks[step].show_icon(icon, tone)
            self.buttons[step].setEnabled(not finished)

    def _step(self, step: str) -> QWidget:
        box, row, texts = QWidget(), QHBoxLayout(), QVBoxLayout()
        box.setLayout(row)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self._marks[step] = IconLabel("circle", "text3", 18)
        button = Button(key=f"today.start.{step}", kind="link", run=partial(self._press, step))
        below = PlainLabel(key=f"today.start.{step}.text", role="small", wrap=True)
        below.setIndent(look().px(5))
        self.buttons[step] = button
        texts.setSpacing(0)
        texts.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        texts.addWidget(below)
        mark = QVBoxLayout()
        mark.setContentsMargins(0, look().px(2), 0, 0)
        mark.addWidget(self._marks[step], 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(mark)
        row.addLayout(texts, 1)
        return box

    def _press(self, step: str) -> None:
        if step in _PLACES:
            self.open_requested.emit(_PLACES[step])
        else:
            self.demo_asked.emit()
