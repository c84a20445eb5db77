"""From the command line to the first window: the look, the right to work here, the lock screen, the window.

What is heavy (the database, the ciphers, the pages) is loaded while the person types the password.
"""

import gc
import os
import sys
from argparse import Namespace
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from salesdesk.desktop.loading import CRAFTS, WINDOW, Loading
from salesdesk.desktop.runtime.background import Background
from salesdesk.desktop.runtime.failures import Failures
from salesdesk.desktop.runtime.language import Language
from salesdesk.desktop.theme.application import new_application
from salesdesk.desktop.theme.theme import Theme
from salesdesk.desktop.unlock.entrance import Entrance
from salesdesk.desktop.unlock.opening import Opening
from salesdesk.settings import DeviceChoices, Places, usual_profile
from salesdesk.storage.in_use import InUse
from salesdesk.words import say

if TYPE_CHECKING:
    from salesdesk.desktop.session import Session
    from salesdesk.desktop.unlock.single import Calls
    from salesdesk.desktop.waiting import Waiting
    from salesdesk.services.accounts import Workspace

NO_DISPLAY: Final = 7


class App(QObject):
    """The program from start to end: first the entrance, then the window of the open workspace."""

    settled = Signal()  # the window stands

    def __init__(
        self, app: QApplication, opening: Opening, *, demo: bool = False, practice: bool = False
    ) -> None:
        super().__init__(app)
        self._app, self._opening, self._demo, self._practice = app, opening, demo, practice
        choices = DeviceChoices.read(opening.places.choices)
        self.language = Language(choices, self)
        self.theme = Theme(app, choices)
        self.background = Background(self)
        choices.write = partial(self.background.change, owner=self)
        self.loading = Loading(self.background, self)
        self.failures = Failures(opening.places.logs, parent=self)
        self.calls: Calls | None = None
        self._stop_watching: Callable[[], None] = _nothing
        self.entrance: Entrance | None = None
        self.session: Session | None = None
        self._waiting: Waiting | None = None
        self.choices = choices

    def start(self) -> None:
        """Show the entrance and load behind it what the window will need."""
        self.theme.apply()
        self.failures.install()
        self.background.failed.connect(self.failures.hear)
        if self._demo:
            self._start_demo()
        else:
            self.enter()

    def enter(self) -> Entrance:
        """Show the entrance: first run, or the lock screen."""
        self.entrance = Entrance(self._opening, self.background, self.language)
        self.entrance.opened.connect(self.open)
        self.entrance.closed.connect(self._app.quit)
        self.entrance.demo_wanted.connect(self.show_demo)
        self.entrance.painted.connect(self._load)
        self.entrance.start()
        return self.entrance

    def _start_demo(self) -> None:
        """Open the demo; nobody is asked for a password."""
        from salesdesk.desktop.waiting import Waiting  # noqa: PLC0415 - only the demo lets wait

        self._waiting = Waiting()
        self._waiting.show()
        self._load()
        work = partial(_open_demo, self._opening, self.language.code)
        self.background.change(work, owner=self, then=self.open, failed=self._demo_failed)

    def _demo_failed(self, error: Exception) -> None:
        self._leave_waiting()
        self.enter().show_trouble(error)

    def _leave_waiting(self) -> None:
        if self._waiting is not None:
            self._waiting.close()
            self._waiting.deleteLater()
            self._waiting = None

    def _load(self) -> None:
        """Load behind the entrance all that the window will need, in the order in which it will."""
        self.loading.crafts(CRAFTS, self._load_window, _make_ready)

    def _load_window(self) -> None:
        self._stop_watching = _watch(self._opening.places.logs)
        self.loading.widgets(WINDOW, self._load_front)

    def _load_front(self) -> None:
        from salesdesk.desktop.pages import modules_of  # noqa: PLC0415 - loaded behind the lock screen

        kept = self.choices.get("place")
        front = str(kept.get("kind")) if isinstance(kept, dict) else ""
        self.loading.widgets(modules_of(front), self._listen)

    def _listen(self) -> None:
        """Hear second starts, if the right to work here is ours."""
        if self._opening.in_use is None:
            return
        from salesdesk.desktop.unlock.single import Calls  # noqa: PLC0415 - loaded behind the lock screen

        self.calls = Calls(self._opening.places, self)
        self.calls.called.connect(self._called)
        self.calls.listen()

    def open(self, workspace: "Workspace") -> None:
        """Show the window of a workspace that has just been opened."""
        from salesdesk.desktop.session import Session  # noqa: PLC0415 - loaded behind the lock screen

        session = Session(self, workspace, demo=self._demo)
        session.lock_asked.connect(self.lock)
        session.reset_asked.connect(self.reset_demo)
        session.wipe_asked.connect(self.wipe)
        session.closed.connect(self._app.quit)
        self.failures.happened.connect(session.window.notices.failed)
        self.session = session
        session.start()
        if self._practice and session.coach is not None:
            session.coach.open()
        self._leave_waiting()
        gc.freeze()  # a full collection over all that is loaded would hold up the window for 100 ms
        self.settled.emit()
        if self.entrance is not None:
            self.entrance.closed.disconnect()
            self.entrance.close()
            self.entrance.deleteLater()
            self.entrance = None

    def lock(self) -> None:
        """Keep what is typed, close the workspace, and begin anew at the lock screen."""
        from salesdesk.desktop.unlock.lock import lock  # noqa: PLC0415 - loaded behind the lock screen

        if self.session is not None:
            lock(self.session.window.keep_state, self.close)

    def wipe(self) -> None:
        """Erase the workspace, as its company ordered, and begin anew where nothing is."""
        from salesdesk.desktop.unlock import asking, lock  # noqa: PLC0415 - hardly ever

        if self.session is not None:
            workspace = self.session.workspace
            self.session.sync.close()
            erase = partial(asking.wipe, workspace, self._opening.options)
            lock.lock(self.session.close, erase, self.close)

    def show_demo(self) -> None:
        """Begin anew with the demo workspace, in the language that was chosen."""
        self._begin_anew("--demo", "--language", self.language.code)

    def reset_demo(self) -> None:
        """Begin the demo afresh, in the same profile and language."""
        profile = str(self._opening.places.profile)
        self._begin_anew("--demo", "--reset", "--profile", profile, "--language", self.language.code)

    def _begin_anew(self, *arguments: str) -> None:
        from salesdesk.desktop.unlock.lock import start_afresh  # noqa: PLC0415 - loaded behind the lock screen

        self.close()
        start_afresh(*arguments)

    def close(self) -> None:
        """Give everything back."""
        self.loading.close()
        self._stop_watching()
        self._stop_watching = _nothing
        if self.calls is not None:
            self.calls.close()
        if self.session is not None:
            self.session.close()
        self.background.close()
        self.failures.close()
        if self._opening.in_use is not None:
            self._opening.in_use.release()

    def _called(self, _arguments: list[str]) -> None:
        window = self.session.window if self.session is not None else self.entrance
        if window is not None:
            window.show()
            window.raise_()
            window.activateWindow()


def _watch(logs: Path) -> Callable[[], None]:
    """Write the log and crashes down from now on; return what ends it."""
    from salesdesk.security import crash, redaction  # noqa: PLC0415 - loaded behind the lock screen

    redaction.start_log(logs)
    stop = crash.watch_faults(logs)

    def end() -> None:
        stop()
        redaction.stop_log()

    return end


def _nothing() -> None:
    """Nothing is watched yet."""


def _make_ready() -> None:
    from salesdesk.services import workspace  # noqa: PLC0415 - loaded behind the lock screen

    workspace.make_ready()


def run(asked: Namespace) -> int:
    """Open the window; return the exit code when it is closed."""
    if not has_display():
        sys.stderr.write(f"{say('window.no_display')}\n")
        return NO_DISPLAY
    places = Places(asked.profile or usual_profile(demo=asked.demo))
    places.make()
    in_use = InUse.take(places.lock)
    app = _application()
    if in_use is None and _hand_over(places):
        return 0
    _begin(asked, places, alone=in_use is not None)
    program = App(app, Opening(places, in_use), demo=asked.demo, practice=asked.practice)
    program.settled.connect(gc.enable)
    program.start()
    try:
        return app.exec()
    finally:
        program.close()


def _open_demo(opening: Opening, language: str) -> "Workspace":
    from salesdesk.services import demo  # noqa: PLC0415 - loaded behind the first window

    return demo.open_demo(opening.places, language=language, now=opening.now(), in_use=opening.in_use)


def _begin(asked: Namespace, places: Places, *, alone: bool) -> None:
    """Take what was typed behind the program's name."""
    if asked.language:
        DeviceChoices.read(places.choices).set("language", asked.language)
    if asked.demo and asked.reset and alone:
        from salesdesk.services import demo  # noqa: PLC0415 - only where it is asked for

        demo.reset(places)


def _hand_over(places: Places) -> bool:
    from salesdesk.desktop.unlock.single import hand_over  # noqa: PLC0415 - only a second start needs it

    return hand_over(places, sys.argv[1:])


def has_display() -> bool:
    """Say whether a window can be shown; without one, Qt would end the program with a long text."""
    if sys.platform != "linux" or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _application() -> QApplication:
    app = new_application(sys.argv[0])
    app.setQuitOnLastWindowClosed(False)
    return app
