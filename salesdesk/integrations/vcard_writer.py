"""Address cards as every phone and mail program reads them: vCard 3.0 (RFC 2426) in UTF-8."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import IO, Final

from salesdesk.domain.birthdays import lacks_year

_FOLD: Final = 75  # octets of one line
_TYPES: Final = {"mobile": "CELL", "work": "WORK,VOICE", "home": "HOME,VOICE", "fax": "WORK,FAX"}


@dataclass(frozen=True, slots=True, kw_only=True)
class CardOut:
    """One person.

    `phones` and `mails` are (label, text); `address` is street, city, province, postcode, country.
    """

    uid: str
    name: str
    family: str = ""
    given: str = ""
    company: str = ""
    department: str = ""
    job_title: str = ""
    phones: Sequence[tuple[str, str]] = ()
    mails: Sequence[tuple[str, str]] = ()
    wechat: str = ""
    website: str = ""
    address: tuple[str, str, str, str, str] = ("", "", "", "", "")
    birthday: date | None = None
    note: str = ""


def write_card(stream: IO[bytes], card: CardOut) -> None:
    """Write one card."""
    for line in _lines(card):
        stream.write(_folded(line))


def _lines(card: CardOut) -> Iterable[str]:
    yield "BEGIN:VCARD"
    yield "VERSION:3.0"
    yield f"UID:{_text(card.uid)}"
    yield f"FN:{_text(card.name)}"
    family, given = (card.family, card.given) if card.family or card.given else (card.name, "")
    yield f"N:{_text(family)};{_text(given)};;;"
    if card.company or card.department:
        yield f"ORG:{_text(card.company)};{_text(card.department)}".removesuffix(";")
    if card.job_title:
        yield f"TITLE:{_text(card.job_title)}"
    for label, number in card.phones:
        yield f"TEL;TYPE={_TYPES.get(label, 'VOICE')}:{_text(number)}"
    for label, address in card.mails:
        yield f"EMAIL;TYPE=INTERNET,{'HOME' if label == 'home' else 'WORK'}:{_text(address)}"
    if any(card.address):
        street, city, province, postcode, country = map(_text, card.address)
        yield f"ADR;TYPE=WORK:;;{street};{city};{province};{postcode};{country}"
    yield from _rest(card)
    yield "END:VCARD"


def _rest(card: CardOut) -> Iterable[str]:
    if card.wechat:
        yield f"X-WECHAT:{_text(card.wechat)}"
    if card.website:
        yield f"URL:{_text(card.website)}"
    if card.birthday:
        yield f"BDAY{_no_year(card.birthday)}:{card.birthday.isoformat()}"
    if card.note:
        yield f"NOTE:{_text(card.note)}"


def _no_year(born: date) -> str:
    """Return how a card of version 3.0 says that a year stands for none, as phones read and write it."""
    return f";X-APPLE-OMIT-YEAR={born.year}" if lacks_year(born) else ""


def _text(value: str) -> str:
    plain = value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return plain.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n").replace("\x00", "")


def _folded(line: str) -> bytes:
    """Return the line cut into pieces of 75 octets, never within a letter."""
    pieces, piece = [], b""
    for letter in line:
        octets = letter.encode("utf-8", "replace")
        if len(piece) + len(octets) > _FOLD:
            pieces.append(piece)
            piece = b" "
        piece += octets
    return b"\r\n".join([*pieces, piece]) + b"\r\n"
