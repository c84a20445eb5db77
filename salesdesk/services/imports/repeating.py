"""A record that comes twice in a file: what a later row brings is taken, what it says otherwise is told."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from salesdesk.services.imports.known import Existing, compared, grown
from salesdesk.services.imports.outcomes import Outcomes, Untaken
from salesdesk.services.imports.work import Sheaf

_NONE: Final = frozenset[str]()


@dataclass(slots=True)
class First:
    """The row that had a record first, and where its creation or its change is noted; -1 where it is not.

    `given` are the fields the rows so far have given, of a record that was there before.
    """

    row: int
    created: int = -1
    changed: int = -1
    given: frozenset[str] = _NONE


@dataclass(slots=True)
class Repeating:
    """The rows of one entity that come again. Fields that hold several values grow by what a row brings."""

    entity: str
    sheaf: Sheaf
    outcomes: Outcomes
    _names: dict[frozenset[str], frozenset[str]] = field(default_factory=dict)

    def first(self, row: int, *, created: bool, changed: bool, fields: Mapping[str, Any]) -> First:
        """Note the row that has a record first, once its creation or change is noted."""
        if created:
            return First(row, len(self.sheaf.creates) - 1)
        return First(row, -1, len(self.sheaf.updates) - 1 if changed else -1, self._named(frozenset(fields)))

    def take(self, row: int, first: First, existing: Existing | None, fields: Mapping[str, Any]) -> bool:
        """Take what a later row brings, tell what it says otherwise; return whether it brought anything."""
        stands, given = self._standing(first, existing)
        more: dict[str, Any] = {}
        for name, value in fields.items():
            before = stands.get(name)
            if name in given and not isinstance(value, list):
                self._tell(row, first, name, before, value)
                continue
            after = grown(before or [], value) if isinstance(value, list) else value
            if after != before:
                more[name] = after
        if more:
            self._note(row, first, existing, more)
        if first.created < 0:
            first.given = self._named(first.given | frozenset(fields))
        return bool(more)

    def _standing(self, first: First, existing: Existing | None) -> tuple[Mapping[str, Any], Any]:
        """Return what the record holds by now, and the fields that a later row does not overrule."""
        if first.created >= 0:
            stands = self.sheaf.fields_of(self.sheaf.creates[first.created])
            return stands, stands.keys()
        patch = self.sheaf.updates[first.changed][3] if first.changed >= 0 else {}
        return {**(existing or {}), **patch}, first.given

    def _tell(self, row: int, first: First, name: str, kept: Any, given: Any) -> None:
        is_same = kept == given
        if name == "name":
            is_same = compared(name, {name: kept}) == compared(name, {name: given})
        if not is_same:
            self.outcomes.untaken.append(Untaken(row, first.row, f"{self.entity}.{name}", kept, given))

    def _note(self, row: int, first: First, existing: Existing | None, more: dict[str, Any]) -> None:
        if first.created >= 0:
            self.sheaf.give(first.created, more)
            return
        assert existing is not None  # else it is made by this file
        base = {name: existing[name] for name in more}
        if first.changed < 0:
            self.sheaf.update(row, existing["id"], base, more)
            first.changed = len(self.sheaf.updates) - 1
            return
        _, _, was, becomes = self.sheaf.updates[first.changed]
        was.update(base)
        becomes.update(more)

    def _named(self, names: frozenset[str]) -> frozenset[str]:
        """Return one and the same set for the same names: there may be 100,000 of them."""
        return self._names.setdefault(names, names)
