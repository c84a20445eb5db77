"""What is done with an appointment of the calendar: moved, ticked off, removed; each is one step to undo."""

from datetime import tzinfo
from functools import partial
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject

from salesdesk import formats
from salesdesk.desktop.calendar.slots import Slot
from salesdesk.desktop.runtime.clock import zone_here
from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.widgets.undoable import do
from salesdesk.domain.days import Spoken
from salesdesk.domain.wall_time import moment_of
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


def wall_zone(zone: str, desk: Desk) -> tzinfo:
    """Return the zone in which an appointment is shown: its own, or where one is who counts by moments."""
    if desk.choices.get("travel") == "moment":
        return zone_here()
    return ZoneInfo(zone) if zone else desk.clock.zone


def moved(zone: str, to: Spoken, desk: Desk) -> dict[str, object]:
    """Return the fields of another time, on the wall on which an appointment of that zone is shown."""
    if to.at is None:
        return {"all_day_on": to.day}
    return {"happens_at": moment_of(to.day, to.at, wall_zone(zone, desk))}
