"""What columns without names mean, told by their values alone: a table that begins with its first record."""

import re
from collections.abc import Callable, Sequence
from itertools import islice
from typing import Final

from salesdesk.integrations.looks import is_firm, shown
from salesdesk.integrations.table_file import Content, TableFile
from salesdesk.services.imports.fields import Kind

_MOST: Final = 0.6  # of the cells must agree
_DISTINCT: Final = 0.8
_LOOKED_AT: Final = 100  # rows
_PERSON: Final = re.compile(r"[\u4e00-\u9fff]{2,4}|[^\W\d_]+(?:[-' ][^\W\d_]+){1,2}")
_REGION: Final = re.compile(r".*(?:省|市|区|县|自治区|州|盟|旗)")
_STREET: Final = re.compile(r".*(?:路|街|道|巷|弄|号|大厦|园区|街道)\S*|\d+\s+\S+.*|.*\S+\s+\d+\w?")
_BY_LOOK: Final = {Content.EMAIL: "email", Content.PHONE: "phone", Content.LINK: "website"}


def told_by_values(table: TableFile, kind: Kind, mapping: dict[int, str]) -> None:
    """Add to the mapping what firms, people, numbers, addresses show of themselves; products show nothing."""
    if kind is Kind.PRODUCTS:
        return
    columns = _texts(table)
    known = {
        place: _BY_LOOK[column.content]
        for place, column in enumerate(table.columns)
        if column.content in _BY_LOOK and place not in mapping
    }
    free = [
        place
        for place, column in enumerate(table.columns)
        if column.content is Content.TEXT and place not in mapping
    ]
    firm = _first(columns, free, is_firm)
    person = None
    if firm is not None or {"email", "phone"} & set(known.values()):  # words alone make no people
        person = _first(columns, [place for place in free if place != firm], _is_person)
    if firm is None and kind is Kind.CUSTOMERS and person is None and (known or len(columns) == 1):
        firm = next((place for place in free if _is_distinct(columns[place])), None)
    if firm is None and person is None:
        return
    street = _first(columns, [place for place in free if place not in {firm, person}], _is_street)
    _take(mapping, {firm: "customer.name", person: "contact.name", street: "customer.street"})
    _take(mapping, _details(known, has_person=person is not None))


def _texts(table: TableFile) -> list[list[str]]:
    """Return the filled cells of each column, as text, from the first rows."""
    rows = [row.cells for row in islice(table.rows(), _LOOKED_AT) if not row.problem]
    return [
        [text for cells in rows if (text := shown(cells[place]).strip())]
        for place in range(len(table.columns))
    ]


def _first(
    columns: Sequence[Sequence[str]], places: Sequence[int], fits: Callable[[str], bool]
) -> int | None:
    return next((place for place in places if _share(columns[place], fits) >= _MOST), None)


def _share(texts: Sequence[str], fits: Callable[[str], bool]) -> float:
    return sum(map(fits, texts)) / len(texts) if texts else 0.0


def _is_person(text: str) -> bool:
    return _PERSON.fullmatch(text) is not None and _REGION.fullmatch(text) is None and not is_firm(text)


def _is_street(text: str) -> bool:
    return _STREET.fullmatch(text) is not None


def _is_distinct(texts: Sequence[str]) -> bool:
    return len(set(texts)) >= len(texts) * _DISTINCT and _share(texts, lambda text: not text.isdigit()) == 1


def _details(known: dict[int, str], *, has_person: bool) -> dict[int | None, str]:
    """Return the fields of mail addresses, numbers and links; they are the person's where there is one."""
    owners = {"website": "customer"}
    owner = "contact" if has_person else "customer"
    return {place: f"{owners.get(name, owner)}.{name}" for place, name in known.items()}


def _take(mapping: dict[int, str], found: dict[int | None, str]) -> None:
    for place, key in found.items():
        several = key in {"contact.phone", "contact.email"}
        if place is not None and (several or key not in mapping.values()):
            mapping[place] = key
