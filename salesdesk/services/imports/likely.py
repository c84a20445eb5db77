"""New customers and people that look like ones we have, or like an earlier row of the same file."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy.orm import Session

from salesdesk.domain.matching import LIKELY, Party, likeness, match_keys
from salesdesk.services.imports.outcomes import Likely
from salesdesk.storage.queries import imports as queries
from salesdesk.storage.searchable import contact_party, customer_party

New = tuple[int, UUID, Mapping[str, Any]]
"""Row, id to be, fields."""
_PARTY: Final = (
    *("name", "name_en", "short_name", "kind", "phone", "invoice_phone", "email"),
    *("country", "city", "district", "street", "tax_id"),
)
_PERSON: Final = ("name", "customer_id", "phones", "emails", "wechat")
_WEAK: Final = ("head:", "domain:")
_SMALL_FILE: Final = 2_000  # up to so many rows names that are only alike are looked for, too
_CROWD: Final = 5  # earlier rows of a file that are compared for one key
_MOST: Final = 20_000  # duplicates that are told


class LikelyFinder:
    """Compares new rows with the database, and with the rows that came before them."""

    def __init__(self, session: Session, rows: int) -> None:
        self._session = session
        self._thorough = rows <= _SMALL_FILE
        self._earlier: dict[str, dict[int, list[New]]] = {"customers": {}, "contacts": {}}
        self.found: list[Likely] = []

    def look(self, entity: str, created: Sequence[New]) -> None:
        """Note which of these new rows have a double; each is told once, with the likest."""
        parties = [_party(entity, fields) for _, _, fields in created]
        keys = [self._keys(party) for party in parties]
        wanted = list({key for some in keys for key in some})
        owners = queries.owners_of_keys(self._session, entity, wanted)
        known = self._rows(entity, {row_id for ids in owners.values() for row_id in ids})
        for new, party, mine in zip(created, parties, keys, strict=True):
            theirs = {row_id for key in mine for row_id in owners.get(key, ())}
            rivals = [(row_id, 0, known[row_id]) for row_id in theirs if row_id in known]
            rivals += self._remember(entity, new, mine)
            self._judge(entity, new, party, rivals)

    def _keys(self, party: Party) -> list[str]:
        keys = match_keys(party)
        return keys if self._thorough else [key for key in keys if not key.startswith(_WEAK)]

    def _rows(self, entity: str, ids: set[UUID]) -> dict[UUID, Mapping[str, Any]]:
        columns = _PARTY if entity == "customers" else _PERSON
        return {row["id"]: row for row in queries.rows_by(self._session, entity, "id", ids, columns)}

    def _remember(
        self, entity: str, new: New, keys: Sequence[str]
    ) -> list[tuple[UUID, int, Mapping[str, Any]]]:
        earlier = self._earlier[entity]
        met: dict[UUID, tuple[UUID, int, Mapping[str, Any]]] = {}
        for key in keys:
            others = earlier.setdefault(hash(key), [])
            met |= {row_id: (row_id, row, fields) for row, row_id, fields in others}
            if len(others) < _CROWD:
                others.append(new)
        return list(met.values())

    def _judge(
        self, entity: str, new: New, party: Party, rivals: Sequence[tuple[UUID, int, Mapping[str, Any]]]
    ) -> None:
        best: Likely | None = None
        for other_id, other_row, fields in rivals:
            like = likeness(party, _party(entity, fields))
            if like.score >= LIKELY and (best is None or like.score > best.score):
                reasons = tuple(reason.value for reason in like.reasons)
                best = Likely(
                    new[0], entity, like.score, reasons, new[2], _shown(fields), other_id, other_row
                )
        if best is not None and len(self.found) < _MOST:
            self.found.append(best)


def _party(entity: str, fields: Mapping[str, Any]) -> Party:
    return customer_party(fields) if entity == "customers" else contact_party(fields)


def _shown(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if name not in {"id", "scope_id"} and value}
