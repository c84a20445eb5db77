"""The line of files to be sent and fetched, written in the transaction that writes who names them.

What a row made here names is owed to the server (`SEND`), what a row that came from there names is fetched,
unless it is here: that is found out when its turn comes. A file the server once had, and may lack since it
was restored, is offered. `REMOVE` is what may not be held here any more.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.orm import Session

from salesdesk.domain.attachments import is_hash
from salesdesk.protocol.files import NAMED_BY, place_of
from salesdesk.storage.base import Base
from salesdesk.storage.tables.replication import FileQueueRow

SEND: Final = "send"
OFFER: Final = "offer"
FETCH: Final = "fetch"
REMOVE: Final = "remove"
Asked = tuple[str, int, datetime]
"""A file: its hash, its size, and when the row was made that names it."""
_AT_ONCE: Final = 500
QUEUE: Final = Base.metadata.tables[FileQueueRow.__tablename__]


def note(session: Session, touched: Mapping[str, Collection[UUID]], direction: str) -> None:
    """Queue the files of rows that a transaction touched: new ones to be sent, any others to be fetched."""
    for entity in NAMED_BY.keys() & touched.keys():
        ids = sorted(touched[entity])
        for start in range(0, len(ids), _AT_ONCE):
            found = _named_in(session, entity, ids[start : start + _AT_ONCE], new=direction == SEND)
            put(session, entity, found, direction)


def _named_in(session: Session, entity: str, ids: Sequence[UUID], *, new: bool) -> list[Asked]:
    by, table = NAMED_BY[entity], Base.metadata.tables[entity]
    columns = table.c[by.sha256], table.c[by.size], table.c.created_at
    wanted = select(*columns).where(table.c.id.in_(ids), table.c.deleted_at.is_(None))
    if new:
        wanted = wanted.where(table.c.version == 1)
    else:  # what is to be sent is here
        owed = select(QUEUE.c.sha256).where(QUEUE.c.direction == SEND)
        wanted = wanted.where(table.c[by.sha256].not_in(owed))
    return [(row[0], row[1], row[2]) for row in session.execute(wanted)]


def put(session: Session, entity: str, files: Iterable[Asked], direction: str) -> None:
    """Put files that rows of a kind name into the line; those in it already stay as they are."""
    order = NAMED_BY[entity].order
    rows = [
        {
            "sha256": sha256,
            "direction": direction,
            "size": size,
            "place": place_of(order, size),
            "newest": made_at,
        }
        for sha256, size, made_at in files
        if is_hash(sha256)
    ]
    if rows:
        session.connection().execute(insert(QUEUE).on_conflict_do_nothing(), rows)
