"""The fonts that come with the program. Without them the machine's own serve."""

from PySide6.QtGui import QFontDatabase

from salesdesk.desktop.theme.look import forget_fonts
from salesdesk.settings import RESOURCES


def load_fonts(*, only: tuple[str, ...] = ("",)) -> list[str]:
    """Load the bundled fonts whose file name starts with one of `only`; return the families found."""
    families: set[str] = set()
    folder = RESOURCES / "fonts"
    for path in sorted([*folder.glob("*.ttf"), *folder.glob("*.otf")]):
        if path.name.startswith(only):
            number = QFontDatabase.addApplicationFont(str(path))
            families.update(QFontDatabase.applicationFontFamilies(number) if number >= 0 else [])
    forget_fonts()
    return sorted(families)
