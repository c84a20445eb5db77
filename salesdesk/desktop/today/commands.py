"""What can be done on the page of today by key or from the palette."""

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


def commands_of(page: Host) -> tuple[Command, ...]:
    """Return all commands of the page; D, 1 and 7 are keys of the list itself."""
    has_task = lambda: bool(page.list.chosen())  # noqa: E731
    acts = (("done", "check"), ("tomorrow", "clock"), ("week", "calendar-plus"))
    return (
        *(
            Command(
                f"today.{act}",
                f"today.command.{act}",
                partial(page.list.ask, act),
                "",
                icon,
                enabled=has_task,
            )
            for act, icon in acts
        ),
        Command(
            "today.put_off",
            "today.command.put_off",
            page.begin_putting_off,
            "Alt+D",
            "calendar",
            enabled=has_task,
        ),
        Command("today.plan", "today.command.plan", page.plan_visits, "P", "map-pin", enabled=has_task),
        Command("today.filter", "today.command.filter", page.search, "/; Ctrl+F", "list-filter"),
    )
