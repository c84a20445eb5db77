"""Tax numbers: the Chinese 统一社会信用代码 by its own rule, those of other countries through python-stdnum.

GB 32100: 18 signs, the last a check sign modulo 31; signs 9 to 17 are the older organisation code with a
check digit of its own (GB 11714). Sign 1 may be a letter: A army, N rural collectives, Y others.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from salesdesk.domain.errors import BadInput

ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS: Final = tuple(pow(3, place, 31) for place in range(17))
_ORGANISATION_WEIGHTS: Final = (3, 7, 9, 10, 5, 8, 4, 2)
_FORM: Final = re.compile(rf"[{ALPHABET}]{{2}}[0-9]{{6}}[{ALPHABET}]{{10}}")
_OLD_FORM: Final = re.compile(r"[0-9]{15}|[0-9]{17}[0-9X]|[0-9]{18}[0-9X]{2}")
_LENGTH: Final = 18
_LIMIT: Final = 40


@dataclass(frozen=True, slots=True)
class TaxId:
    """A tidied number. `checked` says that a rule was found and held; else it stands as typed."""

    number: str
    country: str
    kind: str
    checked: bool


def check_tax_id(text: str, country: str = "CN") -> TaxId:
    """Return the tax number of a country (ISO 3166, two letters), or raise BadInput (field `tax_id`).

    A country without a known rule keeps the number as typed, unchecked.
    """
    number = re.sub(r"[\s\-./]", "", unicodedata.normalize("NFKC", text)).upper()
    if len(number) > _LIMIT or not number:
        raise BadInput("tax-id-form", field="tax_id", text=text)
    return _chinese(number) if country in {"CN", ""} else _foreign(number, country)


def check_uscc(number: str) -> str:
    """Return a 统一社会信用代码, or raise BadInput that says what is wrong: length, form, or a check sign."""
    if len(number) != _LENGTH:
        raise BadInput("tax-id-length", field="tax_id", length=len(number))
    if not _FORM.fullmatch(number):
        raise BadInput("tax-id-form", field="tax_id", text=number)
    if number[-1] != uscc_check_sign(number[:-1]):
        raise BadInput("tax-id-check-sign", field="tax_id", text=number)
    if number[16] != organisation_check_sign(number[8:16]):
        raise BadInput("tax-id-organisation", field="tax_id", text=number[8:17])
    return number


def uscc_check_sign(body: str) -> str:
    """Return the last sign for the first 17."""
    total = sum(ALPHABET.index(sign) * weight for sign, weight in zip(body, _WEIGHTS, strict=True))
    return ALPHABET[-total % 31]


def organisation_check_sign(body: str) -> str:
    """Return the check digit of an organisation code for its first 8 signs; ten is X (GB 11714)."""
    values = (int(sign, 36) for sign in body)
    total = sum(value * weight for value, weight in zip(values, _ORGANISATION_WEIGHTS, strict=True))
    return "0123456789X"[-total % 11]


def _chinese(number: str) -> TaxId:
    """A number of before 2015, or of a private person, has no rule of this kind and stands as typed."""
    if len(number) != _LENGTH and _OLD_FORM.fullmatch(number):
        return TaxId(number, "CN", "registration", checked=False)
    return TaxId(check_uscc(number), "CN", "uscc", checked=True)


def _foreign(number: str, country: str) -> TaxId:
    from stdnum import exceptions, get_cc_module  # noqa: PLC0415 - imports a module for each country

    rules = get_cc_module("gr" if country == "EL" else country.lower(), "vat")
    if rules is None:
        return TaxId(number, country, "other", checked=False)
    try:
        found = str(rules.validate(number))
    except exceptions.InvalidLength:
        raise BadInput("tax-id-length", field="tax_id", length=len(number)) from None
    except exceptions.InvalidChecksum:
        raise BadInput("tax-id-check-sign", field="tax_id", text=number) from None
    except exceptions.ValidationError:
        raise BadInput("tax-id-form", field="tax_id", text=number) from None
    return TaxId(found, country, "vat", checked=True)
