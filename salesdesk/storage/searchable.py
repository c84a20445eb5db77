"""What each kind of record is found by, and what it is compared by: the one place where that is told."""

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, Select, Table, select

from salesdesk.domain import names
from salesdesk.domain import search_terms as terms
from salesdesk.domain.matching import Party, match_keys
from salesdesk.domain.phones import digits_of, parse_phone
from salesdesk.storage.base import Base

Row = dict[str, Any]
_LONG: Final = 2_000
"""Of a long text so many characters are looked into."""
_CUSTOMER: Final = (
    "id sort_key name name_en short_name core_name kind phone email website country province city district "
    "street postcode tax_id invoice_title invoice_phone external_id industry tags note"
)
_CONTACT: Final = "id customer_id name job_title department phones emails wechat note external_id"
_PRODUCT: Final = "id code barcode name name_en category spec description external_id"
_QUOTE: Final = "id customer_id number title note"
_ACTIVITY: Final = "id customer_id subject body outcome"
_ORGANISATION: Final = 8
"""From this place on a Chinese tax number is the organisation's own (GB 32100)."""
_PLAIN_CHINESE: Final = re.compile(
    "0?(1[3-9][0-9]{9})|0(10|2[0-9])-?([1-9][0-9]{7})|0([3-9][0-9]{2})-?([1-9][0-9]{6,7})"
)
_NAMES: Final = "name", "name_en", "short_name"


@dataclass(slots=True)
class Terms:
    """Gathers what one record is found by; see domain/search_terms.py."""

    heads: list[str] = field(default_factory=list)
    letters: list[str] = field(default_factory=list)
    han: list[str] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)

    def name(self, text: str, *, person: bool = False, core: str = "") -> None:
        """Add a name: found from its beginning first, in pinyin too."""
        found = terms.name_terms(text, person=person, core=core)
        self.heads += found.heads
        self.letters += found.letters
        self.han.append(found.han)

    def spoken(self, *texts: str) -> None:
        """Add texts that are found by their pinyin too."""
        for text in filter(None, texts):
            found = _spoken(text)
            self.letters += found.letters
            self.han.append(found.han)

    def words(self, *texts: str) -> None:
        """Add texts that are found by their words and characters."""
        for text in filter(None, texts):
            self.letters += terms.word_terms(text[:_LONG])
            self.han.append(terms.han_terms(text[:_LONG]))

    def code(self, *codes: str) -> None:
        """Add numbers of documents and the like: found by their parts."""
        for code in filter(None, codes):
            found = terms.code_terms(code)
            self.letters += found
            self.heads += (found[-1], found[-1][:1]) if found else ()
            self.numbers.append(digits_of(code))

    def phone(self, typed: str, e164: str) -> None:
        """Add a telephone number: found by any three figures in a row, with and without country code."""
        self.numbers += (digits_of(typed), e164[1:])

    @classmethod
    def of_all(cls, several: Iterable["Terms"]) -> str:
        """Return the terms of several records in one text."""
        joined = cls()
        for one in several:
            joined.heads += one.heads
            joined.letters += one.letters
            joined.han += one.han
            joined.numbers += one.numbers
        return joined.all() if joined.heads or joined.letters or joined.han or joined.numbers else ""

    def all(self) -> str:
        """Return every term in one text."""
        return f"{' '.join(dict.fromkeys(self.letters))} {self.han_text()} {terms.number_terms(self.numbers)}"

    def han_text(self) -> str:
        return f" {terms.BREAK} ".join(filter(None, self.han))


@dataclass(frozen=True, slots=True)
class Doc:
    """A record as the index keeps it. `title` changes when records that bear its name must be seen to."""

    row_id: UUID
    home: UUID | None
    title: str
    own: Terms
    related: str
    keys: tuple[str, ...] = ()
    sort_key: str = ""


@lru_cache(maxsize=4_096)
def _spoken(text: str) -> terms.NameTerms:
    return terms.name_terms(text, person=True)


def e164_of(typed: str, country: str) -> str:
    """Return a number as it is dialled from anywhere, or nothing if it is not understood."""
    if country in {"", "CN"} and (plain := _PLAIN_CHINESE.fullmatch(typed)):
        return "+86" + "".join(filter(None, plain.groups()))  # most by far, and an import reads 100,000
    phone = parse_phone(typed, country or "CN") if typed else None
    return phone.e164 if phone else ""


def docs_of(connection: Connection, entity: str, ids: Sequence[UUID]) -> list[Doc]:
    """Return the living records among `ids` as the index keeps them; customers and people: see Families."""
    return _KINDS[entity](connection, ids)


class Families:
    """Customers and the people there, as the index keeps them: read once, and each name spelled once."""

    def __init__(self, connection: Connection, ids: Sequence[UUID]) -> None:
        rows = _rows(connection, "contacts", _CONTACT, ids, by="customer_id")
        self._people = [(row, _person(row)) for row in rows]
        self._names: dict[UUID, str] = {}
        people: dict[UUID, list[Terms]] = {}
        for row, found in self._people:
            people.setdefault(row["customer_id"], []).append(found)
        self.customers: list[Doc] = []
        for row in _rows(connection, "customers", _CUSTOMER, ids):
            own = _named(row)
            self._names[row["id"]] = own.all()
            self.customers.append(_customer(row, own, Terms.of_all(people.get(row["id"], ()))))

    def at(self, customers: Container[UUID]) -> set[UUID]:
        """Return who is at these customers."""
        return {row["id"] for row, _ in self._people if row["customer_id"] in customers}

    def people(self, ids: Container[UUID]) -> list[Doc]:
        """Return those of the people that are asked for. Can be asked once: what is found is added to."""
        return [
            _contact(row, own, self._names.get(row["customer_id"], ""))
            for row, own in self._people
            if row["id"] in ids
        ]


def customer_party(fields: Mapping[str, Any]) -> Party:
    """Return what a customer is compared by; missing fields are empty."""
    country = fields.get("country") or "CN"
    typed = filter(None, (fields.get("phone"), fields.get("invoice_phone")))
    phones = frozenset(filter(None, (e164_of(phone, country) for phone in typed)))
    email = names.fold(fields.get("email") or "").strip()
    street = fields.get("street") or ""
    address = f"{fields.get('city') or ''}{fields.get('district') or ''}{street}" if street else ""
    return Party(
        name=fields.get("name") or "",
        core=fields.get("core_name") or "",
        other_names=tuple(filter(None, (fields.get("name_en"), fields.get("short_name")))),
        person=fields.get("kind") == "person",
        tax_id=names.fold(fields.get("tax_id") or "").strip(),
        phones=phones,
        mails=frozenset({email} if "@" in email else ()),
        address=address,
    )


def contact_party(fields: Mapping[str, Any]) -> Party:
    """Return what a contact is compared by; missing fields are empty."""
    mails = (names.fold(mail.get("address") or "").strip() for mail in fields.get("emails") or ())
    return Party(
        name=fields.get("name") or "",
        person=True,
        phones=frozenset(filter(None, (_e164(phone) for phone in fields.get("phones") or ()))),
        mails=frozenset(mail for mail in mails if "@" in mail),
        wechat=names.fold(fields.get("wechat") or "").strip(),
        customer=str(fields.get("customer_id") or ""),
    )


def _e164(phone: Mapping[str, str]) -> str:
    return phone.get("e164") or e164_of(phone.get("number") or "", "CN")


def _customer(row: Row, own: Terms, people: str) -> Doc:
    party = customer_party(row)
    own.spoken(row["province"], row["city"], row["district"], row["industry"], *row["tags"])
    own.words(row["street"], row["postcode"], row["email"], row["website"], row["invoice_title"], row["note"])
    own.code(row["external_id"])
    tax_id = names.fold(row["tax_id"])
    own.letters += (tax_id[: terms.LETTERS], tax_id[_ORGANISATION:])
    own.numbers += (
        digits_of(row["phone"]),
        digits_of(row["invoice_phone"]),
        *(e164[1:] for e164 in party.phones),
    )
    title = "\n".join(row[name] for name in _NAMES)
    return Doc(row["id"], None, title, own, people, tuple(match_keys(party)), row["sort_key"])


def _named(row: Row) -> Terms:
    """Return what the names of a customer are found by."""
    found = Terms()
    found.name(row["name"], person=row["kind"] == "person", core=row["core_name"])
    for other in filter(None, (row["name_en"], row["short_name"])):
        found.name(other)
    return found


def _person(row: Row) -> Terms:
    """Return what a person is found by at their customer."""
    found = Terms()
    found.name(row["name"], person=True)
    for phone in row["phones"]:
        found.phone(phone.get("number") or "", _e164(phone))
    found.words(row["wechat"], *(mail.get("address") or "" for mail in row["emails"]))
    return found


def _contact(row: Row, own: Terms, home: str) -> Doc:
    own.words(row["job_title"], row["department"], row["note"])
    own.code(row["external_id"])
    return Doc(row["id"], row["customer_id"], row["name"], own, home, tuple(match_keys(contact_party(row))))


def _products(connection: Connection, ids: Sequence[UUID]) -> list[Doc]:
    docs = []
    for row in _rows(connection, "products", _PRODUCT, ids):
        own = Terms()
        own.code(row["code"], row["barcode"], row["external_id"])
        own.name(row["name"])
        own.name(row["name_en"])
        own.spoken(row["category"])
        own.words(row["spec"], row["description"])
        docs.append(Doc(row["id"], None, row["name"], own, ""))
    return docs


def _quotes(connection: Connection, ids: Sequence[UUID]) -> list[Doc]:
    rows = _rows(connection, "quotes", _QUOTE, ids, current=True)
    homes = _homes(connection, rows)
    docs = []
    for row in rows:
        own = Terms()
        own.code(row["number"])
        own.name(row["title"])
        own.words(row["note"])
        docs.append(Doc(row["id"], row["customer_id"], row["number"], own, homes[row["customer_id"]]))
    return docs


def _activities(connection: Connection, ids: Sequence[UUID]) -> list[Doc]:
    rows = _rows(connection, "activities", _ACTIVITY, ids)
    homes = _homes(connection, rows)
    docs = []
    for row in rows:
        own = Terms()
        own.name(row["subject"])
        own.words(row["body"], row["outcome"])
        docs.append(Doc(row["id"], row["customer_id"], row["subject"], own, homes[row["customer_id"]]))
    return docs


_KINDS: Final = {
    "products": _products,
    "quotes": _quotes,
    "activities": _activities,
}


def _homes(connection: Connection, rows: Iterable[Row]) -> dict[UUID, str]:
    """Return the terms of the customers that records belong to."""
    wanted = list({row["customer_id"] for row in rows})
    found: dict[UUID, str] = dict.fromkeys(wanted, "")
    for customer in _rows(connection, "customers", "id kind name name_en short_name core_name", wanted):
        found[customer["id"]] = _named(customer).all()
    return found


def _rows(
    connection: Connection,
    entity: str,
    columns: str,
    ids: Sequence[UUID],
    *,
    by: str = "id",
    current: bool = False,
) -> list[Row]:
    table: Table = Base.metadata.tables[entity]
    names_of = columns.split()
    wanted: Select[Any] = select(*(table.c[name] for name in names_of))
    wanted = wanted.where(table.c[by].in_(ids), table.c.deleted_at.is_(None))
    if current:
        wanted = wanted.where(table.c.is_current)
    return [dict(zip(names_of, row, strict=True)) for row in connection.execute(wanted).all()]
