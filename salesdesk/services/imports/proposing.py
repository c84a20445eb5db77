"""What a file probably holds, and what its columns probably mean: told by their names and their values."""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from salesdesk.integrations.looks import NOTHING, is_firm
from salesdesk.integrations.table_file import Column, Content, FileKind, TableFile
from salesdesk.services.imports import values
from salesdesk.services.imports.bare_columns import told_by_values
from salesdesk.services.imports.fields import CONTENTS, FIELDS, Field, Kind, Value, fields_of, plain
from salesdesk.services.imports.own_fields import named_alike

PEOPLE: Final = frozenset((FileKind.VCARD, FileKind.LDIF))
DAYS: Final = frozenset((Value.DAY, Value.BIRTHDAY, Value.MOMENT))
_EXACT: Final = 10
_CONTAINED: Final = 4
_HAN_WORD: Final = 2
_LATIN_WORD: Final = 8
_RESOLVED: Final = 0.6  # so many samples of a choice or country must be known before it is proposed
_TITLES: Final = frozenset(("名称", "全称"))  # any record may have one


NAMES: Final[dict[Kind, frozenset[str]]] = {
    Kind.CUSTOMERS: frozenset(("customer.name",)),
    Kind.CONTACTS: frozenset(("contact.name", "contact.family_name", "contact.given_name")),
    Kind.PRODUCTS: frozenset(("product.name",)),
}


def propose_kind(table: TableFile) -> Kind:
    """Return what the rows of a file most probably are."""
    if table.kind in PEOPLE:
        return Kind.CONTACTS
    if _names_people(table):
        return Kind.CONTACTS
    scores = {kind: _kind_score(table, kind) for kind in Kind}
    named = [kind for kind in Kind if NAMES[kind] & set(propose_mapping(table, kind).values())]
    best = max(named or Kind, key=lambda kind: scores[kind])
    if best is not Kind.PRODUCTS and scores[Kind.CUSTOMERS] > 0 and _repeats_company(table):
        return Kind.CONTACTS
    return Kind.CUSTOMERS if best is Kind.CONTACTS and _names_companies(table) else best


def names_records(table: TableFile, kind: Kind | None) -> bool:
    """Say whether a column is called, or without a header shows itself to be, the name of the rows."""
    if table.kind in PEOPLE:
        return True
    kind = kind or propose_kind(table)
    named = {place: key for place, key in propose_mapping(table, kind).items() if key in NAMES[kind]}
    if table.header_row == 0:
        return bool(named)
    return any(_name_score(plain(table.columns[place].name), FIELDS[key]) for place, key in named.items())


def _names_people(table: TableFile) -> bool:
    """Family and given name in columns of their own are those of people, whatever else is told of them."""
    mapping = propose_mapping(table, Kind.CONTACTS)
    filled = {key for place, key in mapping.items() if table.columns[place].content is not Content.EMPTY}
    return {"contact.family_name", "contact.given_name"} <= filled


def _names_companies(table: TableFile) -> bool:
    """Say whether a filled column is called by a word that only companies go by."""
    companies = set(FIELDS["customer.name"].words) - set(FIELDS["contact.name"].words) - _TITLES
    return any(
        plain(column.name) in companies and column.content is not Content.EMPTY for column in table.columns
    )


def propose_mapping(table: TableFile, kind: Kind, own: tuple[Field, ...] = ()) -> Mapping[int, str]:
    """Return a field for each column whose name and values speak for one; each field is given once.

    A column called as one of the company's `own` fields is that, whatever stands in it.
    """
    mapping = {} if kind is Kind.PRODUCTS else named_alike(table.columns, own)
    bids: list[tuple[int, int, Field]] = []
    for place, column in enumerate(table.columns):
        if column.meaning in FIELDS:
            bids.append((_EXACT * 2, place, FIELDS[column.meaning]))
            continue
        bids += [
            (score, place, field)
            for rank, field in enumerate(fields_of(kind))
            if (score := _score(column, field, rank))
        ]
    for _, place, field in sorted(bids, key=lambda bid: (-bid[0], bid[1])):
        if place not in mapping and (field.many or field.key not in mapping.values()):
            mapping[place] = field.key
    if table.header_row == 0 and table.kind not in PEOPLE:
        told_by_values(table, kind, mapping)
        return MappingProxyType(dict(sorted(mapping.items())))
    if _name_of(kind) not in mapping.values():
        _take_a_name(table, kind, mapping)
    return MappingProxyType(dict(sorted(mapping.items())))


def _name_of(kind: Kind) -> str:
    return {Kind.CUSTOMERS: "customer.name", Kind.CONTACTS: "contact.name", Kind.PRODUCTS: "product.name"}[
        kind
    ]


def _kind_score(table: TableFile, kind: Kind) -> int:
    """Count how well the columns fit the kind's own fields; a name that only this kind has counts double."""
    own = fields_of(kind)[0].entity
    total = 0
    for column in table.columns:
        best = {entity: _best_score(column, entity) for entity in _ENTITIES}
        unrivalled = best[own] > max(score for entity, score in best.items() if entity != own)
        total += best[own] * 2 if unrivalled else best[own]
    return total


def _best_score(column: Column, entity: str) -> int:
    return max(_score(column, field, 0) for field in FIELDS.values() if field.entity == entity)


def _repeats_company(table: TableFile) -> bool:
    """A company that comes again and again is named by its people; once each, it is the subject itself."""
    mapping = propose_mapping(table, Kind.CONTACTS)
    places = {key: place for place, key in mapping.items()}
    company, person = (
        places.get("customer.name"),
        places.get("contact.name", places.get("contact.family_name")),
    )
    if company is None or person is None:
        return False
    if table.columns[company].content is Content.EMPTY:
        return any(column.content is not Content.EMPTY for column in table.columns)
    seen: list[object] = []
    for row in table.rows():
        seen.append(row.cells[company])
        if len(seen) == _LOOKED_AT:
            break
    return len(set(seen)) * 10 < len(seen) * 8


_LOOKED_AT: Final = 500
_ENTITIES: Final = ("customer", "contact", "product")


def _score(column: Column, field: Field, rank: int) -> int:
    """Return how much speaks for a field: 0 nothing, the more the better."""
    by_name = _name_score(plain(column.name), field)
    if not by_name or not _fits(column, field, by_name):
        return 0
    return by_name * 100 - rank


def _name_score(name: str, field: Field) -> int:
    if name in field.words:
        return _EXACT
    if _KIND_OF_DETAIL.fullmatch(name):
        return 0
    trimmed = _DIGITS.sub("", name)
    if trimmed != name and trimmed in field.words:
        return _EXACT - 1
    return _CONTAINED if any(_tells(word) and word in name for word in field.words) else 0


_DIGITS: Final = re.compile(r"\d+")
_KIND_OF_DETAIL: Final = re.compile(
    r"(?:email|phone|address|website|relation|im|organization)\d+(?:type|label)"
)
"""Columns of address books that say whether the number beside them is that of the office or the home."""


def _tells(word: str) -> bool:
    """Say whether a word tells its field even in a longer name: two Chinese characters, or a long word."""
    return len(word) >= (_LATIN_WORD if word.isascii() else _HAN_WORD)


def _fits(column: Column, field: Field, by_name: int) -> bool:
    allowed = CONTENTS.get(field.value)
    if allowed and column.content not in allowed and column.content is not Content.EMPTY:
        told = _FIGURES | DAYS  # called exactly so: the few cells that are none are told row by row
        return by_name == _EXACT and field.value in told and _resolves(column.samples, field)
    if field.value is Value.LINE and field.name in {"name", "short_name", "job_title"}:
        if column.samples and all(sample.lower().rstrip(".") in _SALUTATIONS for sample in column.samples):
            return False
        return column.content not in _NONAMES and (by_name >= _EXACT - 1 or column.content not in _NUMBERS)
    certain = field.value not in _RESOLVING or (field.value in DAYS and column.content is Content.DATE)
    return certain or _resolves(column.samples, field)


_NONAMES: Final = frozenset(
    (Content.EMAIL, Content.LINK, Content.DATE, Content.TIME, Content.PERCENT, Content.YES_NO)
)
_NUMBERS: Final = frozenset((Content.NUMBER, Content.PHONE))
_FIGURES: Final = frozenset((Value.NUMBER, Value.PERCENT))
_SALUTATIONS: Final = frozenset(
    (
        "mr",
        "mrs",
        "ms",
        "miss",
        "dr",
        "prof",
        "sir",
        "herr",
        "frau",
        "m",
        "mme",
        "mlle",
        "先生",
        "女士",
        "小姐",
        "太太",
    )
)
_RESOLVING: Final = DAYS | {Value.CHOICE, Value.COUNTRY, Value.CURRENCY, Value.YES_NO}


def _resolves(samples: Sequence[str], field: Field) -> bool:
    told = [sample for sample in samples if sample.lower() not in NOTHING]
    known = sum(values.is_known(sample, field) for sample in told)
    return known >= len(told) * _RESOLVED


def _take_a_name(table: TableFile, kind: Kind, mapping: dict[int, str]) -> None:
    """Where no column is called a name, one that mail addresses or codes do not fill may still be it."""
    if {"contact.family_name", "contact.given_name"} & set(mapping.values()):
        return
    fallback = {
        Kind.CUSTOMERS: ("customer.short_name",),
        Kind.PRODUCTS: ("product.spec", "product.code"),
    }.get(kind, ())
    for key in fallback:
        place = next((place for place, taken in mapping.items() if taken == key), None)
        if place is not None and table.columns[place].content is Content.TEXT:
            mapping[place] = _name_of(kind)
            return
    free = [
        place
        for place, column in enumerate(table.columns)
        if place not in mapping and column.content is Content.TEXT
    ]
    if len(table.columns) == 1 and free and any(map(is_firm, table.columns[0].samples)):
        mapping[free[0]] = _name_of(kind)  # a list of companies; any other text is no list of names
