"""Who may hold which scope and change what in it. Denied is what is not allowed here.

Roles: a salesperson sells to own customers; a manager sees and changes those of everyone beneath; finance
reads all customers' papers, not the diary; stock sees what can be had; an
administrator keeps it all in order.
"""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID

from salesdesk.protocol import scopes


class Role(StrEnum):
    """What a person does in the company."""

    SALESPERSON = "salesperson"
    MANAGER = "manager"
    FINANCE = "finance"
    STOCK = "stock"
    ADMINISTRATOR = "administrator"


SELLING: Final = frozenset({Role.SALESPERSON, Role.MANAGER, Role.ADMINISTRATOR})
SEES_ALL: Final = frozenset({Role.FINANCE, Role.ADMINISTRATOR})
_KEEPERS: Final[Mapping[str, AbstractSet[Role]]] = {
    "products": frozenset({Role.MANAGER, Role.STOCK, Role.ADMINISTRATOR}),
    "product_prices": frozenset({Role.MANAGER, Role.ADMINISTRATOR}),
    "tax_rates": frozenset({Role.FINANCE, Role.ADMINISTRATOR}),
    "company_settings": frozenset({Role.ADMINISTRATOR}),
    "users": frozenset({Role.ADMINISTRATOR}),
    "custom_fields": frozenset({Role.ADMINISTRATOR}),
    "trade_shows": SELLING,
    "mail_templates": SELLING,
    "shared_views": frozenset(Role),
    "warehouses": frozenset({Role.STOCK, Role.ADMINISTRATOR}),
    "stock_movements": frozenset({Role.STOCK, Role.ADMINISTRATOR}),
    "allotments": frozenset({Role.STOCK, Role.ADMINISTRATOR}),
}
"""Who looks after the rows of the whole company and of its warehouses; balances nobody: they follow."""
_DECIDERS: Final[Mapping[str, AbstractSet[Role]]] = {
    scopes.COMPANY: frozenset({Role.ADMINISTRATOR}),
    scopes.STOCK: frozenset({Role.STOCK, Role.ADMINISTRATOR}),
}
"""Who decides about what is held of rows that are nobody's own."""
_TALK: Final = frozenset({"activities", "comments", "attachments", "thumbnails", "captures"})
"""What those who sell say of their customers, and keep."""
UNSEEN: Final[Mapping[Role, AbstractSet[str]]] = {
    Role.SALESPERSON: frozenset({"stock_movements"}),
    Role.MANAGER: frozenset({"stock_movements"}),
    Role.FINANCE: _TALK,
    Role.STOCK: _TALK | {"contacts"},
}
"""Kinds of rows a role never gets, whatever scope they lie in."""


@dataclass(frozen=True, slots=True)
class Person:
    """One line of the users' directory."""

    id: UUID
    name: str
    role: Role
    manager: UUID | None
    is_active: bool


@dataclass(frozen=True, slots=True)
class Directory:
    """Everyone, and who reports to whom."""

    people: Mapping[UUID, Person]
    beneath: Mapping[UUID, AbstractSet[UUID]]
    """Everyone a person is above, at any depth."""

    def scopes_of(self, user: UUID) -> list[str]:
        """Return the scopes a person may hold: the company first, then their own, then others'."""
        person = self.people.get(user)
        if person is None or not person.is_active:
            return []
        found = [scopes.COMPANY, scopes.private_to(user)]
        if person.role in SELLING:
            found += [scopes.owned_by(user), scopes.POOL]
        found.append(scopes.STOCK)
        if person.role in SEES_ALL:
            others: Sequence[UUID] = [one for one in self.people if one != user]
        else:
            others = sorted(self.beneath.get(user, ())) if person.role is Role.MANAGER else []
        found += [scopes.owned_by(one) for one in others]
        if person.role in SEES_ALL and scopes.POOL not in found:
            found.append(scopes.POOL)
        return found

    def sees(self, user: UUID, entity: str) -> bool:
        """Return whether a person's role gets this kind of rows at all."""
        return entity not in UNSEEN.get(self.people[user].role, ())

    def gets_sketch(self, user: UUID) -> bool:
        """Return whether a person adds customers and may not see those of all colleagues."""
        person = self.people.get(user)
        return person is not None and person.is_active and person.role in SELLING - SEES_ALL

    def may_write(self, user: UUID, entity: str, scope: str, row_id: UUID) -> bool:
        """Return whether a person may change such a row in this scope."""
        role, kind = self.people[user].role, scopes.kind_of(scope)
        if entity == "held_acts" and scope in _DECIDERS:
            return role in _DECIDERS[scope]
        if scope in {scopes.COMPANY, scopes.STOCK}:
            return role in _KEEPERS.get(entity, ()) or (entity == "users" and row_id == user)
        if kind == "private":
            return scope == scopes.private_to(user)
        if scope == scopes.POOL:
            return role in {Role.MANAGER, Role.ADMINISTRATOR}
        owner = scopes.owner_of(scope)
        return owner is not None and self.is_above_or_same(user, owner)

    def may_add(self, user: UUID, entity: str, scope: str, row_id: UUID) -> bool:
        """Return whether a person may put a new row there; a customer nobody owns is welcome from anyone."""
        if scope == scopes.POOL and entity == "customers":
            return self.people[user].role in SELLING
        return self.may_write(user, entity, scope, row_id)

    def is_above_or_same(self, user: UUID, other: UUID) -> bool:
        """Return whether a person looks after another one's customers: their own, or as who is above."""
        role = self.people[user].role
        if role is Role.ADMINISTRATOR:
            return True
        if user == other:
            return role in SELLING
        return role is Role.MANAGER and other in self.beneath.get(user, ())

    def may_take(self, user: UUID, scope: str) -> bool:
        """Return whether a person may give customers of a scope to somebody (or take them from the pool)."""
        if scope == scopes.POOL:
            return self.people[user].role in SELLING
        owner = scopes.owner_of(scope)
        return owner is not None and self.is_above_or_same(user, owner)

    def name(self, user: UUID | None) -> str:
        """Return what a person is called, or "" if nobody knows them."""
        person = self.people.get(user) if user else None
        return person.name if person else ""


def directory(people: Sequence[Person]) -> Directory:
    """Return the directory of these people; a circle of managers ends where it began."""
    known = {person.id: person for person in people}
    beneath: dict[UUID, set[UUID]] = {}
    for person in people:
        above, met = person.manager, {person.id}
        while above in known and above not in met:
            beneath.setdefault(above, set()).add(person.id)
            met.add(above)
            above = known[above].manager
    return Directory(known, beneath)
