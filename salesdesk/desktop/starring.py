"""The star of a record: what a person keeps at hand."""

from functools import partial
from uuid import UUID

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QWidget

from salesdesk.desktop.runtime.changes import Touched
from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.widgets.buttons import Button
from salesdesk.desktop.widgets.plain import tip
from salesdesk.services import stars
from salesdesk.words import say


class StarButton(Button):
    """Pressed while the record is kept at hand; a click turns it."""

    def __init__(self, desk: Desk, entity: str, parent: QWidget | None = None) -> None:
        super().__init__(icon="star", kind="icon", run=self.turn, parent=parent)
        self._desk, self._entity = desk, entity
        self._id: UUID | None = None
        self.is_set = False
        self.setCheckable(True)
        desk.changes.listen(self, self._touched, "stars", "customer_merges")
        self._say()

    def show_record(self, row_id: UUID) -> None:
        """Show whether a record is kept at hand."""
        self._id = row_id
        work = partial(stars.is_starred, self._desk.database, self._entity, row_id)
        self._desk.background.ask(work, owner=self, then=partial(self._took, row_id))

    def turn(self) -> None:
        """Keep the record at hand, or let it go."""
        if self._id is None:
            return
        on = not self.is_set
        self._show(on=on)
        work = partial(stars.set_star, self._desk.database, self._entity, self._id, on=on)
        self._desk.background.change(work, owner=self, failed=self._failed)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and "is_set" in vars(self):
            self._say()

    def _touched(self, _touched: Touched) -> None:
        if self._id is not None:
            self.show_record(self._id)

    def _took(self, row_id: UUID, is_set: object) -> None:
        if row_id == self._id:
            self._show(on=bool(is_set))

    def _show(self, *, on: bool) -> None:
        self.is_set = on
        self.setChecked(on)
        self._say()

    def _failed(self, error: Exception) -> None:
        self._desk.notices.failed(error)
        if self._id is not None:
            self.show_record(self._id)

    def _say(self) -> None:
        text = say("star.take" if self.is_set else "star.set")
        tip(self, text)
        self.setAccessibleName(text)
