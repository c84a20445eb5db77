"""The index keeps up with the program: what an older one put into it is put in anew, little by little.

It may be cut off anywhere and goes on the next time. Meanwhile everything is found as before.
"""

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.storage import meta
from salesdesk.storage.database import Database
from salesdesk.storage.indexing import FORM, INDEXED_AS, index_touched, without_pauses
from salesdesk.storage.recorder import sliced
from salesdesk.storage.replica.finding import UNFOUND
from salesdesk.storage.replica.pace import Pace
from salesdesk.storage.tables.contacts import ContactRow
from salesdesk.storage.tables.search import KINDS

_ORDER: Final = tuple(entity for entity in KINDS if entity != "contacts")
"""People go in with their customers."""
_MOST: Final = 1_000
"""Nobody waits for it: so many rows share a transaction at most."""
_AT_ONCE: Final = 100
_IN_INDEX: Final = "AND EXISTS (SELECT 1 FROM search_docs WHERE search_docs.row_id = id)"
_REACHED: Final = "reindexed"
"""How far this program came: its form, the kind of rows, the last one."""


def is_behind(session: Session) -> bool:
    """Return whether an older program put something into the index."""
    return meta.get(session, INDEXED_AS) != str(FORM)


def go_on(database: Database) -> bool:
    """Put some more rows in anew, as many as one transaction takes; return whether there are more."""
    if not database.ask(is_behind):
        return False
    pace, done = Pace(database), 0
    with without_pauses(), database.absorb(quiet=True) as absorbed:
        session = absorbed.session
        pace.begin()
        entity, after = _reached(session)
        while entity and done < _MOST and pace.goes_on(done):
            some = _behind(session, entity, after, pace.step(_AT_ONCE))
            index_touched(session, _with_people(session, entity, some))
            done += len(some)
            entity, after = (entity, some[-1].bytes) if some else (_following(entity), b"")
        meta.put(session, _REACHED, f"{FORM} {entity} {after.hex()}" if entity else "")
        if not entity:
            meta.put(session, INDEXED_AS, str(FORM))
    return bool(entity)


def _reached(session: Session) -> tuple[str, bytes]:
    form, entity, after = f"{meta.get(session, _REACHED) or ''}  ".split(" ")[:3]
    return (entity, bytes.fromhex(after)) if form == str(FORM) and entity in _ORDER else (_ORDER[0], b"")


def _following(entity: str) -> str:
    """Return the kind of rows that comes next; "" behind the last."""
    return next(iter(_ORDER[_ORDER.index(entity) + 1 :]), "")


def _behind(session: Session, entity: str, after: bytes, most: int) -> Sequence[UUID]:
    """Return the rows that come next. What a first copy has not put in yet, it puts in as new."""
    there = _IN_INDEX if meta.get(session, UNFOUND) else ""
    asked = f"SELECT id FROM {entity} WHERE id > ? AND deleted_at IS NULL {there} ORDER BY id LIMIT ?"  # noqa: S608 - a name of our own
    return [UUID(bytes=row) for row in session.connection().exec_driver_sql(asked, (after, most)).scalars()]


def _with_people(session: Session, entity: str, ids: Sequence[UUID]) -> Mapping[str, Sequence[UUID]]:
    if entity != "customers":
        return {entity: ids}
    living = ContactRow.deleted_at.is_(None)
    people: list[UUID] = []
    for some in sliced(ids):
        people += session.scalars(select(ContactRow.id).where(ContactRow.customer_id.in_(some), living))
    return {"customers": ids, "contacts": people}
