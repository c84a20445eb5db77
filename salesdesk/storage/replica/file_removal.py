"""Files of rows this device may no longer hold: they leave the line, and then the disk.

What was made here and is not sent yet is sent first: nothing a person did is lost by it.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.domain.attachments import is_hash
from salesdesk.protocol.files import NAMED_BY
from salesdesk.storage import file_queue
from salesdesk.storage.database import Database
from salesdesk.storage.file_queue import FETCH, OFFER, QUEUE, REMOVE, SEND
from salesdesk.storage.replica.file_line import forget, named_of
from salesdesk.storage.replica.forms import AT_ONCE, table_of


def leave(session: Session, entity: str, ids: Sequence[UUID], now: datetime) -> None:
    """Have the files removed that only these rows name, which are about to go."""
    if entity not in NAMED_BY:
        return
    table = table_of(entity)
    named = select(table.c[NAMED_BY[entity].sha256]).where(table.c.id.in_(ids))
    going = set(session.scalars(named))
    names = sorted(filter(is_hash, going - named_of(session, going, but=(entity, ids))))
    forget(session, names, (OFFER, FETCH))
    file_queue.put(session, entity, [(name, 0, now) for name in names], REMOVE)


def is_due(session: Session) -> bool:
    """Return whether there are files to be removed."""
    return session.execute(_leaving().limit(1)).first() is not None


def _leaving() -> Any:
    """Return a select of the files to be removed: those still owed to the server wait."""
    owed = select(QUEUE.c.sha256).where(QUEUE.c.direction == SEND, QUEUE.c.code == "")
    return select(QUEUE.c.sha256).where(QUEUE.c.direction == REMOVE, QUEUE.c.sha256.not_in(owed))


def remove_left(database: Database, remove: Callable[[str], None]) -> None:
    """Remove the files that may not be held here any more."""
    names = list(database.ask(lambda session: session.scalars(_leaving()).all()))
    for start in range(0, len(names), AT_ONCE):
        some = names[start : start + AT_ONCE]
        named = database.ask(named_of, some)  # a row that names it may have come again
        for name in some:
            if name not in named:
                remove(name)
        with database.absorb(erasing=True) as absorbed:
            forget(absorbed.session, some, (REMOVE,))
            forget(absorbed.session, [name for name in some if name not in named], (SEND,))
