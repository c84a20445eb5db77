"""One box for everything: customers, people, quotes, products and activities, however they are typed."""

from collections.abc import Callable
from uuid import UUID

import msgspec

from salesdesk.storage import indexing, meta
from salesdesk.storage.database import Database
from salesdesk.storage.queries import hits as queries
from salesdesk.storage.queries.hits import KINDS, Hit
from salesdesk.storage.undo import Step

__all__ = ["KINDS", "Hit", "note_opened", "rebuild", "recents", "search"]

_OPENED = "opened"
_KEPT = 30


def search(database: Database, text: str, limit: int = 8) -> list[Hit]:
    """Return what is found by `text`: Han, pinyin, initials, words, parts of numbers; several words all hold.

    At most `limit` of each kind, grouped by kind (`KINDS` in order), the best first.
    """
    return database.ask(queries.hits, text, limit)


def recents(database: Database, limit: int = 8) -> list[Hit]:
    """Return the records that were opened last, the last one first; removed ones are left out."""
    opened = _opened(database)
    by_kind = {kind: [row_id for one, row_id in opened if one == kind] for kind in KINDS}
    found = {
        (kind, hit.id): hit
        for kind, ids in by_kind.items()
        for hit in database.ask(queries.of_kind, kind, ids)
    }
    return [found[place] for place in opened if place in found][:limit]


def note_opened(database: Database, kind: str, row_id: UUID) -> None:
    """Remember that a record was opened; `kind` is one of `KINDS`."""
    if not database.may_write:
        return
    opened = [(kind, row_id), *(place for place in _opened(database) if place != (kind, row_id))]
    kept = [(one, str(other)) for one, other in opened[:_KEPT]]
    with database.write(Step.of_machine("record-opened")) as session:
        meta.put(session, _OPENED, msgspec.json.encode(kept).decode())


def rebuild(database: Database, progress: Callable[[int, int], None] | None = None) -> None:
    """Make the search index anew; `progress` is told how many records of how many are done."""
    with database.write(Step.of_machine("index-rebuilt")) as session:
        indexing.rebuild(session, progress)


def _opened(database: Database) -> list[tuple[str, UUID]]:
    kept = database.ask(meta.get, _OPENED)
    return msgspec.json.decode(kept, type=list[tuple[str, UUID]]) if kept else []
