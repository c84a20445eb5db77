"""Where appointments lie on the calendar: on which day, from which minute, and beside which others."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time, tzinfo
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from salesdesk import formats
from salesdesk.domain.activities import ActivityKind
from salesdesk.domain.wall_time import wall_of
from salesdesk.services.calendar import Appointment
from salesdesk.words import language, say

Index = QModelIndex | QPersistentModelIndex
SLOT_ROLE: Final = Qt.ItemDataRole.UserRole + 1
DAY: Final = 24 * 60  # minutes
USUAL: Final = 60
"""So many minutes are drawn where nobody said how long it takes."""
SHORTEST: Final = 30
_NOWHERE: Final = QModelIndex()


@dataclass(frozen=True, slots=True)
class Slot:
    """An appointment on its day. `start` is the minute of that day, None for a whole day."""

    appointment: Appointment
    day: date
    start: int | None

    @property
    def end(self) -> int:
        """The minute at which it ends on its day; a short one is drawn as if it took half an hour."""
        start = self.start or 0
        return min(DAY, start + max(SHORTEST, self.appointment.minutes or USUAL))

    @property
    def at(self) -> time | None:
        """The hour at which it begins."""
        return None if self.start is None else time(*divmod(self.start, 60))

    @property
    def key(self) -> tuple[UUID, date]:
        """What it is known by when the calendar is read again."""
        return self.appointment.id, self.day

    def is_late(self, today: date) -> bool:
        """Whether it should have been done on an earlier day."""
        return not self.appointment.done and not self.appointment.expected and self.day < today


def slot_of(appointment: Appointment, home: tzinfo, here: tzinfo | None = None) -> Slot:
    """Return where an appointment lies: on its own wall, or by its moment on the wall `here`."""
    if appointment.all_day_on is not None:
        return Slot(appointment, appointment.all_day_on, None)
    zone = here or (ZoneInfo(appointment.zone) if appointment.zone else home)
    wall = wall_of(appointment.begins, zone)
    return Slot(appointment, wall.date(), wall.hour * 60 + wall.minute)


def side_by_side(slots: Iterable[Slot]) -> dict[Slot, tuple[int, int]]:
    """Return for the timed slots of one day in which of how many columns each is drawn.

    Those that overlap stand side by side, in no more columns than are needed at any one time.
    """
    found: dict[Slot, tuple[int, int]] = {}
    group: list[Slot] = []
    ends: list[int] = []
    for slot in sorted(slots, key=lambda each: (each.start or 0, -each.end, str(each.key))):
        start = slot.start or 0
        if ends and start >= max(ends):
            found |= {each: (found[each][0], len(ends)) for each in group}
            group, ends = [], []
        column = next((place for place, end in enumerate(ends) if end <= start), len(ends))
        ends[column : column + 1] = [slot.end]
        found[slot] = (column, 1)
        group.append(slot)
    return found | {each: (found[each][0], len(ends)) for each in group}


class SlotModel(QAbstractListModel):
    """The appointments in sight, by day and hour; whole days come first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.slots: Sequence[Slot] = ()

    def show(self, slots: Iterable[Slot]) -> None:
        """Show these."""
        self.beginResetModel()
        self.slots = sorted(slots, key=lambda each: (each.day, -1 if each.start is None else each.start))
        self.endResetModel()

    def row_of(self, key: tuple[UUID, date]) -> int:
        """Return the row of what was shown before, wherever it has been moved; -1 where it is gone."""
        rows = {slot.key: row for row, slot in reversed(list(enumerate(self.slots)))}
        there = {
            slot.appointment.id: row for row, slot in enumerate(self.slots) if not slot.appointment.expected
        }
        return rows.get(key, there.get(key[0], -1))

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.slots)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        slot = self.slots[index.row()]
        if role == SLOT_ROLE:
            return slot
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return spoken(slot)
        return None


def clock(minute: int) -> str:
    """Return 09:30 for a minute of the day."""
    return f"{minute // 60:02}:{minute % 60:02}"


def title(slot: Slot) -> str:
    """Return who it is with, and what it is about."""
    appointment = slot.appointment
    about = appointment.subject or kind_words(appointment.kind)
    return f"{appointment.customer_name} · {about}"


def kind_words(kind: ActivityKind) -> str:
    """Return what sort of thing it is."""
    return say(f"timeline.{kind}")


def spoken(slot: Slot) -> str:
    """Return a slot as it is read out."""
    when = say("calendar.whole_day") if slot.start is None else clock(slot.start)
    state = "done" if slot.appointment.done else "expected" if slot.appointment.expected else ""
    day = f"{formats.weekday(slot.day, language())} {formats.day(slot.day, language())}"
    parts = (day, when, kind_words(slot.appointment.kind), title(slot), state and say(f"calendar.{state}"))
    return ", ".join(part for part in parts if part)
