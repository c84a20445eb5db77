"""What a large first copy would write into at random is laid aside, and made when all is there.

Names come in no order: with a million customers nearly every row goes to another page of each index, and the
copy waits for the disk. Made afterwards, each index is sorted once, and the keys for duplicates go in by
their order (keying.py). Lists show the same meanwhile, from the rows themselves. It may be cut off anywhere:
the next cycle makes what is missing before it asks for more.

To sort an index is one step, and to commit it another: a tenth of a second each for 100,000 customers, a
second for a million. So both ends wait while somebody works here.
"""

from collections.abc import Mapping
from functools import partial
from typing import Final

from sqlalchemy import Index, func, select
from sqlalchemy.orm import Session

from salesdesk.protocol.messages import Cursor, PullReply
from salesdesk.storage import meta
from salesdesk.storage.base import Base
from salesdesk.storage.database import Database
from salesdesk.storage.replica.giving_way import is_done
from salesdesk.storage.replica.keying import begin_anew, put_in_keys
from salesdesk.storage.replica.pace import is_save_expected
from salesdesk.storage.replica.upserts import size_of
from salesdesk.storage.tables import statistics

LISTED: Final = "customers"
FOUND: Final = "search_docs"
ASIDE: Final = "indexes_aside"
"""A fact that is set while indexes are missing."""
MUCH: Final = 20_000
"""So many customers still to come are worth it."""
_FEW: Final = 4
"""Of so many to come at most one may be here: they are sorted with the others."""


def lay_aside_for(database: Database, asked: Mapping[str, Cursor], page: PullReply) -> None:
    """Lay the indexes of customers aside where a page of a first copy lets expect that many more come."""
    last = page.blocks[-1] if page.blocks else None
    if last is None or last.entity != LISTED or is_save_expected(database):
        return
    coming = _coming(asked[last.scope], page.cursors[last.scope], size_of(last))
    if coming >= MUCH and database.ask(_is_worth_it, coming):
        with database.absorb(quiet=True) as absorbed:
            for index in (*_indexes(LISTED), *_indexes(FOUND)):
                index.drop(absorbed.session.connection(), checkfirst=True)
            meta.put(absorbed.session, ASIDE, "1")
            begin_anew(absorbed.session)


def make_again(database: Database, table: str) -> bool:
    """Make the indexes of a table that are missing; return False if that has to wait for another time."""
    missing = database.ask(_missing, table)
    return all(is_done(database, partial(_make, index)) for index in _indexes(table) if index.name in missing)


def is_aside(database: Database) -> bool:
    """Return whether anything is laid aside."""
    return bool(database.ask(meta.get, ASIDE))


def settle(database: Database) -> None:
    """Make what is missing still; while somebody works here it waits for the next cycle."""
    if make_again(database, LISTED) and make_again(database, FOUND) and put_in_keys(database):
        with database.absorb(quiet=True) as absorbed:
            meta.put(absorbed.session, ASIDE, "")


def _coming(before: Cursor, now: Cursor, rows: int) -> int:
    """Return how many more customers come, if they lie in the rest of the stream as these do."""
    begun = int.from_bytes(before.after) if before.stage == now.stage else 0
    reached = int.from_bytes(now.after)
    return rows * (now.head - reached) // (reached - begun) if reached > begun else 0


def _is_worth_it(session: Session, coming: int) -> bool:
    if meta.get(session, ASIDE):
        return False
    here = session.scalar(select(func.count()).select_from(Base.metadata.tables[LISTED])) or 0
    return here * _FEW <= coming


def _indexes(table: str) -> list[Index]:
    found = (index for index in Base.metadata.tables[table].indexes if not index.unique)
    return sorted(found, key=lambda index: str(index.name))


def _missing(session: Session, table: str) -> set[str]:
    asked = "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = ?"
    there = set(session.connection().exec_driver_sql(asked, (table,)).scalars())
    return {str(index.name) for index in _indexes(table)} - there


def _make(index: Index, session: Session) -> None:
    connection = session.connection()
    index.create(connection)
    statistics.believe(connection, [index])
