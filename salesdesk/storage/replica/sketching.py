"""The sketch of colleagues' customers that the server lends: kept until another comes, or none is to be."""

from datetime import datetime
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from salesdesk.protocol.sketches import Sketch, name_of, read_sketch
from salesdesk.storage import meta
from salesdesk.storage.database import Database
from salesdesk.storage.replica import identity
from salesdesk.storage.replica.removing import LEFT_BEHIND
from salesdesk.storage.tables.replication import SketchRow

SKETCH: Final = "sketch"
"""A fact: the name of the sketch that was fetched last, in hexadecimal digits."""


def name(session: Session) -> bytes:
    """Return the name of the sketch that was fetched last, or b""."""
    return bytes.fromhex(meta.get(session, SKETCH) or "")


def keep(database: Database, named: bytes, content: bytes) -> None:
    """Keep a sketch in the place of the one before.

    One that cannot be read is not kept, and not asked for again as long as the server has no other.
    """
    try:
        read_sketch(content)
    except ValueError:
        fresh = None
    else:
        named = name_of(content)
        fresh = SketchRow(name=named, content=content, kept_at=database.clock())
    with database.absorb(quiet=True, erasing=True) as absorbed:
        absorbed.session.execute(delete(SketchRow))
        identity.note(absorbed.session, **{SKETCH: named.hex()})
        if fresh is not None:
            absorbed.session.add(fresh)


def forget(database: Database) -> None:
    """Hold no sketch any more; its bytes are to be overwritten."""
    if not database.ask(name):
        return
    with database.absorb(quiet=True, erasing=True) as absorbed:
        absorbed.session.execute(delete(SketchRow))
        identity.note(absorbed.session, **{SKETCH: "", LEFT_BEHIND: "1"})


def kept(session: Session) -> tuple[Sketch, datetime] | None:
    """Return the sketch and when it was kept, or None."""
    row = session.scalar(select(SketchRow))
    return (read_sketch(row.content), row.kept_at) if row is not None else None
