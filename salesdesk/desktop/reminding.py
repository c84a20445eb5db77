"""Reminders as the person meets them: a notice of the system when the window is away, and one in the window.

All that is due stands in one notice; it is opened, put off or dismissed by keys, by the mouse, or from the
palette.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Final, Protocol
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from salesdesk import formats
from salesdesk.desktop.runtime.clock import zone_here
from salesdesk.desktop.runtime.commands import Command
from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.runtime.notices import Offer
from salesdesk.desktop.runtime.places import Place
from salesdesk.desktop.runtime.reminder_watch import ReminderWatch, here
from salesdesk.domain.reminders import Snooze, put_off
from salesdesk.services import reminders
from salesdesk.services.reminders import Due
from salesdesk.words import language, say

_NAMED: Final = 3
_KEYS: Final = {Snooze.TEN_MINUTES: "Alt+S", Snooze.HOUR: "Alt+H", Snooze.TOMORROW: "Alt+M"}


class SystemNotices(Protocol):
    """What shows notices outside the window."""

    def tell(self, text: str, pressed: Callable[[], None]) -> bool: ...
    def clear(self) -> None: ...


class Reminding(QObject):
    """Shows what rings, and does what is answered. `away` says whether nobody looks at the window."""

    open_requested = Signal(Place)

    def __init__(
        self, desk: Desk, tray: SystemNotices, away: Callable[[], bool], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._desk, self._tray, self._away = desk, tray, away
        self._due: tuple[Due, ...] = ()
        self._take_away: Callable[[], None] | None = None
        self.watch = ReminderWatch(desk, self)
        self.watch.rang.connect(self._show)
        desk.language.changed.connect(self._say_again)

    def begin(self) -> None:
        """Begin to watch."""
        self.watch.begin()

    def close(self) -> None:
        """Watch no more."""
        self.watch.close()
        self._tray.clear()

    def open_due(self) -> None:
        """Go to the customer it is about, or to today where there are several; it has been read then."""
        if not self._due:
            return
        one = self._due[0].asked.customer_id if len(self._due) == 1 else None
        place = Place("customers", one) if one is not None else Place("today")
        self.dismiss()
        self.open_requested.emit(place)

    def snooze(self, how: Snooze) -> None:
        """Put off all that rings."""
        until = put_off(how, now=self._desk.clock.now(), here=here(self._desk.choices))
        work = partial(reminders.snooze, self._desk.database, self._marks(), until)
        self._desk.background.change(work, owner=self, failed=self._desk.notices.failed)

    def dismiss(self) -> None:
        """Let it ring no more."""
        work = partial(reminders.dismiss, self._desk.database, self._marks())
        self._desk.background.change(work, owner=self, failed=self._desk.notices.failed)

    def _marks(self) -> dict[UUID, datetime]:
        return {due.asked.activity_id: due.due_at for due in self._due}

    def _say_again(self) -> None:
        self._show(self._due)

    def _show(self, due: tuple[Due, ...]) -> None:
        fresh = {each.asked.activity_id for each in due} - {each.asked.activity_id for each in self._due}
        self._due = due
        if self._take_away is not None:
            self._take_away()
            self._take_away = None
        self._desk.commands.offer("reminders", self._commands() if due else ())
        if not due:
            self._tray.clear()
            return
        text = told(due, self._desk.clock.now())
        self._take_away = self._desk.notices.ask(text, self._offers(), icon="bell", closed=self.dismiss)
        if fresh and self._away() and self._desk.choices.get("system_notices", True):
            self._tray.tell(text, self.open_due)

    def _offers(self) -> list[Offer]:
        return [
            Offer("reminder.open", self.open_due),
            *(Offer(f"reminder.{how}", partial(self.snooze, how)) for how in Snooze),
        ]

    def _commands(self) -> tuple[Command, ...]:
        putting_off = (
            Command(
                f"reminder.{how}", f"reminder.command.{how}", partial(self.snooze, how), key, "clock", "app"
            )
            for how, key in _KEYS.items()
        )
        return (
            Command("reminder.open", "reminder.command.open", self.open_due, "Alt+R", "bell", "app"),
            *putting_off,
            Command("reminder.dismiss", "reminder.command.dismiss", self.dismiss, "Alt+X", "x", "app"),
        )


def told(due: Sequence[Due], now: datetime) -> str:
    """Return what rings in one or two lines: when, what, with whom."""
    if len(due) == 1:
        return _line(due[0], now)
    names = list(dict.fromkeys(each.asked.customer_name for each in due))
    shown = say("reminder.list").join(names[:_NAMED])
    return say("reminder.several" if len(names) <= _NAMED else "reminder.many", n=len(due), names=shown)


def _line(due: Due, now: datetime) -> str:
    asked = due.asked
    kind = say(f"timeline.{asked.kind}")
    what = say("reminder.what", kind=kind, subject=asked.subject) if asked.subject else kind
    return say("reminder.one", when=_when(due, now), what=what, name=asked.customer_name)


def _when(due: Due, now: datetime) -> str:
    day = due.asked.all_day_on or due.begins.astimezone(zone_here()).date()
    today = now.astimezone(zone_here()).date()
    clock = "" if due.asked.all_day_on else formats.clock(due.begins)
    if day == today:
        return clock or say("when.today")
    shown = formats.short_day(day, today, language())
    return f"{shown} {clock}".strip()
