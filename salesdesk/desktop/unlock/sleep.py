"""Tells when the computer goes to sleep, or when its user locks it, so that the workspace is locked too.

Linux says so over D-Bus, where there is one. Everywhere a look at the clock tells afterwards: one that
was not possible for more than a minute means that the computer slept.
"""

import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from PySide6.QtCore import SLOT, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication

LOOK_AGAIN: Final = 5_000  # ms
_ASLEEP: Final = timedelta(seconds=60)
_TURNED: Final = SLOT("turned(bool)")
_TOLD: Final = SLOT("told()")
_LOGIN: Final = "org.freedesktop.login1"
_SYSTEM: Final = (
    (_LOGIN, f"{_LOGIN}.Manager", "PrepareForSleep", _TURNED),
    (_LOGIN, f"{_LOGIN}.Session", "Lock", _TOLD),
)
_SCREENS: Final = ("org.freedesktop.ScreenSaver", "org.gnome.ScreenSaver")


class SleepWatch(QObject):
    """Tells by `left` that the computer sleeps, slept, or was locked."""

    left = Signal()

    def __init__(self, now: Callable[[], datetime], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._now, self._last = now, now()
        self._timer = QTimer(self, interval=LOOK_AGAIN)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.applicationStateChanged.connect(self._state_changed)

    def listen(self) -> bool:
        """Hear what the system says, if it says anything; return whether it does."""
        if sys.platform != "linux":
            return False
        from PySide6.QtDBus import QDBusConnection  # noqa: PLC0415 - only Linux has it, once a window stands

        system, session = QDBusConnection.systemBus(), QDBusConnection.sessionBus()
        heard = [
            system.connect(service, "", interface, name, self, slot)  # type: ignore[call-overload]
            for service, interface, name, slot in (_SYSTEM if system.isConnected() else ())
        ]
        heard += [
            session.connect(one, "", one, "ActiveChanged", self, _TURNED)  # type: ignore[call-overload]
            for one in (_SCREENS if session.isConnected() else ())
        ]
        return any(heard)

    def look(self) -> None:
        """See whether the last look was possible in time. A clock that was set back tells nothing."""
        now = self._now()
        since, self._last = now - self._last, now
        if since > _ASLEEP:
            self.left.emit()

    @Slot(bool)
    def turned(self, away: bool) -> None:  # noqa: FBT001 - D-Bus says it so
        """The system goes to sleep or the screen is locked (`away`), or it is back."""
        if away:
            self.left.emit()

    @Slot()
    def told(self) -> None:
        """The system asks everybody to lock."""
        self.left.emit()

    def close(self) -> None:
        """Watch no more."""
        if not self._timer.isActive():
            return
        self._timer.stop()
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.applicationStateChanged.disconnect(self._state_changed)

    def _state_changed(self, state: Qt.ApplicationState) -> None:
        if state is Qt.ApplicationState.ApplicationSuspended:
            self.left.emit()
