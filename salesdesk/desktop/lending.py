"""What the company's server lends: a person hears in good time that they have to connect once."""

from functools import partial

from PySide6.QtCore import QObject

from salesdesk.desktop.runtime.desk import Desk
from salesdesk.services.connection import stand
from salesdesk.storage.replica.lease import Stand, Standing


class Lending(QObject):
    """Tells at the start of the program, and of each day, that a lease ends soon or has ended."""

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        desk.clock.day_changed.connect(self.begin)

    def begin(self) -> None:
        """See how long may still be worked here without the server."""
        work = partial(stand, self._desk.database)
        self._desk.background.ask(work, owner=self, then=self._tell)

    def _tell(self, found: Stand) -> None:
        standing = found.at(self._desk.database.clock())
        if standing is Standing.ENDING:
            self._desk.notices.stay("lease.ending", when=found.until)
        elif standing in {Standing.OVER, Standing.CLOSED}:
            self._desk.notices.stay("lease.over", when=found.until)
