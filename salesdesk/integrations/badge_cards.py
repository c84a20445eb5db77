"""Address cards out of a code on a badge: the reader of card files, fed with what a scanner typed."""

import re
from io import BytesIO
from typing import Final

from salesdesk.domain.badges import Badge, BadgeForm, badge_of, is_card, kept_raw, read_badge
from salesdesk.domain.errors import FileRefused
from salesdesk.integrations.people_files import card_details
from salesdesk.integrations.vcard import cards

_FIELDS: Final = {
    "customer.name": "company",
    "contact.name": "name",
    "contact.job_title": "job_title",
    "contact.department": "department",
    "contact.wechat": "wechat",
    "customer.website": "website",
    "customer.city": "city",
    "customer.street": "street",
    "contact.note": "note",
}
_PHONES: Final = ("contact.mobile", "contact.phone", "contact.phone_home")
_LINES: Final = re.compile(
    r"(?=BEGIN:VCARD|VERSION:|END:VCARD"
    r"|(?:FN|(?<![A-Z])N|ORG|TITLE|ROLE|TEL|EMAIL|URL|ADR|NOTE|X-WECHAT)(?:;[^:\s]{1,80})?:)"
)


def read_code(text: str) -> Badge:
    """Return what a code says, an address card or anything else; nothing raises."""
    return _card(text) if is_card(text) else read_badge(text)


def _card(text: str) -> Badge:
    raw = kept_raw(text)
    try:
        card = next(cards(BytesIO(_in_lines(raw).encode("utf-8", "replace")), "utf-8", "badge"), None)
    except FileRefused:
        card = None
    if card is None:
        return Badge(raw=raw)
    said: dict[str, object] = {}
    several: dict[str, list[str]] = {}
    for meaning, value in card_details(card).values():
        if meaning in _FIELDS:
            said.setdefault(_FIELDS[meaning], value)
        several.setdefault(meaning, []).append(value)
    said["phones"] = [number for meaning in _PHONES for number in several.get(meaning, ())]
    said["emails"] = several.get("contact.email", [])
    if said.get("name") == said.get("company"):  # a company's own card: nobody is named
        said.pop("name", None)
    found = badge_of(BadgeForm.CARD, said, raw=raw)
    return found if found.says_something else Badge(raw=raw)


def _in_lines(text: str) -> str:
    """Return a card with its lines apart, where a scanner left their ends out or typed Tab for them."""
    if "\n" in text:
        return text
    return text.replace("\t", "\n") if "\t" in text else "\n".join(filter(None, _LINES.split(text)))
