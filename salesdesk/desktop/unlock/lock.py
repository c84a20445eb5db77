"""Locking: the process is replaced by a fresh one that shows the lock screen.

A key that was in use leaves copies all over the memory of a Python process, and nothing can wipe them. So the
memory itself is given up, together with everything that was shown.
"""

import logging
import os
import sys
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QCursor, QGuiApplication, QWindow
from shiboken6 import isValid

_LOOK_AGAIN: Final = 15_000  # ms
_SIGNS_OF_LIFE: Final = (
    QEvent.Type.KeyPress,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseMove,
    QEvent.Type.Wheel,
    QEvent.Type.TouchBegin,
)
_log = logging.getLogger(__name__)
_SECRETS: Final = ("SALESDESK_PASSWORD",)
_ONCE: Final = ("--reset",)  # what was meant for the first start only


class IdleWatch(QObject):
    """Tells by `idle` that nobody has touched keyboard or mouse for so many minutes; 0 never tells.

    It goes by the wall clock, so a laptop that was asleep for longer tells as soon as it wakes. Keys and the
    mouse are seen where they reach the window that is worked in, before any widget does: a filter on the
    whole program would hear of every event of every widget, a thousand of them when a page is opened. Where
    the pointer moves over what is not such a window, a menu for instance, its place tells.
    """

    idle = Signal()

    def __init__(self, minutes: int, now: Callable[[], datetime], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._now, self._last = now, now()
        self._limit = timedelta(minutes=minutes)
        self._timer = QTimer(self, interval=_LOOK_AGAIN)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        self._pointer = QCursor.pos()
        self._window: QWindow | None = None
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.focusWindowChanged.connect(self.follow)
            self.follow(QGuiApplication.focusWindow())

    def follow(self, window: QWindow | None) -> None:
        """Watch the window that has the keyboard now; to go from one to another is a sign of life."""
        if window is None or window is self._window:
            return
        if self._window is not None and isValid(self._window):
            self._window.removeEventFilter(self)
        self._window = window
        self._last = self._now()
        window.installEventFilter(self)

    def set_minutes(self, minutes: int) -> None:
        """Wait for so many minutes from now on."""
        self._limit = timedelta(minutes=minutes)
        self._last = self._now()

    def look(self) -> None:
        """See whether it has been long enough. A clock that was set back counts as a sign of life."""
        if QCursor.pos() != self._pointer:
            self._pointer, self._last = QCursor.pos(), self._now()
        since = self._now() - self._last
        if since < timedelta(0):
            self._last = self._now()
        elif self._limit and since >= self._limit:
            self._last = self._now()
            self.idle.emit()

    def close(self) -> None:
        """Watch no more."""
        if not self._timer.isActive():
            return
        self._timer.stop()
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.focusWindowChanged.disconnect(self.follow)
        if self._window is not None and isValid(self._window):
            self._window.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002 - Qt's signature
        if event.type() in _SIGNS_OF_LIFE:
            self._last = self._now()
        return False


def lock(
    *steps: Callable[[], object], replace: Callable[[Sequence[str] | None], object] | None = None
) -> None:
    """Take the steps (keep drafts, close the workspace), forget the clipboard, and begin anew, locked.

    A step that fails does not keep the workspace open: the process is replaced all the same.
    """
    failure: Exception | None = None
    for step in (*steps, forget_clipboard):
        try:
            step()
        except Exception as error:  # noqa: BLE001 - told below, by the log, once all are taken
            failure = failure or error
    if failure is not None:
        _log.error("a step of locking failed", exc_info=failure)
    (replace or replace_process)(None)


def forget_clipboard() -> None:
    """Empty the clipboard if what is in it comes from here."""
    clipboard = QGuiApplication.clipboard()
    if clipboard.ownsClipboard():
        clipboard.clear()


def start_afresh(*arguments: str) -> None:
    """Begin the program anew as if it had been started with these arguments."""
    program = sys.orig_argv[1 : len(sys.orig_argv) - len(sys.argv[1:])]
    replace_process([*program, *arguments])


def replace_process(arguments: Sequence[str] | None = None) -> None:
    """Begin the program anew in the place of this process; `arguments` stand for those it was started with.

    Files and locks of this process are given back by the system: none is inherited.
    """
    for name in _SECRETS:
        os.environ.pop(name, None)
    again = [one for one in sys.orig_argv[1:] if one not in _ONCE]
    command = [sys.executable, *(again if arguments is None else arguments)]
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:  # a program without a console has neither
            stream.flush()
    if sys.platform == "win32":
        import subprocess  # noqa: PLC0415 - the other systems do without

        subprocess.Popen(command, close_fds=True)  # noqa: S603 - our own program
        os._exit(0)
    os.execv(command[0], command)  # noqa: S606 - our own program
