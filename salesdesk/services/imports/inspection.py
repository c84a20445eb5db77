"""A first look at a file: what it is, what its columns are called, and what they probably mean."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from hashlib import blake2b
from pathlib import Path
from types import MappingProxyType
from typing import Final

from salesdesk.domain.errors import BadInput, FileRefused
from salesdesk.integrations.reader import read_table
from salesdesk.integrations.table_file import Column, Content, Reading, TableFile
from salesdesk.services.imports import values
from salesdesk.services.imports.fields import FIELDS, KEYS, Field, Kind, Value, fields_of
from salesdesk.services.imports.habits import date_order_in, decimals_in
from salesdesk.services.imports.own_fields import own_fields
from salesdesk.services.imports.proposing import (
    DAYS,
    NAMES,
    PEOPLE,
    names_records,
    propose_kind,
    propose_mapping,
)
from salesdesk.storage.database import Database
from salesdesk.storage.queries import imports as queries

Progress = Callable[[int, int], None]
"""Told (rows done, rows in all; 0 if not known). It may raise Cancelled, and nothing is changed."""
_FIGURES: Final = frozenset((Value.NUMBER, Value.PERCENT))
_SHEETS: Final = 10  # that are looked into for a table
_REPORT: Final = 2_000  # rows between two calls of Progress


@dataclass(frozen=True, slots=True)
class Inspection:
    """What was found out about a file; a person may change any of it with `chosen`.

    `mapping` is column place -> field key (`customer.name`); columns without a field are left out of it.
    `own` are the company's own fields, as they were when the file was looked at.
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
    own: tuple[Field, ...] = ()

    @property
    def columns(self) -> tuple[Column, ...]:
        return self.table.columns

    @property
    def fields(self) -> tuple[Field, ...]:
        """Return the fields a column of this file may be taken for."""
        return fields_of(self.kind, self.own)

    def field(self, key: str) -> Field:
        """Return a field by its key."""
        return _field(key, self.own)

    @property
    def names_rows(self) -> bool:
        """Say whether a column names the records. Each address card says for itself whether it has a name."""
        return self.table.kind in PEOPLE or bool(NAMES[self.kind] & set(self.mapping.values()))

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
    own = database.ask(own_fields) if database else ()
    known = database.ask(queries.mapping_of, fingerprint(table)) if database else None
    if known and (kind is None or known.get("kind") == kind):
        found = _remembered(table, known, own)
        if found:
            return _inspection(path, table, reading, rows, own, found, remembered=True)
    better = None if reading.sheet or names_records(table, kind) else _other_sheet(path, table, reading, kind)
    if better is not None:
        table, rows = better, _count(better, progress)
    kind = kind or propose_kind(table)
    mapping = propose_mapping(table, kind, own)
    return _inspection(path, table, reading, rows, own, (kind, mapping, _default_key(kind, mapping)))


def _other_sheet(path: Path, table: TableFile, reading: Reading, kind: Kind | None) -> TableFile | None:
    """Return the first other sheet that names records: templates begin with a sheet of instructions."""
    for sheet in [sheet for sheet in table.sheets if sheet != table.sheet][:_SHEETS]:
        try:
            other = read_table(path, replace(reading, sheet=sheet))
        except FileRefused:
            continue
        if other.header_row and names_records(other, kind) and next(other.rows(), None) is not None:
            return other
    return None


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
        mapping = propose_mapping(inspection.table, kind, inspection.own)
    kind = kind or inspection.kind
    mapping = inspection.mapping if mapping is None else _checked(mapping, fields_of(kind, inspection.own))
    return replace(
        inspection,
        kind=kind,
        mapping=MappingProxyType(dict(mapping)),
        key=_chosen_key(kind, mapping, key) if key else _kept_key(kind, mapping, inspection.key),
        decimal=decimal or inspection.decimal,
        date_order=date_order or inspection.date_order,
    )


def _chosen_key(kind: Kind, mapping: Mapping[int, str], key: str) -> str:
    usable = _usable_keys(kind, mapping)
    wanted = key if "." in key else f"{fields_of(kind)[0].entity}.{key}"
    if wanted not in usable:
        raise BadInput("import-key-unusable", field="key", key=key, usable=", ".join(usable))
    return wanted


def _kept_key(kind: Kind, mapping: Mapping[int, str], key: str) -> str:
    return key if key in _usable_keys(kind, mapping) else _default_key(kind, mapping)


def in_order(inspections: Iterable[Inspection]) -> list[Inspection]:
    """Return files in the order in which they refer to one another: customers before their contacts."""
    return sorted(inspections, key=lambda inspection: list(Kind).index(inspection.kind))


def fingerprint(table: TableFile) -> str:
    """Return what files of the same columns have in common."""
    names = "\n".join(column.name for column in table.columns)
    return blake2b(f"{table.kind in PEOPLE}\n{names}".encode(), digest_size=16).hexdigest()


def _inspection(
    path: Path,
    table: TableFile,
    reading: Reading,
    rows: int,
    own: tuple[Field, ...],
    meant: tuple[Kind, Mapping[int, str], str],
    *,
    remembered: bool = False,
) -> Inspection:
    kind, mapping, key = meant
    taken = {at: _field(field, own) for at, field in mapping.items() if at < len(table.columns)}
    numbers = [at for at, field in taken.items() if field.value in _FIGURES]
    days = [
        at
        for at, column in enumerate(table.columns)
        if column.content is Content.DATE or (at in taken and taken[at].value in DAYS)
    ]  # those that nobody has taken for days yet, too
    return Inspection(
        path,
        table,
        reading,
        kind,
        mapping,
        key,
        decimals_in(table, numbers),
        date_order_in(table, days),
        rows,
        remembered,
        own,
    )


def _field(key: str, own: tuple[Field, ...]) -> Field:
    return FIELDS.get(key) or next(field for field in own if field.key == key)


def _count(table: TableFile, progress: Progress | None) -> int:
    """Read the file to its end once, so that what is wrong with it is known before anything else."""
    rows = 0
    for rows, _ in enumerate(table.rows(), 1):
        if progress and rows % _REPORT == 0:
            progress(rows, 0)
    return rows


def _remembered(
    table: TableFile, known: Mapping[str, object], own: tuple[Field, ...]
) -> tuple[Kind, Mapping[int, str], str] | None:
    fields = known.get("fields")
    if not isinstance(fields, dict) or known.get("kind") not in set(Kind):
        return None
    kind = Kind(str(known["kind"]))
    usable = {*FIELDS, *(field.key for field in own)}
    mapping = {
        place: fields[column.name]
        for place, column in enumerate(table.columns)
        if fields.get(column.name) in usable
    }
    key = str(known.get("key") or "")
    return kind, MappingProxyType(mapping), _kept_key(kind, mapping, key)


def _checked(mapping: Mapping[int, str], fields: tuple[Field, ...]) -> dict[int, str]:
    allowed = {field.key for field in fields}
    return {place: key for place, key in mapping.items() if key in allowed}


def _usable_keys(kind: Kind, mapping: Mapping[int, str]) -> tuple[str, ...]:
    mapped = set(mapping.values())
    if mapped & {"contact.family_name", "contact.given_name"}:
        mapped.add("contact.name")
    return tuple(key for key in KEYS[kind] if key in mapped)


def _default_key(kind: Kind, mapping: Mapping[int, str]) -> str:
    return next(iter(_usable_keys(kind, mapping)), "")
