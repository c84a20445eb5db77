"""How long one may be silent or let things lie, when a manager is told, and how this device reminds."""

from salesdesk.desktop.preferences.company import DaysField, ProfileKeeper
from salesdesk.desktop.preferences.rows import Section, SettingRow
from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.widgets.buttons import Segments
from salesdesk.desktop.widgets.fields.choice import ChoiceField
from salesdesk.desktop.widgets.fields.field import Field

_COMPANY = (
    *("silence_a", "silence_b", "silence_c"),
    *("idle_potential", "idle_interested", "idle_closed", "idle_quote", "escalate_days"),
)
_KEY = "settings.follow_ups"


def follow_ups(desk: Desk) -> Section:
    """Return the section: first what the company decides, then this device."""
    fields: dict[str, Field] = {name: DaysField(f"{_KEY}.{name}") for name in _COMPANY}
    rows = [SettingRow(f"{_KEY}.{name}", field) for name, field in fields.items()]
    rows += [_system(desk), _quiet(desk), _travel(desk)]
    section = Section("follow_ups", rows)
    ProfileKeeper(desk, fields, section)
    return section


def _system(desk: Desk) -> SettingRow:
    key = f"{_KEY}.system_notices"
    control = Segments(key, [("yes", f"{key}.yes"), ("no", f"{key}.no")])
    control.show_value("yes" if desk.choices.get("system_notices", True) else "no")
    control.chosen.connect(lambda value: desk.choices.set("system_notices", value == "yes"))
    return SettingRow(key, control)


def _quiet(desk: Desk) -> SettingRow:
    key = f"{_KEY}.quiet_hours"
    control = ChoiceField(key, [(name, f"{key}.{name}") for name in ("night", "evening", "never")])
    control.show_value(desk.choices.get("quiet_hours", "night"))
    control.committed.connect(lambda value: desk.choices.set("quiet_hours", value))
    return SettingRow(key, control)


def _travel(desk: Desk) -> SettingRow:
    key = f"{_KEY}.travel"
    control = ChoiceField(key, [(name, f"{key}.{name}") for name in ("wall", "moment")])
    control.show_value(desk.choices.get("travel", "wall"))
    control.committed.connect(lambda value: desk.choices.set("travel", value))
    return SettingRow(key, control)
