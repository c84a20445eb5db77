"""The lead that was saved last, so that an undo can put it into the form again."""

from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from salesdesk.desktop.runtime.changes import Touched
from salesdesk.desktop.runtime.desk import Desk
from salesdesk.services import leads


class LastLead(QObject):
    """`taken_back` tells what was typed of a lead that is no longer there; once for each."""

    taken_back = Signal(object)

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._id: UUID | None = None
        self._values: Mapping[str, Any] = {}

    def note(self, capture_id: UUID, values: Mapping[str, Any]) -> None:
        """Remember a lead that was saved."""
        self._id, self._values = capture_id, values

    def look(self, touched: Touched) -> None:
        """See whether it is still there, if this may have changed."""
        if self._id is not None and touched.holds("captures", self._id):
            work = partial(leads.is_there, self._desk.database, self._id)
            self._desk.background.ask(work, owner=self, then=partial(self._told, self._id))

    def _told(self, capture_id: UUID, is_there: bool) -> None:  # noqa: FBT001 - the answer to a question
        if not is_there and capture_id == self._id:
            self._id = None
            self.taken_back.emit(self._values)
