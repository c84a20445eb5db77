"""A first look at a file: what it is, what its columns are called, and what they probably mean."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from pathlib import Path
from types import MappingProxyType
from typing import Final

from salesdesk.domain.errors import BadInput
from salesdesk.integrations.looks import NOTHING
from salesdesk.integrations.reader import read_table
from salesdesk.integrations.table_file import Column, Content, FileKind, Reading, TableFile
from salesdesk.services.imports import values
from salesdesk.services.imports.fields import CONTENTS, FIELDS, KEYS, Field, Kind, Value, fields_of, plain
from salesdesk.storage.database import Database
from salesdesk.storage.queries import imports as queries

Progress = Callable[[int, int], None]
"""Told (rows done, rows in all; 0 if not known). It may raise Cancelled, and nothing is changed."""
_EXACT: Final = 10
_CONTAINED: Final = 4
_HAN_WORD: Final = 2
_LATIN_WORD: Final = 8
_REPORT: Final = 2_000  # rows between two calls of Progress
_RESOLVED: Final = 0.6  # so many samples of a choice or country must be known before it is proposed


@dataclass(frozen=True, slots=True)
class Inspection:
    """What was found out about a file; a person may change any of it with `chosen`.

    `mapping` is column place -> field key (`customer.name`); columns without a field are left out of it.
    """

    path: Path
    table: TableFile
    reading: Reading
    kind: Kind
    mapping: Mapping[int, str]
    key: str
    decimal: values.Decimals
    date_order: values.DateOrder
    rows: int
    remembered: bool = False

    @property
    def columns(self) -> tuple[Column, ...]:
        return self.table.columns

    @property
    def fields(self) -> tuple[Field, ...]:
        """Return the fields a column of this file may be taken for."""
        return fields_of(self.kind)

    @property
    def keys(self) -> tuple[str, ...]:
        """Return the fields this file could be matched by, the surest first."""
        return _usable_keys(self.kind, self.mapping)


def inspect(
    path: Path,
    *,
    database: Database | None = None,
    reading: Reading | None = None,
    kind: Kind | None = None,
    progress: Progress | None = None,
) -> Inspection:
    """Look at a file without changing anything. With a database, a mapping used before is taken again.

    Raises:
        FileRefused: it cannot be read, or breaks a limit; the code says which.
    """
    reading = reading or Reading()
    table = read_table(path, reading)
    rows = _count(table, progress)
    known = database.ask(queries.mapping_of, fingerprint(table)) if database else None
    if known and (kind is None or known.get("kind") == kind):
        found = _remembered(table, known)
        if found:
            return _inspection(path, table, reading, rows, *found, remembered=True)
    kind = kind or propose_kind(table)
    mapping = propose_mapping(table, kind)
    return _inspection(path, table, reading, rows, kind, mapping, _default_key(kind, mapping))


def chosen(
    inspection: Inspection,
    *,
    kind: Kind | None = None,
    mapping: Mapping[int, str] | None = None,
    key: str | None = None,
    decimal: values.Decimals | None = None,
    date_order: values.DateOrder | None = None,
) -> Inspection:
    """Return the inspection as a person wants it; encoding, delimiter, header and sheet need a new `inspect`.

    A key may be named without its entity (`external_id`). Raises BadInput `import-key-unusable`.
    """
    if kind is not None and kind != inspection.kind and mapping is None:
        mapping = propose_mapping(inspection.table, kind)
    kind = kind or inspection.kind
    mapping = inspection.mapping if mapping is None else _checked(mapping, kind)
    usable = _usable_keys(kind, mapping)
    wanted = key or inspection.key
    if wanted and "." not in wanted:
        wanted = f"{fields_of(kind)[0].entity}.{wanted}"
    if key and wanted not in usable:
        raise BadInput("import-key-unusable", field="key", key=key, usable=", ".join(usable))
    return replace(
        inspection,
        kind=kind,
        mapping=MappingProxyType(dict(mapping)),
        key=wanted if wanted in usable else _default_key(kind, mapping),
        decimal=decimal or inspection.decimal,
        date_order=date_order or inspection.date_order,
    )


def in_order(inspections: Iterable[Inspection]) -> list[Inspection]:
    """Return files in the order in which they refer to one another: customers before their contacts."""
    return sorted(inspections, key=lambda inspection: list(Kind).index(inspection.kind))


def fingerprint(table: TableFile) -> str:
    """Return what files of the same columns have in common."""
    names = "\n".join(column.name for column in table.columns)
    return blake2b(f"{table.kind in _PEOPLE}\n{names}".encode(), digest_size=16).hexdigest()


_PEOPLE: Final = frozenset((FileKind.VCARD, FileKind.LDIF))


def propose_kind(table: TableFile) -> Kind:
    """Return what the rows of a file most probably are."""
    if table.kind in _PEOPLE:
        return Kind.CONTACTS
    scores = {kind: _kind_score(table, kind) for kind in Kind}
    best = max(scores, key=lambda kind: scores[kind])
    names = {plain(column.name) for column in table.columns}
    if best is not Kind.PRODUCTS and scores[Kind.CUSTOMERS] > 0 and _repeats_company(table):
        return Kind.CONTACTS
    if best is Kind.CONTACTS and names & set(FIELDS["customer.name"].words[:16]):
        return Kind.CUSTOMERS
    return best


def propose_mapping(table: TableFile, kind: Kind) -> Mapping[int, str]:
    """Return a field for each column whose name and values speak for one; each field is given once."""
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
    mapping: dict[int, str] = {}
    for _, place, field in sorted(bids, key=lambda bid: (-bid[0], bid[1])):
        if place not in mapping and (field.many or field.key not in mapping.values()):
            mapping[place] = field.key
    if _name_of(kind) not in mapping.values():
        _take_a_name(table, kind, mapping)
    return MappingProxyType(dict(sorted(mapping.items())))


def _inspection(
    path: Path,
    table: TableFile,
    reading: Reading,
    rows: int,
    kind: Kind,
    mapping: Mapping[int, str],
    key: str,
    *,
    remembered: bool = False,
) -> Inspection:
    numbers = [column for place, column in enumerate(table.columns) if _value(mapping, place) in _FIGURES]
    days = [column for place, column in enumerate(table.columns) if _value(mapping, place) in _DAYS]
    return Inspection(
        path,
        table,
        reading,
        kind,
        mapping,
        key,
        values.decimals_of(sample for column in numbers for sample in column.samples),
        values.date_order_of(sample for column in days for sample in column.samples),
        rows,
        remembered,
    )


_FIGURES: Final = frozenset((Value.NUMBER, Value.PERCENT))
_DAYS: Final = frozenset((Value.DAY, Value.MOMENT))


def _value(mapping: Mapping[int, str], place: int) -> Value | None:
    return FIELDS[mapping[place]].value if place in mapping else None


def _count(table: TableFile, progress: Progress | None) -> int:
    """Read the file to its end once, so that what is wrong with it is known before anything else."""
    rows = 0
    for rows, _ in enumerate(table.rows(), 1):
        if progress and rows % _REPORT == 0:
            progress(rows, 0)
    return rows


def _remembered(table: TableFile, known: Mapping[str, object]) -> tuple[Kind, Mapping[int, str], str] | None:
    fields = known.get("fields")
    if not isinstance(fields, dict) or known.get("kind") not in set(Kind):
        return None
    kind = Kind(str(known["kind"]))
    mapping = {
        place: fields[column.name]
        for place, column in enumerate(table.columns)
        if fields.get(column.name) in FIELDS
    }
    key = str(known.get("key") or "")
    return (
        kind,
        MappingProxyType(mapping),
        key if key in _usable_keys(kind, mapping) else _default_key(kind, mapping),
    )


def _checked(mapping: Mapping[int, str], kind: Kind) -> dict[int, str]:
    allowed = {field.key for field in fields_of(kind)}
    return {place: key for place, key in mapping.items() if key in allowed}


def _usable_keys(kind: Kind, mapping: Mapping[int, str]) -> tuple[str, ...]:
    mapped = set(mapping.values())
    if mapped & {"contact.family_name", "contact.given_name"}:
        mapped.add("contact.name")
    return tuple(key for key in KEYS[kind] if key in mapped)


def _default_key(kind: Kind, mapping: Mapping[int, str]) -> str:
    return next(iter(_usable_keys(kind, mapping)), "")


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
        return True
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
    if not by_name or not _fits(column, field):
        return 0
    return by_name * 100 - rank


def _name_score(name: str, field: Field) -> int:
    if name in field.words:
        return _EXACT
    trimmed = name.rstrip("0123456789")
    if trimmed != name and trimmed in field.words:
        return _EXACT - 1
    return _CONTAINED if any(_tells(word) and word in name for word in field.words) else 0


def _tells(word: str) -> bool:
    """Say whether a word tells its field even in a longer name: two Chinese characters, or a long word."""
    return len(word) >= (_LATIN_WORD if word.isascii() else _HAN_WORD)


def _fits(column: Column, field: Field) -> bool:
    allowed = CONTENTS.get(field.value)
    if allowed and column.content not in allowed and column.content is not Content.EMPTY:
        return False
    if field.value is Value.LINE and field.name in {"name", "short_name", "job_title"}:
        return column.content not in _NO_NAMES
    certain = field.value not in _RESOLVING or (field.value in _DAYS and column.content is Content.DATE)
    return certain or _resolves(column.samples, field)


_NO_NAMES: Final = frozenset(
    (Content.EMAIL, Content.LINK, Content.DATE, Content.TIME, Content.PERCENT, Content.YES_NO)
)
_RESOLVING: Final = frozenset(
    (Value.CHOICE, Value.COUNTRY, Value.CURRENCY, Value.YES_NO, Value.DAY, Value.MOMENT)
)


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
    if len(table.columns) == 1 and free:
        mapping[free[0]] = _name_of(kind)
