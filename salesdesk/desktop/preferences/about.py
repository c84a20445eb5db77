"""What this program is, and what it is made of."""

import platform

from PySide6.QtCore import qVersion

from salesdesk import __version__
from salesdesk.desktop.preferences.rows import Section, SettingRow
from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.widgets.plain import PlainLabel


def about(desk: Desk) -> Section:
    """Return the section."""
    made_of = f"Python {platform.python_version()} · Qt {qVersion()}"
    place = PlainLabel(str(desk.places.profile), role="muted", elide=True, selectable=True)
    return Section(
        "about",
        [
            SettingRow("settings.version", PlainLabel(__version__, role="muted", selectable=True)),
            SettingRow("settings.made_of", PlainLabel(made_of, role="muted", selectable=True)),
            SettingRow("settings.profile", place, wide=True),
        ],
    )
