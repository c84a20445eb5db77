"""Size and place of the window, kept from one day to the next, and put right when a screen has gone."""

from typing import Final

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from salesdesk.settings import DeviceChoices

USUAL: Final = QSize(1440, 900)
_SEEN: Final = 120  # so many pixels of the title must be on a screen


def save_window(window: QWidget, choices: DeviceChoices, name: str = "window") -> None:
    """Remember where the window is, or where it was before it filled the screen."""
    filled = window.isMaximized() or window.isFullScreen()
    rect = window.normalGeometry() if filled else window.geometry()
    place = [rect.x(), rect.y(), rect.width(), rect.height()]
    choices.set(name, {"place": place, "maximized": window.isMaximized()})


def restore_window(window: QWidget, choices: DeviceChoices, name: str = "window") -> None:
    """Put the window where it was, or in the middle of the first screen."""
    kept = choices.get(name)
    kept = kept if isinstance(kept, dict) else {}
    screens = [screen.availableGeometry() for screen in QGuiApplication.screens()]
    window.setGeometry(fitting(_rect(kept.get("place")), screens))
    if kept.get("maximized") is True:
        window.showMaximized()


def fitting(wished: QRect | None, screens: list[QRect]) -> QRect:
    """Return `wished` if its title can be grasped on one of the screens, else a usual place on the first."""
    if wished is not None:
        title = QRect(wished.x(), wished.y(), wished.width(), 32)
        for screen in screens:
            seen = title.intersected(screen)
            if seen.width() >= _SEEN and seen.height() > 0:
                return wished
    screen = screens[0]
    size = (wished.size() if wished is not None else USUAL).boundedTo(screen.size())
    return QRect(screen.center() - QRect(0, 0, size.width(), size.height()).center(), size)


def _rect(place: object) -> QRect | None:
    if not isinstance(place, list) or len(place) != 4 or not all(isinstance(part, int) for part in place):  # noqa: PLR2004 - x, y, width, height
        return None
    rect = QRect(*place)
    return rect if rect.width() > _SEEN and rect.height() > _SEEN else None
