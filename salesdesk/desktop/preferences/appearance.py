"""Language, theme, density and the size of text: chosen for this device, seen at once."""

from collections.abc import Callable

from salesdesk.desktop.preferences.rows import Section, SettingRow
from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.theme.look import DENSITIES, ZOOMS
from salesdesk.desktop.theme.theme import SCHEMES
from salesdesk.desktop.widgets.buttons import Segments
from salesdesk.desktop.widgets.fields.choice import ChoiceField


def appearance(desk: Desk) -> Section:
    """Return the section."""
    return Section("appearance", [_language(desk), _theme(desk), _density(desk), _zoom(desk)])


def _language(desk: Desk) -> SettingRow:
    control = Segments("settings.language", [("zh", "settings.language.zh"), ("en", "settings.language.en")])
    control.show_value(desk.language.code)
    control.chosen.connect(desk.language.switch)
    desk.language.changed.connect(lambda: control.show_value(desk.language.code))
    return SettingRow("settings.language", control)


def _theme(desk: Desk) -> SettingRow:
    theme = desk.theme
    control = Segments("settings.theme", [(name, f"settings.theme.{name}") for name in SCHEMES])
    row = SettingRow(
        "settings.theme",
        control,
        reset=lambda: theme.set_scheme("system"),
        is_usual=lambda: theme.scheme == "system",
    )
    _follow(desk, row, lambda: control.show_value(theme.scheme))
    control.chosen.connect(theme.set_scheme)
    return row


def _density(desk: Desk) -> SettingRow:
    theme = desk.theme
    control = Segments("settings.density", [(name, f"settings.density.{name}") for name in DENSITIES])
    row = SettingRow(
        "settings.density",
        control,
        reset=lambda: theme.set_density("normal"),
        is_usual=lambda: theme.density == "normal",
    )
    _follow(desk, row, lambda: control.show_value(theme.density))
    control.chosen.connect(theme.set_density)
    return row


def _zoom(desk: Desk) -> SettingRow:
    theme = desk.theme
    control = ChoiceField("settings.zoom", [(zoom, f"{zoom} %") for zoom in ZOOMS], literal=True)
    row = SettingRow(
        "settings.zoom",
        control,
        reset=lambda: theme.set_zoom(100),
        is_usual=lambda: theme.zoom == 100,  # noqa: PLR2004 - percent
    )
    _follow(desk, row, lambda: control.show_value(theme.zoom))
    control.committed.connect(theme.set_zoom)
    return row


def _follow(desk: Desk, row: SettingRow, show: Callable[[], None]) -> None:
    """Show the value now, and again when the look changes in another way (a key, the palette)."""

    def again() -> None:
        show()
        row.show_reset()

    desk.theme.changed.connect(again)
    row.destroyed.connect(lambda: desk.theme.changed.disconnect(again))
    again()
