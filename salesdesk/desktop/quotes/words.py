"""How quotes are told: their state, their amounts, and how long they are still good for."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from salesdesk import formats
from salesdesk.desktop.theme.tokens import Tone
from salesdesk.domain.money import from_minor, minor_units
from salesdesk.domain.quotes import QuoteStatus
from salesdesk.services.quotes import GROUPS, Amount, QuoteDetail, QuoteSummary
from salesdesk.words import language, say

STATUS_TONES: Final[Mapping[QuoteStatus, Tone]] = {
    QuoteStatus.DRAFT: "plain",
    QuoteStatus.PENDING_APPROVAL: "warn",
    QuoteStatus.APPROVED: "violet",
    QuoteStatus.SENT: "info",
    QuoteStatus.ACCEPTED: "ok",
    QuoteStatus.REJECTED: "bad",
    QuoteStatus.EXPIRED: "warn",
    QuoteStatus.SUPERSEDED: "plain",
    QuoteStatus.CONVERTED: "ok",
}
LANGUAGES: Final = tuple((code, f"quote.language.{code}") for code in ("zh", "en", "both"))
CURRENCIES: Final = ("CNY", "USD", "EUR", "GBP", "JPY", "HKD", "KRW", "TWD", "SGD", "AUD", "CAD", "CHF")
SOON: Final = 7  # days in which a quote is about to run out


GROUPED: Final = tuple((name, f"quotes.group.{name}") for name in GROUPS)
"""What the list can be grouped by."""


def group_text(name: str, value: Any) -> str:
    """Return what the group of a value is called; "" where it is open."""
    if name == "month" and value:
        return formats.month(date.fromisoformat(f"{value}-01"), language())
    return status_text(QuoteStatus(value)) if name == "status" else value or ""


def status_text(status: QuoteStatus) -> str:
    """Return how a state is called."""
    return say(f"quote_status.{status}")


def amount_text(minor: int, currency: str) -> str:
    """Return so many minor units of a currency as one reads them."""
    return formats.amount(from_minor(minor, currency), currency, minor_units(currency))


def amounts_text(amounts: Iterable[Amount]) -> str:
    """Return amounts of several currencies side by side; they are never added up."""
    return "   ".join(amount_text(amount.minor, amount.currency) for amount in amounts)


def days_left(quote: QuoteSummary | QuoteDetail, today: date) -> int | None:
    """Return how many days are left for an answer, below 0 when it is late; None where none is awaited."""
    return (quote.valid_until - today).days if quote.status is QuoteStatus.SENT else None


def expiry_text(quote: QuoteSummary | QuoteDetail, today: date) -> str:
    """Return "expires in 3 days" for a quote that is about to run out or has, else ""."""
    left = days_left(quote, today)
    if left is None or left > SOON:
        return ""
    if left < 0:
        return say("quotes.expired_for", n=-left)
    near = {0: "quotes.expires_today", 1: "quotes.expires_tomorrow"}
    return say(near[left]) if left in near else say("quotes.expires_in", n=left)


def expiry_tone(quote: QuoteSummary | QuoteDetail, today: date) -> str:
    """Return the colour token of `expiry_text`."""
    left = days_left(quote, today)
    return "bad" if left is not None and left < 0 else "warn"
