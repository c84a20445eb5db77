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
from salesdesk.services.imports.repeating import First, Repeating
from salesdesk.services.imports.run import Run, key_of, stored_fields


class People:
    """Sorts persons. A card of our own making bears our id as its number, and is known by it."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self.key = key_of(run.inspection, "contact") or "name"
        self._stored = stored_fields(run.inspection, "contact")
        self._of: dict[UUID, list[Existing]] = {}
        self._by_number: dict[str, Existing] = {}
        self._made: dict[tuple[UUID, str], First] = {}
        self._repeating = Repeating("contact", run.work.contacts, run.outcomes)
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
        """Take one person; return what becomes of them, and the earlier row that has all of them already."""
        value = compared(self.key, contact) or compared("name", contact)
        existing = self._existing(customer, contact)
        if existing is not None:
            contact = _without_own_number(existing, contact)
        first = self._made.get((customer, value))
        if first is not None:
            brought = self._repeating.take(row, first, existing, contact)
            return (Outcome.UPDATED, 0) if brought else (Outcome.SKIPPED, first.row)
        outcome = (
            self._create(row, customer, scope, contact)
            if existing is None
            else self._update(row, existing, contact)
        )
        self._made[customer, value] = self._repeating.first(
            row, created=existing is None, changed=outcome is Outcome.UPDATED, fields=contact
        )
        return outcome, 0

    def _create(self, row: int, customer: UUID, scope: str, contact: Mapping[str, Any]) -> Outcome:
        fields = {"customer_id": customer, **contact}
        if customer not in self._with_people:
            fields.setdefault("is_primary", True)
            self._with_people.add(customer)
        self._run.work.contacts.create(row, fields | ({"scope_id": scope} if scope else {}))
        return Outcome.CREATED

    def home_of(self, contact: Mapping[str, Any]) -> Existing | None:
        """Return the contact that bears the number of the row, wherever they work."""
        return self._by_number.get(str(contact.get("external_id") or ""))

    def _update(self, row: int, existing: Existing, contact: Mapping[str, Any]) -> Outcome:
        base, patch = difference(existing, contact)
        if patch:
            self._run.work.contacts.update(row, existing["id"], base, patch)
        return Outcome.UPDATED if patch else Outcome.UNCHANGED

    def _existing(self, customer: UUID, contact: Mapping[str, Any]) -> Existing | None:
        people = self._of.get(customer, ())
        if self.key == "external_id" and contact.get("external_id"):
            numberless = [one for one in people if not one["external_id"]]
            return self.home_of(contact) or same_person(numberless, "name", contact)
        return same_person(people, self.key, contact) or same_person(people, "name", contact)


def _without_own_number(existing: Existing, contact: Mapping[str, Any]) -> Mapping[str, Any]:
    """A card of our own making has our id as its number; that is no number of another system."""
    own = str(existing["id"]) == contact.get("external_id")
    return {name: value for name, value in contact.items() if not (own and name == "external_id")}
