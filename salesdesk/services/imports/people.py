"""The contacts a file brings to its customers, known ones found again."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from salesdesk.services.imports.drafting import Drafted
from salesdesk.services.imports.known import (
    Existing,
    compared,
    difference,
    people_by_number,
    people_of,
    same_person,
)
from salesdesk.services.imports.outcomes import Outcome
from salesdesk.services.imports.run import Run, key_of, stored_fields


class People:
    """Sorts persons. A card of our own making bears our id as its number, and is known by it."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self.key = key_of(run.inspection, "contact") or "name"
        self._stored = stored_fields(run.inspection, "contact")
        self._of: dict[UUID, list[Existing]] = {}
        self._by_number: dict[str, Existing] = {}
        self._made: dict[tuple[UUID, str], int] = {}
        self._with_people: set[UUID] = set()

    def prepare(self, customers: set[UUID], drafts: Sequence[Drafted]) -> None:
        """Ask for the people of customers that are known."""
        if not any(draft["contact"] for draft in drafts):
            return
        self._of = people_of(self._run.session, customers, self._stored)
        self._with_people |= self._of.keys()
        if self.key == "external_id":
            self._by_number = people_by_number(self._run.session, drafts, self._stored)

    def sort(self, row: int, customer: UUID, scope: str, contact: Mapping[str, Any]) -> tuple[Outcome, int]:
        """Take one person; return what becomes of them, and the earlier row that has them already."""
        value = compared(self.key, contact) or compared("name", contact)
        first = self._made.setdefault((customer, value), row)
        if first != row:
            return Outcome.SKIPPED, first
        existing = self._existing(customer, contact)
        if existing is not None:
            return self._update(row, existing, contact), 0
        fields = {"customer_id": customer, **contact}
        if customer not in self._with_people:
            fields.setdefault("is_primary", True)
            self._with_people.add(customer)
        self._run.work.contacts.create(row, fields | ({"scope_id": scope} if scope else {}))
        return Outcome.CREATED, 0

    def home_of(self, contact: Mapping[str, Any]) -> Existing | None:
        """Return the contact that bears the number of the row, wherever they work."""
        return self._by_number.get(str(contact.get("external_id") or ""))

    def _update(self, row: int, existing: Existing, contact: Mapping[str, Any]) -> Outcome:
        own = str(existing["id"]) == contact.get("external_id")
        fields = {name: value for name, value in contact.items() if not (own and name == "external_id")}
        base, patch = difference(existing, fields)
        if patch:
            self._run.work.contacts.update(row, existing["id"], base, patch)
        return Outcome.UPDATED if patch else Outcome.UNCHANGED

    def _existing(self, customer: UUID, contact: Mapping[str, Any]) -> Existing | None:
        people = self._of.get(customer, ())
        if self.key == "external_id" and contact.get("external_id"):
            numberless = [one for one in people if not one["external_id"]]
            return self.home_of(contact) or same_person(numberless, "name", contact)
        return same_person(people, self.key, contact) or same_person(people, "name", contact)
