"""Proven copies, made by themselves while somebody works, so that there always is one to go back to."""

from datetime import timedelta
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, QTimer

from salesdesk.desktop.runtime.changes import Touched
from salesdesk.desktop.runtime.desk import Desk
from salesdesk.services import copies

LOOK_AGAIN: Final = 5 * 60_000  # ms
OLD: Final = timedelta(hours=4)


class Keeping(QObject):
    """Makes a copy once something has changed and the newest copy is four hours old, or there is none."""

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._changed = False
        self._timer = QTimer(self, interval=LOOK_AGAIN)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        desk.changes.listen(self, self._note)

    def look(self) -> None:
        """See whether it is time, and make a copy if so."""
        if not self._changed:
            return
        desk = self._desk
        last = copies.last_copy(desk.places)
        if last is not None and desk.clock.now() - last < OLD:
            return
        self._changed = False
        work = partial(copies.back_up, desk.database, desk.places, reason="by-itself")
        desk.background.ask(work, owner=self, then=lambda _path: None, failed=self._failed)

    def close(self) -> None:
        """Make no more."""
        self._timer.stop()

    def _note(self, _touched: Touched) -> None:
        self._changed = True

    def _failed(self, error: Exception) -> None:
        self._changed = True  # tried again at the next look
        self._desk.notices.failed(error)
