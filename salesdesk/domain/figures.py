"""Figures as people type them: 1.2万, 12k, =3*99, １２０, 1,200.00, 1.200,00, 十二. None is ever run as code.

Separators: of two different ones the last is the decimal point; one that repeats groups thousands; a lone
comma before exactly three digits groups, any other lone separator is the decimal point.
"""

import re
import unicodedata
from decimal import Decimal, DecimalException, localcontext
from typing import Final

from salesdesk.domain.amount_words import read_numeral
from salesdesk.domain.currencies import MINOR_UNITS
from salesdesk.domain.errors import BadInput
from salesdesk.domain.money import EXACT, rounded
from salesdesk.domain.pricing import LARGEST_NUMBER, PRICE_PLACES

LENGTH_LIMIT: Final = 200
_DEPTH_LIMIT: Final = 20
_UNITS: Final = {
    "百万": 6,
    "千万": 7,
    "亿": 8,
    "万": 4,
    "千": 3,
    "百": 2,
    "mn": 6,
    "bn": 9,
    "k": 3,
    "w": 4,
    "m": 6,
    "b": 9,
}
_SIGNS: Final = str.maketrans(
    {"−": "-", "–": "-", "—": "-", "×": "*", "÷": "/", "，": ",", "。": ".", "、": ","}
)
_MARKS: Final = {
    "¥": "CNY",
    "￥": "CNY",
    "$": "USD",
    "€": "EUR",
    "£": "GBP",
    "₩": "KRW",
    "US$": "USD",
    "HK$": "HKD",
}
_WORDS: Final = {
    "人民币": "CNY",
    "RMB": "CNY",
    "美元": "USD",
    "美金": "USD",
    "欧元": "EUR",
    "日元": "JPY",
    "港币": "HKD",
}
_NUMBER: Final = re.compile(
    r"(\d[\d.,' _]*|\.\d+)\s*(百万|千万|亿|万|千|百|mn|bn|[kwmb](?![a-z]))?\s*", re.IGNORECASE
)
_NUMERAL: Final = re.compile(r"[零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟]+")


def read_number(text: str, *, field: str = "") -> Decimal:
    """Return the number that was typed, with its unit (万, k), or the answer of a sum after "="."""
    typed = unicodedata.normalize("NFKC", text).translate(_SIGNS).strip()
    if not typed or len(typed) > LENGTH_LIMIT:
        raise BadInput("number-unreadable", field=field, text=text[:LENGTH_LIMIT])
    try:
        with localcontext(EXACT):
            found = _Sum(typed.removeprefix("=")).value() if typed.startswith("=") else _plain(typed)
    except (ValueError, DecimalException, RecursionError):
        raise BadInput("number-unreadable", field=field, text=text) from None
    if abs(found) >= LARGEST_NUMBER:
        raise BadInput("number-too-large", field=field, limit=LARGEST_NUMBER)
    return _unexponent(found)


def read_amount(text: str, *, field: str = "amount") -> tuple[Decimal, str]:
    """Return an amount and the currency typed with it, "" where none was: "US$ 1.2k", "1.2万元"."""
    typed = unicodedata.normalize("NFKC", text).strip()
    currency, body = _split_currency(typed)
    return read_number(body, field=field), currency


def read_quantity(text: str, *, field: str = "quantity") -> tuple[Decimal, str]:
    """Return a quantity and the unit typed behind it, "" where none was: "12 pcs", "3台"."""
    typed = unicodedata.normalize("NFKC", text).strip()
    found = re.fullmatch(r"(.*[\d万亿千百)](?:[kKwW](?![A-Za-z]))?)\s*([^\d\s.,*/+()=-]*)", typed)
    if not found:
        return read_number(typed, field=field), ""
    try:
        return read_number(typed, field=field), ""
    except BadInput:
        return read_number(found[1], field=field), found[2]


def read_percent(text: str, *, field: str = "discount_percent") -> Decimal:
    """Return percent: 5, "5%", "5 %"; a Chinese 折 says what is paid, so 9折 is 10 and 85折 is 15."""
    typed = unicodedata.normalize("NFKC", text).strip()
    if typed.endswith("折"):
        paid = read_number(typed[:-1], field=field)
        if not 0 <= paid < 100:  # noqa: PLR2004 - 95折 is the finest step people say
            raise BadInput("number-unreadable", field=field, text=text)
        return 100 - (paid * 10 if paid <= 10 else paid)  # noqa: PLR2004 - 9折 and 90折 are the same
    return read_number(typed.removesuffix("%"), field=field)


def _unexponent(value: Decimal) -> Decimal:
    """Write 1.2E+4 as 12000, and round a quotient to the finest figure a line can hold."""
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -PRICE_PLACES:
        return rounded(value, PRICE_PLACES).normalize() + 0
    return value.quantize(Decimal(1)) if isinstance(exponent, int) and exponent > 0 else value


def separated(digits: str) -> Decimal:
    """Return digits with separators of any country as a number; raise ValueError if they make none."""
    bare = re.sub(r"[' _]", "", digits)
    dots, commas = bare.count("."), bare.count(",")
    if dots and commas:
        point = max(".", ",", key=bare.rfind)
        group = "," if point == "." else "."
        if bare.count(point) > 1:
            raise ValueError(digits)
        return _grouped(bare.replace(group, " ").replace(point, "."))
    mark = "." if dots else ","
    lone_group = commas == 1 and re.fullmatch(r"[1-9]\d{0,2},\d{3}", bare)
    if dots + commas > 1 or lone_group:
        return _grouped(bare.replace(mark, " "))
    return Decimal(bare.replace(",", "."))


def _grouped(spaced: str) -> Decimal:
    """Take the spaces that stand for thousands out; groups are of three, or of four as in 1,2345,6789."""
    whole = spaced.partition(".")[0]
    if not re.fullmatch(r"\d{1,3}(?: \d{3})*|\d{1,4}(?: \d{4})*", whole):
        raise ValueError(spaced)
    return Decimal(spaced.replace(" ", ""))


def _plain(typed: str) -> Decimal:
    """Read one number; brackets around it, as bookkeepers write, make it negative."""
    if bracketed := re.fullmatch(r"\((.*)\)", typed):
        return -_plain(bracketed[1].strip())
    if typed[0] in "+-":
        found = _plain(typed[1:].lstrip())
        return -found if typed[0] == "-" else found
    if _NUMERAL.fullmatch(typed):
        return Decimal(read_numeral(typed))
    number = _NUMBER.fullmatch(typed)
    if not number:
        raise ValueError(typed)
    return _with_unit(number)


def _with_unit(number: re.Match[str]) -> Decimal:
    unit = (number[2] or "").lower()
    return separated(number[1].strip()).scaleb(_UNITS[unit] if unit else 0)


def _split_currency(typed: str) -> tuple[str, str]:
    for mark, code in sorted({**_MARKS, **_WORDS}.items(), key=lambda pair: -len(pair[0])):
        body = typed.replace(mark, "", 1)
        if body != typed and (typed.lstrip("-+( ").startswith(mark) or typed.endswith(mark)):
            return code, body.strip()
    if typed.endswith(("元", "块")):
        return "CNY", typed[:-1]
    named = re.fullmatch(r"([A-Za-z]{3})\s*([^A-Za-z].*)|(.*[^A-Za-z])\s*([A-Za-z]{3})", typed)
    code = (named[1] or named[4]).upper() if named else ""
    return (code, named[2] or named[3]) if named and code in MINOR_UNITS else ("", typed)


class _Sum:
    """Reads sums, products and brackets by recursive descent; there is no other way in it to anything."""

    def __init__(self, text: str) -> None:
        self._text = text.strip()
        self._at = 0
        self._depth = 0

    def value(self) -> Decimal:
        found = self._terms()
        if self._at != len(self._text):
            raise ValueError(self._text)
        return found

    def _terms(self) -> Decimal:
        found = self._factors()
        while sign := self._take("+-"):
            right = self._factors()
            found = found + right if sign == "+" else found - right
        return found

    def _factors(self) -> Decimal:
        found = self._signed()
        while sign := self._take("*/x"):
            right = self._signed()
            found = found / right if sign == "/" else found * right
        return found

    def _signed(self) -> Decimal:
        self._depth += 1
        if self._depth > _DEPTH_LIMIT:
            raise ValueError(self._text)
        sign = self._take("+-")
        found = self._signed() if sign else self._bracket_or_number()
        self._depth -= 1
        if self._take("%"):
            found = found / 100
        return -found if sign == "-" else found

    def _bracket_or_number(self) -> Decimal:
        if self._take("("):
            found = self._terms()
            if not self._take(")"):
                raise ValueError(self._text)
            return found
        number = _NUMBER.match(self._text, self._at)
        if not number:
            raise ValueError(self._text)
        self._at = number.end()
        return _with_unit(number)

    def _take(self, wanted: str) -> str:
        while self._text[self._at : self._at + 1].isspace():
            self._at += 1
        sign = self._text[self._at : self._at + 1]
        if sign and sign in wanted:
            self._at += 1
            return sign
        return ""
