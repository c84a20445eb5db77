"""Keeps the search index and the keys for duplicates true to the rows, in the transaction of each change."""

import gc
from array import array
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import blake2b
from itertools import islice
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, delete, func, select
from sqlalchemy.orm import Session

from salesdesk.domain import search_terms as terms
from salesdesk.domain.matching import BLOCK
from salesdesk.storage.base import Base
from salesdesk.storage.searchable import Doc, docs_of
from salesdesk.storage.tables.search import KINDS, match_keys, range_of, search_docs, search_marks

SLICE: Final = 2_000
_DEPENDENTS: Final = ("contacts", "quotes", "activities")
_INSERT_TEXT: Final = (
    "INSERT INTO search_text(rowid, head, letters, han, digits, related) VALUES (?, ?, ?, ?, ?, ?)"
)
_INSERT_DOC: Final = "INSERT INTO search_docs(place, row_id, sort_key) VALUES (?, ?, ?)"
_INSERT_MARK: Final = "INSERT INTO search_marks(row_id, home, title, keys) VALUES (?, ?, ?, ?)"
_INSERT_KEY: Final = "INSERT OR IGNORE INTO match_keys(key, row_id, kind) VALUES (?, ?, ?)"


def index_rows(session: Session, entity: str, ids: Collection[UUID]) -> None:
    """Bring the index up to date with these rows; removed rows leave it. Other kinds are passed over."""
    index_touched(session, {entity: ids})


def index_touched(session: Session, touched: Mapping[str, Collection[UUID]]) -> None:
    """Bring the index up to date with all rows of one write, and with those that bear their names."""
    with _without_pauses():
        _index_touched(session.connection(), touched)


def _index_touched(connection: Connection, touched: Mapping[str, Collection[UUID]]) -> None:
    wanted = {entity: set(touched.get(entity, ())) for entity in KINDS}
    wanted["customers"] |= _index(connection, "contacts", wanted["contacts"]).homes
    renamed = _index(connection, "customers", wanted["customers"]).renamed
    for entity in _DEPENDENTS:
        bearing = _belonging(connection, entity, renamed)
        _index(connection, entity, bearing if entity == "contacts" else bearing | wanted[entity])
    _index(connection, "products", wanted["products"])


def rebuild(session: Session, progress: Callable[[int, int], None] | None = None) -> None:
    """Make the whole index anew; `progress` is told how many rows of how many are done."""
    connection = session.connection()
    _clear(connection)
    tables = {entity: Base.metadata.tables[entity] for entity in KINDS}
    counts = {
        entity: connection.scalar(select(func.count()).select_from(table)) or 0
        for entity, table in tables.items()
    }
    done = 0
    for entity, table in tables.items():
        ids = connection.scalars(select(table.c.id)).all()
        for some in _sliced(ids):
            with _without_pauses():
                _replace(connection, entity, some)
            done += len(some)
            if progress:
                progress(done, sum(counts.values()))


@contextmanager
def _without_pauses() -> Iterator[None]:
    """Let no search for garbage begin: a hundred thousand small texts look like it, and none of them is."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


class _Effects:
    """What indexing some rows means for others: customers they belong(ed) to, rows known by another name."""

    def __init__(self) -> None:
        self.homes: set[UUID] = set()
        self.renamed: set[UUID] = set()


def _index(connection: Connection, entity: str, ids: Collection[UUID]) -> _Effects:
    effects = _Effects()
    for some in _sliced(ids):
        old = _forget(connection, some)
        docs = _replace(connection, entity, some)
        effects.homes |= {home for home, _ in old.values() if home} | {doc.home for doc in docs if doc.home}
        effects.renamed |= {
            doc.row_id for doc in docs if doc.row_id in old and old[doc.row_id][1] != doc.title
        }
    return effects


def _replace(connection: Connection, entity: str, ids: Sequence[UUID]) -> list[Doc]:
    docs = docs_of(connection, entity, ids)
    if docs:
        _insert(connection, entity, docs)
    return docs


def _insert(connection: Connection, entity: str, docs: Sequence[Doc]) -> None:
    place = _last_place(connection, entity) + 1
    texts: list[tuple[object, ...]] = []
    entries: list[tuple[object, ...]] = []
    marks: list[tuple[object, ...]] = []
    keys: list[tuple[int, bytes, int]] = []
    for at, doc in enumerate(docs, place):
        own, row_id = doc.own, doc.row_id.bytes
        hashes = array("q", map(key_number, doc.keys))
        letters = " ".join(dict.fromkeys(own.letters))
        heads = " ".join(dict.fromkeys(own.heads))
        texts.append((at, heads, letters, own.han_text(), terms.number_terms(own.numbers), doc.related))
        entries.append((at, row_id, doc.sort_key))
        home = doc.home.bytes if doc.home else None
        marks.append((row_id, home, doc.title, hashes.tobytes()))
        keys += ((number, row_id, KINDS[entity]) for number in hashes)
    connection.exec_driver_sql(_INSERT_TEXT, texts)
    connection.exec_driver_sql(_INSERT_DOC, entries)
    connection.exec_driver_sql(_INSERT_MARK, marks)
    if keys:
        connection.exec_driver_sql(_INSERT_KEY, sorted(keys))


def key_number(key: str) -> int:
    """Return a key as a number: 62 bits of its hash, then 1 for a key that only says "look closer".

    Two keys may meet, but hardly ever do; whoever reads them compares the records anyway.
    """
    number = int.from_bytes(blake2b(key.encode(), digest_size=8).digest()) >> 2
    return number << 1 | key.startswith(BLOCK)


def _forget(connection: Connection, ids: Sequence[UUID]) -> dict[UUID, tuple[UUID | None, str]]:
    """Take rows out of the index; return home and title of each as they were."""
    docs, marks = search_docs.c, search_marks.c
    both = search_docs.join(search_marks, marks.row_id == docs.row_id)
    columns = (docs.place, docs.row_id, marks.home, marks.title, marks["keys"])
    known = connection.execute(select(*columns).select_from(both).where(docs.row_id.in_(ids))).all()
    if not known:
        return {}
    connection.exec_driver_sql("DELETE FROM search_text WHERE rowid = ?", [(row.place,) for row in known])
    connection.execute(delete(search_docs).where(docs.row_id.in_([row.row_id for row in known])))
    connection.execute(delete(search_marks).where(marks.row_id.in_([row.row_id for row in known])))
    keys = [(number, row.row_id.bytes) for row in known for number in array("q", row.keys)]
    if keys:
        connection.exec_driver_sql("DELETE FROM match_keys WHERE key = ? AND row_id = ?", keys)
    return {row.row_id: (row.home, row.title) for row in known}


def _last_place(connection: Connection, entity: str) -> int:
    first, last = range_of(entity)
    wanted = select(func.max(search_docs.c.place)).where(search_docs.c.place.between(first, last))
    return connection.scalar(wanted) or first


def _belonging(connection: Connection, entity: str, customers: Collection[UUID]) -> set[UUID]:
    table = Base.metadata.tables[entity]
    found: set[UUID] = set()
    for some in _sliced(customers):
        wanted = select(table.c.id).where(table.c.customer_id.in_(some), table.c.deleted_at.is_(None))
        found.update(connection.scalars(wanted))
    return found


def _clear(connection: Connection) -> None:
    connection.exec_driver_sql("INSERT INTO search_text(search_text) VALUES ('delete-all')")
    connection.execute(delete(search_docs))
    connection.execute(delete(search_marks))
    connection.execute(delete(match_keys))


def _sliced(ids: Iterable[Any]) -> Iterator[list[Any]]:
    rest = iter(ids)
    while some := list(islice(rest, SLICE)):
        yield some
