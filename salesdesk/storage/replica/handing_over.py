"""What waits here, put together for a file that only the server can read."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.domain.errors import RuleBroken
from salesdesk.protocol.handing_over import HandOver
from salesdesk.protocol.messages import Limits
from salesdesk.storage import file_queue, meta
from salesdesk.storage.replica import identity, outgoing


def gathered(session: Session, now: datetime) -> HandOver:
    """Return all that waits.

    Raises:
        RuleBroken: `not-connected`; `hand-over-nothing`, all is on the server.
    """
    us = identity.of_facts(meta.every(session))
    if not us.is_connected:
        raise RuleBroken("not-connected")
    groups: list[list[bytes]] = []
    after = us.acked
    while batch := outgoing.next_batch(session, after, Limits()):
        groups += batch.groups
        after = batch.last
    if not groups:
        raise RuleBroken("hand-over-nothing")
    queue = file_queue.QUEUE
    owed = select(queue.c.sha256).where(queue.c.direction == file_queue.SEND).order_by(queue.c.sha256)
    files = list(session.scalars(owed))
    return HandOver(token=us.token, incarnation=us.incarnation, made_at=now, groups=groups, files=files)
