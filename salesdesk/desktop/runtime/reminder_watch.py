"""Waits for the next reminder. It sleeps until that very moment, and looks again when something has changed.

A timer does not run while the laptop sleeps, and knows nothing of a clock that is set. So each minute of the
window's own clock compares the time with what is waited for; the database is asked only when it has come.
"""

from datetime import datetime, time, timedelta
from functools import partial
from math import ceil
from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from salesdesk.desktop.runtime.changes import Touched
from salesdesk.desktop.runtime.clock import zone_here
from salesdesk.desktop.runtime.desk import Desk
from salesdesk.domain.reminders import Here, QuietHours
from salesdesk.services import reminders
from salesdesk.services.reminders import Due, Waiting
from salesdesk.settings import DeviceChoices

AT_LATEST: Final = timedelta(hours=12)
_QUIET: Final = {"night": QuietHours(), "evening": QuietHours(time(19), time(8))}
_NEVER: Final = QuietHours(time(0), time(0))


def here(choices: DeviceChoices) -> Here:
    """Return where this machine is and how its person wants to be reminded."""
    quiet = _QUIET.get(str(choices.get("quiet_hours", "night")), _NEVER)
    return Here(zone_here(), keeps_wall=choices.get("travel", "wall") != "moment", quiet=quiet)


class ReminderWatch(QObject):
    """Tells by `rang` what is due: all that is, those that rang before and were not answered among them."""

    rang = Signal(object)  # tuple[Due, ...]; empty when nothing is due any more

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._next: datetime | None = None
        self._looked: datetime | None = None
        self._here: Here | None = None
        self._shown: tuple[Due, ...] = ()
        self._timer = QTimer(self, singleShot=True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.look)

    def begin(self) -> None:
        """Look for the first time, and from now on when something changes."""
        desk = self._desk
        desk.changes.listen(self, self._touched, "activities", "reminders", "company_settings", "customers")
        desk.clock.minute.connect(self.check_time)
        self.look()

    def look(self) -> None:
        """Ask what is due."""
        now = self._looked = self._desk.clock.now()
        self._here = here(self._desk.choices)
        work = partial(reminders.look, self._desk.database, now=now, here=self._here)
        self._desk.background.ask(work, owner=self, then=self._found)

    def check_time(self) -> None:
        """Look again where the moment passed while one slept, the clock was put back, or one travelled."""
        now = self._desk.clock.now()
        passed = self._next is not None and now >= self._next
        put_back = self._looked is not None and now < self._looked
        if passed or put_back or here(self._desk.choices) != self._here:
            self.look()

    def close(self) -> None:
        """Wait no more."""
        self._timer.stop()

    def _touched(self, _touched: Touched) -> None:
        self.look()

    def _found(self, waiting: Waiting) -> None:
        now = self._desk.clock.now()
        self._next = min(waiting.next_at or now + AT_LATEST, now + AT_LATEST)
        self._timer.start(max(0, ceil((self._next - now) / timedelta(milliseconds=1))))
        if waiting.now != self._shown:
            self._shown = waiting.now
            self.rang.emit(waiting.now)
