"""A window with nobody before it: for the walk through the demo, the self test, and pictures.

It is the same window on the same workspace; only the hand that uses it is the program's own.
"""

import os
import sys
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Final

from PySide6.QtCore import QEventLoop, QObject, QSize, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from salesdesk.desktop.runtime.background import Background
from salesdesk.desktop.runtime.language import Language
from salesdesk.desktop.runtime.places import Place
from salesdesk.desktop.runtime.turns import turns
from salesdesk.desktop.session import Session
from salesdesk.desktop.theme.application import new_application
from salesdesk.desktop.theme.theme import Theme
from salesdesk.services.accounts import Workspace
from salesdesk.settings import DeviceChoices

SIZE: Final = QSize(1440, 900)
_QUIET: Final = 40  # milliseconds without work, after which a page counts as settled
_LONGER: Final = 0.060  # seconds; a rest that took longer was none: something was made in it
_PATIENCE: Final = 20_000


class Stage(QObject):
    """Opens the window of a workspace, goes to places in it, and takes pictures."""

    def __init__(self, workspace: Workspace, *, demo: bool = False) -> None:
        super().__init__()
        self.app = _application()
        self.choices = DeviceChoices.read(workspace.places.choices)
        self.background = Background(self)
        self.choices.write = partial(self.background.change, owner=self)
        self.language = Language(self.choices, self)
        self.theme = Theme(self.app, self.choices)
        self.theme.apply()
        self.session = Session(self, workspace, demo=demo)
        self.window = self.session.window
        self.window.resize(SIZE)
        self.session.start()
        self.settle()

    def dress(self, *, theme: str, language: str) -> None:
        """Change theme and language of the open window."""
        self.theme.set_scheme(theme)
        self.language.switch(language)
        self.settle()

    def go(self, place: Place) -> None:
        """Open a place and wait until all of it is there."""
        self.window.open(place)
        self.settle()

    def settle(self) -> None:
        """Let the window work until nothing is asked for any more, or patience ends."""
        loop = QEventLoop()
        quiet, patience = QTimer(), QTimer()
        for timer in (quiet, patience):
            timer.setSingleShot(True)
            timer.timeout.connect(loop.quit)
        self.background.started.connect(quiet.stop)
        patience.start(_PATIENCE)
        while patience.isActive():
            began = perf_counter()
            quiet.start(_QUIET)
            loop.exec()
            busy = self.background.busy or turns().waiting
            if not busy and perf_counter() - began < _LONGER:
                break
        patience.stop()
        self.background.started.disconnect(quiet.stop)

    def picture(self, path: Path, widget: QWidget | None = None) -> None:
        """Save a picture of the window, or of one widget in it."""
        path.parent.mkdir(parents=True, exist_ok=True)
        (widget or self.window).grab().save(str(path))

    def close(self) -> None:
        """Close window and workspace."""
        self.session.close()
        self.background.close()
        self.settle()


def _application() -> QApplication:
    """Return the one application; without a display it draws where nobody sees it."""
    if sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication.instance()
    if isinstance(app, QApplication):
        return app
    return new_application("salesdesk")
