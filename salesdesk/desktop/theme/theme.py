"""Light, dark or as the system; density; text size. All of it changes while the program runs."""

from pathlib import Path
from string import Template
from typing import Final

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from salesdesk.desktop.theme.dress import change_sheet
from salesdesk.desktop.theme.look import DENSITIES, ZOOMS, Look, look, wear
from salesdesk.desktop.theme.palette import palette
from salesdesk.desktop.theme.tokens import DARK, LIGHT
from salesdesk.settings import RESOURCES, DeviceChoices

SCHEMES: Final = ("light", "dark", "system")
_SIZES: Final = (1, 2, 3, 4, 6, 8, 10, 11, 12, 13, 14, 16, 18, 20, 24, 28, 30, 32)


class Theme(QObject):
    """The look of the whole program, kept in the choices of this device."""

    changed = Signal()

    def __init__(self, app: QApplication, choices: DeviceChoices) -> None:
        super().__init__(app)
        self._app, self._choices = app, choices
        hints = QGuiApplication.styleHints()
        hints.colorSchemeChanged.connect(self._follow_system)

    @property
    def scheme(self) -> str:
        """The wish: light, dark or system. What is shown is `look().tokens`."""
        return _one_of(self._choices.get("theme"), SCHEMES, "system")

    @property
    def density(self) -> str:
        return _one_of(self._choices.get("density"), DENSITIES, "normal")

    @property
    def zoom(self) -> int:
        """The size of text in percent, 80 to 200."""
        wished = self._choices.get("zoom", 100)
        return min(max(wished, ZOOMS[0]), ZOOMS[-1]) if isinstance(wished, int) else 100

    def set_scheme(self, scheme: str) -> None:
        """Choose light, dark or system."""
        self._choose("theme", scheme)

    def set_density(self, density: str) -> None:
        """Choose compact, normal or relaxed."""
        self._choose("density", density)

    def set_zoom(self, percent: int) -> None:
        """Choose the size of text, 80 to 200 percent."""
        self._choose("zoom", percent)

    def zoom_by(self, steps: int) -> None:
        """Go up or down the ladder of text sizes."""
        nearest = min(range(len(ZOOMS)), key=lambda at: abs(ZOOMS[at] - self.zoom))
        self.set_zoom(ZOOMS[min(max(nearest + steps, 0), len(ZOOMS) - 1)])

    def apply(self) -> None:
        """Dress the program as chosen."""
        tokens = DARK if self._is_dark() else LIGHT
        wear(Look(tokens, self.zoom, self.density))
        self._app.setFont(look().font())
        self._app.setPalette(palette(tokens))
        change_sheet(style_sheet(look()))
        self.changed.emit()

    def _choose(self, name: str, value: str | int) -> None:
        self._choices.set(name, value)
        self.apply()

    def _is_dark(self) -> bool:
        if self.scheme == "system":
            return QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        return self.scheme == "dark"

    def _follow_system(self) -> None:
        if self.scheme == "system":
            self.apply()


def style_sheet(wanted: Look) -> str:
    """Return the style sheet of all `resources/styles/*.qss`, filled with colours and sizes.

    `$name` is a colour token, `$p8` a length of 8 at this zoom; an unknown name raises KeyError.
    """
    values: dict[str, object] = {f"p{size}": wanted.px(size) for size in _SIZES}
    values |= wanted.tokens._asdict() | {"control": wanted.control, "row": wanted.row}
    return "\n".join(Template(text).substitute(values) for text in _templates(RESOURCES / "styles"))


def _templates(folder: Path) -> list[str]:
    return [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.qss"))]


def _one_of(wished: object, known: tuple[str, ...], otherwise: str) -> str:
    return wished if isinstance(wished, str) and wished in known else otherwise
