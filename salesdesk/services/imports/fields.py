"""What a column of a file may mean: the fields of customers, contacts and products, and how people name them.

A field is written `customer.name`; its words are `field.customer.name` in the catalogue. Header words are
compared without case, spaces and marks, so 公司名称, "Company Name" and companyName all meet. A field of the
company's own is written `own.<its key>` and bears the name the company gave it.
"""

import re
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import Final

from salesdesk.domain.custom_fields import CustomField
from salesdesk.integrations.table_file import Content
from salesdesk.settings import RESOURCES
from salesdesk.words import LANGUAGES, words_of


class Kind(StrEnum):
    """What the rows of a file are."""

    CUSTOMERS = "customers"
    CONTACTS = "contacts"
    PRODUCTS = "products"


class Value(StrEnum):
    """How the text of a cell becomes the value of a field."""

    LINE = "line"
    TEXT = "text"
    NUMBER = "number"
    PERCENT = "percent"
    DAY = "day"
    BIRTHDAY = "birthday"
    MOMENT = "moment"
    YES_NO = "yes_no"
    CHOICE = "choice"
    COUNTRY = "country"
    CURRENCY = "currency"
    PHONE = "phone"
    EMAIL = "email"
    TAGS = "tags"


@dataclass(frozen=True, slots=True)
class Field:
    """One field a column may be taken for. `many` columns may mean it at once (phones, mail addresses).

    `own` is what the company says of it, where it is one of the company's own fields.
    """

    key: str
    value: Value
    words: tuple[str, ...]
    many: bool = False
    own: CustomField | None = None
    entity: str = field(init=False)
    name: str = field(init=False)

    def __post_init__(self) -> None:
        entity, _, name = self.key.partition(".")
        object.__setattr__(self, "entity", entity)
        object.__setattr__(self, "name", name)

    def called(self, language: str) -> str:
        """Return what the field is called in a language."""
        return self.own.called(language) if self.own else words_of(language).say(f"field.{self.key}")


def _fields(entity: str, *rows: tuple[str, Value]) -> list[Field]:
    keys = {f"{entity}.{name}": value for name, value in rows}
    return [Field(key, value, _words()[key], key in _MANY) for key, value in keys.items()]


@cache
def _words() -> dict[str, tuple[str, ...]]:
    lines = (RESOURCES / "data" / "column_words.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if not line.startswith("#"))
    return {
        key: tuple(dict.fromkeys((*_own_words(key), *map(plain, known.split("|"))))) for key, known in rows
    }


def _own_words(key: str) -> list[str]:
    """What the program itself calls a field, so that an export comes back."""
    return [plain(words_of(language).say(f"field.{key}")) for language in LANGUAGES]


def plain(header: str) -> str:
    """Return header words as they are compared: lower case, without spaces, marks, remarks in brackets."""
    bare = re.sub(r"[(（\[【].*?[)）\]】]", "", header) or header
    return re.sub(r"[\W_]+", "", bare.lower())


_MANY: Final = frozenset(
    f"contact.{name}" for name in ("mobile", "phone", "phone_home", "fax", "email")
)  # a customer has one of each: a second column of them is the person's
_V: Final = Value
_CUSTOMER: Final = (
    ("name", _V.LINE),
    ("name_en", _V.LINE),
    ("short_name", _V.LINE),
    ("kind", _V.CHOICE),
    ("lifecycle", _V.CHOICE),
    ("grade", _V.CHOICE),
    ("source", _V.CHOICE),
    ("industry", _V.LINE),
    ("website", _V.LINE),
    ("phone", _V.PHONE),
    ("email", _V.EMAIL),
    ("country", _V.COUNTRY),
    ("province", _V.LINE),
    ("city", _V.LINE),
    ("district", _V.LINE),
    ("street", _V.LINE),
    ("postcode", _V.LINE),
    ("tax_id", _V.LINE),
    ("invoice_title", _V.LINE),
    ("bank_name", _V.LINE),
    ("bank_account", _V.LINE),
    ("invoice_address", _V.LINE),
    ("invoice_phone", _V.PHONE),
    ("tags", _V.TAGS),
    ("note", _V.TEXT),
    ("currency", _V.CURRENCY),
    ("next_follow_up", _V.DAY),
    ("last_contact_at", _V.MOMENT),
    ("external_id", _V.LINE),
)
_CONTACT: Final = (
    ("name", _V.LINE),
    ("family_name", _V.LINE),
    ("given_name", _V.LINE),
    ("job_title", _V.LINE),
    ("department", _V.LINE),
    ("mobile", _V.PHONE),
    ("phone", _V.PHONE),
    ("phone_home", _V.PHONE),
    ("fax", _V.PHONE),
    ("email", _V.EMAIL),
    ("wechat", _V.LINE),
    ("birthday", _V.BIRTHDAY),
    ("is_primary", _V.YES_NO),
    ("note", _V.TEXT),
    ("external_id", _V.LINE),
)
_PRODUCT: Final = (
    ("code", _V.LINE),
    ("barcode", _V.LINE),
    ("name", _V.LINE),
    ("name_en", _V.LINE),
    ("category", _V.LINE),
    ("unit", _V.LINE),
    ("spec", _V.LINE),
    ("description", _V.TEXT),
    ("currency", _V.CURRENCY),
    ("unit_price", _V.NUMBER),
    ("tax_included", _V.YES_NO),
    ("tax_rate", _V.PERCENT),
    ("is_active", _V.YES_NO),
    ("is_discontinued", _V.YES_NO),
    ("external_id", _V.LINE),
)
FIELDS: Final = {
    field.key: field
    for field in (
        *_fields("customer", *_CUSTOMER),
        *_fields("contact", *_CONTACT),
        *_fields("product", *_PRODUCT),
    )
}
KEYS: Final[dict[Kind, tuple[str, ...]]] = {
    Kind.CUSTOMERS: ("customer.external_id", "customer.tax_id", "customer.name"),
    Kind.CONTACTS: ("contact.external_id", "contact.name", "contact.email", "contact.mobile"),
    Kind.PRODUCTS: ("product.code", "product.external_id", "product.barcode", "product.name"),
}
"""The fields by which a row may be known to be one we have, the surest first."""
CONTENTS: Final[dict[Value, frozenset[Content]]] = {
    Value.NUMBER: frozenset((Content.NUMBER, Content.PERCENT)),
    Value.PERCENT: frozenset((Content.NUMBER, Content.PERCENT)),
    Value.DAY: frozenset((Content.DATE, Content.NUMBER)),
    Value.BIRTHDAY: frozenset((Content.DATE, Content.NUMBER, Content.TEXT)),
    Value.MOMENT: frozenset((Content.DATE, Content.NUMBER)),
    Value.YES_NO: frozenset((Content.YES_NO, Content.NUMBER, Content.TEXT)),
    Value.PHONE: frozenset((Content.PHONE, Content.NUMBER, Content.TEXT)),
    Value.EMAIL: frozenset((Content.EMAIL, Content.TEXT)),
}
"""What a column must look like to be proposed for a field; what is not named may look like anything."""


def fields_of(kind: Kind, own: tuple[Field, ...] = ()) -> tuple[Field, ...]:
    """Return the fields that columns of such a file may mean, the kind's own first.

    `own` are the company's own fields of customers; a list of products has none of them.
    """
    return _built_in(kind) if kind is Kind.PRODUCTS else (*_built_in(kind), *own)


@cache
def _built_in(kind: Kind) -> tuple[Field, ...]:
    own = {
        Kind.CUSTOMERS: ("customer", "contact"),
        Kind.CONTACTS: ("contact", "customer"),
        Kind.PRODUCTS: ("product",),
    }
    return tuple(field for entity in own[kind] for field in FIELDS.values() if field.entity == entity)
