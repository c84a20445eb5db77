"""Rows as one transaction has made them so far: read once, changed in memory, written at the end.

A group changes a stage of its own; only when all of it went well does the stage become part of the work. So
a group that is refused leaves nothing behind, and many groups share one reading and one writing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, TypeVar
from uuid import UUID

from sqlalchemy import Connection, insert

from salesdesk.protocol.scopes import PARENTS
from salesdesk.server import rows, unknown
from salesdesk.server.policy import Directory
from salesdesk.server.rows import Key, Row
from salesdesk.server.scopes import advance
from salesdesk.server.tables import DepartureRow
from salesdesk.storage.derived import derive

CHUNK: Final = 1_000
"""A group of more rows takes several places in a stream; what fits is never seen in part."""
RowT = TypeVar("RowT", bound=Row | None)


class Known(dict[Key, RowT]):
    """Rows by kind and id, which are also found by what they name, without looking at the others."""

    def __init__(self) -> None:
        super().__init__()
        self._naming: dict[tuple[str, str], dict[Any, dict[Key, None]]] = {}

    def __setitem__(self, key: Key, row: RowT) -> None:
        super().__setitem__(key, row)
        for (entity, column), found in self._naming.items():
            if entity == key[0] and row is not None:
                found.setdefault(row[column], {})[key] = None

    def naming(self, entity: str, column: str, ids: Iterable[UUID]) -> Iterator[Key]:
        """Yield the rows of a kind that name one of these ids in a column, or did so once."""
        if (entity, column) not in self._naming:
            found = self._naming[entity, column] = {}
            for key, row in self.items():
                if key[0] == entity and row is not None:
                    found.setdefault(row[column], {})[key] = None
        for row_id in ids:
            yield from self._naming[entity, column].get(row_id, ())


@dataclass(slots=True)
class Work:
    """What a transaction read, and what it has changed; `places` are the changes of each group."""

    connection: Connection
    directory: Directory
    now: datetime
    known: Known[Row | None] = field(default_factory=Known)
    changed: set[Key] = field(default_factory=set)
    places: list[list[tuple[str, Key, bool]]] = field(default_factory=list)
    unknown: dict[Key, dict[str, Any]] = field(default_factory=dict)

    def read(self, wanted: Mapping[str, Iterable[UUID]]) -> None:
        """Read and lock the rows, and what they lie beneath, all the way up."""
        asked = {entity: set(ids) for entity, ids in wanted.items()}
        while asked:
            missing = {e: {i for i in ids if (e, i) not in self.known} for e, ids in asked.items()}
            found = rows.load(self.connection, missing)
            for entity, ids in missing.items():
                for row_id in ids:
                    self.known[entity, row_id] = found.get((entity, row_id))
            asked = _parents(found.items())

    def meet(self, entity: str, found: Iterable[Row]) -> None:
        """Take in rows that were read; what is known already may have been changed since."""
        for row in found:
            if (entity, row["id"]) not in self.known:
                self.known[entity, row["id"]] = row

    def stamp_and_save(self) -> None:
        """Give every change its place in the streams, and write all rows."""
        before = advance(self.connection, self._steps()) if self.places else {}
        gone: list[dict[str, Any]] = []
        for scope, (entity, row_id), left, step in self._numbered():
            row = self.known[entity, row_id]
            if left:
                departure = {"scope_id": scope, "seq": before[scope] + step, "left_at": self.now}
                gone.append({**departure, "entity": entity, "row_id": row_id})
            elif row is not None and row["scope_id"] == scope:
                row["seq"] = before[scope] + step
        rows.save(self.connection, ((key[0], row) for key in self.changed if (row := self.known[key])))
        if gone:
            self.connection.execute(insert(DepartureRow), gone)
        unknown.keep(self.connection, self.unknown)

    def _steps(self) -> dict[str, int]:
        return {scope: step for scope, _, _, step in self._numbered()}

    def _numbered(self) -> Iterator[tuple[str, Key, bool, int]]:
        """Yield each change with its place: one a group and scope, one more for each full chunk."""
        reached: dict[str, int] = {}
        for places in self.places:
            met: dict[str, int] = {}
            for scope, key, left in places:
                if met.get(scope, 0) % CHUNK == 0:
                    reached[scope] = reached.get(scope, 0) + 1
                met[scope] = met.get(scope, 0) + 1
                yield scope, key, left, reached[scope]


def _parents(found: Iterable[tuple[Key, Row]]) -> dict[str, set[UUID]]:
    wanted: dict[str, set[UUID]] = {}
    for (entity, _), row in found:
        parent = PARENTS.get(entity)
        if parent and row[parent[1]] is not None:
            wanted.setdefault(parent[0], set()).add(row[parent[1]])
    return wanted


@dataclass(slots=True)
class Stage:
    """What one group has changed so far."""

    work: Work
    rows: Known[Row] = field(default_factory=Known)
    left: list[tuple[str, Key]] = field(default_factory=list)
    unknown: dict[Key, dict[str, Any]] = field(default_factory=dict)
    united: set[UUID] = field(default_factory=set)
    """The merges this group made or undid."""
    regrouped: set[UUID] = field(default_factory=set)
    """Quotes that lie beneath another customer now, because two became one or parted."""

    def get(self, entity: str, row_id: UUID | None) -> Row | None:
        """Return a row as this group sees it."""
        if row_id is None:
            return None
        key = (entity, row_id)
        if key in self.rows:
            return self.rows[key]
        if key not in self.work.known:
            self.work.read({entity: [row_id]})
        return self.work.known[key]

    def put(self, entity: str, row: Row, *, by: UUID) -> None:
        """Keep a row that was made or changed; its stamps and what follows from its name are made anew."""
        key = (entity, row["id"])
        before = self.known(*key)
        fresh = row | {"edited_at": self.work.now, "edited_by": by}
        if before is None or before.get("name") != row.get("name"):
            fresh |= derive(entity, row)
        if key not in self.rows:
            fresh["version"] = (row.get("version") or 0) + 1
        self.rows[key] = fresh

    def written(self, row: Row, author: UUID) -> tuple[str, datetime | None]:
        """Return who changed a row last, and when; where `author` did just now, nobody knows any more."""
        by, at = row["edited_by"], row.get("edited_at")
        if by == author and at in {None, self.work.now}:
            return "", None
        return self.work.directory.name(by), at

    def move(self, entity: str, row: Row, scope: str, *, by: UUID) -> None:
        """Let a row change scopes: the stream it leaves is told."""
        if row["scope_id"] != scope:
            self.left.append((row["scope_id"], (entity, row["id"])))
            self.put(entity, row | {"scope_id": scope}, by=by)

    def beneath(self, entity: str, parents: Sequence[UUID]) -> list[Row]:
        """Return all rows of a kind that lie directly beneath some others, as this group sees them."""
        return self.naming(entity, PARENTS[entity][1], parents)

    def naming(self, entity: str, column: str, ids: Sequence[UUID]) -> list[Row]:
        """Return all rows of a kind that name one of these ids in a column, as this group sees them."""
        self.work.meet(entity, rows.beneath(self.work.connection, entity, column, ids))
        return self.in_memory(entity, column, ids)

    def held_about(self, ids: Sequence[UUID]) -> list[Row]:
        """Return the acts that wait for a decision about some rows, as this group sees them."""
        self.work.meet("held_acts", rows.held_about(self.work.connection, ids))
        return [row for row in self.in_memory("held_acts", "row_id", ids) if row["state"] == "waiting"]

    def in_memory(self, entity: str, column: str, ids: Iterable[UUID]) -> list[Row]:
        """Return of the rows that were read or made so far those that name one of these ids in a column."""
        wanted = set(ids)
        known, mine = (some.naming(entity, column, wanted) for some in (self.work.known, self.rows))
        now = (self.known(*key) for key in dict.fromkeys([*known, *mine]))
        return [row for row in now if row is not None and row[column] in wanted]

    def known(self, entity: str, row_id: UUID) -> Row | None:
        """Return a row as this group sees it, if it was read or made so far."""
        return self.rows.get((entity, row_id)) or self.work.known.get((entity, row_id))

    def keep(self) -> None:
        """Make what the group did part of the transaction."""
        places = [(scope, key, True) for scope, key in self.left]
        ordered = sorted(self.rows, key=lambda key: rows.ORDER.index(key[0]))
        places += [(self.rows[key]["scope_id"], key, False) for key in ordered]
        for key, row in self.rows.items():
            self.work.known[key] = row
        self.work.changed.update(self.rows)
        for key, fields in self.unknown.items():
            self.work.unknown[key] = self.work.unknown.get(key, {}) | fields
        if places:
            self.work.places.append(places)
