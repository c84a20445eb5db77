"""Which rows of a file are records we have already: found by the key a person chose, a batch at a time."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from sqlalchemy.orm import Session

from salesdesk.domain import names
from salesdesk.domain.birthdays import better_known
from salesdesk.services.imports.drafting import Drafted
from salesdesk.storage.queries import imports as queries

Existing = Mapping[str, Any]
_PERSON: Final = ("customer_id", "name", "phones", "emails", "note", "external_id")
_ID_LENGTH: Final = 36
_ENTITIES: Final = {"customer": "customers", "contact": "contacts", "product": "products"}


@dataclass(slots=True)
class Known:
    """Records of one entity that rows of this batch may mean, by the compared value of the key."""

    entity: str
    key: str
    by_value: dict[str, Existing] = field(default_factory=dict)
    ids: set[UUID] = field(default_factory=set)

    def find(self, fields: Mapping[str, Any]) -> Existing | None:
        """Return the record that has the same key as these fields."""
        value = compared(self.key, fields)
        return self.by_value.get(value) if value else None


def compared(key: str, fields: Mapping[str, Any]) -> str:
    """Return the value of a key as it is compared, "" where there is none."""
    if key in {"email", "mobile"}:
        entries = fields.get("emails" if key == "email" else "phones") or ()
        entry: Mapping[str, Any] = next(iter(entries), {})
        return str(entry.get("address") or entry.get("e164") or entry.get("number") or "").casefold()
    value = str(fields.get(key) or "")
    return " ".join(names.fold(value).split()) if key == "name" else value


def known_records(
    session: Session, entity: str, key: str, drafts: Iterable[Drafted], wanted: Collection[str]
) -> Known:
    """Return the living customers or products that share the key with one of the drafts."""
    known = Known(entity, key)
    if not key:
        return known
    values = {value for draft in drafts if (value := draft[entity].get(key))}
    column = key
    if key == "name":
        column = "core_name" if entity == "customer" else "sort_key"
        values = {_indexed(entity, str(value)) for value in values}
    for row in queries.rows_by(session, _ENTITIES[entity], column, values, ("name", *wanted)):
        known.by_value.setdefault(compared(key, row), row)
        known.ids.add(row["id"])
    return known


def _indexed(entity: str, name: str) -> str:
    """Return what the index of names holds for a name."""
    return names.core_name(name) if entity == "customer" else names.sort_key(name)


def people_of(
    session: Session, customers: Collection[UUID], wanted: Sequence[str]
) -> dict[UUID, list[Existing]]:
    """Return the living contacts of customers."""
    people: dict[UUID, list[Existing]] = {}
    for row in queries.rows_by(session, "contacts", "customer_id", customers, (*_PERSON, *wanted)):
        people.setdefault(row["customer_id"], []).append(row)
    return people


def people_by_number(
    session: Session, drafts: Iterable[Drafted], wanted: Sequence[str]
) -> dict[str, Existing]:
    """Return the living contacts by their number in the file they came from, or by our own id."""
    numbers = {str(value) for draft in drafts if (value := draft["contact"].get("external_id"))}
    columns = (*_PERSON, *wanted)
    ids = {found for number in numbers if (found := _as_id(number))}
    known = {str(row["id"]): row for row in queries.rows_by(session, "contacts", "id", ids, columns)}
    for row in queries.rows_by(session, "contacts", "external_id", numbers, columns):
        known[row["external_id"]] = row
    return known


def customers_by_number(session: Session, drafts: Iterable[Drafted]) -> frozenset[str]:
    """Return the numbers in the drafts of people that are our own ids of living customers."""
    numbers = {str(value) for draft in drafts if (value := draft["contact"].get("external_id"))}
    ids = {found for number in numbers if (found := _as_id(number))}
    return frozenset(str(row["id"]) for row in queries.rows_by(session, "customers", "id", ids, ()))


def _as_id(text: str) -> UUID | None:
    try:
        return UUID(text) if len(text) == _ID_LENGTH else None
    except ValueError:
        return None


def same_person(people: Iterable[Existing], key: str, contact: Mapping[str, Any]) -> Existing | None:
    """Return the contact among a customer's people whom the key names."""
    wanted = compared(key, contact)
    if not wanted:
        return None
    if key == "name":
        return next((one for one in people if compared("name", one) == wanted), None)
    part, of = ("emails", "address") if key == "email" else ("phones", "e164")
    for one in people:
        if any(
            str(entry.get(of) or entry.get("number") or "").casefold() == wanted for entry in one[part] or ()
        ):
            return one
    return None


def difference(existing: Existing, fields: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what an update changes, before and after. Lists grow: what a file does not name stays.

    So does the year of a birthday of which a file knows the day alone.
    """
    base: dict[str, Any] = {}
    patch: dict[str, Any] = {}
    for name, value in fields.items():
        before = existing[name]
        after = grown(before or [], value) if isinstance(value, list) else value
        if name == "birthday":
            after = better_known(before, value)
        if after != before:
            base[name], patch[name] = before, after
    return base, patch


def grown(before: Sequence[Any], more: Sequence[Any]) -> list[Any]:
    """Return a list with the entries of another that it lacks."""
    seen = {_entry(entry) for entry in before}
    return [*before, *(entry for entry in more if _entry(entry) not in seen)]


def _entry(entry: Any) -> str:
    if isinstance(entry, Mapping):
        return str(entry.get("e164") or entry.get("address") or entry.get("number") or "").casefold()
    return str(entry).casefold()
