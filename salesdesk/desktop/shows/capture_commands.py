"""What can be done by key while a lead is taken."""

from collections.abc import Callable
from functools import partial
from typing import Protocol

from salesdesk.desktop.runtime.commands import Command
from salesdesk.desktop.shows.beside import KnownCard
from salesdesk.desktop.shows.lead_form import LeadForm
from salesdesk.domain.shows import NextStep


class Capturing(Protocol):
    """What the commands ask of the page."""

    @property
    def form(self) -> LeadForm: ...
    @property
    def known(self) -> KnownCard: ...
    def save(self) -> None: ...
    def leave_form(self) -> None: ...
    def give_up(self) -> None: ...
    def choose_picture(self) -> None: ...


def capture_commands(page: Capturing) -> tuple[Command, ...]:
    """Return the commands of the form."""
    form = page.form
    grades = tuple(
        _command(
            f"grade_{grade.lower()}", partial(form.grade.choose, grade), f"Alt+{key}", "star", grade=grade
        )
        for key, grade in enumerate("ABC", start=1)
    )
    steps = tuple(
        _command(f"next_{step}", partial(form.next_step.choose, step.value), f"Alt+{key}", "calendar-plus")
        for step, key in ((NextStep.DAY, "D"), (NextStep.WEEK, "W"), (NextStep.QUOTE, "Q"))
    )
    return (
        _command("save", page.save, "Ctrl+Return; Ctrl+Enter", "save"),
        *grades,
        _command("interests", form.interests.line.line.setFocus, "Alt+I", "package"),
        *steps,
        _command("known", page.known.toggle, "Alt+M", "users"),
        _command("scan", form.scan.setFocus, "Alt+S", "qr-code"),
        _command("picture", page.choose_picture, "Alt+O", "image"),
        _command("give_up", page.give_up, "", "trash-2"),
        _command("leave", page.leave_form, "", "x"),
    )


def _command(name: str, run: Callable[[], None], shortcut: str, icon: str, **values: object) -> Command:
    return Command(f"capture.{name}", f"shows.command.{name}", run, shortcut, icon, values=values)
