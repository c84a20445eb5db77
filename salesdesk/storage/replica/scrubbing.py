"""No byte of a removed row stays: not in pages, not in the search index, not in the log, not in a file.

Deleted cells were overwritten when they were deleted. What else may hold them is made anew: the index in
steps, then the file of the database as a whole while it is small, or its free pages while it is large.
"""

from collections.abc import Callable
from contextlib import suppress
from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from salesdesk.domain.errors import StorageError
from salesdesk.storage import meta
from salesdesk.storage.database import Database
from salesdesk.storage.replica.file_removal import remove_left
from salesdesk.storage.replica.removing import LEFT_BEHIND

_SMALL: Final = 256 * 2**20
"""Up to so many bytes a database is written anew: it is held in memory meanwhile."""
_PAGES: Final = 500
"""So many pages of the index are merged, or overwritten, while nobody else can write."""


def is_due(session: Session) -> bool:
    """Return whether bytes of removed rows may still be on the disk."""
    return bool(meta.get(session, LEFT_BEHIND))


def scrub(database: Database, remove_file: Callable[[str], None]) -> None:
    """Leave no byte of removed rows. It may be cut off anywhere, and is done again from the start then."""
    if not database.ask(is_due):
        return
    remove_left(database, remove_file)
    _merge_index(database)
    if database.ask(_size) <= _SMALL:
        database.rewrite()
    else:
        _overwrite_free_pages(database)
    if database.empty_log():
        with database.absorb() as absorbed:
            meta.put(absorbed.session, LEFT_BEHIND, "")
            absorbed.forgets = True


def _size(session: Session) -> int:
    pages = session.scalar(text("PRAGMA page_count")) or 0
    return int(pages) * int(session.scalar(text("PRAGMA page_size")) or 0)


def _merge_index(database: Database) -> None:
    """Merge all segments into one, in steps: what was deleted is left out of it."""
    pages = -_PAGES
    while True:
        with database.absorb(quiet=True, erasing=True) as absorbed:
            connection = absorbed.session.connection()
            before = connection.exec_driver_sql("SELECT total_changes()").scalar() or 0
            connection.exec_driver_sql(
                "INSERT INTO search_text(search_text, rank) VALUES ('merge', ?)", (pages,)
            )
            after = connection.exec_driver_sql("SELECT total_changes()").scalar() or 0
        if after - before < 2:  # noqa: PLR2004 - the statement itself counts for one
            return
        pages = _PAGES


def _overwrite_free_pages(database: Database) -> None:
    """Fill the free pages with nothing, and free them again."""
    with suppress(StorageError), database.absorb(quiet=True, erasing=True) as absorbed:
        connection = absorbed.session.connection()
        free = int(connection.exec_driver_sql("PRAGMA freelist_count").scalar() or 0)
        size = int(connection.exec_driver_sql("PRAGMA page_size").scalar() or 0)
        connection.exec_driver_sql("CREATE TABLE nothing (empty BLOB)")
        for start in range(0, free, _PAGES):
            blank = min(_PAGES, free - start) * size
            connection.exec_driver_sql("INSERT INTO nothing VALUES (zeroblob(?))", (blank,))
        connection.exec_driver_sql("DROP TABLE nothing")
