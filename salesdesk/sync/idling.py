"""The most frequent of all cycles: nothing comes, nothing goes. It is one question and hardly a read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from salesdesk.protocol.entities import SCHEMA
from salesdesk.protocol.messages import Cursor, SessionReply
from salesdesk.storage import meta
from salesdesk.storage.replica import (
    cursors,
    departing,
    doubts,
    file_line,
    file_removal,
    file_review,
    finding,
    identity,
    laying_aside,
    removing,
    rereading,
    sketching,
    unknown,
)

_NOTED_EVERY: Final = timedelta(minutes=5)
_COMPARED_EVERY: Final = timedelta(days=1)
_UNDONE: Final = (
    *(finding.STALE, finding.UNFOUND, laying_aside.ASIDE, removing.LEFT_BEHIND),
    *(identity.ANEW, rereading.REREAD, doubts.DOUBTS),
)
"""Facts that tell of work which an earlier cycle left."""


@dataclass(frozen=True, slots=True)
class Opening:
    """What a cycle has to know at its beginning, from one state of the data."""

    us: identity.Identity
    read: Mapping[str, Cursor]
    facts: Mapping[str, str]
    has_files: bool
    """Whether the turn of a file has come."""
    lets_go: bool
    """Whether rows that left a scope are still here."""

    @property
    def sketch(self) -> bytes:
        """The name of the sketch that was fetched last, or b""."""
        return bytes.fromhex(self.facts.get(sketching.SKETCH, ""))

    @property
    def has_work_left(self) -> bool:
        """Whether an earlier cycle was cut off in work that needs no server."""
        return any(self.facts.get(fact) for fact in _UNDONE)

    def is_idle(self, reply: SessionReply, now: datetime) -> bool:
        """Return whether nothing comes, nothing goes, and nothing is due."""
        same = (self.us.epoch, self.facts.get(identity.ROLE)) == (reply.epoch, reply.role)
        nothing = reply.directive == "ok" and reply.scopes is None and not reply.drop
        copied = not any(cursor.head for cursor in self.read.values())
        return (
            same
            and nothing
            and not reply.sketch
            and copied
            and self.us.made == self.us.acked
            and not self.has_work_left
            and not self.lets_go
            and self.facts.get(unknown.KNOWN) == str(SCHEMA)
            and self._is_recent(identity.SUCCESS, now, _NOTED_EVERY)
            and self._is_recent(identity.COMPARED, now, _COMPARED_EVERY)
        )

    def _is_recent(self, fact: str, now: datetime, span: timedelta) -> bool:
        known = self.facts.get(fact)
        return bool(known) and abs(now - datetime.fromisoformat(known or "")) < span


def opening(session: Session, now: datetime) -> Opening:
    """Return what a cycle has to know at its beginning."""
    facts = meta.every(session)
    files = file_review.is_due(facts, now) or file_line.due_in(session, now) == 0
    files = files or file_removal.is_due(session)
    lets_go = departing.any_waits(session)
    return Opening(identity.of_facts(facts), cursors.every(session), facts, files, lets_go)
