"""The text of a cell as the value of a field: figures and days of any country, labels, countries by name.

Every function raises BadInput with the field for what it cannot read; nothing is guessed silently.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Final

from salesdesk.domain.birthdays import read_yearless
from salesdesk.domain.currencies import MINOR_UNITS
from salesdesk.domain.errors import BadInput
from salesdesk.domain.figures import read_amount
from salesdesk.integrations.looks import shown
from salesdesk.integrations.table_file import Cell
from salesdesk.services.imports.countries import country_code
from salesdesk.services.imports.fields import Field, Value
from salesdesk.settings import RESOURCES
from salesdesk.words import LANGUAGES, words_of


class Decimals(StrEnum):
    """What stands before the cents: 1,234.56 or 1.234,56."""

    POINT = "point"
    COMMA = "comma"


class DateOrder(StrEnum):
    """The order of day, month and year where the year does not stand first."""

    DAY_FIRST = "dmy"
    MONTH_FIRST = "mdy"


NULLS: Final = frozenset(
    (
        "",
        "null",
        "(null)",
        "<null>",
        "n/a",
        "#n/a",
        "\\n",
        "nan",
        "-",
        "--",
        "—",
        "——",
        "/",
        "无",
        "暂无",
        "未知",
        "未填写",
    )
)
_SHORTENED: Final = re.compile(r"\s*\d(?:[.,]\d+)?[eE]\+?\d{1,2}\s*")
_PLAIN_NUMBER: Final = re.compile(r"-?\d{1,15}(?:\.\d{1,6})?")
_ISO: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_YEAR_FIRST: Final = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_YEARLESS: Final = re.compile(
    r"--\d{2}-?\d{2}|\d{2}-\d{2}|\d{1,2} ?月 ?\d{1,2} ?[日号]?"
    r"|\d{1,2}(?:st|nd|rd|th)? [A-Za-z]{3,9}|[A-Za-z]{3,9} \d{1,2}(?:st|nd|rd|th)?"
)
_SOLID: Final = re.compile(r"(\d{4})(\d{2})(\d{2})")
YEAR_LAST: Final = re.compile(r"(\d{1,2})\s*([-/.])\s*(\d{1,2})\s*[-/.]\s*(\d{4}|\d{2})")
_NAMED: Final = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th)?[-\s.]+([A-Za-z]{3,9})\.?[-\s,]+(\d{4}|\d{2})|([A-Za-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})"
)
_CLOCK: Final = re.compile(
    r"[T\s]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*([AaPp][Mm])?\s*(Z|[-+]\d{2}:?\d{2})?$"
)
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_CENTURY: Final = 69  # two figures below this are of this century
_SERIAL: Final = range(20_000, 80_000)  # days since 1899-12-30 as spreadsheets count: 1954 to 2119
_YES: Final = frozenset(
    (
        "yes",
        "y",
        "true",
        "t",
        "1",
        "是",
        "有",
        "√",
        "✓",
        "对",
        "x",
        "on",
        "ja",
        "oui",
        "sí",
        "启用",
        "含税",
        "含",
    )
)
_NO: Final = frozenset(
    ("no", "n", "false", "f", "0", "否", "无", "×", "✗", "不", "off", "nein", "non", "停用", "不含税", "不含")
)


def value_of(cell: Cell, field: Field, decimals: Decimals, order: DateOrder) -> object:
    """Return the value of a cell for a field, None where it holds nothing; else raise BadInput."""
    if cell is None:
        return None
    text = cell if isinstance(cell, str) else shown(cell)
    if text.strip().lower() in NULLS:
        return None
    reader = _READERS.get(field.value)
    if reader is not None:
        return reader(text, field)
    if field.value in {Value.NUMBER, Value.PERCENT}:
        return _figure(cell, text, field, decimals)
    if field.value in {Value.DAY, Value.BIRTHDAY}:
        return (birthday if field.value is Value.BIRTHDAY else day)(cell, field.name, order)
    return moment(cell, field.name, order) if field.value is Value.MOMENT else text


def whole_number(text: str, field: str) -> str:
    """Return a long number as it is; raise BadInput `digits-lost` for one that was shortened: 1.38E+10."""
    if _SHORTENED.fullmatch(text):
        raise BadInput("digits-lost", field=field, text=text.strip())
    return text


def is_known(sample: str, field: Field) -> bool:
    """Say whether a sample can be read as a value of a field."""
    try:
        value_of(sample, field, Decimals.POINT, DateOrder.DAY_FIRST)
    except BadInput:
        return False
    return True


LAST_MONTH: Final = 12


def figure(text: str, field: str, decimals: Decimals) -> Decimal:
    """Return a number as a file writes it, currency signs and units left aside."""
    if decimals is Decimals.POINT and _PLAIN_NUMBER.fullmatch(text):
        return Decimal(text)
    typed = unicodedata.normalize("NFKC", text).strip()
    if decimals is Decimals.COMMA:
        typed = typed.replace(".", "").replace(",", ".")
    elif "=" not in typed:
        typed = re.sub(r"(?<=\d),(?=\d)", "", typed)
    if typed.startswith("="):
        raise BadInput("number-unreadable", field=field, text=text)  # a formula is text, and no figure
    if re.fullmatch(r"-?\d(?:\.\d+)?[eE][+-]?\d{1,2}", typed):
        return Decimal(f"{Decimal(typed):f}")
    try:
        return read_amount(typed, field=field)[0]
    except BadInput as error:
        if error.code == "number-too-large":
            raise
        raise BadInput("number-unreadable", field=field, text=text) from None


def _figure(cell: Cell, text: str, field: Field, decimals: Decimals) -> Decimal:
    if isinstance(cell, (int, Decimal)) and not isinstance(cell, bool):
        value = Decimal(cell)
    elif field.value is Value.PERCENT and text.strip()[-1] in "%％":
        return figure(text.strip()[:-1], field.name, decimals)
    else:
        value = figure(text.strip(), field.name, decimals)
    return value * 100 if field.value is Value.PERCENT and 0 < value < 1 else value


def day(cell: Cell, field: str, order: DateOrder) -> date:
    """Return the day of a cell; a time beside it is left aside."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = shown(cell).strip()
    try:
        return _day(_CLOCK.sub("", unicodedata.normalize("NFKC", text)), order)
    except ValueError:
        raise BadInput("date-unreadable", field=field, text=text[:60]) from None


def birthday(cell: Cell, field: str, order: DateOrder) -> date:
    """Return a day of birth, which may lack its year: --0412, 04-12, 4月12日, 12 Apr. 4/12 is no such day.

    What stands first in 4/12 nobody can tell, and a wrong birthday is worse than none.
    """
    text = unicodedata.normalize("NFKC", shown(cell)).strip()
    found = read_yearless(text, field=field) if _YEARLESS.fullmatch(text) else None
    return found or day(cell, field, order)


def moment(cell: Cell, field: str, order: DateOrder) -> datetime:
    """Return the moment of a cell; without a zone it is one of this machine's."""
    if isinstance(cell, datetime):
        return _utc(cell, field)
    text = unicodedata.normalize("NFKC", shown(cell)).strip()
    found = _CLOCK.search(text)
    at = time(12) if found is None else _time(found, field)
    return _utc(datetime.combine(day(text, field, order), at), field)


def _utc(at: datetime, field: str) -> datetime:
    """Return a moment in UTC. Some that stand for "never" (0001-01-01, 9999-12-31) have no such name."""
    try:
        return (at if at.tzinfo else at.astimezone()).astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadInput("date-unreadable", field=field, text=str(at.date())) from None


def _time(found: re.Match[str], field: str) -> time:
    hour = int(found[1]) % 12 + 12 * (found[4].lower() == "pm") if found[4] else int(found[1])
    zone = (found[5] or "").replace("Z", "+00:00")
    zone = f"{zone[:3]}:{zone[-2:]}" if zone else ""
    try:
        return time.fromisoformat(f"{hour:02}:{found[2]}:{found[3] or '00'}{zone}")
    except ValueError:
        raise BadInput("date-unreadable", field=field, text=found[0]) from None


def _day(text: str, order: DateOrder) -> date:
    if match := _ISO.fullmatch(text) or _YEAR_FIRST.fullmatch(text) or _SOLID.fullmatch(text):
        return date(int(match[1]), int(match[2]), int(match[3]))
    if match := YEAR_LAST.fullmatch(text):
        first, second = int(match[1]), int(match[3])
        by_month = order is DateOrder.MONTH_FIRST
        if max(first, second) > LAST_MONTH:
            by_month = second > LAST_MONTH
        month, day_number = (first, second) if by_month else (second, first)
        return date(_year(match[4]), month, day_number)
    if match := _NAMED.fullmatch(text):
        name, number, year = (match[2], match[1], match[3]) if match[2] else (match[4], match[5], match[6])
        return date(_year(year), _MONTHS.index(name[:3].lower()) + 1, int(number))
    if text.isdecimal() and int(text) in _SERIAL:
        return date(1899, 12, 30) + timedelta(days=int(text))
    raise ValueError(text)


def _year(text: str) -> int:
    year = int(text)
    return year if len(text) > 2 else year + (2000 if year < _CENTURY else 1900)  # noqa: PLR2004 - two figures


def _yes_no(text: str, field: Field) -> bool:
    word = text.strip().lower()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise BadInput("choice-unknown", field=field.name, value=text.strip())


def _choice(text: str, field: Field) -> str:
    found = _labels(field.name).get(re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).strip().lower())
    if found is None:
        raise BadInput("choice-unknown", field=field.name, value=text.strip())
    return found


_NAMED_AS: Final = {"kind": "customer_kind", "role": "contact_role"}


@cache
def _labels(name: str) -> dict[str, str]:
    lines = (RESOURCES / "data" / "choice_words.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line.startswith(f"{name}\t"))
    labels = {word: choice for _, choice, known in rows for word in known.split("|")}
    for choice in set(labels.values()):  # what the program itself calls it, so that an export comes back
        labels |= {
            words_of(language).say(f"{_NAMED_AS.get(name, name)}.{choice}").lower(): choice
            for language in LANGUAGES
        }
    return labels


def _country(text: str, field: Field) -> str:
    code = country_code(text)
    if not code:
        raise BadInput("country-unreadable", field=field.name, text=text.strip())
    return code


def _currency(text: str, field: Field) -> str:
    code = _CURRENCY_NAMES.get(text.strip().lower(), text.strip().upper())
    if code not in MINOR_UNITS:
        raise BadInput("currency-unknown", field=field.name, currency=text.strip())
    return code


_CURRENCY_NAMES: Final = {
    **dict.fromkeys(("人民币", "元", "rmb", "¥", "￥"), "CNY"),
    **dict.fromkeys(("美元", "美金", "$"), "USD"),
    **dict.fromkeys(("欧元", "€"), "EUR"),
    **dict.fromkeys(("港币", "港元"), "HKD"),
    **dict.fromkeys(("台币", "新台币"), "TWD"),
    "英镑": "GBP",
    "£": "GBP",
    "日元": "JPY",
    "韩元": "KRW",
}
_READERS: Final[dict[Value, Callable[[str, Field], object]]] = {
    Value.YES_NO: _yes_no,
    Value.CHOICE: _choice,
    Value.COUNTRY: _country,
    Value.CURRENCY: _currency,
}
