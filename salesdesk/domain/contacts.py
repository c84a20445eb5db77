"""The people at a customer: their phones, mail addresses and part in a decision."""

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from functools import partial
from typing import Final

from salesdesk.domain import fields
from salesdesk.domain.customers import day
from salesdesk.domain.errors import BadInput
from salesdesk.domain.phones import Phone, PhoneKind, parse_phone, tidy_phone


class ContactRole(StrEnum):
    """The part a person plays in a decision; "" is not known."""

    NONE = ""
    DECIDER = "decider"
    INFLUENCER = "influencer"
    BUYER = "buyer"
    USER = "user"
    FINANCE = "finance"
    GATEKEEPER = "gatekeeper"


class PhoneLabel(StrEnum):
    """What a number is for."""

    MOBILE = "mobile"
    WORK = "work"
    HOME = "home"
    FAX = "fax"
    OTHER = "other"


class MailLabel(StrEnum):
    """What a mail address is for."""

    WORK = "work"
    HOME = "home"
    OTHER = "other"


def phone_entries(values: object, region: str = "CN") -> list[dict[str, str]]:
    """Return `[{label, number, e164}]` without repetition; `e164` is "" where the number is not a known form.

    A number is kept as typed, so that nothing a customer wrote on a card is lost.
    """
    found: dict[str, dict[str, str]] = {}
    for entry in _entries(values, "phones"):
        number = tidy_phone(entry.get("number"), field="phones")
        if not number:
            continue
        phone = parse_phone(number, region)
        label = fields.choice(entry.get("label") or _phone_label(phone), PhoneLabel, "phones")
        e164 = phone.e164 if phone else ""
        key = f"{e164};{phone.extension}" if phone and e164 else number
        found.setdefault(key, {"label": label.value, "number": number, "e164": e164})
    return list(found.values())


def mail_entries(values: object) -> list[dict[str, str]]:
    """Return `[{label, address}]` without repetition."""
    found: dict[str, dict[str, str]] = {}
    for entry in _entries(values, "emails"):
        address = fields.mail_address(entry.get("address"), "emails")
        if address:
            label = fields.choice(entry.get("label") or MailLabel.WORK, MailLabel, "emails")
            found.setdefault(address.casefold(), {"label": label.value, "address": address})
    return list(found.values())


def _phone_label(phone: Phone | None) -> PhoneLabel:
    return PhoneLabel.MOBILE if phone and phone.kind is PhoneKind.MOBILE else PhoneLabel.WORK


def _entries(values: object, field: str) -> list[Mapping[str, object]]:
    given = list(values) if isinstance(values, Iterable) and not isinstance(values, str | Mapping) else None
    if given is None or not all(isinstance(entry, Mapping) for entry in given):
        raise BadInput("list-unreadable", field=field)
    return given


_LINES: Final = ("job_title", "department", "wechat", "external_id")
_RULES: Final[dict[str, Callable[[object], object]]] = {
    **{name: partial(fields.line, field=name) for name in _LINES},
    "name": partial(fields.required, field="name"),
    "role": partial(fields.choice, kind=ContactRole, field="role"),
    "phones": phone_entries,
    "emails": mail_entries,
    "birthday": partial(day, field="birthday"),
    "is_primary": bool,
    "note": partial(fields.text, field="note"),
}
CONTACT_FIELDS: Final = frozenset(_RULES) | {"customer_id"}


def check_contact(given: Mapping[str, object], *, new: bool = False) -> dict[str, object]:
    """Return the given fields tidied, ready to store. Raise BadInput, naming the first that is wrong."""
    fields.known(given, CONTACT_FIELDS)
    if new:
        fields.required(given.get("name"), "name")
    return {name: _RULES[name](value) if name in _RULES else value for name, value in given.items()}
