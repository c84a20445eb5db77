"""A question that is asked ahead: the answer travels while something else is done."""

from collections.abc import Callable
from threading import Thread


class Ahead:
    """One question under way on a thread of its own, until somebody asks the same."""

    def __init__(self, name: str, body: bytes, ask: Callable[[], bytes]) -> None:
        self._asked = name, body
        self._ask = ask
        self._content: bytes | None = None
        self._failure: Exception | None = None
        self._thread = Thread(target=self._work, name="sync-ahead", daemon=True)
        self._thread.start()

    def answers(self, name: str, body: bytes) -> bool:
        """Return whether it is this that was asked."""
        return self._asked == (name, body)

    def content(self) -> bytes:
        """Wait for the answer and return it, or raise what the question raised."""
        self._thread.join()
        if self._failure is not None:
            raise self._failure
        assert self._content is not None
        return self._content

    def end(self, patience: float | None = None) -> None:
        """Wait until it is over, whatever came of it, but no longer than so many seconds."""
        self._thread.join(patience)

    def _work(self) -> None:
        try:
            self._content = self._ask()
        except Exception as error:  # noqa: BLE001 - it is raised where the answer is wanted
            self._failure = error
