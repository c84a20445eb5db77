"""Long work on widgets, cut into pieces: one to a turn of the event loop, keys and clicks in between."""

from collections import deque
from collections.abc import Callable
from functools import cache

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid


class Turns(QObject):
    """Pieces of work in the order they were asked for. Work whose owner is gone is dropped."""

    over = Signal()  # nothing waits any more

    def __init__(self) -> None:
        super().__init__()
        self._work: deque[tuple[QObject, Callable[[], object]]] = deque()
        self._still: list[QWidget] = []
        self._timer = QTimer(
            self, singleShot=True, interval=0
        )  # an event posted now would still be this turn's
        self._timer.timeout.connect(self._take_one)

    @property
    def waiting(self) -> bool:
        """Whether anything is still to be done."""
        return self._timer.isActive()

    def add(self, owner: QObject, work: Callable[[], object]) -> None:
        """Do this in a turn of its own."""
        self._work.append((owner, work))
        self._go_on()

    def hold_still(self, widget: QWidget) -> None:
        """Have a widget paint nothing until all pieces are done, so that nobody sees it in between."""
        if widget not in self._still:
            widget.setUpdatesEnabled(False)
            self._still.append(widget)
            self._go_on()

    def _go_on(self) -> None:
        if not self._timer.isActive():
            self._timer.start()

    def _take_one(self) -> None:
        """Do one piece. Painting again is the last, in a turn of its own."""
        if not self._work:
            self._let_go()
            self.over.emit()
            return
        owner, work = self._work.popleft()
        try:
            if isValid(owner):
                work()
        finally:
            self._go_on()

    def _let_go(self) -> None:
        """Paint again. Windows come first: what lies in one that stands still cannot be woken."""
        still, self._still = [widget for widget in self._still if isValid(widget)], []
        for widget in sorted(still, key=lambda one: not one.isWindow()):
            widget.setUpdatesEnabled(True)


@cache
def turns() -> Turns:
    """Return the turns of the UI thread."""
    return Turns()
