"""Telephone numbers as people write them, and the one form in which they can be compared.

Chinese numbers are read here: mobiles, landlines with area code and extension, 400 and 800 numbers, full-
width digits. All others are read by libphonenumber, which is loaded when the first one comes.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from salesdesk.domain import fields
from salesdesk.domain.errors import BadInput

LENGTH_LIMIT: Final = 60


class PhoneKind(StrEnum):
    """What sort of line a number belongs to."""

    MOBILE = "mobile"
    LANDLINE = "landline"
    SERVICE = "service"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Phone:
    """A number that is understood; `national` is how its own country writes it, `extension` digits or ""."""

    e164: str
    national: str
    kind: PhoneKind
    region: str
    extension: str = ""
    international: str = ""

    def shown(self, home: str = "CN") -> str:
        """Return the number as one dials it from `home`, with its extension."""
        number = self.national if self.region == home else self.international
        return f"{number}-{self.extension}" if self.extension else number


_EXTENSION: Final = re.compile(
    r"(?:转分机|分机号?|转|ext\.?|extension|[x#])\s*[:：.]?\s*([0-9]{1,8})\s*$", re.IGNORECASE
)
_DASHED_EXTENSION: Final = re.compile(r"^(.*[0-9])\s*[-–—]\s*([0-9]{1,6})$")
_LABEL: Final = re.compile(
    r"^\s*(?:tel|phone|mobile|fax|电话|手机|传真|座机|手提)\s*[:：.]?\s*", re.IGNORECASE
)
_CHINA: Final = re.compile(r"^(?:\+?\s*86|00\s*86)(?=[\s\-()]*[0-9])")
_NO_DIGIT: Final = re.compile("[^0-9]+")
_NOISE: Final = re.compile(r"[\s\-–—.()/_·]")
_MOBILE: Final = re.compile(r"0?(1[3-9][0-9]{9})")
_LANDLINE: Final = re.compile(r"(10|2[0-9]|[3-9][0-9]{2})([1-9][0-9]{6,7})")
_TOLL: Final = re.compile(r"([48]00)([0-9]{3})([0-9]{4})")
_SERVICE: Final = re.compile(r"1(?:00|[12][0-9])[0-9]{2}|95[0-9]{3,4}|12[0-9]{3}|96[0-9]{3,4}")
_BIG_CITY: Final = re.compile(r"10|2[0-9]")
_EIGHT: Final = 8


def parse_phone(text: str, region: str = "CN") -> Phone | None:
    """Return the number that was typed, or None if its form is not known; `region` is one's own country."""
    typed = _LABEL.sub("", _plain(text))
    if not any(sign.isdigit() for sign in typed):
        return None
    if region == "CN" or typed.startswith(("+86", "0086")):
        found = _chinese(typed)
        if found:
            return found
    return _foreign(typed, region)


def tidy_phone(value: object, field: str = "phone") -> str:
    """Return a number as typed, with plain digits; raise BadInput for text that holds none."""
    typed = _plain(fields.line(value, field, limit=LENGTH_LIMIT))
    if typed and not any(sign.isdigit() for sign in typed):
        raise BadInput("phone-unreadable", field=field, text=typed)
    return typed


def digits_of(text: str) -> str:
    """Return the digits alone, for finding a number by a part of it."""
    return _NO_DIGIT.sub("", text if text.isascii() else unicodedata.normalize("NFKC", text))


def _plain(text: str) -> str:
    return text.strip() if text.isascii() else unicodedata.normalize("NFKC", text).strip()


def _chinese(typed: str) -> Phone | None:
    body, extension = _split_extension(typed)
    abroad = _CHINA.match(body)
    digits = _NOISE.sub("", body[abroad.end() :] if abroad else body)
    found = _chinese_number(digits, extension, bare=not abroad)
    if found or extension:
        return found
    dashed = _DASHED_EXTENSION.match(body)
    if not dashed:
        return None
    abroad = _CHINA.match(dashed[1])
    return _chinese_number(
        _NOISE.sub("", dashed[1][abroad.end() :] if abroad else dashed[1]), dashed[2], bare=not abroad
    )


def _split_extension(typed: str) -> tuple[str, str]:
    found = _EXTENSION.search(typed)
    return (typed[: found.start()].rstrip(" ,，;-("), found[1]) if found else (typed, "")


def _chinese_number(digits: str, extension: str, *, bare: bool) -> Phone | None:
    """Read digits without +86. Where none stood before (`bare`) a landline must begin with its 0."""
    if found := _MOBILE.fullmatch(digits):
        number = found[1]
        spaced = f"{number[:3]} {number[3:7]} {number[7:]}"
        return Phone(f"+86{number}", spaced, PhoneKind.MOBILE, "CN", extension, f"+86 {spaced}")
    if found := _TOLL.fullmatch(digits):
        spaced = "-".join(found.groups())
        return Phone(f"+86{digits}", spaced, PhoneKind.SERVICE, "CN", extension, f"+86 {spaced}")
    if not digits.startswith("0") and bare:
        service = _SERVICE.fullmatch(digits)
        return Phone("", digits, PhoneKind.SERVICE, "CN", extension, digits) if service else None
    found = _LANDLINE.fullmatch(digits.removeprefix("0"))
    if not found or (_BIG_CITY.fullmatch(found[1]) and len(found[2]) != _EIGHT):
        return None
    area, local = found.groups()
    return Phone(
        f"+86{area}{local}", f"0{area}-{local}", PhoneKind.LANDLINE, "CN", extension, f"+86 {area} {local}"
    )


def _foreign(typed: str, region: str) -> Phone | None:
    import phonenumbers  # noqa: PLC0415 - 2 MB of tables that most Chinese address books never need

    try:
        number = phonenumbers.parse(typed, region or None)
    except phonenumbers.NumberParseException:
        return None
    known = phonenumbers.is_possible_number if typed.startswith("+") else phonenumbers.is_valid_number
    if not known(number):
        return None
    forms = phonenumbers.PhoneNumberFormat
    extension = number.extension or ""
    number.extension = None
    return Phone(
        phonenumbers.format_number(number, forms.E164),
        phonenumbers.format_number(number, forms.NATIONAL),
        _kind(phonenumbers.number_type(number)),
        phonenumbers.region_code_for_number(number) or "",
        extension,
        phonenumbers.format_number(number, forms.INTERNATIONAL),
    )


def _kind(number_type: int) -> PhoneKind:
    import phonenumbers  # noqa: PLC0415 - loaded already by the caller

    types = phonenumbers.PhoneNumberType
    kinds = {
        types.MOBILE: PhoneKind.MOBILE,
        types.FIXED_LINE: PhoneKind.LANDLINE,
        types.FIXED_LINE_OR_MOBILE: PhoneKind.OTHER,
        types.TOLL_FREE: PhoneKind.SERVICE,
        types.SHARED_COST: PhoneKind.SERVICE,
        types.PREMIUM_RATE: PhoneKind.SERVICE,
        types.UAN: PhoneKind.SERVICE,
    }
    return kinds.get(number_type, PhoneKind.OTHER)
