"""What a device has not seen yet: rows and departures of each scope, in the order of its stream.

A page ends between two places of a stream, never within one, so what one act changed arrives whole. A scope
that is new to a device comes as a copy of what is alive, kind by kind, parents first and history last; what
changed meanwhile follows from the stream, because the copy began at a fixed place in it.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, Select, Table, bindparam, literal, select, union_all

from salesdesk.protocol.entities import ENTITIES
from salesdesk.protocol.messages import Block, Cursor, Departure, PullReply
from salesdesk.protocol.scopes import AGGREGATE, PERSONAL, SHARED, STOCKED, kind_of
from salesdesk.protocol.wire import UNKNOWN, columns_of, to_wire
from salesdesk.server import unknown
from salesdesk.server.policy import Directory
from salesdesk.server.rows import ORDER, table_of
from salesdesk.server.scopes import floors, heads
from salesdesk.server.staging import CHUNK
from salesdesk.server.tables import DepartureRow

Found = Sequence[Row[Any]]
_WIDTH: Final = 8
COPIED_FROM: Final = 200
"""A stream that is shorter is simply read from its start."""
_HISTORY: Final = "activities"


@cache
def stages_of(kind: str) -> tuple[tuple[str, bool | None], ...]:
    """Return the parts of a first copy: kinds of rows, and of activities first those still to be done."""
    stages: list[tuple[str, bool | None]] = [
        (entity, None) for entity in ORDER if entity != _HISTORY and _may_hold(kind, entity)
    ]
    if kind in {"owner", "pool"}:
        stages.insert(2, (_HISTORY, True))
        stages.append((_HISTORY, False))
    return tuple(stages)


def _may_hold(kind: str, entity: str) -> bool:
    if entity == "held_acts":
        return True  # of whoever decides, and what was decided of their author
    kinds = {"company": SHARED, "private": PERSONAL, "stock": STOCKED}
    return entity in kinds.get(kind, AGGREGATE)


def pull(
    connection: Connection,
    directory: Directory,
    user: UUID,
    cursors: Mapping[str, Cursor],
    limit: int,
    kept: Collection[str],
) -> PullReply:
    """Return the next page of the scopes named, as far as the person may hold them.

    `kept` are the kinds of rows beside which fields of a newer program are kept.
    """
    granted = set(directory.scopes_of(user))
    asked = [scope for scope in cursors if scope in granted]
    now, oldest = heads(connection, asked), floors(connection, asked)
    page = _Page(connection, lambda entity: directory.sees(user, entity), limit, kept)
    told: dict[str, Cursor] = {}
    for scope in asked:
        told[scope] = page.read(scope, cursors[scope], now[scope], oldest.get(scope, 0))
    more = any(cursor.head or cursor.seq < now[scope] for scope, cursor in told.items())
    return PullReply(blocks=page.blocks, departures=page.departures, cursors=told, more=more)


def _is_behind(cursor: Cursor, floor: int) -> bool:
    """Return whether a device cannot be told any more of all that went since it was here."""
    return not cursor.head and 0 < cursor.seq < floor


def _begins(cursor: Cursor, head: int, floor: int) -> bool:
    """Return whether a scope that is new to a device comes as a copy."""
    return cursor == Cursor() and (floor > 0 or head > COPIED_FROM)


class _Page:
    """One answer being filled."""

    def __init__(self, connection: Connection, sees: Any, limit: int, kept: Collection[str]) -> None:
        self._connection = connection
        self._sees = sees
        self._kept = kept
        self.room = limit
        self.blocks: list[Block] = []
        self.departures: list[Departure] = []

    def read(self, scope: str, cursor: Cursor, head: int, floor: int) -> Cursor:
        """Take what fits of one scope; return how far that is.

        A device that was away too long is only told that a copy begins, so that it notices, however short it
        is. One that took so long over its copy that it is behind again hears of that next time.
        """
        if _is_behind(cursor, floor):
            return Cursor(0, head)
        if self.room > 0 and _begins(cursor, head, floor):
            cursor = Cursor(0, head)
        while cursor.head and self.room > 0:
            cursor = self._copy(scope, cursor)
        if cursor.head or self.room <= 0 or cursor.seq >= head or _is_behind(cursor, floor):
            return cursor
        return self._follow(scope, cursor, head)

    def _copy(self, scope: str, cursor: Cursor) -> Cursor:
        """Take the next part of a first copy."""
        stages = stages_of(kind_of(scope))
        if cursor.stage >= len(stages):
            return Cursor(cursor.head)
        entity, still_open = stages[cursor.stage]
        following = Cursor(cursor.seq, cursor.head, cursor.stage + 1, b"")
        if not self._sees(entity):
            return following
        after, size = int.from_bytes(cursor.after), self.room
        found = self._connection.execute(
            _copying(entity, still_open),
            {"scope": scope, "after": after, "upto": cursor.head, "n": size + CHUNK + 1},
        ).all()
        if len(found) > size:
            found = _whole(found, size)
            last = found[-1].seq.to_bytes(_WIDTH)
            following = Cursor(cursor.seq, cursor.head, cursor.stage, last)
        self._add(scope, entity, found)
        return following

    def _follow(self, scope: str, cursor: Cursor, head: int) -> Cursor:
        """Take what changed since, up to a place that fits."""
        span = {"scope": scope, "after": cursor.seq, "upto": head, "n": self.room + CHUNK + 1}
        moved = {row.entity for row in self._connection.execute(_touched(), span)}
        found = {
            entity: self._connection.execute(_following(entity), span).all()
            for entity in ORDER
            if entity in moved and self._sees(entity)
        }
        left = self._connection.execute(_departing(), span).all() if "" in moved else []
        upto = _fitting([*found.values(), left], self.room, head)
        for entity, rows in found.items():
            self._add(scope, entity, [row for row in rows if row.seq <= upto])
        some = [Departure(scope, row.seq, row.entity, row.row_id.bytes) for row in left if row.seq <= upto]
        self.departures += some
        self.room -= len(some)
        return Cursor(upto)

    def _add(self, scope: str, entity: str, rows: Found) -> None:
        if not rows:
            return
        made = block(scope, entity, rows)
        if entity in self._kept:
            kept = unknown.of(self._connection, entity, [row.id for row in rows])
            made.columns.append(UNKNOWN)
            made.values.append([kept.get(row.id) for row in rows])
        self.blocks.append(made)
        self.room -= len(rows)


def _whole(found: Found, size: int) -> Found:
    """Return the rows of the places that fit; the first place comes whole, even if it is larger."""
    cut = found[size].seq
    below = [row for row in found[:size] if row.seq != cut]
    return below or [row for row in found if row.seq == cut]


def _fitting(found: Sequence[Found], size: int, head: int) -> int:
    """Return the last place up to which everything fits, or the first one, however many rows it has.

    As no place has more rows than CHUNK, and so many more were asked for, the first one is complete.
    """
    places: list[int] = sorted(row.seq for rows in found for row in rows)
    if len(places) <= size:
        return head
    cut = places[size]
    below = [place for place in places[:size] if place < cut]
    return below[-1] if below else cut


def block(scope: str, entity: str, rows: Found) -> Block:
    """Return rows as they travel."""
    columns = columns_of(entity)
    by_column = zip(*rows, strict=True)
    values = [to_wire(kind, some) for kind, some in zip(columns.values(), by_column, strict=True)]
    return Block(scope, entity, list(columns), values)


def columns(entity: str) -> Iterator[ColumnElement[Any]]:
    """Yield the columns that travel, in the order of the wire."""
    table = table_of(entity)
    yield from (table.c[name] for name in columns_of(entity))


@cache
def _copying(entity: str, still_open: bool | None) -> Select[Any]:  # noqa: FBT001 - a stage's own value
    table = table_of(entity)
    query = _span(select(*columns(entity)), table).where(table.c.deleted_at.is_(None))
    if still_open is not None:
        done = table.c.done_at.is_not(None)
        query = query.where(~done if still_open else done)
    return query


@cache
def _following(entity: str) -> Select[Any]:
    return _span(select(*columns(entity)), table_of(entity))


@cache
def _departing() -> Select[Any]:
    table = _departures()
    return _span(select(table.c.seq, table.c.entity, table.c.row_id), table)


@cache
def _touched() -> Any:
    """Return a query of the kinds of rows that moved in a span; "" stands for departures."""
    kinds = [
        select(literal(entity).label("entity")).where(_within(table_of(entity)).exists()) for entity in ORDER
    ]
    kinds.append(select(literal("").label("entity")).where(_within(_departures()).exists()))
    return union_all(*kinds)


def _departures() -> Table:
    return DepartureRow.metadata.tables[DepartureRow.__tablename__]


def _within(table: Table) -> Select[Any]:
    inside = table.c.seq.between(bindparam("after") + 1, bindparam("upto"))
    return select(literal(1)).select_from(table).where(table.c.scope_id == bindparam("scope"), inside)


def _span(query: Select[Any], table: Table) -> Select[Any]:
    inside = (table.c.seq > bindparam("after")) & (table.c.seq <= bindparam("upto"))
    mine = query.where(table.c.scope_id == bindparam("scope"), inside)
    return mine.order_by(table.c.seq, table.c.id).limit(bindparam("n"))


assert ENTITIES.keys() == set(ORDER), "a kind of row that is never sent"
