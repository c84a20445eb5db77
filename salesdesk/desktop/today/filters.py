"""The filter line of today: a district, a class, words of a name; typed, or chosen from the chips."""

from functools import partial

from PySide6.QtWidgets import QWidget

from salesdesk.desktop.customers.words import GRADES
from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.runtime.language import bind
from salesdesk.desktop.theme.look import look
from salesdesk.desktop.widgets.filter_bar import Filter, FilterBar, Options
from salesdesk.domain.customers import Grade
from salesdesk.domain.narrowing import AREA_NAMES, CLASS_NAMES, Narrowing, narrowed
from salesdesk.services import customers
from salesdesk.storage.database import Database
from salesdesk.words import say

_AREA, _CLASS = "area", "class"
_MOST = 40  # of each in the menu: no more fit on a screen


class DayFilters(FilterBar):
    """Chips for district and class; all else that is typed is looked for in names and districts."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        self._desk = desk
        self._areas: list[str] = []
        super().__init__(
            (
                Filter(_AREA, "today.filter.area", self._known_areas, also=AREA_NAMES),
                Filter(_CLASS, "customers.filter.grade", _grades, also=CLASS_NAMES),
            ),
            parent,
        )
        self.line.setMinimumWidth(look().px(280))
        bind(self.line, self.line.setPlaceholderText, "today.filter.hint")

    def narrowing(self) -> Narrowing:
        """Return what part of the day is wanted."""
        chosen = self.values()
        grade = Grade(chosen[_CLASS]) if _CLASS in chosen else None
        return narrowed(self.text(), area=chosen.get(_AREA, ""), grade=grade)

    def load(self) -> None:
        """Read which districts and cities are in use."""
        work = partial(_areas_in_use, self._desk.database)
        self._desk.background.ask(work, owner=self, then=self._know)

    def _know(self, areas: list[str]) -> None:
        self._areas = areas

    def _known_areas(self) -> Options:
        return [(area, area) for area in self._areas]


def _areas_in_use(database: Database) -> list[str]:
    """Return districts and cities, the most frequent of each first."""
    found = (customers.known_values(database, field)[:_MOST] for field in ("district", "city"))
    return [area for some in found for area in some]


def _grades() -> Options:
    return [(str(grade), say(key)) for grade, key in GRADES if grade]
