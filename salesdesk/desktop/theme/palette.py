"""The tokens as a QPalette, so that what we do not style ourselves matches too."""

from typing import Final

from PySide6.QtGui import QColor, QPalette

from salesdesk.desktop.theme.tokens import Tokens

_ROLES: Final = {
    QPalette.ColorRole.Window: "bg",
    QPalette.ColorRole.WindowText: "text",
    QPalette.ColorRole.Base: "surface",
    QPalette.ColorRole.AlternateBase: "surface2",
    QPalette.ColorRole.Text: "text",
    QPalette.ColorRole.BrightText: "on_accent",
    QPalette.ColorRole.Button: "surface",
    QPalette.ColorRole.ButtonText: "text",
    QPalette.ColorRole.PlaceholderText: "text3",
    QPalette.ColorRole.Highlight: "accent",
    QPalette.ColorRole.HighlightedText: "on_accent",
    QPalette.ColorRole.Accent: "accent",
    QPalette.ColorRole.Link: "accent",
    QPalette.ColorRole.LinkVisited: "violet",
    QPalette.ColorRole.ToolTipBase: "raised",
    QPalette.ColorRole.ToolTipText: "text",
    QPalette.ColorRole.Light: "surface2",
    QPalette.ColorRole.Midlight: "border",
    QPalette.ColorRole.Mid: "border2",
    QPalette.ColorRole.Dark: "field_border",
    QPalette.ColorRole.Shadow: "shade",
}
_FAINT: Final = (
    QPalette.ColorRole.WindowText,
    QPalette.ColorRole.Text,
    QPalette.ColorRole.ButtonText,
)


def palette(tokens: Tokens) -> QPalette:
    """Return the palette of one theme."""
    made = QPalette()
    for role, name in _ROLES.items():
        made.setColor(role, QColor(getattr(tokens, name)))
    for role in _FAINT:
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(tokens.text3))
    return made
