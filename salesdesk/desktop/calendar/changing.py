"""What is done with an appointment of the calendar: moved, ticked off, removed; each is one step to undo."""

from functools import partial

from PySide6.QtCore import QObject

from salesdesk import formats
from salesdesk.desktop.activities.walls import moved
from salesdesk.desktop.calendar.slots import Slot
from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.widgets.undoable import do
from salesdesk.domain.days import Spoken
from salesdesk.services import activities
from salesdesk.words import language


class Changing(QObject):
    """Writes in the background, and says at the foot what was done."""

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk

    def move(self, slot: Slot, to: Spoken) -> None:
        """Put an appointment on another day, at another hour; without an hour it is for the whole day."""
        appointment = slot.appointment
        changes = moved(appointment.zone, to, self._desk)
        work = partial(activities.edit_activity, self._desk.database, appointment.id, changes)
        day = formats.short_day(to.day, self._desk.today(), language())
        when = f"{day} {to.at:%H:%M}" if to.at is not None else day
        do(self._desk, work, owner=self, say="calendar.moved", name=appointment.customer_name, when=when)

    def tick(self, slot: Slot) -> None:
        """Tick it off, or take the tick back."""
        appointment, database = slot.appointment, self._desk.database
        if appointment.expected:
            self._desk.notices.say("calendar.expected.told")
            return
        change = activities.reopen_activity if appointment.done else activities.finish_activity
        told = "calendar.reopened" if appointment.done else "today.done.told"
        work = partial(change, database, appointment.id)
        do(self._desk, work, owner=self, say=told, name=appointment.customer_name)

    def remove(self, slot: Slot) -> None:
        """Remove it; of a series, the rest goes with it."""
        work = partial(activities.remove_activities, self._desk.database, [slot.appointment.id])
        do(self._desk, work, owner=self, say="calendar.removed", name=slot.appointment.customer_name)
