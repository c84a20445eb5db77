"""Keeps the search index and the keys for duplicates true to the rows, in the transaction of each change."""

import gc
from array import array
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from hashlib import blake2b
from itertools import chain, islice
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, delete, func, select
from sqlalchemy.orm import Session

from salesdesk.domain import search_terms as terms
from salesdesk.domain.matching import BLOCK
from salesdesk.storage.base import Base
from salesdesk.storage.searchable import Doc, Families, docs_of
from salesdesk.storage.tables.search import KINDS, match_keys, range_of, search_docs, search_marks

FORM: Final = 1
"""Grows with every change of what records are found or compared by; see storage/replica/reindexing.py."""
INDEXED_AS: Final = "index_form"
"""The fact that says which form all of the index has."""
SLICE: Final = 2_000
_DEARER: Final = 4
"""So many rows leave the index in the time it takes to index one."""
_DEPENDENTS: Final = ("quotes", "activities")
_KNOWN: Final = (
    "SELECT place, search_docs.row_id, home, title, keys FROM search_docs"
    " JOIN search_marks ON search_marks.row_id = search_docs.row_id WHERE search_docs.row_id IN ({})"
)
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
    connection = session.connection()
    with without_pauses():
        if _most_leave(connection, touched):
            _rebuild(connection)
        else:
            _index_touched(connection, touched)


def index_fresh(session: Session, entity: str, ids: Sequence[UUID], *, with_keys: bool = True) -> None:
    """Put rows into the index that were never in it; customers come with all their people.

    Without their keys they are no duplicates of anything until replica/keying.py puts them in.
    """
    with without_pauses():
        _index_anew(session.connection(), entity, ids, with_keys=with_keys)


def _most_leave(connection: Connection, touched: Mapping[str, Collection[UUID]]) -> bool:
    """Tell whether so many rows leave (a large import taken back) that the rest is sooner indexed anew."""
    many = sum(len(touched.get(entity, ())) for entity in KINDS)
    if many <= SLICE:
        return False
    tables = map(Base.metadata.tables.__getitem__, KINDS)
    counts = (select(func.count()).where(table.c.deleted_at.is_(None)) for table in tables)
    return sum(connection.scalar(count) or 0 for count in counts) * _DEARER <= many


def _index_touched(connection: Connection, touched: Mapping[str, Collection[UUID]]) -> None:
    wanted = {entity: _as_set(touched.get(entity, ())) for entity in KINDS}
    customers, people = wanted["customers"], wanted["contacts"]
    further = _homes(connection, people, customers)
    renamed: set[UUID] = set()
    for some in _sliced(sorted(chain(customers, further))):
        renamed |= _index_families(connection, some, people)
    for entity in ("products", *_DEPENDENTS):
        bearing = _belonging(connection, entity, renamed) if entity in _DEPENDENTS else set[UUID]()
        for some in _sliced(sorted(bearing.union(wanted[entity]))):
            _forget(connection, some)
            _insert(connection, entity, docs_of(connection, entity, some))


def _as_set(ids: Collection[UUID]) -> AbstractSet[UUID]:
    return ids if isinstance(ids, AbstractSet) else set(ids)  # an import's is too large to be held twice


def _homes(connection: Connection, people: Collection[UUID], known: AbstractSet[UUID]) -> set[UUID]:
    """Take people out of the index; return the customers they belong(ed) to, but for those known."""
    table = Base.metadata.tables["contacts"]
    found: set[UUID] = set()
    for some in _sliced(sorted(people)):
        before = {home for home, _ in _forget(connection, some).values() if home}
        now = connection.scalars(select(table.c.customer_id).where(table.c.id.in_(some))).all()
        found |= before.union(now) - known
    return found


def _index_families(connection: Connection, customers: Sequence[UUID], people: Collection[UUID]) -> set[UUID]:
    """Index customers, those of their people that are asked for, and all who are at a renamed one.

    Returns the renamed ones. The people asked for have left the index already.
    """
    old = _forget(connection, customers)
    families = Families(connection, customers)
    _insert(connection, "customers", families.customers)
    renamed = {
        doc.row_id for doc in families.customers if doc.row_id in old and old[doc.row_id][1] != doc.title
    }
    there = families.at(renamed)
    _forget(connection, sorted(there.difference(people)))
    _insert(connection, "contacts", families.people(there.union(people) if there else people))
    return renamed


def rebuild(session: Session, progress: Callable[[int, int], None] | None = None) -> None:
    """Make the whole index anew; `progress` is told how many rows of how many are done."""
    _rebuild(session.connection(), progress)


def _rebuild(connection: Connection, progress: Callable[[int, int], None] | None = None) -> None:
    _clear(connection)
    ids = {entity: _living(connection, entity) for entity in KINDS if entity != "contacts"}
    ids["customers"] |= _living(connection, "contacts", "customer_id")  # people come with their customers
    total, done = sum(map(len, ids.values())), 0
    for entity, all_of_kind in ids.items():
        for some in _sliced(sorted(all_of_kind)):
            with without_pauses():
                _index_anew(connection, entity, some)
            done += len(some)
            if progress:
                progress(done, total)


def _living(connection: Connection, entity: str, name: str = "id") -> set[UUID]:
    table = Base.metadata.tables[entity]
    return set(connection.scalars(select(table.c[name]).where(table.c.deleted_at.is_(None))))


def _index_anew(connection: Connection, entity: str, ids: Sequence[UUID], *, with_keys: bool = True) -> None:
    if entity != "customers":
        _insert(connection, entity, docs_of(connection, entity, ids), with_keys=with_keys)
        return
    families = Families(connection, ids)
    _insert(connection, "customers", families.customers, with_keys=with_keys)
    _insert(connection, "contacts", families.people(families.at(set(ids))), with_keys=with_keys)


@contextmanager
def without_pauses() -> Iterator[None]:
    """Let no search for garbage begin: a hundred thousand small texts look like it, and none of them is.

    An import is planned and written in such a stretch, too; searches took a tenth of its time.
    """
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def _insert(connection: Connection, entity: str, docs: Sequence[Doc], *, with_keys: bool = True) -> None:
    if not docs:
        return
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
    if keys and with_keys:
        put_keys(connection, keys)


def put_keys(connection: Connection, keys: Iterable[tuple[int, bytes, int]]) -> None:
    """Put keys in: their number, the row and its kind. Those that are there already stay as they are."""
    connection.exec_driver_sql(_INSERT_KEY, sorted(keys))


def key_number(key: str) -> int:
    """Return a key as a number: 62 bits of its hash, then 1 for a key that only says "look closer".

    Two keys may meet, but hardly ever do; whoever reads them compares the records anyway.
    """
    number = int.from_bytes(blake2b(key.encode(), digest_size=8).digest()) >> 2
    return number << 1 | key.startswith(BLOCK)


def _forget(connection: Connection, ids: Sequence[UUID]) -> dict[UUID, tuple[UUID | None, str]]:
    """Take rows out of the index; return home and title of each as they were."""
    if not ids:
        return {}
    asked = _KNOWN.format(", ".join("?" * len(ids)))
    known = connection.exec_driver_sql(asked, tuple(row_id.bytes for row_id in ids)).all()
    if not known:
        return {}
    places = [(row.place,) for row in known]
    rows = [(row.row_id,) for row in known]
    keys = sorted((number, row.row_id) for row in known for number in array("q", row.keys))
    connection.exec_driver_sql("DELETE FROM search_text WHERE rowid = ?", places)
    connection.exec_driver_sql("DELETE FROM search_docs WHERE place = ?", places)
    connection.exec_driver_sql("DELETE FROM search_marks WHERE row_id = ?", rows)
    if keys:
        connection.exec_driver_sql("DELETE FROM match_keys WHERE key = ? AND row_id = ?", keys)
    return {UUID(bytes=row.row_id): (UUID(bytes=row.home) if row.home else None, row.title) for row in known}


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
