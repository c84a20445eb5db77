"""Proven copies, made by themselves while somebody works, so that there always is one to go back to."""

from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Final
from uuid import UUID

from PySide6.QtCore import QObject, QTimer

from salesdesk.desktop.runtime.changes import Touched
from salesdesk.desktop.runtime.desk import Desk
from salesdesk.services import copies

LOOK_AGAIN: Final = 5 * 60_000  # ms
OLD: Final = timedelta(hours=4)


class Keeping(QObject):
    """Makes a copy once something has changed and the newest copy is four hours old, or there is none.

    A workspace that has become another device or user is copied at once.
    """

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._changed = False
        self._who = self._identity()
        self._timer = QTimer(self, interval=LOOK_AGAIN)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        desk.changes.listen(self, self._note)

    def look(self) -> None:
        """See whether it is time, and make a copy if so."""
        if not self._changed:
            return
        self._changed = False
        desk = self._desk
        work = partial(copies.back_up_if_due, desk.database, desk.places, old=OLD)
        desk.background.ask(work, owner=self, then=self._looked, failed=self._failed)

    def close(self) -> None:
        """Make no more."""
        self._timer.stop()

    def _note(self, _touched: Touched) -> None:
        self._changed = True
        before, self._who = self._who, self._identity()
        if self._who != before:
            self.look()

    def _identity(self) -> tuple[UUID, UUID]:
        return self._desk.database.device_id, self._desk.database.me

    def _looked(self, made: Path | None) -> None:
        self._changed = self._changed or made is None  # it is still to be copied once it is time

    def _failed(self, error: Exception) -> None:
        self._changed = True  # tried again at the next look
        self._desk.notices.failed(error)
