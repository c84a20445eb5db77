"""The commands that can be given anywhere in the window."""

from functools import partial
from typing import Protocol

from salesdesk.desktop.pages import PageEntry
from salesdesk.desktop.palette import Palette
from salesdesk.desktop.runtime.commands import Command
from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.runtime.places import Place
from salesdesk.desktop.sync_commands import sync_commands
from salesdesk.desktop.sync_details import SyncDetails
from salesdesk.desktop.undoing import Undoing
from salesdesk.words import say

_READY = Place("shows", args=(("tab", "ready"),))


class Window(Protocol):
    """What the commands ask of the window."""

    @property
    def desk(self) -> Desk: ...
    @property
    def finder(self) -> Palette: ...
    @property
    def capture(self) -> Palette: ...
    @property
    def undoing(self) -> Undoing: ...
    @property
    def sync(self) -> SyncDetails: ...
    @property
    def entries(self) -> tuple[PageEntry, ...]: ...
    def open(self, place: Place) -> None: ...
    def go_back(self) -> None: ...
    def go_ahead(self) -> None: ...
    def show_shortcuts(self) -> None: ...
    def show_help(self) -> None: ...
    def ask_lock(self) -> None: ...
    @property
    def is_demo(self) -> bool: ...
    def ask_reset(self) -> None: ...
    def close(self) -> bool: ...


def main_commands(window: Window) -> tuple[Command, ...]:
    """Return the window's own commands."""
    syncing = sync_commands(window.desk, window.sync)
    return (*_acting(window), *syncing, *_of_demo(window), *_going(window), *_looking(window))


def _acting(window: Window) -> tuple[Command, ...]:
    undoing = window.undoing
    return (
        Command("search", "window.palette", window.finder.open_palette, "Ctrl+K", "search", "app"),
        Command("capture", "capture.command", window.capture.open_palette, "Ctrl+Shift+N", "zap", "app"),
        Command(
            "plan",
            "window.plan",
            partial(_plan, window),
            "Ctrl+Alt+N",
            "calendar-plus",
            "app",
        ),
        Command("undo", "window.undo", undoing.undo, "Ctrl+Z", "undo-2", "app"),
        Command("redo", "window.redo", undoing.redo, "Ctrl+Shift+Z; Ctrl+Y", "redo-2", "app"),
        Command("help", "window.help.here", window.show_help, "F1", "circle-question-mark", "app"),
        Command("shortcuts", "window.shortcuts", window.show_shortcuts, "?; Shift+?", "keyboard", "app"),
        Command("lock", "window.lock", window.ask_lock, "Ctrl+L", "lock", "app"),
        Command("quit", "window.quit", lambda: _quit(window), "Ctrl+Q", "log-out", "app"),
    )


def _of_demo(window: Window) -> tuple[Command, ...]:
    if not window.is_demo:
        return ()
    return (Command("demo-reset", "window.demo.reset", window.ask_reset, "", "refresh-cw", "app"),)


def _going(window: Window) -> tuple[Command, ...]:
    pages = tuple(
        Command(
            f"go-{entry.kind}",
            "window.go.to",
            partial(window.open, Place(entry.kind)),
            "; ".join(part for part in (f"G, {entry.letter}" if entry.letter else "", entry.key) if part),
            entry.icon,
            "go",
            {"page": say(entry.title_key)},
        )
        for entry in window.entries
        if entry.letter or entry.place
    )
    taking = tuple(
        Command(
            "capture",
            "shows.command.capture",
            partial(window.open, Place(entry.kind)),
            "F2",
            entry.icon,
            "go",
        )
        for entry in window.entries
        if entry.kind == "capture"
    )
    ready = tuple(
        Command("ready", "shows.command.ready", partial(window.open, _READY), "", "check-check", "go")
        for entry in window.entries
        if entry.kind == _READY.kind
    )
    back = Command("back", "window.go.back", window.go_back, "Alt+Left", "arrow-left", "go")
    ahead = Command("ahead", "window.go.ahead", window.go_ahead, "Alt+Right", "arrow-right", "go")
    return (*pages, *taking, *ready, back, ahead)


def _looking(window: Window) -> tuple[Command, ...]:
    theme, language = window.desk.theme, window.desk.language
    schemes = (("dark", "moon"), ("light", "sun"), ("system", "monitor"))
    return (
        *(
            Command(f"theme-{name}", f"window.theme.{name}", partial(theme.set_scheme, name), "", icon, "app")
            for name, icon in schemes
        ),
        *(
            Command(
                f"language-{code}",
                f"window.language.{code}",
                partial(language.switch, code),
                "",
                "languages",
                "app",
            )
            for code in ("zh", "en")
        ),
        Command("zoom-in", "window.zoom.in", partial(theme.zoom_by, 1), "Ctrl++; Ctrl+=", "plus", "app"),
        Command("zoom-out", "window.zoom.out", partial(theme.zoom_by, -1), "Ctrl+-", "minus", "app"),
        Command("zoom-reset", "window.zoom.reset", partial(theme.set_zoom, 100), "Ctrl+0", "type", "app"),
    )


def _plan(window: Window) -> None:
    """Go to the calendar, and do there what plans an appointment."""
    window.open(Place("calendar"))
    for command in window.desk.commands.all():
        if command.name == "calendar.new":
            command.run()


def _quit(window: Window) -> None:
    window.close()
