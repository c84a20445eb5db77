"""Who we sell to: kinds, how far along they are, where they came from; and what their fields may hold."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import StrEnum
from functools import partial
from typing import Final

from salesdesk.domain import fields
from salesdesk.domain.bank_cards import account_number
from salesdesk.domain.errors import BadInput
from salesdesk.domain.money import minor_units
from salesdesk.domain.phones import tidy_phone


class CustomerKind(StrEnum):
    """A company, or a person who buys for themselves."""

    COMPANY = "company"
    PERSON = "person"


class Lifecycle(StrEnum):
    """How far along a customer is."""

    POTENTIAL = "potential"
    INTERESTED = "interested"
    CLOSED = "closed"


class Grade(StrEnum):
    """How much a customer matters; "" is not graded yet."""

    NONE = ""
    A = "A"
    B = "B"
    C = "C"


class Source(StrEnum):
    """How a customer found us; "" is not known."""

    NONE = ""
    WEB = "web"
    TRADE_SHOW = "trade_show"
    REFERRAL = "referral"
    ADVERT = "advert"
    COLD_CALL = "cold_call"
    PARTNER = "partner"
    OTHER = "other"


YEARS: Final = range(2, 9999)
"""The years of a moment: in the first and the last that are counted, some time zones have no name for it."""


def country(value: object, field: str = "country") -> str:
    """Return an ISO 3166 code of two letters in capitals, or ""."""
    code = fields.line(value, field).upper()
    if code and not (len(code) == 2 and code.isascii() and code.isalpha()):  # noqa: PLR2004 - alpha-2
        raise BadInput("country-unreadable", field=field, text=code)
    return code


def currency(value: object, field: str = "currency") -> str:
    """Return an ISO 4217 code in capitals, or ""; raise BadInput for one that is not in use."""
    code = fields.line(value, field).upper()
    if code:
        minor_units(code)
    return code


def tax_number(value: object, field: str = "tax_id") -> str:
    """Return a tax number in capitals without spaces; whether it is right, tax_ids can tell."""
    return fields.line(value, field).replace(" ", "").upper()


def day(value: object, field: str) -> date | None:
    """Return a plain date or None; a moment is not a date."""
    if value in (None, ""):
        return None
    if isinstance(value, datetime) or not isinstance(value, date):
        raise BadInput("date-unreadable", field=field, text=str(value))
    return value


def moment(value: object, field: str) -> datetime | None:
    """Return an aware moment or None."""
    if value is None:
        return None
    if not isinstance(value, datetime) or value.tzinfo is None or value.year not in YEARS:
        raise BadInput("date-unreadable", field=field, text=str(value))
    return value


_LINES: Final = (
    "name_en",
    "short_name",
    "industry",
    "province",
    "city",
    "district",
    "street",
    "postcode",
    "invoice_title",
    "bank_name",
    "invoice_address",
    "external_id",
)
_RULES: Final[dict[str, Callable[[object], object]]] = {
    **{name: partial(fields.line, field=name) for name in _LINES},
    "name": partial(fields.required, field="name"),
    "kind": partial(fields.choice, kind=CustomerKind, field="kind"),
    "lifecycle": partial(fields.choice, kind=Lifecycle, field="lifecycle"),
    "grade": partial(fields.choice, kind=Grade, field="grade"),
    "source": partial(fields.choice, kind=Source, field="source"),
    "website": fields.website,
    "email": fields.mail_address,
    "phone": partial(tidy_phone, field="phone"),
    "invoice_phone": partial(tidy_phone, field="invoice_phone"),
    "country": country,
    "currency": currency,
    "tax_id": tax_number,
    "bank_account": account_number,
    "tags": fields.tags,
    "note": partial(fields.text, field="note"),
    "next_follow_up": partial(day, field="next_follow_up"),
    "last_contact_at": partial(moment, field="last_contact_at"),
}
_AS_GIVEN: Final = frozenset({"referrer_id", "owner_id"})
CUSTOMER_FIELDS: Final = frozenset(_RULES) | _AS_GIVEN


def check_customer(given: Mapping[str, object], *, new: bool = False) -> dict[str, object]:
    """Return the given fields tidied, ready to store. Raise BadInput, naming the first that is wrong.

    A new customer must have a name; a change may leave out what it does not touch.
    """
    fields.known(given, CUSTOMER_FIELDS)
    if new:
        fields.required(given.get("name"), "name")
    return {name: _RULES[name](value) if name in _RULES else value for name, value in given.items()}
