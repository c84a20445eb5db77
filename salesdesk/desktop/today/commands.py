"""What can be done on the page of today by key or from the palette."""

from collections.abc import Callable
from functools import partial
from typing import Protocol

from salesdesk.desktop.runtime.commands import Command
from salesdesk.desktop.today.task_list import TaskList


class Host(Protocol):
    """What the commands need of the page."""

    list: TaskList

    def search(self) -> None: ...
    def begin_putting_off(self) -> None: ...
    def plan_visits(self) -> None: ...
    def enter_plan(self) -> None: ...
    def can_enter_plan(self) -> bool: ...
    def print_plan(self) -> None: ...
    def save_plan(self) -> None: ...
    def has_plan(self) -> bool: ...


def commands_of(page: Host) -> tuple[Command, ...]:
    """Return all commands of the page; D, 1 and 7 are keys of the list itself."""

    def has_task() -> bool:
        return bool(page.list.chosen())

    def command(
        name: str, run: Callable[[], None], keys: str, icon: str, enabled: Callable[[], bool] = has_task
    ) -> Command:
        return Command(f"today.{name}", f"today.command.{name}", run, keys, icon, enabled=enabled)

    return (
        command("done", partial(page.list.ask, "done"), "", "check"),
        command("tomorrow", partial(page.list.ask, "tomorrow"), "", "clock"),
        command("week", partial(page.list.ask, "week"), "", "calendar-plus"),
        command("put_off", page.begin_putting_off, "Alt+D", "calendar"),
        command("plan", page.plan_visits, "P", "map-pin"),
        command("enter", page.enter_plan, "Ctrl+Return; Ctrl+Enter", "calendar-plus", page.can_enter_plan),
        command("print", page.print_plan, "Ctrl+P", "printer", page.has_plan),
        command("save", page.save_plan, "Ctrl+E", "download", page.has_plan),
        Command("today.filter", "today.command.filter", page.search, "/; Ctrl+F", "list-filter"),
    )
