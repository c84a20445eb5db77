"""What a quote comes to: net, tax by rate, discount, total, and the total in words."""

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from salesdesk import formats
from salesdesk.desktop.quotes.words import amount_text
from salesdesk.desktop.runtime.language import bind, rebind
from salesdesk.desktop.theme.look import SEMIBOLD, look
from salesdesk.desktop.widgets.plain import PlainLabel
from salesdesk.domain.amount_words import in_chinese
from salesdesk.domain.english_words import in_english
from salesdesk.domain.errors import SalesDeskError
from salesdesk.domain.money import Money
from salesdesk.domain.pricing import DocumentTotals
from salesdesk.words import language, say

_RIGHT = Qt.AlignmentFlag.AlignRight


@dataclass(frozen=True, slots=True)
class _Sum:
    """One line of the sums."""

    name: str
    amount: str
    role: str = "muted"


class TotalsView(QWidget):
    """The sums under the lines. While figures are impossible the last sums stay, greyed, with the reason."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._totals: DocumentTotals | None = None
        self._currency = "CNY"
        self._rows: list[tuple[PlainLabel, PlainLabel]] = []
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(18)
        self._grid.setVerticalSpacing(3)
        self._grid.setColumnStretch(0, 1)
        self.words = PlainLabel(role="tiny", wrap=True, selectable=True)
        self.words.setAlignment(_RIGHT)
        self.doubt = PlainLabel(role="refusal", wrap=True)
        self.doubt.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(self._grid)
        column.addWidget(self.words)
        column.addWidget(self.doubt)
        bind(self, self.setAccessibleName, "quote.totals")
        rebind(self, self._say)

    def show_totals(self, totals: DocumentTotals, currency: str) -> None:
        """Show what the lines come to."""
        self._totals, self._currency = totals, currency
        self.doubt.hide()
        self.words.show()
        self._say()

    def show_doubt(self, why: str) -> None:
        """Say why there are no sums just now."""
        self.doubt.setText(why)
        self.doubt.show()
        self.words.hide()

    def texts(self) -> dict[str, str]:
        """Return the sums as they are shown, by name."""
        return {name.text(): amount.text() for name, amount in self._rows if not name.isHidden()}

    def _say(self) -> None:
        if self._totals is None:
            return
        sums = _sums(self._totals, self._currency)
        while len(self._rows) < len(sums):
            self._rows.append(self._add_row())
        for at, (name, amount) in enumerate(self._rows):
            for label in (name, amount):
                label.setVisible(at < len(sums))
            if at < len(sums):
                name.setText(sums[at].name)
                name.set_role(sums[at].role)
                amount.setText(sums[at].amount)
                amount.setFont(look().font(15 if at == len(sums) - 1 else 13, tabular=True))
        self._rows[len(sums) - 1][1].setFont(look().font(15, SEMIBOLD, tabular=True))
        self.words.setText(_in_words(self._totals.gross, self._currency))

    def _add_row(self) -> tuple[PlainLabel, PlainLabel]:
        name, amount = PlainLabel(role="muted"), PlainLabel()
        row = len(self._rows)
        self._grid.addWidget(name, row, 0)
        self._grid.addWidget(amount, row, 1, _RIGHT)
        return name, amount


def _sums(totals: DocumentTotals, currency: str) -> list[_Sum]:
    """Return the lines from the sum of the lines to the total."""
    sums: list[_Sum] = []
    if totals.discount:
        key = "quote.sum.lines_gross" if totals.tax_included else "quote.sum.lines"
        sums.append(_Sum(say(key), amount_text(totals.amount, currency)))
        sums.append(_Sum(say("quote.sum.discount"), amount_text(-totals.discount, currency)))
    sums.append(_Sum(say("quote.sum.net"), amount_text(totals.net, currency)))
    for rate in totals.by_rate:
        name = say("quote.sum.tax", rate=formats.number(rate.rate, language()))
        sums.append(_Sum(name, amount_text(rate.tax, currency)))
    return [*sums, _Sum(say("quote.sum.gross"), amount_text(totals.gross, currency), "strong")]


def _in_words(gross: int, currency: str) -> str:
    money = Money.of_minor(gross, currency)
    try:
        return in_chinese(money) if language() == "zh" or currency == "CNY" else in_english(money)
    except SalesDeskError:  # too large for words: the figure stands alone
        return ""
