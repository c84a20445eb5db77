"""The one lane on which the database is written."""

from collections import deque
from threading import Lock, Semaphore, get_ident
from types import TracebackType
from typing import Self


class Lane:
    """A lock that is handed on in the order it was asked for, so that nobody waits for ever.

    Asking again on the thread that has it is a mistake of the program, and raises RuntimeError at once
    instead of waiting for itself.
    """

    def __init__(self) -> None:
        self._guard = Lock()
        self._waiting: deque[Semaphore] = deque()
        self._holder: int | None = None
        self._taken = False

    def __enter__(self) -> Self:
        if self._holder == get_ident():
            message = "a write inside a write"
            raise RuntimeError(message)
        turn = self._queue_up()
        if turn is not None:
            turn.acquire()  # whoever leaves before us opens it
        self._holder = get_ident()
        return self

    @property
    def is_wanted(self) -> bool:
        """Return whether somebody waits for the lane."""
        return bool(self._waiting)

    def _queue_up(self) -> Semaphore | None:
        with self._guard:
            if not self._taken:
                self._taken = True
                return None
            turn = Semaphore(0)
            self._waiting.append(turn)
            return turn

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._guard:
            self._holder = None
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._taken = False
