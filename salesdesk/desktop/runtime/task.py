"""Long work as the window sees it: a title, how far it is, and a way to stop it."""

from threading import Event
from time import monotonic
from typing import Final

from PySide6.QtCore import QObject, Qt, Signal

from salesdesk.domain.errors import Cancelled

_OFTEN: Final = 0.05  # seconds between two reports; more would only keep the window busy


class Progress:
    """What the worker holds. Calling it reports (done, total) and raises Cancelled if that was asked for."""

    def __init__(self, task: "Task") -> None:
        self._task = task
        self._stop = Event()
        self._told = 0.0

    @property
    def cancelled(self) -> bool:
        return self._stop.is_set()

    def __call__(self, done: int, total: int = 0) -> None:
        """Report; a total of 0 means that nobody knows it."""
        if self._stop.is_set():
            raise Cancelled
        now = monotonic()
        if now - self._told >= _OFTEN or done == total:
            self._told = now
            self._task.came.emit(done, total)

    def stop(self) -> None:
        """Ask the work to stop at its next report."""
        self._stop.set()


class Task(QObject):
    """One piece of long work, on the UI thread; what is counted may be bytes."""

    progressed = Signal(int, int)  # done, total
    ended = Signal(bool)  # True when it was cancelled
    came = Signal(int, int)  # from the worker

    def __init__(self, title: str, parent: QObject, *, counts_bytes: bool = False) -> None:
        super().__init__(parent)
        self.title = title
        self.counts_bytes = counts_bytes
        self.progress = Progress(self)
        self.done, self.total = 0, 0
        self.came.connect(self._took, Qt.ConnectionType.QueuedConnection)

    def cancel(self) -> None:
        """Ask the work to stop; what it has begun is rolled back by the work itself."""
        self.progress.stop()

    def end(self, *, cancelled: bool = False) -> None:
        """Tell that the work has ended."""
        self.ended.emit(cancelled)
        self.deleteLater()

    def _took(self, done: int, total: int) -> None:
        self.done, self.total = done, total
        self.progressed.emit(done, total)
