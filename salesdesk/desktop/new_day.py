"""What a new day brings by itself, at the start of the program and when midnight passes."""

from functools import partial

from PySide6.QtCore import QObject

from salesdesk.desktop.runtime.desk import Desk
from salesdesk.services.quote_expiry import expire_quotes


class NewDay(QObject):
    """Lets quotes run out whose last day is over."""

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        desk.clock.day_changed.connect(self.begin)

    def begin(self) -> None:
        """Do what today's date asks for."""
        if not self._desk.database.may_write:
            return
        work = partial(expire_quotes, self._desk.database, today=self._desk.today())
        self._desk.background.change(work, owner=self)
