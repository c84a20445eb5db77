"""Whose customer is whose: the rules of the pool (empty fields limit nothing), and hints at colleagues'."""

from functools import partial
from typing import Any

from PySide6.QtCore import QObject

from salesdesk.desktop.preferences.rows import Section, SettingRow
from salesdesk.desktop.runtime.changes import Touched
from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.widgets.buttons import Segments
from salesdesk.desktop.widgets.fields.figures import NumberField
from salesdesk.services import collisions, pool
from salesdesk.services.pool import NAMES, PoolRules

_HINTS = "settings.pool.collision_hints"


class _Limit(NumberField):
    """A whole number above nothing; empty is no limit."""

    def __init__(self, key: str) -> None:
        super().__init__(key, places=0)

    def read(self, text: str) -> Any:
        value = super().read(text)
        return int(value) if value else None

    def spell(self, value: Any) -> str:
        return "" if value is None else str(value)


class HintsChoice(Segments):
    """Whether laptops hint at customers of colleagues."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(_HINTS, [("yes", f"{_HINTS}.yes"), ("no", f"{_HINTS}.no")])
        self._desk = desk
        self.chosen.connect(self._write)
        desk.changes.listen(self, self._look, "company_settings")
        self._look(Touched())

    def _look(self, _touched: Touched) -> None:
        ask = partial(collisions.hints_wanted, self._desk.database)
        self._desk.background.ask(ask, owner=self, then=self._show)

    def _show(self, wanted: bool) -> None:  # noqa: FBT001 - an answer
        self.show_value("yes" if wanted else "no")

    def _write(self, value: str) -> None:
        work = partial(collisions.want_hints, self._desk.database, value == "yes")
        self._desk.background.change(work, owner=self)


def pool_section(desk: Desk) -> Section:
    """Return the section of the pool."""
    fields = {name: _Limit(f"settings.pool.{name}") for name in NAMES}
    rows = [SettingRow(f"settings.pool.{name}", field) for name, field in fields.items()]
    section = Section("pool", [*rows, SettingRow(_HINTS, HintsChoice(desk))])
    RulesKeeper(desk, fields, section)
    return section


class RulesKeeper(QObject):
    """Shows the rules in their fields and writes what is committed."""

    def __init__(self, desk: Desk, fields: dict[str, _Limit], parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._fields = desk, fields
        for name, field in fields.items():
            field.committed.connect(partial(self._write, name))
        desk.changes.listen(self, self._look, "company_settings")
        self._look(Touched())

    def _look(self, _touched: Touched) -> None:
        self._desk.background.ask(partial(pool.rules, self._desk.database), owner=self, then=self._show)

    def _show(self, rules: PoolRules) -> None:
        for name, field in self._fields.items():
            field.show_value(getattr(rules, name))

    def _write(self, name: str, value: object) -> None:
        work = partial(pool.change_rules, self._desk.database, {name: value})
        self._desk.background.change(work, owner=self, failed=self._fields[name].refuse)
