"""Keys and clicks, counted where they reach the window that is worked in."""

from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QWindow
from shiboken6 import isValid

_HELD: Final = frozenset(
    {Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta, Qt.Key.Key_AltGr}
)


class Inputs(QObject):
    """Counts while it follows. A key counts when it is let go: a shortcut's own press is seen by nobody else.

    A key that is held down counts once, and one that is only held for another not at all.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._count, self._follows = 0, False
        self._window: QWindow | None = None
        self._app = QGuiApplication.instance()

    def begin(self) -> None:
        """Count from now on, in whatever window has the keyboard."""
        self.end()
        if isinstance(self._app, QGuiApplication):
            self._follows = True
            self._app.focusWindowChanged.connect(self._follow)
            self._follow(QGuiApplication.focusWindow())

    def end(self) -> None:
        """Count no more."""
        if self._follows and isinstance(self._app, QGuiApplication):
            self._follows = False
            self._app.focusWindowChanged.disconnect(self._follow)
        self._leave()

    def take(self) -> int:
        """Return how many there were since this was asked last."""
        count, self._count = self._count, 0
        return count

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002 - Qt's signature
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyRelease:
            self._count += not event.isAutoRepeat() and Qt.Key(event.key()) not in _HELD
        elif event.type() == QEvent.Type.MouseButtonRelease:
            self._count += 1
        return False

    def _follow(self, window: QWindow | None) -> None:
        if window is not None and window is not self._window:
            self._leave()
            self._window = window
            window.installEventFilter(self)

    def _leave(self) -> None:
        if self._window is not None and isValid(self._window):
            self._window.removeEventFilter(self)
        self._window = None
