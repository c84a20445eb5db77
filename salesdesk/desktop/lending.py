"""What the company's server lends: a person hears in good time that they have to connect once."""

from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from salesdesk.desktop import handing_over
from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.runtime.notices import Offer
from salesdesk.services.connection import Waiting, stand, waiting
from salesdesk.storage.replica.lease import Stand, Standing


class Lending(QObject):
    """Tells at the start of the program, and of each day, that a lease ends soon or has ended.

    What waits once it has ended may be written into a file, for who goes to the company.
    """

    def __init__(self, desk: Desk, window: QWidget, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk, self._window = desk, window
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
            work = partial(waiting, self._desk.database)
            self._desk.background.ask(work, owner=self, then=partial(self._tell_over, found))

    def _tell_over(self, found: Stand, there: Waiting) -> None:
        if not (there.acts and there.can_be_sealed):
            self._desk.notices.stay("lease.over", when=found.until)
            return
        offer = Offer("hand_over.write", partial(self._ask_where, found, there))
        self._desk.notices.stay("lease.over_waiting", offer=offer, when=found.until, n=there.acts)

    def _ask_where(self, found: Stand, there: Waiting) -> None:
        dialog = handing_over.ask_where(self._desk, self._window)
        dialog.rejected.connect(partial(self._tell_over, found, there))
