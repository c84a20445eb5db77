"""What can be done on the calendar by key or from the palette."""

from functools import partial
from typing import Protocol

from salesdesk.desktop.calendar.changing import Changing
from salesdesk.desktop.calendar.files import CalendarFiles
from salesdesk.desktop.calendar.slots import Slot
from salesdesk.desktop.runtime.commands import Command


class Host(Protocol):
    """What the commands need of the page."""

    @property
    def changing(self) -> Changing: ...
    def show_view(self, name: str) -> None: ...
    def go_today(self) -> None: ...
    def step(self, screens: int) -> None: ...
    def new_appointment(self) -> None: ...
    def current(self) -> Slot | None: ...
    def open_slot(self, slot: Slot) -> None: ...
    def remove(self) -> None: ...
    def export(self, what: str) -> None: ...
    @property
    def files(self) -> CalendarFiles: ...


def commands_of(page: Host) -> tuple[Command, ...]:
    """Return all commands of the page."""
    has_one = lambda: page.current() is not None  # noqa: E731

    def on_current(act: str) -> None:
        slot = page.current()
        if slot is not None and act == "open":
            page.open_slot(slot)
        elif slot is not None:
            page.changing.tick(slot)

    def command(name: str, run: partial[None], keys: str, icon: str, *, needs_one: bool = False) -> Command:
        title = f"calendar.command.{name}"
        if needs_one:
            return Command(f"calendar.{name}", title, run, keys, icon, enabled=has_one)
        return Command(f"calendar.{name}", title, run, keys, icon)

    return (
        command("new", partial(page.new_appointment), "N; Ctrl+N", "calendar-plus"),
        command("day", partial(page.show_view, "day"), "D", "calendar"),
        command("week", partial(page.show_view, "week"), "W", "calendar-days"),
        command("month", partial(page.show_view, "month"), "M", "calendar-days"),
        command("today", partial(page.go_today), "T", "sun"),
        command("back", partial(page.step, -1), "", "chevron-left"),
        command("ahead", partial(page.step, 1), "", "chevron-right"),
        command("open", partial(on_current, "open"), "E", "square-pen", needs_one=True),
        command("done", partial(on_current, "done"), "Ctrl+D", "check", needs_one=True),
        command("delete", partial(page.remove), "Del", "trash-2", needs_one=True),
        command("export", partial(page.export, "all"), "Ctrl+Shift+E", "download"),
        command("export_days", partial(page.export, "days"), "", "download"),
        command("export_one", partial(page.export, "one"), "", "download", needs_one=True),
        command("import", partial(page.files.ask_which), "Ctrl+O", "file-up"),
    )
