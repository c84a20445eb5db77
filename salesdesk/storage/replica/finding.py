"""The search index catches up with rows that were pulled: many at once, and never in the way of a save."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.storage import meta
from salesdesk.storage.database import Database
from salesdesk.storage.indexing import index_fresh, index_touched, without_pauses
from salesdesk.storage.replica.keying import begin_anew
from salesdesk.storage.replica.laying_aside import LISTED, is_aside, make_again, settle
from salesdesk.storage.replica.pace import Pace
from salesdesk.storage.tables.search import search_docs

UNFOUND: Final = "unfound"
"""A fact that is set while customers or people of a first copy are not in the index yet."""
STALE: Final = "unindexed"
"""The rows of a large page whose place in the index is that of before."""
FAMILIES: Final = frozenset({"customers", "contacts"})
AT_ONCE: Final = 400
"""So many rows are put into the index before it is looked whether somebody waits to write."""
_PAGE: Final = 5_000


def postpone(session: Session, touched: Mapping[str, Sequence[UUID]]) -> None:
    """Note rows whose place in the index is to be seen to after the commit."""
    known = _stale(session)
    for entity, ids in touched.items():
        known.setdefault(entity, []).extend(row_id.hex for row_id in ids)
    meta.put(session, STALE, msgspec.json.encode(known).decode())


def catch_up(database: Database) -> None:
    """Put into the index what was postponed. It may be cut off anywhere, and goes on the next time."""
    with without_pauses():
        _catch_up(database)


def _catch_up(database: Database) -> None:
    pace = Pace(database)
    while database.ask(_stale):
        with database.absorb() as absorbed:
            pace.begin()
            _some_stale(pace, absorbed.session)
    aside = is_aside(database)
    if aside:
        make_again(database, LISTED)
    if database.ask(meta.get, UNFOUND):
        _find_families(database, with_keys=not aside)
        with database.absorb() as absorbed:
            meta.put(absorbed.session, UNFOUND, "")
    if aside:
        settle(database)


def _stale(session: Session) -> dict[str, list[str]]:
    kept = meta.get(session, STALE)
    found: dict[str, list[str]] = msgspec.json.decode(kept) if kept else {}
    return found


def _some_stale(pace: Pace, session: Session) -> None:
    known = _stale(session)
    done = 0
    while known and pace.goes_on(done):
        entity = next(iter(known))
        step = pace.step(AT_ONCE)
        some, rest = known[entity][:step], known[entity][step:]
        index_touched(session, {entity: [UUID(hex=row_id) for row_id in some]})
        done += len(some)
        known |= {entity: rest}
        if not rest:
            del known[entity]
    meta.put(session, STALE, msgspec.json.encode(known).decode() if known else "")


def _find_families(database: Database, *, with_keys: bool) -> None:
    """Index customers that came new, with all their people; then people who came new to known customers."""
    for some in _missing(database, "customers"):
        _in_turns(database, "customers", some, with_keys=with_keys)
    for some in _missing(database, "contacts"):
        _in_turns(database, "contacts", some)


def _in_turns(database: Database, entity: str, ids: Sequence[UUID], *, with_keys: bool = True) -> None:
    done, pace = 0, Pace(database)
    while done < len(ids):
        with database.absorb() as absorbed:
            begun = done
            pace.begin()
            while done < len(ids) and pace.goes_on(done - begun):
                some = ids[done : done + pace.step(AT_ONCE)]
                if entity == "customers":
                    fresh = _without_found(absorbed.session, some)
                    index_fresh(absorbed.session, entity, fresh, with_keys=with_keys)
                else:
                    index_touched(absorbed.session, {entity: some})
                done += len(some)
            if not with_keys:
                begin_anew(absorbed.session)
            absorbed.note(entity, ids[begun:done])


def _without_found(session: Session, ids: Sequence[UUID]) -> list[UUID]:
    """Return those that nobody has put into the index by saving them meanwhile."""
    found = set(session.scalars(select(search_docs.c.row_id).where(search_docs.c.row_id.in_(ids))))
    return [row_id for row_id in ids if row_id not in found]


def _missing(database: Database, entity: str) -> Iterator[list[UUID]]:
    """Yield living rows that are not in the index."""
    after = b""
    while found := database.ask(_missing_behind, entity, after):
        yield [UUID(bytes=row_id) for row_id in found]
        after = found[-1]


def _missing_behind(session: Session, entity: str, after: bytes) -> Sequence[bytes]:
    asked = (
        f"SELECT id FROM {entity} WHERE id > ? AND deleted_at IS NULL"  # noqa: S608 - a name of our own
        " AND NOT EXISTS (SELECT 1 FROM search_docs WHERE search_docs.row_id = id) ORDER BY id LIMIT ?"
    )
    return session.connection().exec_driver_sql(asked, (after, _PAGE)).scalars().all()
