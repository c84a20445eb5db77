"""What is printed on a quote: one frozen value, with nothing left to look up or to work out.

Amounts are decimals of the quote's currency, rounded already; rates and percents are percent.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from salesdesk.domain.money import RoundingMode
from salesdesk.domain.taxes import Rounding


class PaperLanguage(StrEnum):
    """In what a paper speaks."""

    ZH = "zh"
    EN = "en"
    BOTH = "both"


class Mark(StrEnum):
    """What is written across a paper that binds nobody, or nobody any more."""

    NONE = ""
    DRAFT = "draft"
    PENDING = "pending_approval"
    SUPERSEDED = "superseded"
    EXPIRED = "expired"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """The seller or the buyer. `name_en` and `address_en` stand on English and bilingual papers."""

    name: str = ""
    name_en: str = ""
    address: str = ""
    address_en: str = ""
    contact: str = ""
    phone: str = ""
    email: str = ""
    website: str = ""
    tax_id: str = ""
    bank_name: str = ""
    bank_account: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperLine:
    """One line. net + tax = gross; `shared` is its part of the document discount, already taken off."""

    name: str
    quantity: Decimal
    unit_price: Decimal
    net: Decimal
    tax: Decimal
    gross: Decimal
    name_en: str = ""
    code: str = ""
    spec: str = ""
    note: str = ""
    unit: str = ""
    tax_included: bool = False
    tax_rate: Decimal = Decimal(0)
    discount_percent: Decimal = Decimal(0)
    discount_amount: Decimal = Decimal(0)
    shared: Decimal = Decimal(0)
    section: str = ""
    optional: bool = False


@dataclass(frozen=True, slots=True)
class RateSum:
    """What one tax rate comes to."""

    rate: Decimal
    net: Decimal
    tax: Decimal
    gross: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotePaper:
    """One revision of a quote as it is handed over.

    `amount` is the sum of the lines before `discount`, with tax if `amount_with_tax`. `places` are the
    decimal places of the currency. Goods are `reserved` for the buyer, or only `provisional`ly so.
    """

    number: str
    issued_on: date
    seller: Party
    buyer: Party
    lines: tuple[PaperLine, ...]
    currency: str
    places: int
    amount: Decimal
    discount: Decimal
    net: Decimal
    tax: Decimal
    gross: Decimal
    by_rate: tuple[RateSum, ...]
    revision: int = 1
    amount_with_tax: bool = False
    title: str = ""
    valid_until: date | None = None
    prepared_by: str = ""
    rounding: Rounding = Rounding.PER_LINE_TAX
    rounding_mode: RoundingMode = RoundingMode.HALF_UP
    words_zh: str = ""
    words_en: str = ""
    payment_terms: str = ""
    delivery_terms: str = ""
    terms: str = ""
    note: str = ""
    reserved: tuple[str, ...] = ()
    provisional: tuple[str, ...] = ()
    mark: Mark = Mark.NONE
    logo: bytes = b""

    @property
    def reference(self) -> str:
        """The number, with the revision from the second on."""
        marked = self.revision > 1 and not self.number.endswith(f"-R{self.revision}")
        return f"{self.number}-R{self.revision}" if marked else self.number
