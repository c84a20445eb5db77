"""Below the lines: terms at the left, the discount on the whole and the sums at the right."""

from decimal import Decimal
from functools import partial
from typing import Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from salesdesk.desktop.quotes.totals import TotalsView
from salesdesk.desktop.quotes.words import amount_text
from salesdesk.desktop.theme.look import look
from salesdesk.desktop.widgets.buttons import Segments
from salesdesk.desktop.widgets.fields.field import Field, LineField
from salesdesk.desktop.widgets.fields.figures import MoneyField, PercentField
from salesdesk.desktop.widgets.fields.text import LongTextField
from salesdesk.desktop.widgets.plain import PlainLabel
from salesdesk.domain.errors import RuleBroken, SalesDeskError
from salesdesk.domain.money import Money, to_minor
from salesdesk.services.quotes import QuoteDetail

TERMS: Final = ("payment_terms", "delivery_terms", "terms", "note")
_SUMS_WIDE: Final = 300
_TEXT_LINES: Final = 4


class QuoteFoot(QWidget):
    """`changed` tells what is to be written, `tried` what is being typed of the discount."""

    changed = Signal(str, object)
    tried = Signal(dict)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.totals = TotalsView()
        self.percent = PercentField("quote.field.discount_percent", places=4)
        self.amount = MoneyField("quote.field.discount_amount", "CNY")
        self.texts: dict[str, LongTextField] = {}  # those that have been looked at
        self._quote: QuoteDetail | None = None
        self._editable = True
        self.tabs = Segments("quote.terms", [(name, f"quote.field.{name}") for name in TERMS])
        self._stack = QStackedWidget()
        self.percent.line.setPlaceholderText("0 %")
        self.tabs.chosen.connect(self.show_terms)
        self._build()
        self.percent.committed.connect(self._percent_given)
        self.amount.committed.connect(self._amount_given)
        for field in (self.percent, self.amount):
            field.typed.connect(self._try)
            field.line.editingFinished.connect(lambda: self.tried.emit({}))
        self.show_terms(TERMS[0])

    def show_quote(self, quote: QuoteDetail, *, editable: bool) -> None:
        """Show terms and discount of a quote."""
        self._quote, self._editable = quote, editable
        self.amount.currency = quote.currency
        zero = amount_text(0, quote.currency)
        self.amount.line.setPlaceholderText(zero)
        self.percent.show_value(quote.discount_percent or None)
        money = Money.of_minor(quote.discount_amount, quote.currency) if quote.discount_amount else None
        self.amount.show_value(money)
        for name in self.texts:
            self._fill(name)
        for field in (self.percent, self.amount):
            field.setEnabled(editable)

    def show_terms(self, name: str) -> None:
        """Bring one of the texts to the front."""
        self.tabs.show_value(name)
        self._stack.setCurrentWidget(self._text(name))

    def field(self, name: str) -> Field | None:
        """Return a field by the name of its value."""
        figures: dict[str, Field] = {"discount_percent": self.percent, "discount_amount": self.amount}
        return figures.get(name) or (self._text(name) if name in TERMS else None)

    def commit(self) -> None:
        """Take what is typed anywhere."""
        for field in (self.percent, self.amount, *self.texts.values()):
            field.commit()

    def _text(self, name: str) -> LongTextField:
        if name not in self.texts:
            self.texts[name] = text = LongTextField(
                f"quote.field.{name}", lines=_TEXT_LINES, parent=self._stack
            )
            self._stack.addWidget(text)
            text.committed.connect(partial(self.changed.emit, name))
            self._fill(name)
        return self.texts[name]

    def _fill(self, name: str) -> None:
        if self._quote is not None:
            self.texts[name].show_value(getattr(self._quote, name))
            self.texts[name].text.setReadOnly(not self._editable)

    def _build(self) -> None:
        left, right = QVBoxLayout(), QVBoxLayout()
        left.setSpacing(6)
        tabs = QHBoxLayout()
        tabs.addWidget(self.tabs)
        tabs.addStretch()
        left.addLayout(tabs)
        left.addWidget(self._stack)
        left.addStretch()
        grid = QGridLayout()
        grid.setHorizontalSpacing(6)
        grid.addWidget(PlainLabel(key="quote.field.discount", role="muted"), 0, 0)
        grid.addWidget(self.percent, 0, 1)
        grid.addWidget(self.amount, 0, 2)
        grid.setColumnStretch(0, 1)
        self.percent.setFixedWidth(look().px(72))
        self.amount.setFixedWidth(look().px(110))
        right.addLayout(grid)
        right.addWidget(self.totals)
        right.addStretch()
        box = QWidget()
        box.setLayout(right)
        right.setContentsMargins(0, 0, 0, 0)
        box.setFixedWidth(look().px(_SUMS_WIDE))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(20)
        row.addLayout(left, 1)
        row.addWidget(box)

    def _percent_given(self, value: Decimal | None) -> None:
        self.changed.emit("discount_percent", value or Decimal(0))

    def _amount_given(self, value: Money | None) -> None:
        currency = self.amount.currency
        if value is not None and value.currency != currency:
            self.amount.send_back(None, RuleBroken("currency-mixed", first=value.currency, second=currency))
            return
        self.changed.emit("discount_amount", to_minor(value.amount, currency) if value is not None else 0)

    def _try(self, _text: str) -> None:
        percent, amount = _read(self.percent), _read(self.amount)
        mine = isinstance(amount, Money) and amount.currency == self.amount.currency
        minor = to_minor(amount.amount, amount.currency) if mine else 0
        self.tried.emit({"discount_percent": percent or Decimal(0), "discount_amount": minor})


def _read(field: LineField) -> Any:
    try:
        return field.read(field.line.text())
    except SalesDeskError:
        return None
