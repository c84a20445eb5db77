"""A page of the server's rows into the tables.

An ordinary page is taken whole, so that what one act changed is seen whole. A first copy, which nobody has
seen yet, is taken in slices, and gives way whenever a person wants to write. Taking a page twice, or late,
changes nothing more: it counts only where the cursors still stand where they stood when it was asked for.
What left waits in `departing`. When all pages are taken, `finding.catch_up` is to be called.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from salesdesk.protocol.messages import Block, Cursor, PullReply
from salesdesk.storage import meta
from salesdesk.storage.database import Absorbed, Database
from salesdesk.storage.indexing import index_fresh, index_touched, without_pauses
from salesdesk.storage.replica import (
    cursors,
    deciding,
    departing,
    finding,
    layers,
    laying_aside,
    rereading,
)
from salesdesk.storage.replica.forms import is_known, places_for
from salesdesk.storage.replica.pace import Pace
from salesdesk.storage.replica.renaming import rename_conflicts
from salesdesk.storage.replica.upserts import part_of, size_of, upsert
from salesdesk.storage.tables.search import KINDS

STEP: Final = 500
"""So many rows of a first copy are written before it is looked whether somebody waits to write."""
INDEXED_AT_ONCE: Final = 60
"""Up to so many rows of an ordinary page are put into the search index in its own transaction."""
_SEARCHED_FRESH: Final = frozenset(KINDS) - finding.FAMILIES


@dataclass(slots=True)
class Taken:
    """What a page brought: rows written. A `stale` one was late and counted for nothing."""

    rows: int = 0
    stale: bool = False


def absorb_page(database: Database, asked: Mapping[str, Cursor], page: PullReply) -> Taken:
    """Take a page that answers a pull from the cursors `asked`."""
    if database.ask(_has_moved, asked) or not page.cursors.keys() <= asked.keys():
        return Taken(stale=True)
    with without_pauses():
        return _absorb(database, asked, page)


def _absorb(database: Database, asked: Mapping[str, Cursor], page: PullReply) -> Taken:
    moved = {scope: cursor for scope, cursor in page.cursors.items() if cursor != asked[scope]}
    copied = {scope for scope, cursor in moved.items() if _is_copy(asked[scope], cursor)}
    taken = _take_whole(database, page, {s: cursor for s, cursor in moved.items() if s not in copied})
    if page.blocks and page.blocks[-1].scope in copied:
        laying_aside.lay_aside_for(database, asked, page)
    for block in page.blocks:
        if block.scope in copied:
            _take_in_slices(database, block, taken)
    if copied:
        anew = rereading.begun(asked, moved)
        with database.absorb(erasing=bool(anew)) as absorbed:
            rereading.note(absorbed, anew)
            rereading.look_through(absorbed.session, asked, moved)
            for scope in copied:
                cursors.put(absorbed.session, scope, page.cursors[scope])
    if page.blocks and page.blocks[-1].entity not in finding.FAMILIES:
        finding.catch_up(database)  # customers and their people have come, who are found together
    return taken


def _is_copy(before: Cursor, after: Cursor) -> bool:
    return before.head > 0 or after.head > 0 or before.seq == 0


def _has_moved(session: Session, asked: Mapping[str, Cursor]) -> bool:
    now = cursors.every(session)
    return any(now.get(scope) != cursor for scope, cursor in asked.items())


def _take_whole(database: Database, page: PullReply, moved: Mapping[str, Cursor]) -> Taken:
    """Take the scopes of a page that are not first copies, and note all departures."""
    taken = Taken()
    blocks = [block for block in page.blocks if block.scope in moved]
    if not moved and not page.departures:
        return taken
    with database.absorb() as absorbed:
        departing.note(absorbed.session, page.departures)
        for block in blocks:
            taken.rows += _write(database, absorbed, block)
        _index(absorbed.session, absorbed.touched)
        for scope, cursor in moved.items():
            cursors.put(absorbed.session, scope, cursor)
    return taken


def _write(database: Database, absorbed: Absorbed, block: Block) -> int:
    """Write rows and put the acts that wait on them on top again."""
    session = absorbed.session
    ids = upsert(session.connection(), block)
    departing.came(session, block)
    if ids and layers.anything_waits(session):
        layers.reapply(session, block.entity, ids, database.me)
    if block.entity == "held_acts":
        deciding.hear_decisions(absorbed, ids)
    if block.entity == "customer_merges":
        rename_conflicts(session)
    absorbed.note(block.entity if is_known(block.entity) else "unknown_data", ids)
    return size_of(block)


def _index(session: Session, touched: Mapping[str, set[UUID]]) -> None:
    searched = {entity: sorted(ids) for entity, ids in touched.items() if entity in KINDS}
    if sum(map(len, searched.values())) <= INDEXED_AT_ONCE:
        index_touched(session, searched)
    else:
        finding.postpone(session, searched)


def _take_in_slices(database: Database, block: Block, taken: Taken) -> None:
    done, size, pace = 0, size_of(block), Pace(database)
    while done < size:
        with database.absorb() as absorbed:
            begun = done
            pace.begin()
            while done < size and pace.goes_on(done - begun):
                step = pace.step(STEP)
                _take_step(database, absorbed, part_of(block, done, done + step))
                done = min(size, done + step)
    taken.rows += size


def _take_step(database: Database, absorbed: Absorbed, part: Block) -> None:
    session, entity = absorbed.session, part.entity
    known = _known(session, part)
    _write(database, absorbed, part)
    fresh = [row_id for row_id in map(_as_id, _ids_of(part)) if row_id not in known]
    if known and entity in KINDS:
        finding.postpone(session, {entity: sorted(known)})
    if fresh and entity in _SEARCHED_FRESH:
        index_fresh(session, entity, fresh)
    elif fresh and entity in finding.FAMILIES:
        meta.put(session, finding.UNFOUND, "1")


def _known(session: Session, part: Block) -> set[UUID]:
    if not is_known(part.entity):
        return set()
    ids = tuple(_ids_of(part))
    asked = f"SELECT id FROM {part.entity} WHERE id IN ({places_for(ids)})"  # noqa: S608 - a name of our own
    return {_as_id(row_id) for row_id in session.connection().exec_driver_sql(asked, ids).scalars()}


def _ids_of(block: Block) -> Sequence[bytes]:
    found: Sequence[bytes] = block.values[block.columns.index("id")]
    return found


def _as_id(row_id: bytes) -> UUID:
    return UUID(bytes=row_id)
