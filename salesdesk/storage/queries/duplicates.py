"""Records that may be one and the same. Only records that share a key are ever compared."""

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, groupby
from operator import itemgetter
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from salesdesk.domain.matching import LIKELY, Likeness, Party, likeness
from salesdesk.domain.matching import match_keys as keys_of
from salesdesk.storage.base import Base
from salesdesk.storage.indexing import key_number
from salesdesk.storage.searchable import contact_party, customer_party
from salesdesk.storage.tables.search import KINDS, match_keys

AT_MOST: Final = 60
"""A key that more records share says little: the telephone of a fair, the name of a chain."""
_AT_MOST_ALIKE: Final = 8
_SLICE: Final = 2_000
PARTIES: Final[dict[str, Callable[[Mapping[str, Any]], Party]]] = {
    "customers": customer_party,
    "contacts": contact_party,
}
"""How each kind of record is compared."""


@dataclass(frozen=True, slots=True)
class Match:
    """A record that looks like another: `kind` is customers or contacts, `customer_id` where it belongs."""

    kind: str
    id: UUID
    name: str
    customer_id: UUID
    likeness: Likeness


@dataclass(frozen=True, slots=True)
class Cluster:
    """Records of one kind that may all be one; `likeness` is the strongest among them."""

    kind: str
    ids: tuple[UUID, ...]
    likeness: Likeness


def likely_duplicates(
    session: Session,
    fields: Mapping[str, Any],
    *,
    kind: str = "customers",
    except_id: UUID | None = None,
    limit: int = 5,
) -> list[Match]:
    """Return the records most like the one in `fields` (as typed, saved or not), the likeliest first."""
    party = PARTIES[kind](fields)
    matches = [
        Match(
            found,
            row.id,
            row.name,
            row.customer_id if found == "contacts" else row.id,
            likeness(party, other),
        )
        for found, ids in _sharing(session, party).items()
        for row, other in parties_of(session, found, ids - {except_id})
    ]
    likely = [match for match in matches if match.likeness.score >= LIKELY]
    return sorted(likely, key=lambda match: (-match.likeness.score, match.name))[:limit]


def parties_sharing(session: Session, party: Party) -> Iterator[Party]:
    """Give the customers and people here that share a key with a party."""
    for kind, ids in _sharing(session, party).items():
        yield from (other for _, other in parties_of(session, kind, ids))


def _sharing(session: Session, party: Party) -> dict[str, set[UUID]]:
    """Return the records that share a key, by kind."""
    shared = defaultdict[str, set[UUID]](set)
    names = {number: name for name, number in KINDS.items()}
    for number in map(key_number, keys_of(party)):
        rows = select(match_keys.c.kind, match_keys.c.row_id).where(match_keys.c.key == number)
        for found, row_id in session.execute(rows.limit(AT_MOST)):
            shared[names[found]].add(row_id)
    return shared


def clusters(
    session: Session,
    kind: str = "customers",
    progress: Callable[[int, int], None] | None = None,
    apart: Container[tuple[UUID, UUID]] = (),
) -> list[Cluster]:
    """Return groups of records that may be one, the likeliest first.

    `progress` is told pairs done of all, and may raise to end the search. Pairs that are `apart` (the lower
    id first) were found to be two.
    """
    pairs = sorted({pair for pair in _pairs(session, kind) if pair not in apart})
    parties: dict[UUID, Party] = {}
    for some in _sliced(list({row_id for pair in pairs for row_id in pair})):
        parties |= {row.id: party for row, party in parties_of(session, kind, some)}
    groups = _Groups()
    for done, (one, other) in enumerate(pairs):
        if progress and done % _SLICE == 0:
            progress(done, len(pairs))
        if one in parties and other in parties:
            found = likeness(parties[one], parties[other])
            if found.score >= LIKELY:
                groups.join(one, other, found)
    return groups.clusters(kind)


def _pairs(session: Session, kind: str) -> Iterator[tuple[UUID, UUID]]:
    rows = select(match_keys.c.key, match_keys.c.row_id).where(match_keys.c.kind == KINDS[kind])
    found = session.execute(rows.order_by(match_keys.c.key).execution_options(yield_per=_SLICE))
    for number, group in groupby(found, key=itemgetter(0)):
        ids = [row_id for _, row_id in group]
        if len(ids) <= (_AT_MOST_ALIKE if number & 1 else AT_MOST):
            yield from combinations(sorted(ids), 2)


def parties_of(session: Session, kind: str, ids: Iterable[UUID]) -> list[tuple[Row[Any], Party]]:
    """Return the living records among `ids`, each with what it is compared by."""
    table = Base.metadata.tables[kind]
    rows = select(table).where(table.c.id.in_(list(ids)), table.c.deleted_at.is_(None))
    return [(row, PARTIES[kind](dict(row._mapping))) for row in session.execute(rows)]  # noqa: SLF001 - its public name


def _sliced(ids: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    return (ids[at : at + _SLICE] for at in range(0, len(ids), _SLICE))


class _Groups:
    """Puts what is alike into one group, over however many steps."""

    def __init__(self) -> None:
        self._parent: dict[UUID, UUID] = {}
        self._best: dict[UUID, Likeness] = {}

    def join(self, one: UUID, other: UUID, found: Likeness) -> None:
        first, second = self._head(one), self._head(other)
        self._parent[second] = first
        known = (found, self._best.pop(second, found), self._best.get(first, found))
        self._best[first] = max(known, key=lambda each: each.score)

    def _head(self, row_id: UUID) -> UUID:
        while (parent := self._parent.setdefault(row_id, row_id)) != row_id:
            row_id = parent
        return row_id

    def clusters(self, kind: str) -> list[Cluster]:
        members = defaultdict[UUID, list[UUID]](list)
        for row_id in list(self._parent):
            members[self._head(row_id)].append(row_id)
        found = [Cluster(kind, tuple(sorted(ids)), self._best[head]) for head, ids in members.items()]
        return sorted(found, key=lambda cluster: (-cluster.likeness.score, cluster.ids))
