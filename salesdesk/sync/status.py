"""How sync stands, for whoever shows it. Offline is normal."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy.orm import Session

from salesdesk.storage.database import Database
from salesdesk.storage.replica import file_line, identity, outgoing, telling
from salesdesk.sync.state import At, Cycle, Outcome


class State(StrEnum):
    """The calm states of the sync card, and working alone."""

    ALONE = "alone"
    OFFLINE = "offline"
    CURRENT = "current"
    WORKING = "working"
    PENDING = "pending"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Status:
    """`done` of `total` acts are sent while it works (total 0: rows come in, `done` counts them).

    `waiting` acts are not sent yet, `problems` wait for a person in the inbox. `outcome` and `code` tell how
    the last cycle ended. `skew` is how far the server's clock is ahead of this machine's. `deleted` rows
    are to go if a person agrees, among them `doomed`, by kind and id. `sending` and `coming` count files that
    are still on their way; `moves_files` tells that they are what it works on.
    """

    state: State
    done: int = 0
    total: int = 0
    waiting: int = 0
    problems: int = 0
    last_success: datetime | None = None
    skew: timedelta | None = None
    outcome: Outcome = Outcome.RUNNING
    code: str = ""
    url: str = ""
    deleted: int = 0
    doomed: tuple[tuple[str, UUID], ...] = ()
    sending: int = 0
    coming: int = 0
    moves_files: bool = False


@dataclass(frozen=True, slots=True)
class Figures:
    """What the database says of sync."""

    connected: bool
    waiting: int
    problems: int
    last_success: datetime | None
    url: str
    files: file_line.FileCounts


def figures(session: Session) -> Figures:
    """Return what the database says of sync."""
    us = identity.of(session)
    return Figures(
        us.is_connected,
        outgoing.count(session),
        telling.open_count(session),
        identity.moment(session, identity.SUCCESS),
        us.url,
        file_line.counts(session),
    )


def status_of(database: Database, cycle: Cycle | None, *, total: int = 0) -> Status:
    """Return how sync stands; `cycle` is the one under way, or the last that ended."""
    told = database.ask(figures)
    ended = cycle is None or cycle.is_over
    return Status(
        state=_state(told, cycle),
        done=0 if cycle is None or ended else (cycle.tally.pushed if total else cycle.tally.pulled),
        total=0 if ended else total,
        waiting=told.waiting,
        problems=told.problems,
        last_success=told.last_success,
        skew=None if cycle is None else cycle.skew,
        outcome=Outcome.RUNNING if cycle is None else cycle.outcome,
        code="" if cycle is None else cycle.code,
        url=told.url,
        deleted=0 if cycle is None else cycle.deleted,
        doomed=() if cycle is None else cycle.doomed,
        sending=told.files.sending,
        coming=told.files.coming,
        moves_files=cycle is not None and cycle.at is At.FILES,
    )


_CALLING = frozenset(
    {Outcome.SIGNED_OUT, Outcome.SUSPENDED, Outcome.WIPED, Outcome.UPDATE, Outcome.OUTDATED}
    | {Outcome.CONSENT, Outcome.STUCK}
)


def _state(told: Figures, cycle: Cycle | None) -> State:
    if not told.connected:
        return State.ALONE
    if cycle is not None and not cycle.is_over:
        return State.WORKING
    if told.problems or (cycle is not None and cycle.outcome in _CALLING):
        return State.PROBLEM
    if cycle is not None and cycle.outcome in {Outcome.OFFLINE, Outcome.BUSY}:
        return State.OFFLINE
    return State.PENDING if told.waiting else State.CURRENT
