"""The keys for duplicates go in by their order, where a large first copy left them out.

A key says nothing of the row it belongs to: put in as the rows come, each goes to another page. Every row
keeps its keys beside its place in the index, so they can be gathered from there at any time, once for each
part of all possible keys.
"""

from array import array
from collections.abc import Iterator
from functools import partial
from struct import Struct
from typing import Final

from sqlalchemy import Connection, func, select
from sqlalchemy.orm import Session

from salesdesk.storage import meta
from salesdesk.storage.database import Database
from salesdesk.storage.indexing import put_keys, without_pauses
from salesdesk.storage.replica.giving_way import is_done
from salesdesk.storage.tables.search import KINDS, search_marks

KEYED: Final = "keys_reached"
"""A fact: all keys below this one are in."""
ROWS: Final = 50_000
"""The keys of so many rows are gathered at once, 8 MB; with very many rows those of more, so that few walks
through all rows are needed."""
_MOST_PARTS: Final = 8
_SOME: Final = 32
"""Into so many portions they are put, so that none takes long to sort."""
_ENTRY: Final = Struct(">q16sB")
_END: Final = 1 << 63
_MARKS: Final = "SELECT row_id, home IS NOT NULL, keys FROM search_marks WHERE keys != x''"
_KIND: Final = KINDS["customers"], KINDS["contacts"]
"""Of rows that have keys, only people have a home."""


def begin_anew(session: Session) -> None:
    """Note that keys are missing anywhere from now on."""
    meta.put(session, KEYED, "0")


def put_in_keys(database: Database) -> bool:
    """Put in all keys that are missing; return False if that has to wait for another time.

    What is done by then need not be done again: rows that are written otherwise bring their keys.
    """
    parts = min(database.ask(_count) // ROWS + 1, _MOST_PARTS)
    width = -(-_END // parts)
    begun = int(database.ask(meta.get, KEYED) or 0)
    with without_pauses():
        return all(is_done(database, partial(_put, low, width)) for low in range(begun, _END, width))


def _count(session: Session) -> int:
    return session.scalar(select(func.count()).where(search_marks.c["keys"] != b"")) or 0


def _put(low: int, width: int, session: Session) -> None:
    connection = session.connection()
    for some in _gathered(connection, low, width):
        put_keys(connection, some)
    meta.put(session, KEYED, str(low + width))


def _gathered(connection: Connection, low: int, width: int) -> Iterator[Iterator[tuple[int, bytes, int]]]:
    """Yield the keys from `low` on, in portions that follow one another."""
    step, high = -(-width // _SOME), low + width
    found = [bytearray() for _ in range(_SOME)]
    for row_id, is_person, keys in connection.exec_driver_sql(_MARKS):
        for number in array("q", keys):
            if low <= number < high:
                found[(number - low) // step] += _ENTRY.pack(number, row_id, _KIND[is_person])
    yield from map(_ENTRY.iter_unpack, filter(None, found))
