"""Fields of figures: 1.2万, 12k, =3*99 and full-width digits are understood (domain/figures.py)."""

from decimal import Decimal
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from salesdesk import formats
from salesdesk.desktop.theme.look import look
from salesdesk.desktop.widgets.fields.field import LineField
from salesdesk.domain.figures import read_amount, read_number, read_percent
from salesdesk.domain.money import Money, minor_units, rounded
from salesdesk.words import language


class NumberField(LineField):
    """A Decimal of at most so many places, or None when empty. Shown in figures of one width."""

    def __init__(
        self,
        key: str,
        *,
        quiet: bool = False,
        places: int = 6,
        placeholder_key: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(key, quiet=quiet, placeholder_key=placeholder_key, parent=parent)
        self._places = places
        self.line.setFont(look().font(tabular=True))
        self.line.setAlignment(Qt.AlignmentFlag.AlignLeft if quiet else Qt.AlignmentFlag.AlignRight)

    def spell(self, value: Any) -> str:
        return "" if value is None else formats.number(value, language())

    def read(self, text: str) -> Decimal | None:
        return rounded(read_number(text), self._places) if text.strip() else None


class PercentField(NumberField):
    """Percent as a Decimal: 5, 5 %, and 9折 for 10 percent off."""

    def spell(self, value: Any) -> str:
        return "" if value is None else f"{formats.number(value, language())} %"

    def read(self, text: str) -> Decimal | None:
        return read_percent(text) if text.strip() else None


class MoneyField(LineField):
    """A Money, or None when empty. A currency typed with the figure is kept, else it is the field's."""

    def __init__(
        self, key: str, currency: str, *, quiet: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(key, quiet=quiet, parent=parent)
        self.currency = currency
        self.line.setFont(look().font(tabular=True))
        self.line.setAlignment(Qt.AlignmentFlag.AlignLeft if quiet else Qt.AlignmentFlag.AlignRight)

    def spell(self, value: Any) -> str:
        if not isinstance(value, Money):
            return ""
        return formats.amount(value.amount, value.currency, minor_units(value.currency))

    def read(self, text: str) -> Money | None:
        if not text.strip():
            return None
        amount, currency = read_amount(text)
        currency = currency or self.currency
        return Money(rounded(amount, minor_units(currency)), currency)
