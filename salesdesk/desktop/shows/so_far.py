"""A show so far: leads by the hour, grades, products, what was done since; beside the show before it."""

from dataclasses import dataclass
from functools import partial
from uuid import UUID

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from salesdesk import formats
from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.runtime.places import Place
from salesdesk.desktop.shows.figures import FigureCard, HourBars
from salesdesk.desktop.shows.lead_list import LeadList
from salesdesk.desktop.theme.look import look
from salesdesk.desktop.widgets.picker import Suggestion
from salesdesk.desktop.widgets.plain import PlainLabel, panel
from salesdesk.desktop.widgets.share_bars import ShareBars
from salesdesk.services import shows
from salesdesk.services.shows import Capture, Figures, Show
from salesdesk.storage.database import Database
from salesdesk.words import language, say

_FIGURES = ("leads", "grade_a", "grade_b", "followed", "quotes", "typing")


@dataclass(frozen=True, slots=True)
class _SoFar:
    now: Figures
    before: Figures | None
    leads: list[Capture]


class SoFarPanel(QWidget):
    """Enter on a lead opens its customer."""

    open_requested = Signal(Place)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._told: _SoFar | None = None
        self.cards = {name: FigureCard(f"shows.figure.{name}") for name in _FIGURES}
        self.hours, self.products, self.grades = HourBars(), ShareBars(), ShareBars(4)
        self.leads = LeadList("shows.lately")
        self.leads.taken.connect(lambda line: self.open_requested.emit(Place("customers", line.value)))
        self._build()
        self.setFocusProxy(self.leads)

    def show_show(self, show: Show) -> None:
        """Read what a show came to."""
        work = partial(_read, self._desk.database, show.id, language())
        self._desk.background.ask(work, owner=self, then=self._show)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and self._told is not None:
            self.show_show(self._told.now.show)

    def _build(self) -> None:
        column, top, row = QVBoxLayout(self), QHBoxLayout(), QHBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        for layout in (column, top, row):
            layout.setSpacing(10)
        for card in self.cards.values():
            top.addWidget(card, 1)
        middle = QVBoxLayout()
        middle.setSpacing(10)
        middle.addWidget(_sheet("shows.figure.products", self.products))
        middle.addWidget(_sheet("shows.figure.grades", self.grades))
        middle.addStretch(1)
        row.addWidget(_sheet("shows.figure.hours", self.hours), 5)
        row.addLayout(middle, 4)
        row.addWidget(_sheet("shows.lately", self.leads), 4)
        column.addLayout(top)
        column.addLayout(row, 1)

    def _show(self, told: _SoFar) -> None:
        self._told = told
        now, before = told.now, told.before
        for name, card in self.cards.items():
            was = (
                say("shows.figure.before", name=before.show.name, figure=_figure(before, name))
                if before
                else ""
            )
            card.show_figure(_figure(now, name), was)
        self.hours.show_hours(now.hours)
        self.products.show_rows(now.interests)
        self.grades.show_rows(
            [(grade or say("shows.figure.ungraded"), n) for grade, n in now.grades.items() if n]
        )
        lines = [Suggestion(_title(lead), lead.customer_id, _when(lead, self._desk)) for lead in told.leads]
        self.leads.show_lines(lines)


def _sheet(key: str, widget: QWidget) -> QWidget:
    sheet = panel("sheet")
    column = QVBoxLayout(sheet)
    column.setContentsMargins(look().px(16), look().px(12), look().px(16), look().px(14))
    column.setSpacing(8)
    column.addWidget(PlainLabel(key=key, role="h3"))
    column.addWidget(widget, 1)
    return sheet


def _read(database: Database, show_id: UUID, spoken: str) -> _SoFar:
    before = shows.show_before(database, show_id)
    return _SoFar(
        shows.figures(database, show_id, spoken),
        shows.figures(database, before.id, spoken) if before else None,
        shows.captures(database, show_id),
    )


def _figure(figures: Figures, name: str) -> str:
    found = {
        "leads": f"{figures.leads:,}",
        "grade_a": f"{figures.grades.get('A', 0):,}",
        "grade_b": f"{figures.grades.get('B', 0):,}",
        "followed": f"{figures.followed_percent} %",
        "quotes": f"{figures.quotes:,}",
        "typing": f"{figures.to_type:,}",
    }
    return found[name]


def _when(lead: Capture, desk: Desk) -> str:
    """Return the time of day, with the day where it was another."""
    at = lead.captured_at.astimezone()
    day = formats.short_day(at.date(), desk.today(), language())
    return formats.clock(at) if at.date() == desk.today() else f"{day} {formats.clock(at)}"


def _title(lead: Capture) -> str:
    return "  ".join(filter(None, (lead.grade or "–", lead.company, lead.name)))
