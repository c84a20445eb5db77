"""What an address card says that has no field of its own here, as plain lines for the note: "QQ: 12345"."""

from collections.abc import Iterator
from typing import Final

from salesdesk.integrations.vcard import Card, Property
from salesdesk.words import say

_TAKEN: Final = frozenset((
    "FN", "N", "ORG", "TEL", "EMAIL", "TITLE", "ROLE", "NOTE", "URL", "UID", "BDAY", "ADR", "CATEGORIES",
    "NICKNAME", "X-WECHAT", "X-KADDRESSBOOK-X-DEPARTMENT",
))  # fmt: skip
_ONCE: Final = {
    "ORG": "field.customer.name",
    "TITLE": "field.contact.job_title",
    "ROLE": "field.contact.role",
    "URL": "field.customer.website",
    "X-WECHAT": "field.contact.wechat",
    "BDAY": "field.contact.birthday",
}
"""Details of which a person has one here: a further one is a line, called as the field is."""
_MACHINES: Final = frozenset((
    "VERSION", "PRODID", "REV", "SORT-STRING", "SOURCE", "KIND", "CLASS", "NAME", "PROFILE", "MAILER",
    "CLIENTPIDMAP", "XML", "LABEL", "TZ", "GEO", "BEGIN", "END", "UID", "X-ABLABEL", "X-ABADR",
    "X-ABUID", "X-ABSHOWAS", "X-ABORDER", "X-ADDRESSBOOKSERVER-KIND",
))  # fmt: skip
_MACHINE_STEMS: Final = (
    "X-PHONETIC", "X-MS-", "X-MICROSOFT-", "X-EVOLUTION-", "X-IMAGE", "X-APPLE-", "X-GOOGLE-", "X-SYNC",
)  # fmt: skip
_MOST: Final = 50  # lines of one card
_LONGEST: Final = 300  # characters of one
_SHORT: Final = 4  # letters of a name that is an abbreviation: QQ, ICQ, MSN


def rest_of(card: Card) -> list[tuple[str, str]]:
    """Return what is left over of a card: what it is called, and what it says."""
    found = [pair for pair in (*_addresses(card), *_further(card), *_others(card)) if pair[1]]
    lines = [(called, " ".join(text.split())[:_LONGEST]) for called, text in dict.fromkeys(found)]
    return lines[:_MOST]


def address_taken(card: Card) -> Property | None:
    """Return the address that the fields take: that of the work, or else the first."""
    addresses = card.all("ADR")
    return next((one for one in addresses if "work" in one.types), addresses[0] if addresses else None)


def _addresses(card: Card) -> Iterator[tuple[str, str]]:
    taken = address_taken(card)
    for one in card.all("ADR"):
        if one is not taken:
            kind = card.label(one) or next((each for each in one.types if each != "pref"), "")
            name = say("card.address")
            yield f"{name} ({kind})" if kind else name, ", ".join(filter(None, map(str.strip, one.parts())))


def _further(card: Card) -> Iterator[tuple[str, str]]:
    for name, key in _ONCE.items():
        told = card.all(name)
        for one in told[1:]:
            text = " / ".join(filter(None, one.parts())) if name == "ORG" else one.text()
            yield say(key), text if one.value != told[0].value else ""


def _others(card: Card) -> Iterator[tuple[str, str]]:
    for one in card.properties:
        is_machine = one.name in _MACHINES or one.name.startswith(_MACHINE_STEMS)
        if one.name in _TAKEN or is_machine or not one.value.strip(" ;"):
            continue
        if one.name == "X-ANDROID-CUSTOM":
            kind, text, *_ = [*one.parts(), "", ""]
            yield kind.rpartition("/")[2].capitalize(), text
        elif one.name == "IMPP":
            yield _messenger(card, one)
        else:
            called = card.label(one) or (one.types[0] if one.name == "X-SOCIALPROFILE" and one.types else "")
            yield (
                called or _called(one.name),
                " / ".join(part.strip() for part in one.parts() if part.strip()),
            )


def _messenger(card: Card, one: Property) -> tuple[str, str]:
    """IMPP:qq:12345, IMPP;X-SERVICE-TYPE=QQ:x-apple:12345."""
    scheme, colon, account = one.text().partition(":")
    if not colon:
        scheme, account = "", one.text()
    known = one.service or card.label(one)
    return known or ("IMPP" if scheme.lower() in {"", "x-apple"} else _called(scheme)), account


def _called(name: str) -> str:
    bare = name.upper().removeprefix("X-").replace("-", " ").replace("_", " ").strip()
    return bare if len(bare) <= _SHORT else bare.capitalize()
