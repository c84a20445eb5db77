"""Below the table: how the price of a line came about, what the customer was offered last, spec and note."""

from functools import partial
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from salesdesk import formats
from salesdesk.desktop.quotes.finding import PriceStory
from salesdesk.desktop.quotes.line_columns import discount_text, price_text
from salesdesk.desktop.quotes.line_model import LineRow
from salesdesk.desktop.quotes.words import amount_text
from salesdesk.desktop.runtime.language import rebind
from salesdesk.desktop.widgets.buttons import Button
from salesdesk.desktop.widgets.fields.text import TextField
from salesdesk.desktop.widgets.plain import PlainLabel
from salesdesk.domain.price_rules import StepKind
from salesdesk.words import error_text, language, say

_FIELDS: Final = ("spec", "note")


class LinePanel(QWidget):
    """Two rows: the story of the price, then what is written under the name of the line."""

    changed = Signal(str, object)  # a field of the line
    last_asked = Signal()  # take the price of the last time

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._story: PriceStory | None = None
        self._refusal: Exception | None = None
        self._currency = "CNY"
        self.story = PlainLabel(role="small", elide=True)
        self.last = Button(kind="link", run=self.last_asked.emit)
        self.fields = {
            name: TextField(f"quote.line.{name}", quiet=True, placeholder_key=f"quote.line.{name}.hint")
            for name in _FIELDS
        }
        for name, field in self.fields.items():
            field.committed.connect(partial(self.changed.emit, name))
        column, top, low = QVBoxLayout(self), QHBoxLayout(), QHBoxLayout()
        column.setContentsMargins(8, 2, 8, 4)
        column.setSpacing(0)
        top.addWidget(self.story, 1)
        top.addWidget(self.last)
        low.setSpacing(8)
        for name in _FIELDS:
            low.addWidget(self.fields[name], 1)
        column.addLayout(top)
        column.addLayout(low)
        rebind(self.story, self._say)

    def show_row(self, row: LineRow | None, currency: str, *, editable: bool) -> None:
        """Show the fields of a line; its price is told when it is known."""
        self._currency = currency
        line = row.line if row is not None and not row.heading and not row.blank else None
        if line is None or (self._story is not None and row is not None and self._story.key != row.key):
            self._story = None
        for name, field in self.fields.items():
            field.show_value(getattr(line, name) if line is not None else "")
            field.setEnabled(editable and line is not None)
        self._say()

    def show_story(self, story: PriceStory) -> None:
        """Tell how a price came about."""
        self._story = story
        self._say()

    def refuse(self, why: Exception | None) -> None:
        """Say why something typed cannot be taken; None takes it back."""
        if why is not self._refusal:
            self._refusal = why
            self._say()

    @property
    def last_price(self) -> PriceStory | None:
        """The story that is told, if there was an offer before."""
        return self._story if self._story is not None and self._story.last is not None else None

    def _say(self) -> None:
        self.story.set_role("refusal" if self._refusal is not None else "small")
        if self._refusal is not None:
            self.story.setText(error_text(self._refusal))
            return
        story = self._story
        self.story.setText(_chain(story, self._currency) if story is not None else "")
        last = story.last if story is not None else None
        self.last.setVisible(last is not None)
        if last is not None:
            off = discount_text(last, self._currency)
            price = f"{formats.SYMBOLS.get(self._currency, '')}{price_text(last.unit_price, self._currency)}"
            self.last.setText(say("quote.last_price", price=f"{price} − {off}" if off else price))


def _chain(story: PriceStory, currency: str) -> str:
    """Return the steps of a price in one line: List price ¥300.00 → Line discount 5 % ¥285.00 → Tax …."""
    parts = []
    for step in story.steps:
        percent = f" {formats.number(step.percent, language())} %" if step.percent is not None else ""
        before_tax = step.kind is StepKind.TAX and step.change < 0
        name = say("quote.sum.net") if before_tax else f"{say(f'price_step.{step.kind}')}{percent}"
        parts.append(f"{name} {amount_text(step.amount, currency)}")
    return "  →  ".join(parts)
