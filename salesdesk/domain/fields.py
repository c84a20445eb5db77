"""What typed fields have in common: tidy text, lengths, choices, figures, addresses of mail and web."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Final, TypeVar

from salesdesk.domain.errors import BadInput
from salesdesk.domain.money import rounded

Choice = TypeVar("Choice", bound=StrEnum)
LINE_LIMIT: Final = 500
TEXT_LIMIT: Final = 100_000
TAG_LIMIT: Final = 50
_UNSEEN: Final = frozenset({"Cc", "Cs"})
_FORMAT_MARKS: Final = frozenset(
    "\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
)
_SPACES: Final = re.compile(r"\s+")


def line(value: object, field: str, *, limit: int = LINE_LIMIT) -> str:
    """Return one line of text: NFC, spaces joined, no control or direction marks."""
    text = _SPACES.sub(" ", _visible(str(value or ""), keep="\t\r\n")).strip()
    return _within(text, field, limit)


def text(value: object, field: str, *, limit: int = TEXT_LIMIT) -> str:
    """Return text of many lines, trimmed at its ends, with plain line feeds."""
    joined = str(value or "").replace("\r\n", "\n").replace("\r", "\n")
    return _within(_visible(joined, keep="\t\n").strip(), field, limit)


def required(value: object, field: str) -> str:
    """Return one line of text, or raise BadInput when nothing is left of it."""
    found = line(value, field)
    if not found:
        raise BadInput("field-required", field=field)
    return found


def choice(value: object, kind: type[Choice], field: str) -> Choice:
    """Return the member of an enumeration, or raise BadInput."""
    try:
        return kind(str(value or ""))
    except ValueError:
        raise BadInput("choice-unknown", field=field, value=str(value)) from None


def tags(values: object, field: str = "tags") -> list[str]:
    """Return tags tidied and without repetition, in the order given; text is split at commas."""
    given = re.split(r"[,，;；、]", values) if isinstance(values, str) else values
    found: dict[str, str] = {}
    for value in given if isinstance(given, Iterable) else ():
        tag = line(value, field, limit=TAG_LIMIT)
        if tag:
            found.setdefault(tag.casefold(), tag)
    return list(found.values())


def number(value: object, field: str, *, places: int, largest: Decimal) -> Decimal:
    """Return a decimal that is not negative, below `largest`, with no more than `places` decimals."""
    if not isinstance(value, Decimal | int) or isinstance(value, bool) or not Decimal(value).is_finite():
        raise BadInput("number-unreadable", field=field, text=str(value))
    found = Decimal(value)
    if found < 0:
        raise BadInput("number-negative", field=field, value=found)
    if found >= largest:
        raise BadInput("number-too-large", field=field, limit=largest)
    if rounded(found, places) != found:
        raise BadInput("number-too-fine", field=field, places=places, value=found)
    return found


def mail_address(value: object, field: str = "email") -> str:
    """Return a mail address with its domain in lower case, or raise BadInput; nothing is looked up."""
    typed = line(value, field).removeprefix("mailto:")
    if not typed:
        return ""
    from email_validator import EmailNotValidError, validate_email  # noqa: PLC0415 - only where mail is typed

    try:
        found = validate_email(typed, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        raise BadInput("email-unreadable", field=field, text=typed) from None
    return str(found.normalized)


def website(value: object, field: str = "website") -> str:
    """Return an address on the web, or raise BadInput; only http and https may be opened."""
    typed = line(value, field)
    if not typed:
        return ""
    scheme, separator, rest = typed.partition("://")
    host = (rest if separator else typed).split("/", maxsplit=1)[0]
    strange = bool(separator) and scheme.lower() not in {"http", "https"}
    if strange or "." not in host or " " in typed or "@" in host:
        raise BadInput("website-unreadable", field=field, text=typed)
    return typed


def known(fields: Mapping[str, object], allowed: Iterable[str]) -> None:
    """Raise BadInput for a field that the record does not have."""
    strange = sorted(set(fields) - set(allowed))
    if strange:
        raise BadInput("field-unknown", field=strange[0])


def _visible(value: str, *, keep: str) -> str:
    normal = unicodedata.normalize("NFC", value)
    if normal.isprintable():
        return normal
    return "".join(
        sign
        for sign in normal
        if sign in keep or (unicodedata.category(sign) not in _UNSEEN and sign not in _FORMAT_MARKS)
    )


def _within(value: str, field: str, limit: int) -> str:
    if len(value) > limit:
        raise BadInput("text-too-long", field=field, limit=limit)
    return value
