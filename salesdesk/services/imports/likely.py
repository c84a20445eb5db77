"""New customers and people that look like ones we have, or like an earlier row of the same file."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy.orm import Session

from salesdesk.domain.matching import BLOCK, LIKELY, Party, likeness, match_keys
from salesdesk.services.imports.outcomes import Likely
from salesdesk.services.imports.work import Sheaf
from salesdesk.storage.queries import imports as queries
from salesdesk.storage.searchable import contact_party, customer_party

Rival = tuple[UUID, int, Mapping[str, Any]]
"""Id, row of the file (0 for a record we have), fields."""
_PARTY: Final = (
    *("name", "name_en", "short_name", "kind", "phone", "invoice_phone", "email"),
    *("country", "city", "district", "street", "tax_id"),
)
_PERSON: Final = ("name", "customer_id", "phones", "emails", "wechat")
_WEAK: Final = (BLOCK, "domain:")
_SMALL_FILE: Final = 2_000  # up to so many rows names that are only alike are looked for, too
_CROWD: Final = 5  # earlier rows of a file that are compared for one key
_MOST: Final = 20_000  # duplicates that are told


class LikelyFinder:
    """Compares new rows with the database, and with the rows that came before them."""

    def __init__(self, session: Session, rows: int) -> None:
        self._session = session
        self._thorough = rows <= _SMALL_FILE
        self._first: dict[int, int] = {}  # a key's number -> place among the creations
        self._more: dict[int, list[int]] = {}  # the few keys that several share
        self.found: list[Likely] = []

    def look(self, sheaf: Sheaf, first: int) -> None:
        """Note which creations from `first` on have a double; each is told once, with the likest."""
        created = [
            (place, sheaf.fields_of(sheaf.creates[place])) for place in range(first, len(sheaf.creates))
        ]
        parties = [_party(sheaf.entity, fields) for _, fields in created]
        keys = [self._keys(party) for party in parties]
        known = self._known(sheaf.entity, keys)
        for (place, fields), party, mine in zip(created, parties, keys, strict=True):
            rivals = [rival for key in mine for rival in known.get(key, ())]
            rivals += [_creation(sheaf, other) for other in self._remember(place, mine)]
            if rivals and len(self.found) < _MOST:
                self._judge(sheaf, place, fields, party, rivals)

    def _keys(self, party: Party) -> list[str]:
        keys = match_keys(party)
        return keys if self._thorough else [key for key in keys if not key.startswith(_WEAK)]

    def _known(self, entity: str, keys: Sequence[Sequence[str]]) -> dict[str, list[Rival]]:
        """Return the records we have by the keys they share with the new rows."""
        wanted = list({key for some in keys for key in some})
        owners = queries.owners_of_keys(self._session, entity, wanted)
        if not owners:
            return {}
        ids = {row_id for some in owners.values() for row_id in some}
        columns = _PARTY if entity == "customers" else _PERSON
        rows = {row["id"]: row for row in queries.rows_by(self._session, entity, "id", ids, columns)}
        return {
            key: [(row_id, 0, rows[row_id]) for row_id in some if row_id in rows]
            for key, some in owners.items()
        }

    def _remember(self, place: int, keys: Sequence[str]) -> set[int]:
        """Note the keys of a creation; return the earlier ones that share some."""
        met: set[int] = set()
        for key in keys:
            number = hash(key)
            first = self._first.setdefault(number, place)
            if first == place:
                continue
            others = self._more.setdefault(number, [])
            met.update((first, *others))
            if len(others) < _CROWD:
                others.append(place)
        return met

    def _judge(
        self, sheaf: Sheaf, place: int, fields: Mapping[str, Any], party: Party, rivals: Sequence[Rival]
    ) -> None:
        best: Likely | None = None
        for other_id, other_row, theirs in rivals:
            like = likeness(party, _party(sheaf.entity, theirs))
            if like.score >= LIKELY and (best is None or like.score > best.score):
                reasons = tuple(reason.value for reason in like.reasons)
                row = sheaf.creates[place][0]
                best = Likely(
                    row, sheaf.entity, like.score, reasons, fields, _shown(theirs), other_id, other_row
                )
        if best is not None:
            self.found.append(best)


def _creation(sheaf: Sheaf, place: int) -> Rival:
    creation = sheaf.creates[place]
    return creation[1], creation[0], sheaf.fields_of(creation)


def _party(entity: str, fields: Mapping[str, Any]) -> Party:
    return customer_party(fields) if entity == "customers" else contact_party(fields)


def _shown(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if name not in {"id", "scope_id"} and value}
