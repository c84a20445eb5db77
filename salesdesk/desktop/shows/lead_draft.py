"""The unfinished lead, kept on this device a second after it was touched: a crash costs no more."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final
from uuid import UUID

from PySide6.QtCore import QObject, QTimer

from salesdesk.desktop.runtime.desk import Desk
from salesdesk.services import drafts

KIND: Final = "lead"
NEW: Final = UUID(int=0)
"""The row of the one unfinished new lead of a device; a lead that is typed later has its own."""
AFTER: Final = 1_000
"""Milliseconds from the first key that is not kept: who types without a pause loses no more."""


class LeadDraft(QObject):
    """Keeps what `values` tells; nothing is kept of an empty form."""

    def __init__(self, desk: Desk, values: Callable[[], Mapping[str, Any]], parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._values = desk, values
        self.typing: UUID | None = None
        self._timer = QTimer(self, singleShot=True, interval=AFTER)
        self._timer.timeout.connect(self.keep)

    @property
    def row(self) -> tuple[str, UUID]:
        """Where it is kept."""
        return KIND, self.typing or NEW

    def touch(self) -> None:
        """Something was typed: it is kept soon."""
        if not self._timer.isActive():
            self._timer.start()

    def stop(self) -> None:
        """Keep nothing more: the lead is being saved."""
        self._timer.stop()

    def leave(self) -> None:
        """Keep at once what is not kept yet."""
        if self._timer.isActive():
            self.keep()

    def keep(self) -> None:
        """Keep what is there, or forget the draft where nothing is."""
        self._timer.stop()
        values, database = dict(self._values()), self._desk.database
        if values:
            work = partial(drafts.keep_draft, database, *self.row, values)
        else:
            work = partial(drafts.drop_draft, database, *self.row)
        self._desk.background.change(work, owner=self)
