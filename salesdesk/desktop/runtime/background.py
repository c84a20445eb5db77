"""Work that must not hold up the window, in two verbs: *ask* reads, *change* writes.

A worker is given a number and the work, and sends back the number and the answer; callbacks and widgets
never leave the UI thread. An answer whose owner is gone is dropped. Changes run on one thread, in order.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal
from shiboken6 import isValid

from salesdesk.desktop.runtime.task import Progress, Task
from salesdesk.domain.errors import Cancelled

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

T = TypeVar("T")
_ASKERS = 3
_TURN = 0.0001  # seconds. Painting asks for the interpreter after each stroke; by default it would wait 5 ms


@dataclass(frozen=True, slots=True)
class _Waiting:
    """Who waits for an answer, and what is done with it."""

    owner: QObject
    then: Callable[[Any], None]
    failed: Callable[[Exception], None]


class Background(QObject):
    """Runs plain functions on worker threads and calls back on the UI thread."""

    failed = Signal(Exception)  # a failure that nobody asked to handle
    idle = Signal()  # the last answer has been given
    started = Signal(Task)
    _answered = Signal(int, object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._numbers = count()
        self._waiting: dict[int, _Waiting] = {}
        sys.setswitchinterval(_TURN)
        self._pools: dict[str, ThreadPoolExecutor] = {}
        self._answered.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> bool:
        """Whether anybody still waits for an answer."""
        return bool(self._waiting)

    def ask(
        self,
        work: Callable[[], T],
        *,
        owner: QObject,
        then: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> int:
        """Run `work` on a worker; give its answer to `then` on this thread.

        Returns the number of the question, by which it can be dropped.
        """
        number = self._expect(owner, then, failed)
        self._pool("ask", _ASKERS).submit(self._answer, number, work)
        return number

    def drop(self, question: int) -> None:
        """Forget a question: if it has not begun it never does, and nobody is given its answer."""
        if self._waiting.pop(question, None) is not None and not self._waiting:
            self.idle.emit()

    def change(
        self,
        work: Callable[[], T],
        *,
        owner: QObject,
        then: Callable[[T], None] = lambda _answer: None,
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """Run a write after those asked for before it; give its answer to `then` on this thread."""
        number = self._expect(owner, then, failed)
        self._pool("change").submit(self._work, number, work)

    def task(
        self,
        title: str,
        work: Callable[[Progress], T],
        *,
        owner: QObject,
        then: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
        reads: bool = False,
        counts_bytes: bool = False,
    ) -> Task:
        """Run long work that tells how far it is and can be cancelled; it is shown in the status area.

        Work that only `reads` holds up no save. Where it `counts_bytes`, these are shown as sizes.

        `work` is given a Progress: it calls it with (done, total) and so learns, by Cancelled, that it shall
        stop. Cancelled is not told to `failed`; the task's `ended` says so.
        """
        task = Task(title, self, counts_bytes=counts_bytes)
        number = self._expect(owner, partial(_ended, task, then), partial(self._task_failed, task, failed))
        self.started.emit(task)
        pool = self._pool("ask", _ASKERS) if reads else self._pool("change")
        pool.submit(self._work, number, partial(work, task.progress))
        return task

    def close(self) -> None:
        """Stop long work, drop the questions, and carry out every change that was asked for."""
        self._waiting.clear()
        for task in self.findChildren(Task):
            task.cancel()
        for name, pool in self._pools.items():
            pool.shutdown(wait=True, cancel_futures=name != "change")

    def _pool(self, name: str, threads: int = 1) -> "ThreadPoolExecutor":
        if name not in self._pools:
            from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - behind the first paint

            self._pools[name] = ThreadPoolExecutor(threads, thread_name_prefix=name)
        return self._pools[name]

    def _expect(
        self, owner: QObject, then: Callable[[T], None], failed: Callable[[Exception], None] | None
    ) -> int:
        number = next(self._numbers)
        self._waiting[number] = _Waiting(owner, then, failed or self.failed.emit)
        return number

    def _answer(self, number: int, work: Callable[[], object]) -> None:
        if number in self._waiting:
            self._work(number, work)

    def _work(self, number: int, work: Callable[[], object]) -> None:
        try:
            answer = work()
        except Exception as error:  # noqa: BLE001 - it is handed on, not swallowed
            self._answered.emit(number, None, error)
        else:
            self._answered.emit(number, answer, None)

    def _deliver(self, number: int, answer: object, error: Exception | None) -> None:
        waiting = self._waiting.pop(number, None)
        if waiting is None:
            return
        try:
            if not isValid(waiting.owner):
                return
            if error is None:
                waiting.then(answer)
            else:
                waiting.failed(error)
        finally:
            if not self._waiting:
                self.idle.emit()

    def _task_failed(self, task: Task, failed: Callable[[Exception], None] | None, error: Exception) -> None:
        if isinstance(error, Cancelled):
            task.end(cancelled=True)
            return
        task.end()
        (failed or self.failed.emit)(error)


def _ended(task: Task, then: Callable[[T], None], answer: T) -> None:
    task.end()
    then(answer)
