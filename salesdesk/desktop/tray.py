"""Notices of the operating system, where it has a tray: they are seen when the window is not."""

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QSystemTrayIcon

from salesdesk.desktop.theme.icons import icon
from salesdesk.words import say


class Tray(QObject):
    """Its icon is there only while something is told."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._icon: QSystemTrayIcon | None = None
        self._pressed: Callable[[], None] | None = None

    def tell(self, text: str, pressed: Callable[[], None]) -> bool:
        """Show a notice, and call back when it is pressed; return whether this machine can."""
        if not QSystemTrayIcon.isSystemTrayAvailable() or not QSystemTrayIcon.supportsMessages():
            return False
        if self._icon is None:
            self._icon = QSystemTrayIcon(icon("bell", "accent"), self)
            self._icon.messageClicked.connect(self._press)
            self._icon.activated.connect(self._press)
        self._pressed = pressed
        self._icon.show()
        self._icon.showMessage(say("window.name"), text, icon("bell", "accent"))
        return True

    def clear(self) -> None:
        """Take the icon away."""
        self._pressed = None
        if self._icon is not None:
            self._icon.hide()

    def _press(self, *_how: object) -> None:
        if self._pressed is not None:
            self._pressed()
