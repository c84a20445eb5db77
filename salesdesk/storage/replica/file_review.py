"""What all rows name, looked through as a whole where nobody can know what of it was ever queued.

Papers from before there was a server, a restored laptop, a restored server, files lost from a disk.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from salesdesk.domain.attachments import is_hash
from salesdesk.protocol.files import NAMED_BY
from salesdesk.storage import file_queue, meta
from salesdesk.storage.database import Absorbed, Database
from salesdesk.storage.file_queue import FETCH, OFFER, QUEUE, SEND, Asked
from salesdesk.storage.files import Files
from salesdesk.storage.replica import identity
from salesdesk.storage.replica.file_line import AFRESH
from salesdesk.storage.replica.forms import AT_ONCE, table_of

OF: Final = "files_of"
"""The fact that says in which life of server and device all rows were looked through."""
LOOKED_AT: Final = "files_looked_at"
_EVERY: Final = timedelta(days=1)


def is_due(facts: Mapping[str, str], now: datetime) -> bool:
    """Return whether it is time to look through all rows, for a copy with these facts."""
    before = facts.get(LOOKED_AT)
    recent = bool(before) and abs(now - datetime.fromisoformat(before or "")) < _EVERY
    return not recent or facts.get(OF) != _life_of(facts)


def _life_of(facts: Mapping[str, str]) -> str:
    """Return in which life of server and device a copy is."""
    us = identity.of_facts(facts)
    return f"{us.epoch} {us.device} {us.incarnation}"


def look_through(database: Database, files: Files) -> None:
    """Queue what rows name and is not here, daily; in a new life also what is here, and try all anew.

    The first time what is here is owed to the server, later it is offered. It may be cut off anywhere.
    """
    facts = database.ask(meta.every)
    if not is_due(facts, database.clock()):
        return
    before, now = facts.get(OF), _life_of(facts)
    here = "" if before == now else SEND if before is None else OFFER
    for entity in NAMED_BY:
        _look_through(database, files, entity, here)
    with database.absorb(quiet=True) as absorbed:
        if before != now:
            absorbed.session.connection().execute(update(QUEUE).values(AFRESH))
        identity.note(absorbed.session, **{OF: now, LOOKED_AT: absorbed.now.isoformat()})


def _look_through(database: Database, files: Files, entity: str, here: str) -> None:
    after = ""
    while found := database.ask(_names_behind, entity, after):
        kept = {one[0] for one in found if is_hash(one[0]) and files.has(files.kept_as(one[0]))}
        if here:
            _queue(database, entity, [one for one in found if one[0] in kept], here)
        _queue(database, entity, [one for one in found if one[0] not in kept], FETCH)
        after = found[-1][0]


def _queue(database: Database, entity: str, found: Sequence[Asked], direction: str) -> None:
    if found:
        with database.absorb(quiet=True) as absorbed:
            _put(absorbed, entity, found, direction)


def _put(absorbed: Absorbed, entity: str, found: Sequence[Asked], direction: str) -> None:
    owed = select(QUEUE.c.sha256).where(QUEUE.c.direction == SEND)
    known = set(absorbed.session.scalars(owed.where(QUEUE.c.sha256.in_([one[0] for one in found]))))
    file_queue.put(absorbed.session, entity, [one for one in found if one[0] not in known], direction)


def _names_behind(session: Session, entity: str, after: str) -> list[Asked]:
    by, table = NAMED_BY[entity], table_of(entity)
    name = table.c[by.sha256]
    wanted = (
        select(name, func.max(table.c[by.size]), func.max(table.c.created_at))
        .where(name > after, table.c.deleted_at.is_(None))
        .group_by(name)
        .order_by(name)
        .limit(AT_ONCE)
    )
    return [(row[0], row[1], row[2]) for row in session.execute(wanted)]
