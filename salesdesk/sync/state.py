"""One cycle as a value: where it is, what it still has to do, what it came to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from salesdesk import __version__
from salesdesk.protocol.files import PIECE
from salesdesk.protocol.messages import SessionReply
from salesdesk.storage.database import Database
from salesdesk.storage.files import Files


class At(StrEnum):
    """The step that comes next."""

    SESSION = "session"
    PUSH = "push"
    PURGE = "purge"
    PULL = "pull"
    COMPARE = "compare"
    REPAIR = "repair"
    FINISH = "finish"
    SKETCH = "sketch"
    FILES = "files"
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
    OUTDATED = "outdated"
    """What was written here is handed in; this program is too old for what others wrote."""
    CONSENT = "needs-consent"
    STUCK = "stuck"
    """The server answers, but not so that there is a way on; the code tells."""


REFUSALS: Final[Mapping[str, Outcome]] = {
    "token-ended": Outcome.SIGNED_OUT,
    "sign-in-wrong": Outcome.SIGNED_OUT,
    "update-app": Outcome.UPDATE,
    "busy": Outcome.BUSY,
    "wait": Outcome.BUSY,
    "server-unready": Outcome.BUSY,
    "server-failed": Outcome.BUSY,
}
"""What it means for a cycle when the server turns the device away, by the code of the refusal."""


@dataclass(frozen=True, slots=True)
class Tally:
    """What a cycle did: acts answered, rows written, rows gone, what people should see, files moved."""

    pushed: int = 0
    pulled: int = 0
    gone: int = 0
    conflicts: int = 0
    problems: int = 0
    repaired: int = 0
    sent: int = 0
    fetched: int = 0

    def plus(self, **more: int) -> "Tally":
        """Return it with so much more."""
        return Tally(*(getattr(self, name) + more.get(name, 0) for name in self.__slots__))


@dataclass(frozen=True, slots=True)
class Moving:
    """A file on its way: so many of its bytes are where they shall be. What is sent is in `content`."""

    sha256: str
    direction: str
    done: int = 0
    content: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cycle:
    """A cycle under way. `step.advance` gives the next one.

    `todo` are the scopes still to be read, `drop` those to be given up, `doubtful` the kinds of rows to be
    compared bucket by bucket. `upto` is the last act that was sent, `deleted` counts the rows this cycle took
    away, `anew` tells that everything is read from the beginning. `doomed` are rows a person is asked about,
    by kind and id. `moving` is the file that is on its way, `asked` counts the questions about files, `moved`
    their bytes; without `with_files` there are none.
    """

    at: At = At.SESSION
    outcome: Outcome = Outcome.RUNNING
    tally: Tally = Tally()
    session: SessionReply | None = None
    upto: int = 0
    todo: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    doubtful: tuple[tuple[str, str], ...] = ()
    drifted: tuple[tuple[str, str], ...] = ()
    """Those among the doubtful whose sums were found to differ."""
    order: str = ""
    """`suspend` or `wipe`, known to come from our server: what waits is sent, and nothing is read."""
    compares: bool = False
    anew: bool = False
    consented: bool = False
    deleted: int = 0
    doomed: tuple[tuple[str, UUID], ...] = ()
    moving: Moving | None = None
    asked: int = 0
    moved: int = 0
    with_files: bool = True
    restarts: int = 0
    code: str = ""
    retry_after: float = 0
    skew: timedelta | None = None
    """How far the server's clock is ahead of this machine's."""

    @property
    def is_over(self) -> bool:
        return self.at is At.END

    @property
    def is_outdated(self) -> bool:
        """Whether the server takes what is written here, and has too many new things to give."""
        return self.session is not None and self.session.directive == "update_app"


@dataclass(frozen=True, slots=True)
class Replica:
    """What a cycle works on: the open workspace. Without its files none is sent or fetched.

    `piece` is how many bytes of a file go with one question.
    """

    database: Database
    files: Files | None = None
    app: str = __version__
    piece: int = PIECE

    def remove_file(self, sha256: str) -> None:
        """Remove a file, by its hash or by the name that older programs noted instead."""
        if self.files is not None:
            self.files.remove(self.files.kept_as(sha256))
            self.files.remove(sha256)
