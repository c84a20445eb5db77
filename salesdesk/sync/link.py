"""What the engine needs of a network: one question, one answer. All else is the network's own affair."""

from collections.abc import Callable
from typing import Protocol, TypeVar

from salesdesk.protocol.files import Piece, Progress
from salesdesk.protocol.messages import Message, Refusal

M = TypeVar("M", bound=Message)


class Offline(Exception):
    """There was no answer, or one that is not the server's: `reason` is for the log, never for a person.

    "network", "timeout", "not-ours" (a hotel's sign-in page, a proxy), "tls", "too-large".
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Refused(Exception):
    """The server answered, and turned the request away. `status` is that of HTTP."""

    def __init__(self, status: int, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.status = status
        self.refusal = refusal

    @property
    def code(self) -> str:
        return self.refusal.code


class Link(Protocol):
    """A way to one server, for one device. Used by one thread at a time."""

    def call(self, name: str, message: Message, answer: type[M]) -> M:
        """Ask (`name` is a path, "sync/pull") and return the answer.

        Raises:
            Offline: no answer, or a stranger's.
            Refused: the server turned the request away.
        """
        ...

    def ahead(self, name: str, message: Message) -> None:
        """Say what `call` will ask next, so that the answer may travel already."""
        ...

    def file_progress(self, sha256: str) -> Progress:
        """Return how much of a file the server has. Raise Offline or Refused, as `call`."""
        ...

    def send_piece(self, sha256: str, place: int, size: int, piece: bytes) -> Progress:
        """Send the bytes behind the first `place` of a file of `size` bytes; return how much is there.

        Raises:
            Offline, Refused: as `call`; `file-offset` (done), `upload-damaged`, `request-too-large`.
        """
        ...

    def fetch_piece(self, sha256: str, place: int, length: int, told: Callable[[int], None] = ...) -> Piece:
        """Return bytes of a file from a place on, `length` at most, less if the line broke behind some.

        `told` hears how many have come by now; what it raises ends the question.

        Raises:
            Offline, Refused: as `call`; `not-found`.
        """
        ...

    def use(self, token: str) -> None:
        """Speak with another token from now on."""
        ...

    def wait(self, since: bytes) -> bool:
        """Return True once something is new since `since` (`wire.heads_hash`), False after about 25 s.

        Raises:
            Offline, Refused: as `call`.
        """
        ...

    def close(self) -> None:
        """Give up, also for a thread that waits for an answer."""
        ...
