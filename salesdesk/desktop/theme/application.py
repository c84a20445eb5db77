"""The one application of the process, before anything is shown in it."""

from PySide6.QtWidgets import QApplication

from salesdesk.desktop.theme.fonts import load_fonts

STYLE_ARGUMENTS = ("-style", "Fusion")
"""How Qt is told to draw. `setStyle` would answer with a QStyle, whose hundred enums take 7 ms to be made."""


def new_application(program: str) -> QApplication:
    """Make it, in the style that our sheets are written for and with our fonts."""
    app = QApplication([program, *STYLE_ARGUMENTS])
    app.setApplicationName("SalesDesk")
    app.setDesktopFileName("salesdesk")
    load_fonts()
    return app
