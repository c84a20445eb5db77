"""Amounts in words as Chinese papers want them: 人民币壹仟肆佰零玖元伍角.

The rule is 正确填写票据和结算凭证的基本规定 of the People's Bank. Where it leaves a choice, this is ours:
one 零 before the jiao when the yuan end in 0, none between 万 and a 千 that is not 0, 整 after 元 and not
after 角, 负 behind the currency.
"""

import re
from decimal import Decimal, localcontext
from typing import Final

from salesdesk.domain.errors import BadInput
from salesdesk.domain.money import EXACT, Money, minor_units

DIGITS: Final = "零壹贰叁肆伍陆柒捌玖"
_PLACES: Final = ("", "拾", "佰", "仟")
_PARTS: Final = ("角", "分", "厘", "毫")
_YUAN: Final = "元"
_WHOLE: Final = "整"
_LIMIT: Final = 10**16
_GROUP: Final = 10_000
CURRENCY_NAMES: Final = {
    "CNY": "人民币",
    "USD": "美元",
    "EUR": "欧元",
    "JPY": "日元",
    "GBP": "英镑",
    "HKD": "港元",
    "MOP": "澳门元",
    "TWD": "新台币",
    "KRW": "韩元",
    "SGD": "新加坡元",
    "AUD": "澳大利亚元",
    "CAD": "加拿大元",
    "NZD": "新西兰元",
    "CHF": "瑞士法郎",
    "RUB": "卢布",
    "THB": "泰铢",
    "VND": "越南盾",
    "MYR": "林吉特",
    "INR": "印度卢比",
    "IDR": "印尼盾",
    "PHP": "菲律宾比索",
    "AED": "阿联酋迪拉姆",
    "SAR": "沙特里亚尔",
    "KWD": "科威特第纳尔",
    "BRL": "巴西雷亚尔",
    "MXN": "墨西哥比索",
    "ZAR": "南非兰特",
    "SEK": "瑞典克朗",
    "NOK": "挪威克朗",
    "DKK": "丹麦克朗",
    "TRY": "土耳其里拉",
    "PLN": "波兰兹罗提",
}
_READ_DIGITS: Final = {
    **{sign: value for value, sign in enumerate(DIGITS)},
    **{sign: value for value, sign in enumerate("〇一二三四五六七八九")},
    "两": 2,
    "貳": 2,
    "叄": 3,
    "陸": 6,
}
_READ_PLACES: Final = {"拾": 10, "十": 10, "佰": 100, "百": 100, "仟": 1000, "千": 1000}
_FORM: Final = re.compile(r"(?P<sign>负?)(?:(?P<whole>[^元圆角分厘毫]+)[元圆])?(?P<rest>.*?)[整正]?")
_REST: Final = re.compile(
    r"(?:零?([^零角])角)?(?:零?([^零角分])分)?(?:零?([^零分厘])厘)?(?:零?([^零厘毫])毫)?"
)


def in_chinese(money: Money) -> str:
    """Return the amount in capital numerals behind the name of its currency; it is rounded to the minor unit.

    A currency without a Chinese name in use here shows its code. Raise BadInput from 10^16 up.
    """
    places = minor_units(money.currency)
    minor = abs(money.minor)
    yuan, rest = divmod(minor, 10**places)
    if yuan >= _LIMIT:
        raise BadInput("amount-too-large-for-words", field="amount")
    name = CURRENCY_NAMES.get(money.currency, money.currency)
    sign = "负" if money.minor < 0 else ""
    return f"{name}{sign}{_whole(yuan, rest)}{_rest(yuan, rest, places)}"


def numeral(value: int) -> str:
    """Return a whole number below 10^16 in capital numerals: 壹拾万零伍拾肆."""
    if not value:
        return DIGITS[0]
    groups = [value // _GROUP**power % _GROUP for power in range(4)]
    text = ""
    for power in (3, 2, 1, 0):
        group = groups[power]
        if group:
            gap = text and (group < _GROUP // 10 or not groups[power + 1])
            text += (DIGITS[0] if gap else "") + _four(group) + ("万" if power % 2 else "")
        if power == 2 and text:  # noqa: PLR2004 - what stands so far is counted in 亿
            text += "亿"
    return text


def read_chinese(text: str) -> Money:
    """Return the amount that words say, in capital or plain numerals; without a currency it is CNY."""
    typed = re.sub(r"\s", "", text)
    currency, body = _currency(typed)
    found = _FORM.fullmatch(body)
    rest = _REST.fullmatch(found["rest"]) if found else None
    if not found or not rest or (found["whole"] is None and not any(rest.groups())):
        raise BadInput("amount-words-unreadable", field="amount", text=text)
    parts = [_digit(part, text) for part in rest.groups()]
    with localcontext(EXACT):
        amount = Decimal(_read_whole(found["whole"] or "零", text))
        amount += sum((Decimal(part).scaleb(-place) for place, part in enumerate(parts, 1)), Decimal(0))
    return Money(-amount if found["sign"] and amount else amount, currency)


def read_numeral(words: str) -> int:
    """Return the whole number that numerals of either kind say: 十二, 壹拾万零伍拾肆, 二〇二六."""
    if len(words) > 1 and not any(sign in _READ_PLACES or sign in "万亿" for sign in words):
        return int("".join(str(_digit(sign, words)) for sign in words))
    return _read_whole(words, words)


def _whole(yuan: int, rest: int) -> str:
    return numeral(yuan) + _YUAN if yuan or not rest else ""


def _rest(yuan: int, rest: int, places: int) -> str:
    if not rest:
        return _WHOLE
    text, gap = "", bool(yuan) and yuan % 10 == 0
    for digit, unit in zip(f"{rest:0{places}}", _PARTS, strict=False):
        if digit == "0":
            gap = bool(yuan) or bool(text)
            continue
        text += (DIGITS[0] if gap else "") + DIGITS[int(digit)] + unit
        gap = False
    return text


def _four(group: int) -> str:
    text = ""
    for place in (3, 2, 1, 0):
        digit = group // 10**place % 10
        if digit:
            text += DIGITS[digit] + _PLACES[place]
        elif text and group % 10**place and not text.endswith(DIGITS[0]):
            text += DIGITS[0]
    return text


def _currency(typed: str) -> tuple[str, str]:
    for code, name in CURRENCY_NAMES.items():
        if typed.startswith(name):
            return code, typed.removeprefix(name)
    code = typed[:3]
    if code.isascii() and code.isalpha():
        minor_units(code)
        return code, typed[3:]
    return "CNY", typed


def _digit(sign: str | None, text: str) -> int:
    if sign is None:
        return 0
    if sign not in _READ_DIGITS:
        raise BadInput("amount-words-unreadable", field="amount", text=text)
    return _READ_DIGITS[sign]


def _read_whole(words: str, text: str) -> int:
    """Read numerals by sections of 亿, 万 and below."""
    high, separator, low = words.rpartition("亿")
    if separator:
        return _read_whole(high, text) * 10**8 + (_read_whole(low, text) if low else 0)
    high, separator, low = words.rpartition("万")
    if separator:
        return _read_whole(high, text) * _GROUP + (_read_whole(low, text) if low else 0)
    total, digit = 0, None
    for sign in words:
        if sign in _READ_PLACES:
            total += (1 if digit is None else digit) * _READ_PLACES[sign]
            digit = None
        else:
            digit = _digit(sign, text) or None
    return total + (digit or 0)
