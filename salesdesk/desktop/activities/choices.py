"""The choices of when to be reminded and how it repeats, as the forms offer them."""

from typing import Any, Final

from salesdesk.desktop.widgets.fields.choice import ChoiceField
from salesdesk.domain.repeating import PRESETS

REMINDERS: Final = (None, 0, 5, 15, 30, 60, 120, 1440)  # minutes before
USUAL: Final = 15


class ReminderField(ChoiceField):
    """So many minutes before, or None; a value from elsewhere is offered beside the usual ones."""

    def __init__(self, *, quiet: bool = False) -> None:
        super().__init__("activity.field.remind_before", quiet=quiet)
        self.show_value(None)

    def show_value(self, value: Any) -> None:
        wanted = [(each, _key(each)) for each in REMINDERS]
        if value not in REMINDERS:
            wanted.append((value, "remind.other"))
        self._value = value
        if wanted != self._options:
            self.show_options(wanted)
        super().show_value(value)


class RepeatField(ChoiceField):
    """A rule of the usual ones, or "" for none; one from elsewhere is kept as it is."""

    def __init__(self, *, quiet: bool = False) -> None:
        super().__init__("activity.field.repeats", quiet=quiet)
        self.show_value("")

    def show_value(self, value: Any) -> None:
        wanted = [("", "repeat."), *((rule, f"repeat.{name}") for name, rule in PRESETS.items())]
        if value not in ("", *PRESETS.values()):
            wanted.append((value, "repeat.other"))
        self._value = value
        if wanted != self._options:
            self.show_options(wanted)
        super().show_value(value)


def _key(minutes: int | None) -> str:
    return "remind.none" if minutes is None else f"remind.{minutes}"
