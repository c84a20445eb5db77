"""Each row of a file goes one way: it makes a record, changes one, changes nothing, or is passed over."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol
from uuid import UUID

from salesdesk.domain import names
from salesdesk.domain.errors import BadInput
from salesdesk.services.imports.drafting import Drafted
from salesdesk.services.imports.fields import Kind
from salesdesk.services.imports.known import (
    Existing,
    Known,
    compared,
    customers_by_number,
    difference,
    known_records,
)
from salesdesk.services.imports.outcomes import Outcome, Refusal
from salesdesk.services.imports.own_fields import OWN
from salesdesk.services.imports.own_values import OwnValues
from salesdesk.services.imports.people import People
from salesdesk.services.imports.repeating import First, Repeating
from salesdesk.services.imports.run import Run, key_of, stored_fields
from salesdesk.services.imports.work import Work


class Sorter(Protocol):
    """Takes the rows of one kind of file."""

    def prepare(self, drafts: Sequence[Drafted]) -> None:
        """Ask the database once for all rows of a batch."""

    def sort(self, row: int, draft: Drafted) -> None:
        """Take one row. Raises BadInput if it cannot be taken."""


def sorter_of(run: Run) -> Sorter:
    """Return the sorter of the file's kind."""
    if run.inspection.kind is Kind.PRODUCTS:
        return ProductSorter(run)
    people = People(run)
    return (
        CustomerSorter(run, people) if run.inspection.kind is Kind.CUSTOMERS else ContactSorter(run, people)
    )


def customers_to_come(work: Work) -> Iterator[tuple[str, UUID]]:
    """Yield the customers that are to be made, by number and by compared name."""
    for new in work.customers.creates:
        fields = work.customers.fields_of(new)
        for value in (str(fields.get("external_id") or ""), compared("name", fields)):
            if value:
                yield value, new[1]


class ProductSorter:
    """One product a row."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._key = key_of(run.inspection, "product") or "code"
        self._stored = stored_fields(run.inspection, "product")
        self._seen: dict[str, int] = {}
        self._codes: dict[str, int] = {}
        self._known = Known("product", self._key)
        self._taken = Known("product", "code")

    def prepare(self, drafts: Sequence[Drafted]) -> None:
        self._known = known_records(self._run.session, "product", self._key, drafts, self._stored)
        self._taken = (
            self._known
            if self._key == "code"
            else known_records(self._run.session, "product", "code", drafts, self._stored)
        )

    def sort(self, row: int, draft: Drafted) -> None:
        fields = draft["product"]
        _need(fields, "product")
        value = compared(self._key, fields)
        first = self._seen.setdefault(value, row) if value else row
        if first != row:
            self._run.outcomes.add(row, Outcome.SKIPPED, Refusal(row, "", "row-repeated", {"row": first}))
            return
        existing = self._known.find(fields)
        self._check_code(row, fields, existing)
        if existing is None:
            self._run.work.products.create(row, fields)
            self._run.outcomes.add(row, Outcome.CREATED)
            return
        base, patch = difference(existing, fields)
        if patch:
            self._run.work.products.update(row, existing["id"], base, patch)
        self._run.outcomes.add(row, Outcome.UPDATED if patch else Outcome.UNCHANGED)

    def _check_code(self, row: int, fields: Mapping[str, Any], existing: Existing | None) -> None:
        code = fields["code"]
        other = self._taken.find(fields)
        if other is not None and (existing is None or other["id"] != existing["id"]):
            raise BadInput("product-code-taken", field="product.code", product_code=code)
        if self._codes.setdefault(code, row) != row:
            raise BadInput("product-code-taken", field="product.code", product_code=code)


class CustomerSorter:
    """One customer a row, with or without a person.

    A customer that comes again brings further people, and what the row that made it left empty.
    """

    def __init__(self, run: Run, people: People) -> None:
        self._run, self._people, self._own = run, people, OwnValues(run)
        self._key = key_of(run.inspection, "customer")
        self._stored = stored_fields(run.inspection, "customer")
        self._seen: dict[str, tuple[First, UUID, str]] = {}  # with the customer and its scope
        self._repeating = Repeating("customer", run.work.customers, run.outcomes)
        self._known = self._by_name = Known("customer", self._key)

    def prepare(self, drafts: Sequence[Drafted]) -> None:
        session, key = self._run.session, self._key
        self._known = known_records(session, "customer", key, drafts, self._stored)
        keyless = [draft for draft in drafts if key and not draft["customer"].get(key)]
        self._by_name = known_records(session, "customer", "name", keyless, self._stored)
        known = self._known.ids | self._by_name.ids
        self._people.prepare(known, drafts)
        self._own.prepare(known)

    def sort(self, row: int, draft: Drafted) -> None:
        fields, contact = draft["customer"], draft["contact"]
        _need(fields, "customer")
        value = self._mark(fields)
        seen = self._seen.get(value)
        if seen is not None:
            self._again(row, seen, draft)
            return
        outcome, customer, scope = self._take(row, fields)
        if value:
            created, changed = outcome is Outcome.CREATED, outcome is Outcome.UPDATED
            first = self._repeating.first(row, created=created, changed=changed, fields=fields)
            self._seen[value] = (first, customer, scope)
        changed = self._own.sort(row, customer, scope, draft[OWN])
        if _is_person(contact):
            person, _ = self._people.sort(row, customer, scope, _named(contact))
            changed = changed or person in {Outcome.CREATED, Outcome.UPDATED}
        if changed and outcome is Outcome.UNCHANGED:
            outcome = Outcome.UPDATED
        self._run.outcomes.add(row, outcome)

    def _mark(self, fields: Mapping[str, Any]) -> str:
        """Return what a row is known by: its key, or where that cell is empty its name."""
        if not self._key:
            return ""
        return compared(self._key, fields) or f"name {compared('name', fields)}"

    def _again(self, row: int, seen: tuple[First, UUID, str], draft: Drafted) -> None:
        fields, contact = draft["customer"], draft["contact"]
        first, customer, scope = seen
        brought = self._repeating.take(row, first, self._find(fields), fields)
        brought |= self._own.again(row, first.row, (customer, scope), draft[OWN])
        outcome = Outcome.UPDATED if brought else Outcome.SKIPPED
        if _is_person(contact):
            person, _ = self._people.sort(row, customer, scope, _named(contact))
            outcome = person if person is not Outcome.SKIPPED else outcome
        skipped = outcome is Outcome.SKIPPED
        reason = Refusal(row, "", "row-repeated", {"row": first.row}) if skipped else None
        self._run.outcomes.add(row, outcome, reason)

    def _find(self, fields: Mapping[str, Any]) -> Existing | None:
        known = self._known if not self._key or fields.get(self._key) else self._by_name
        return known.find(fields)

    def _take(self, row: int, fields: Mapping[str, Any]) -> tuple[Outcome, UUID, str]:
        existing = self._find(fields)
        if existing is None:
            made = self._run.work.customers.create(row, {"owner_id": self._run.me, **fields})
            return Outcome.CREATED, made, ""
        base, patch = difference(existing, fields)
        if patch:
            self._run.work.customers.update(row, existing["id"], base, patch)
        return (Outcome.UPDATED if patch else Outcome.UNCHANGED), existing["id"], existing["scope_id"]


class ContactSorter:
    """One person a row. Their company is found by number or name, or made; without one they stand alone."""

    def __init__(self, run: Run, people: People) -> None:
        self._run, self._people, self._own = run, people, OwnValues(run)
        self._by_number = Known("customer", "external_id")
        self._by_name = Known("customer", "name")
        self._made: dict[str, UUID] = dict(run.coming)
        self._firsts: dict[UUID, First] = {}
        self._repeating = Repeating("customer", run.work.customers, run.outcomes)
        self._ours: frozenset[str] = frozenset()

    def prepare(self, drafts: Sequence[Drafted]) -> None:
        self._ours = customers_by_number(self._run.session, drafts)
        homes = [{"customer": _home(draft)} for draft in drafts]
        self._by_number = known_records(self._run.session, "customer", "external_id", homes, ())
        self._by_name = known_records(self._run.session, "customer", "name", homes, ("kind",))
        self._people.prepare(self._by_number.ids | self._by_name.ids, drafts)

    def sort(self, row: int, draft: Drafted) -> None:
        contact = draft["contact"]
        _need(contact, "contact")
        if contact.get("external_id") in self._ours:  # the card we wrote of a customer without people
            self._run.outcomes.add(row, Outcome.UNCHANGED)
            return
        known = self._people.home_of(contact)
        if known is not None:
            customer, scope = known["customer_id"], known["scope_id"]
        else:
            customer, scope = self._home(row, draft)
        outcome, first = self._people.sort(row, customer, scope, contact)
        reason = Refusal(row, "", "row-repeated", {"row": first}) if first else None
        self._run.outcomes.add(row, outcome, reason)

    def _home(self, row: int, draft: Drafted) -> tuple[UUID, str]:
        fields = _home(draft)
        found = self._by_number.find(fields) or self._by_name.find(fields)
        if found is not None:
            return found["id"], found["scope_id"]
        value = str(fields.get("external_id") or "") or compared("name", fields)
        by_name = compared("name", fields)
        made = self._made.get(value) or self._made.get(by_name)
        if made is None:
            if not fields.get("name"):
                raise BadInput("customer-not-found", field="customer.external_id", number=value)
            made = self._run.work.customers.create(row, {"owner_id": self._run.me, **fields})
            self._firsts[made] = self._repeating.first(row, created=True, changed=False, fields=fields)
            self._own.sort(row, made, "", draft[OWN])
        elif made in self._firsts:
            self._repeating.take(row, self._firsts[made], None, fields)
            self._own.again(row, self._firsts[made].row, (made, ""), draft[OWN])
        self._made[value] = made
        if by_name:
            self._made.setdefault(by_name, made)
        return made, ""


def _home(draft: Drafted) -> dict[str, Any]:
    """Return the customer of a person; somebody without a company is a customer of their own."""
    fields = draft["customer"]
    if fields.get("name") or fields.get("external_id"):
        return fields
    return {**fields, "name": draft["contact"].get("name", ""), "kind": "person"}


def _is_person(contact: Mapping[str, Any]) -> bool:
    return bool(contact.get("name") or contact.get("phones") or contact.get("emails"))


def _named(contact: Mapping[str, Any]) -> Mapping[str, Any]:
    """A number without a name still belongs to somebody."""
    if contact.get("name"):
        return contact
    phones = contact.get("phones")
    name = phones[0]["number"] if phones else contact["emails"][0]["address"]
    return {"name": name, **contact}


def _need(fields: Mapping[str, Any], entity: str) -> None:
    if not names.fold(str(fields.get("name") or "")).strip():
        raise BadInput("field-required", field=f"{entity}.name")
