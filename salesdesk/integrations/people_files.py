"""Address cards and directory entries as a table: one row a person, one column each kind of detail."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from salesdesk.domain.errors import FileRefused
from salesdesk.integrations import limits
from salesdesk.integrations.card_rest import address_taken, rest_of
from salesdesk.integrations.csv_files import TextSource
from salesdesk.integrations.ldif import entries
from salesdesk.integrations.looks import column_look
from salesdesk.integrations.table_file import Column, FileKind, Notice, Row, TableFile
from salesdesk.integrations.vcard import Card, Property, cards

Details = dict[str, tuple[str, str]]  # column name -> (meaning, text)
_SAMPLES: Final = 5
_LOOKED_AT: Final = 200
_NAMED: Final = 8  # kinds of details that are named in a notice
_SEVERAL: Final = 20  # numbers or addresses of one kind
_CJK: Final = re.compile(r"[\u2e80-\u9fff\uac00-\ud7a3]")
_ADDRESS: Final = (
    "",
    "",
    "customer.street",
    "customer.city",
    "customer.province",
    "customer.postcode",
    "customer.country",
)
_SIMPLE: Final = {
    "TITLE": "contact.job_title",
    "ROLE": "contact.role",
    "NOTE": "contact.note",
    "URL": "customer.website",
    "UID": "contact.external_id",
    "X-WECHAT": "contact.wechat",
    "X-KADDRESSBOOK-X-DEPARTMENT": "contact.department",
    "CATEGORIES": "",
    "NICKNAME": "",
}
_LDIF: Final = {
    "cn": "contact.name",
    "mail": "contact.email",
    "mozillasecondemail": "contact.email",
    "telephonenumber": "contact.phone",
    "mobile": "contact.mobile",
    "homephone": "contact.phone_home",
    "facsimiletelephonenumber": "contact.fax",
    "fax": "contact.fax",
    "o": "customer.name",
    "company": "customer.name",
    "ou": "contact.department",
    "department": "contact.department",
    "title": "contact.job_title",
    "description": "contact.note",
    "street": "customer.street",
    "l": "customer.city",
    "st": "customer.province",
    "postalcode": "customer.postcode",
    "c": "customer.country",
    "workurl": "customer.website",
}
_IN_PLACE: Final = ("ORG", "EMAIL")  # stand in for the name of a card that has none
_GROUPS: Final = frozenset(
    ("groupofnames", "groupofuniquenames", "organizationalunit", "organization", "posixgroup")
)


def read_people(source: TextSource, kind: FileKind) -> TableFile:
    """Return the people of a card file or LDIF. Raises FileRefused where there is nobody in it."""
    notices: list[Notice] = []
    people = list(_from_cards(source, notices) if kind is FileKind.VCARD else _from_ldif(source, notices))
    if not people:
        raise FileRefused("file-without-people", file=source.name)
    meanings: dict[str, str] = {}
    for _, details, _ in people:
        for name, (meaning, _) in details.items():
            meanings.setdefault(name, meaning)
    rows = [
        Row(number, tuple(details[name][1] if name in details else "" for name in meanings), problem)
        for number, details, problem in people
    ]
    if any("\ufffd" in str(cell) for row in rows for cell in row.cells):
        notices.append(Notice("letters-unreadable", {"encoding": source.encoding.name}))
    return TableFile(
        kind,
        tuple(_column(name, meaning, place, rows) for place, (name, meaning) in enumerate(meanings.items())),
        lambda: iter(rows),
        encoding=source.encoding.name,
        notices=tuple(notices),
    )


def _column(name: str, meaning: str, place: int, rows: list[Row]) -> Column:
    cells = [row.cells[place] for row in rows[:_LOOKED_AT]]
    samples = dict.fromkeys(str(cell)[:80] for cell in cells if cell)
    return Column(name, column_look(cells), tuple(samples)[:_SAMPLES], meaning)


def _from_cards(source: TextSource, notices: list[Notice]) -> Iterator[tuple[int, Details, str]]:
    noted: dict[str, None] = {}
    with limits.opened(source.opener, source.name) as stream:
        for card in cards(stream, source.encoding.name, source.name):
            details = card_details(card)
            if details or card.problem:
                noted |= dict.fromkeys(called for called, _ in rest_of(card))
                yield card.number, details, card.problem or ("" if "FN" in details else "card-without-name")
    if noted:
        notices.append(Notice("details-in-note", {"names": _named(list(noted))}))


def _named(names: list[str]) -> str:
    return ", ".join(names[:_NAMED]) + (" …" if len(names) > _NAMED else "")


def card_details(card: Card) -> Details:
    """Return what a card says of a person: column name to meaning (`contact.mobile`) and text."""
    details: Details = {}
    name = _full_name(card) or next((one.text() for kind in _IN_PLACE for one in card.all(kind)), "")
    if name:
        details["FN"] = ("contact.name", name)
    for organisation in card.all("ORG")[:1]:
        company, *departments = (part.strip() for part in organisation.parts())
        _put(details, "ORG", "customer.name", company)
        _put(details, "ORG (2)", "contact.department", " / ".join(filter(None, departments)))
    for phone in card.all("TEL"):
        _put_more(details, *_phone_column(phone), _without_scheme(phone.text()))
    for address in card.all("EMAIL"):
        _put_more(details, "EMAIL", "contact.email", _without_scheme(address.text()))
    for name, meaning in _SIMPLE.items():
        found = card.all(name)
        if name == "NOTE":
            rest = "\n".join(f"{called}: {text}" for called, text in rest_of(card))
            _put(details, name, meaning, "\n".join(filter(None, (_joined(found), rest))))
        else:
            _put(details, name, meaning, _joined(found[:1]))
    for born in card.all("BDAY")[:1]:
        _put(details, "BDAY", "contact.birthday", _born(born))
    _put_address(details, card)
    return details


def _born(found: Property) -> str:
    """Return a day of birth; one whose year stands for none begins with two strokes, as in version 4.0."""
    text = found.text()
    if found.no_year and text.startswith(found.no_year):
        return f"--{text.removeprefix(found.no_year).lstrip('-')}"
    return text


def _put(details: Details, column: str, meaning: str, text: str) -> None:
    if text:
        details.setdefault(column, (meaning, text))


def _put_more(details: Details, column: str, meaning: str, text: str) -> None:
    """Put a detail of which a person may have several, each in a column of its own; a crowd is cut short."""
    names = (column if number == 1 else f"{column} {number}" for number in range(1, _SEVERAL + 1))
    free = next((name for name in names if name not in details), None)
    if free:
        _put(details, free, meaning, text)


def _joined(found: Iterable[Property]) -> str:
    return "\n".join(dict.fromkeys(one.text() for one in found))


def _phone_column(found: Property) -> tuple[str, str]:
    types = set(found.types)
    if "fax" in types:
        return "TEL (fax)", "contact.fax"
    if types & {"cell", "mobile", "iphone"}:
        return "TEL (cell)", "contact.mobile"
    if "home" in types:
        return "TEL (home)", "contact.phone_home"
    return ("TEL (work)" if "work" in types else "TEL"), "contact.phone"


def _without_scheme(text: str) -> str:
    return re.sub(r"^(?:tel|mailto):", "", text, flags=re.IGNORECASE).strip()


def _full_name(card: Card) -> str:
    written = card.first("FN")
    if written and written.text():
        return " ".join(written.text().split())
    parts = card.first("N")
    if parts is None:
        return ""
    return " ".join(_composed(*(part.strip() for part in [*parts.parts(), "", "", "", ""][:4])).split())


def _composed(family: str, given: str, middle: str = "", prefix: str = "") -> str:
    """A Chinese name is written family first and without a space."""
    if _CJK.search(family + given):
        return f"{family}{given}{middle}"
    return " ".join(filter(None, (prefix, given, middle, family)))


def _put_address(details: Details, card: Card) -> None:
    chosen = address_taken(card)
    if chosen is None:
        return
    parts = [" ".join(part.replace("\n", ", ").split()) for part in [*chosen.parts(), *[""] * 7][:7]]
    parts[2] = ", ".join(filter(None, (parts[0], parts[1], parts[2])))
    for name, meaning, text in zip("ABSCRPN", _ADDRESS, parts, strict=True):
        if meaning:
            _put(details, f"ADR ({name})", meaning, text)


def _from_ldif(source: TextSource, notices: list[Notice]) -> Iterator[tuple[int, Details, str]]:
    groups = 0
    with source.open() as stream:
        for number, entry in entries(stream, source.name):
            if _GROUPS & {kind.lower() for kind in entry.get("objectclass", [])}:
                groups += 1
                continue
            yield number, *_ldif_person(entry)
    if groups:
        notices.append(Notice("lists-left-out", {"n": groups}))


def _ldif_person(entry: dict[str, list[str]]) -> tuple[Details, str]:
    """Return the details of an entry and what is wrong with it. A change of another entry is nobody."""
    details = _ldif_details(entry)
    if entry.get("changetype", ["add"])[0].lower() != "add":
        return details, "entry-is-change"
    return details, "" if "cn" in details else "card-without-name"


def _ldif_details(entry: dict[str, list[str]]) -> Details:
    details: Details = {}
    name = next((entry[key][0] for key in ("cn", "displayname") if entry.get(key)), "")
    family, given = ((entry.get(key) or [""])[0] for key in ("sn", "givenname"))
    _put(details, "cn", "contact.name", name or _composed(family, given))
    for attribute, values in entry.items():
        meaning = _LDIF.get(attribute)
        if meaning and attribute != "cn":
            for value in values:
                _put_more(details, attribute, meaning, value)
    year, month, day = ((entry.get(key) or [""])[0] for key in ("birthyear", "birthmonth", "birthday"))
    if month and day:
        when = f"{year:0>4}-{month:0>2}-{day:0>2}" if year else f"--{month:0>2}-{day:0>2}"
        _put(details, "birthday", "contact.birthday", when)
    return details
