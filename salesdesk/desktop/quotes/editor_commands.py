"""What can be done in the editor of a quote by key or from the palette."""

from collections.abc import Callable
from functools import partial
from typing import Final, Protocol

from salesdesk.desktop.quotes.form import QuoteForm
from salesdesk.desktop.quotes.moves import MoveBar
from salesdesk.desktop.runtime.commands import Command

_ACTS: Final = (
    ("sent", "Ctrl+Shift+S", "send"),
    ("accepted", "Ctrl+Shift+A", "circle-check"),
    ("rejected", "Ctrl+Shift+X", "circle-x"),
    ("expired", "", "clock"),
    ("revise", "Ctrl+Shift+R", "git-branch"),
    ("copy", "", "copy-plus"),
    ("issue", "Ctrl+Shift+P", "stamp"),
    ("save_as", "Ctrl+E", "download"),
    ("print", "Ctrl+P", "printer"),
    ("delete", "", "trash-2"),
)


class Host(Protocol):
    """What the commands need of the editor."""

    moves: MoveBar

    @property
    def form(self) -> QuoteForm: ...
    def commit(self) -> None: ...
    def save(self) -> None: ...
    def new_quote(self) -> None: ...
    def turn_preview(self) -> None: ...
    def leave_editor(self) -> None: ...


def editor_commands(host: Host, editable: Callable[[], bool]) -> tuple[Command, ...]:
    """Return the commands; those on lines only work while the quote may be edited."""

    def on_table(act: str, *given: int) -> Callable[[], None]:
        return lambda: getattr(host.form.table, act)(*given)

    lines = (
        ("add_line", on_table("add_line"), "Ctrl+Return; Ctrl+Enter", "plus"),
        ("add_section", on_table("add_section"), "Ctrl+Shift+Return", "rows-3"),
        ("duplicate", on_table("duplicate"), "Ctrl+D", "copy"),
        ("move_up", on_table("shift", -1), "Alt+Up", "arrow-up"),
        ("move_down", on_table("shift", 1), "Alt+Down", "arrow-down"),
        ("remove_line", on_table("remove"), "Ctrl+Del; Ctrl+Backspace", "trash-2"),
        ("optional", lambda: host.form.turn("optional"), "Alt+O", "circle-dot"),
        ("basis", lambda: host.form.turn("tax_included"), "Alt+T", "percent"),
    )
    return (
        Command("quote.new", "quotes.command.new", host.new_quote, "Ctrl+N", "file-plus"),
        Command("quote.preview", "quote.command.preview", host.turn_preview, "Ctrl+Shift+V", "eye"),
        Command("quote.save", "quote.command.save", host.save, "Ctrl+S", "check"),
        Command("quote.list", "quote.command.list", host.leave_editor, "", "arrow-left"),
        *(
            Command(f"quote.{name}", f"quote.command.{name}", run, keys, icon, "edit", enabled=editable)
            for name, run, keys, icon in lines
        ),
        *(
            Command(
                f"quote.{name}",
                f"quotes.act.{name}",
                partial(_act, host, name),
                keys,
                icon,
                enabled=partial(_allowed, host, name),
            )
            for name, keys, icon in _ACTS
        ),
    )


def _act(host: Host, name: str) -> None:
    host.commit()
    host.moves.run(name)


def _allowed(host: Host, name: str) -> bool:
    return name in host.moves.allowed()
