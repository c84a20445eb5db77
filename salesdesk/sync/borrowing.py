"""The sketch of colleagues' customers, once the rows are here: fetched where the server has another one.

Rows and files never suffer from it: where it does not come, the next cycle asks again.
"""

from dataclasses import replace
from typing import Final

from salesdesk.domain.errors import StorageError
from salesdesk.protocol.messages import SketchReply, SketchRequest
from salesdesk.storage.database import Database
from salesdesk.storage.replica import sketching
from salesdesk.sync.link import Link, Offline, Refused
from salesdesk.sync.state import At, Cycle, Replica

_PASSES: Final = frozenset({"not-found", "busy", "server-unready", "server-failed"})
"""Refusals that say nothing of this device: there is none any more, or none just now."""


def sketch(replica: Replica, link: Link, cycle: Cycle) -> Cycle:
    """Fetch the sketch that the session named, if it is another than the one here."""
    assert cycle.session is not None
    named = cycle.session.sketch
    if named and named != replica.database.ask(sketching.name):
        _fetch(replica.database, link, cycle.session.session, named)
    return replace(cycle, at=At.FILES)


def _fetch(database: Database, link: Link, session: str, named: bytes) -> None:
    try:
        reply = link.call("sync/sketch", SketchRequest(session=session), SketchReply)
        sketching.keep(database, named, reply.content)
    except (Offline, StorageError):
        pass  # whoever asks or writes next hears of it
    except Refused as refused:
        if refused.code not in _PASSES:
            raise
