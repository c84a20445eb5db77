"""Bank card and account numbers: tidy, tell a card by its Luhn digit, show only what must be seen."""

import re
from typing import Final

from salesdesk.domain import fields
from salesdesk.domain.errors import BadInput

_CARD: Final = range(13, 20)
_SHOWN: Final = 4
_BIN: Final = 6
_NINE: Final = 9


def account_number(value: object, field: str = "bank_account") -> str:
    """Return an account number without spaces and dashes: digits, or capitals and digits as in an IBAN."""
    typed = re.sub(r"[\s\-]", "", fields.line(value, field)).upper()
    if typed and not re.fullmatch(r"[0-9A-Z]{4,40}", typed):
        raise BadInput("account-unreadable", field=field, text=typed)
    return typed


def luhn_is_right(digits: str) -> bool:
    """Return whether the last digit of a number fits the others (ISO/IEC 7812-1)."""
    if not (digits.isascii() and digits.isdigit()):
        return False
    total = 0
    for place, digit in enumerate(map(int, reversed(digits))):
        twice = digit * 2 if place % 2 else digit
        total += twice - _NINE if twice > _NINE else twice
    return total % 10 == 0


def is_card(number: str) -> bool:
    """Return whether a number can be a payment card: 13 to 19 digits with a right Luhn digit."""
    digits = re.sub(r"[\s\-]", "", number)
    return len(digits) in _CARD and luhn_is_right(digits)


def masked(number: str) -> str:
    """Return a card with its first 6 and last 4 digits, an account with its last 4; stars between."""
    digits = re.sub(r"[\s\-]", "", number)
    head = digits[:_BIN] if is_card(digits) else ""
    tail = digits[-_SHOWN:] if len(digits) > _SHOWN else ""
    stars = "*" * (len(digits) - len(head) - len(tail))
    hidden = f"{head}{stars}{tail}"
    return " ".join(hidden[start : start + 4] for start in range(0, len(hidden), 4))
