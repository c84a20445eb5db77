"""What an older program put into the search index is put in anew, piece by piece, while somebody works."""

from functools import partial

from PySide6.QtCore import QObject

from salesdesk.desktop.runtime.desk import Desk
from salesdesk.storage.replica.reindexing import go_on


class Reindexing(QObject):
    """Goes on until all is done. What goes wrong is tried again with the next start."""

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk

    def begin(self) -> None:
        """Take the next piece, if there is one."""
        if self._desk.database.may_write:
            work = partial(go_on, self._desk.database)
            self._desk.background.ask(work, owner=self, then=self._go_on, failed=lambda _error: None)

    def _go_on(self, has_more: bool) -> None:  # noqa: FBT001 - the answer of a question
        if has_more:
            self.begin()
