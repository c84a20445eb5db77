"""One cycle as a value: where it is, what it still has to do, what it came to."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from salesdesk import __version__
from salesdesk.protocol.messages import SessionReply
from salesdesk.storage.database import Database


class At(StrEnum):
    """The step that comes next."""

    SESSION = "session"
    PUSH = "push"
    PURGE = "purge"
    PULL = "pull"
    COMPARE = "compare"
    REPAIR = "repair"
    FINISH = "finish"
    END = "end"


class Outcome(StrEnum):
    """How a cycle ended."""

    RUNNING = "running"
    DONE = "done"
    OFFLINE = "offline"
    BUSY = "busy"
    SIGNED_OUT = "signed-out"
    SUSPENDED = "suspended"
    WIPED = "wiped"
    UPDATE = "update-app"
    CONSENT = "needs-consent"
    STUCK = "stuck"
    """The server answers, but not so that there is a way on; the code tells."""


@dataclass(frozen=True, slots=True)
class Tally:
    """What a cycle did: acts answered, rows written, rows gone, what people should see."""

    pushed: int = 0
    pulled: int = 0
    gone: int = 0
    conflicts: int = 0
    problems: int = 0
    repaired: int = 0

    def plus(self, **more: int) -> "Tally":
        """Return it with so much more."""
        return Tally(*(getattr(self, name) + more.get(name, 0) for name in self.__slots__))


@dataclass(frozen=True, slots=True, kw_only=True)
class Cycle:
    """A cycle under way. `step.advance` gives the next one.

    `todo` are the scopes still to be read, `drop` those to be given up, `doubtful` the kinds of rows to be
    compared bucket by bucket. `upto` is the last act that was sent, `deleted` counts the rows this cycle took
    away, `anew` tells that everything is read from the beginning. `doomed` are rows a person is asked about,
    by kind and id.
    """

    at: At = At.SESSION
    outcome: Outcome = Outcome.RUNNING
    tally: Tally = Tally()
    session: SessionReply | None = None
    upto: int = 0
    todo: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    doubtful: tuple[tuple[str, str], ...] = ()
    compares: bool = False
    anew: bool = False
    consented: bool = False
    deleted: int = 0
    doomed: tuple[tuple[str, UUID], ...] = ()
    restarts: int = 0
    code: str = ""
    retry_after: float = 0
    skew: timedelta | None = None
    """How far the server's clock is ahead of this machine's."""

    @property
    def is_over(self) -> bool:
        return self.at is At.END


@dataclass(frozen=True, slots=True)
class Replica:
    """What a cycle works on: the open workspace, and how a file of it is removed."""

    database: Database
    remove_file: Callable[[str], None] = lambda _name: None
    app: str = __version__
