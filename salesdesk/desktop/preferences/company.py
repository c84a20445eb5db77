"""The company as it stands on paper, and what new quotes begin with. A field is written when it is left."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import partial
from typing import Any, Final
from zoneinfo import available_timezones

from PySide6.QtCore import QObject

from salesdesk.desktop.preferences.logo import LogoPicker
from salesdesk.desktop.preferences.rows import Section, SettingRow
from salesdesk.desktop.runtime.changes import Touched
from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.widgets.fields.choice import ChoiceField
from salesdesk.desktop.widgets.fields.field import Field
from salesdesk.desktop.widgets.fields.figures import NumberField, PercentField
from salesdesk.desktop.widgets.fields.text import LongTextField, TextField
from salesdesk.domain.currencies import MINOR_UNITS
from salesdesk.domain.money import RoundingMode
from salesdesk.domain.taxes import Rounding
from salesdesk.services import company
from salesdesk.services.company import CompanyProfile

_LINES: Final = (
    "name",
    "name_en",
    "address",
    "address_en",
    "phone",
    "email",
    "website",
    "tax_id",
    "bank_name",
    "bank_account",
)
_TERMS: Final = ("payment_terms", "delivery_terms", "terms", "terms_en")
_USED_FIRST: Final = ("CNY", "USD", "EUR", "GBP", "HKD", "JPY")
_LANGUAGES: Final = ("zh", "en", "both")


class DaysField(NumberField):
    """A whole number of days; nothing is 0."""

    def __init__(self, key: str) -> None:
        super().__init__(key, places=0)

    def read(self, text: str) -> Any:
        value = super().read(text)
        return int(value) if value is not None else 0

    def spell(self, value: Any) -> str:
        return "" if value is None else str(value)


def company_section(desk: Desk) -> Section:
    """Return the section of the letterhead."""
    fields: list[tuple[str, Field]] = [(name, TextField(f"settings.company.{name}")) for name in _LINES]
    rows = _rows("company", fields)
    rows.insert(2, SettingRow("settings.company.logo", LogoPicker(desk), wide=True))
    section = Section("company", rows)
    ProfileKeeper(desk, dict(fields), section)
    return section


def quotes_section(desk: Desk) -> Iterator[Section | None]:
    """Yield the section of what new quotes begin with; None after each part of it that takes its time."""
    key = "settings.quotes"
    zones = ChoiceField(f"{key}.time_zone", literal=True)
    fields: list[tuple[str, Field]] = [
        ("quote_language", _choice("quote_language", _LANGUAGES)),
        ("base_currency", ChoiceField(f"{key}.base_currency", _currencies(), literal=True)),
        ("tax_rate", PercentField(f"{key}.tax_rate")),
        ("tax_included", ChoiceField(f"{key}.tax_included", _TAX)),
        ("rounding", _choice("rounding", tuple(Rounding))),
        ("rounding_mode", ChoiceField(f"{key}.rounding_mode", _modes())),
        ("validity_days", DaysField(f"{key}.validity_days")),
        ("number_series", TextField(f"{key}.number_series")),
        ("time_zone", zones),
    ]
    yield None
    fields += [(name, LongTextField(f"{key}.{name}")) for name in _TERMS]
    desk.background.ask(_zones, owner=zones, then=zones.show_options)
    yield None
    section = Section("quotes", _rows("quotes", fields))
    ProfileKeeper(desk, dict(fields), section)
    yield section


class ProfileKeeper(QObject):
    """Shows the profile in its fields and writes what is committed."""

    def __init__(self, desk: Desk, fields: dict[str, Field], parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._fields = desk, fields
        for name, field in fields.items():
            field.committed.connect(partial(self._write, name))
        desk.changes.listen(self, self._look, "company_settings")
        self._look(Touched())

    def _look(self, _touched: Touched) -> None:
        ask = partial(company.profile, self._desk.database)
        self._desk.background.ask(ask, owner=self, then=self._show)

    def _show(self, profile: CompanyProfile) -> None:
        for name, field in self._fields.items():
            field.show_value(getattr(profile, name))

    def _write(self, name: str, value: object) -> None:
        given = Decimal(0) if value is None and name == "tax_rate" else value
        work = partial(company.edit_profile, self._desk.database, {name: given})
        self._desk.background.change(work, owner=self, failed=self._fields[name].refuse)


def _rows(section: str, fields: Sequence[tuple[str, Field]]) -> list[SettingRow]:
    return [SettingRow(f"settings.{section}.{name}", field, wide=True) for name, field in fields]


_TAX: Final = ((True, "settings.quotes.tax_included.yes"), (False, "settings.quotes.tax_included.no"))


def _choice(name: str, values: Sequence[str]) -> ChoiceField:
    key = f"settings.quotes.{name}"
    return ChoiceField(key, [(value, f"{key}.{value}") for value in values])


def _modes() -> list[tuple[str, str]]:
    return [(mode, f"rounding_mode.{mode}") for mode in RoundingMode]


def _currencies() -> list[tuple[str, str]]:
    others = sorted(code for code in MINOR_UNITS if code not in _USED_FIRST)
    return [(code, code) for code in (*_USED_FIRST, *others)]


def _zones() -> list[tuple[str, str]]:
    """Hundreds of files are read for it: on a worker."""
    return [(name, name.replace("_", " ")) for name in sorted(available_timezones()) if "/" in name]
