"""Amounts in words as English trade papers have them: Say US Dollars Forty-Nine and 50/100 Only."""

import re
from decimal import Decimal
from typing import Final

from salesdesk.domain.errors import BadInput
from salesdesk.domain.money import Money, minor_units

_SMALL: Final = [
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
    *("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"),
    *("eighteen", "nineteen"),
]
_TENS: Final = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_GROUPS: Final = ("", "thousand", "million", "billion", "trillion", "quadrillion")
_LIMIT: Final = 10**18
_THOUSAND: Final = 1000
_HUNDRED: Final = 100
_TEENS: Final = 20
CURRENCY_NAMES: Final = {
    "CNY": "Chinese Yuan",
    "USD": "US Dollars",
    "EUR": "Euros",
    "GBP": "Pounds Sterling",
    "JPY": "Japanese Yen",
    "HKD": "Hong Kong Dollars",
    "TWD": "New Taiwan Dollars",
    "KRW": "Korean Won",
    "SGD": "Singapore Dollars",
    "AUD": "Australian Dollars",
    "CAD": "Canadian Dollars",
    "CHF": "Swiss Francs",
    "INR": "Indian Rupees",
    "RUB": "Russian Roubles",
    "KWD": "Kuwaiti Dinars",
    "AED": "UAE Dirhams",
}
_VALUES: Final = {
    **{word: value for value, word in enumerate(_SMALL)},
    **{word: 10 * value for value, word in enumerate(_TENS) if value > 1},
}


def in_english(money: Money) -> str:
    """Return the amount in words, minor units as a fraction; it is rounded to the minor unit."""
    places = minor_units(money.currency)
    whole, rest = divmod(abs(money.minor), 10**places)
    if whole >= _LIMIT:
        raise BadInput("amount-too-large-for-words", field="amount")
    name = CURRENCY_NAMES.get(money.currency, money.currency)
    sign = "Minus " if money.minor < 0 else ""
    fraction = f" and {rest:0{places}}/{10**places}" if rest else ""
    return f"Say {name} {sign}{spelled(whole).title()}{fraction} Only"


def spelled(value: int) -> str:
    """Return a whole number below 10^18 in words: one hundred five thousand forty-two."""
    if not value:
        return _SMALL[0]
    words: list[str] = []
    for power in reversed(range(len(_GROUPS))):
        group = value // _THOUSAND**power % _THOUSAND
        if group:
            words += [_below_thousand(group), _GROUPS[power]]
    return " ".join(word for word in words if word)


def read_english(text: str) -> Money:
    """Return the amount that `in_english` wrote."""
    found = re.fullmatch(r"(?:Say )?(.+?)(?: and (\d+)/(\d+))?(?: Only)?", text.strip())
    if not found:
        raise BadInput("amount-words-unreadable", field="amount", text=text)
    currency, words = _currency(found[1], text)
    negative = words.startswith("Minus ")
    amount = Decimal(_read(words.removeprefix("Minus ").lower(), text))
    if found[2]:
        amount += Decimal(found[2]) / Decimal(found[3])
    return Money(-amount if negative else amount, currency)


def _below_thousand(value: int) -> str:
    words = [f"{_SMALL[value // _HUNDRED]} hundred"] if value >= _HUNDRED else []
    rest = value % _HUNDRED
    if rest >= _TEENS:
        unit = f"-{_SMALL[rest % 10]}" if rest % 10 else ""
        words.append(_TENS[rest // 10] + unit)
    elif rest:
        words.append(_SMALL[rest])
    return " ".join(words)


def _currency(words: str, text: str) -> tuple[str, str]:
    for code, name in CURRENCY_NAMES.items():
        if words.startswith(f"{name} "):
            return code, words.removeprefix(f"{name} ")
    code, _, rest = words.partition(" ")
    if not rest:
        raise BadInput("amount-words-unreadable", field="amount", text=text)
    minor_units(code)
    return code, rest


def _read(words: str, text: str) -> int:
    total = group = 0
    for word in re.split(r"[ -]", words):
        if word in _VALUES:
            group += _VALUES[word]
        elif word == "hundred":
            group *= _HUNDRED
        elif word in _GROUPS[1:]:
            total, group = total + group * _THOUSAND ** _GROUPS.index(word), 0
        else:
            raise BadInput("amount-words-unreadable", field="amount", text=text)
    return total + group
