"""Dates, numbers and amounts as people of each language write them.

Chinese: 2026年3月5日, ¥1,234.50, 1.2万. English: 5 Mar 2026, ¥1,234.50, 12k. Digits stand in groups of
three in both.
"""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

SYMBOLS: Final = {
    "CNY": "¥",
    "USD": "$",
    "EUR": "€",
    "GBP": "£",
    "JPY": "JP¥",
    "HKD": "HK$",
    "TWD": "NT$",
    "KRW": "₩",
}
EVERY_YEAR: Final = 1604
"""The year of a day that comes each year and whose own year nobody knows: the one of address books."""
_MEGA: Final = 1_000_000
_MONTHS: Final = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_WEEKDAYS: Final = {"zh": list("一二三四五六日"), "en": ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]}


def day(value: date, language: str) -> str:
    """Return 2026年3月5日 or 5 Mar 2026; 3月5日 or 5 Mar where the year is not known (EVERY_YEAR)."""
    known = value.year != EVERY_YEAR
    if language == "zh":
        return (f"{value.year}年" if known else "") + f"{value.month}月{value.day}日"
    return f"{value.day} {_MONTHS[value.month - 1]}" + (f" {value.year}" if known else "")


def short_day(value: date, today: date, language: str) -> str:
    """Return 3月5日 or 5 Mar in this year, the whole date in another."""
    whole = day(value, language)
    if value.year != today.year:
        return whole
    return whole.partition("年")[2] if language == "zh" else whole.rpartition(" ")[0]


def month(value: date, language: str) -> str:
    """Return 2026年3月 or Mar 2026."""
    whole = day(value, language)
    return f"{whole.partition('月')[0]}月" if language == "zh" else whole.partition(" ")[2]


def weekday(value: date, language: str) -> str:
    """Return 星期四 or Thu."""
    name = _WEEKDAYS[language][value.weekday()]
    return f"星期{name}" if language == "zh" else name


def clock(value: datetime) -> str:
    """Return the wall time of an aware moment, on this machine's clock: 14:05."""
    return f"{value.astimezone():%H:%M}"


def moment(value: datetime, language: str) -> str:
    """Return day and wall time of an aware moment, on this machine's clock."""
    local = value.astimezone()
    return f"{day(local.date(), language)} {local:%H:%M}"


def number(value: Decimal, _language: str = "en") -> str:
    """Return a number with grouped digits and no needless zeros: 1,234.5."""
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def amount(value: Decimal, currency: str, places: int = 2) -> str:
    """Return ¥1,234.50; a minus stands before the sign. Currencies without a sign show their code."""
    rounded = value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    sign = "-" if rounded < 0 else ""
    symbol = SYMBOLS.get(currency)
    figure = f"{abs(rounded):,f}"
    return f"{sign}{symbol}{figure}" if symbol else f"{sign}{currency} {figure}"


def short_amount(value: Decimal, currency: str, language: str) -> str:
    """Return ¥4.82M, ¥12.3k or, in Chinese, ¥482万, ¥1.2亿: for cards and lanes, never for documents."""
    steps = ((8, "亿"), (4, "万")) if language == "zh" else ((9, "B"), (6, "M"), (3, "k"))
    symbol = SYMBOLS.get(currency, f"{currency} ")
    for power, unit in steps:
        if abs(value) >= Decimal(10) ** power:
            figure = (value.scaleb(-power)).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
            return f"{'-' if value < 0 else ''}{symbol}{number(abs(figure))}{unit}"
    return amount(value, currency, 0)


def size(bytes_: int) -> str:
    """Return 0 KB, 791 KB, 1.2 MB: as file managers count."""
    return f"{bytes_ / _MEGA:,.1f} MB" if bytes_ >= _MEGA else f"{bytes_ / 1000:,.0f} KB"


def in_a_sentence(value: object, language: str) -> object:
    """Return a day, a moment or a number as it is written among words; anything else as it is."""
    if isinstance(value, datetime):
        return moment(value, language)
    if isinstance(value, date):
        return day(value, language)
    return number(value, language) if isinstance(value, Decimal) else value
