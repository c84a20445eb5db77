"""The plan of a day beside the list: visits by district and free hour, to be printed on one page."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from salesdesk.desktop.activities.choices import USUAL
from salesdesk.desktop.quotes.printing import PrintJob
from salesdesk.desktop.runtime.changes import Touched
from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.runtime.places import Place
from salesdesk.desktop.today.stop_list import StopLine, StopList
from salesdesk.desktop.widgets.adaptive_row import AdaptiveRow
from salesdesk.desktop.widgets.buttons import Button
from salesdesk.desktop.widgets.drawer import Drawer
from salesdesk.desktop.widgets.fields.dates import DateField
from salesdesk.desktop.widgets.plain import PlainLabel
from salesdesk.desktop.widgets.undoable import do
from salesdesk.domain.day_plan import day_to_plan
from salesdesk.domain.errors import BadInput
from salesdesk.domain.wall_time import wall_of
from salesdesk.services.day_plan import DayPlan, Stop, plan_day
from salesdesk.services.day_plan_paper import print_plan
from salesdesk.services.day_plan_words import area_of, details_of, hours_of, title_of, ways_of
from salesdesk.services.day_tour import enter_tour, to_enter
from salesdesk.services.quote_papers import save_as
from salesdesk.words import say

_WIDE = 420


class PlanDrawer(Drawer):
    """Plans the customers it is given; one can be left out, and another day typed."""

    open_requested = Signal(Place)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(_WIDE, parent)
        self._desk = desk
        self._customers: list[UUID] = []
        self._question = -1
        self.plan: DayPlan | None = None
        self.day = DateField("plan.day", desk.today, placeholder_key="plan.day.hint")
        self.stops = StopList()
        self.others = PlainLabel(role="small", wrap=True)
        self.enter_button = Button(icon="calendar-plus", kind="primary", run=self.enter)
        self.print_button = Button(key="plan.print", icon="printer", run=self.print)
        self.save_button = Button(key="plan.save", icon="download", run=self.save_as)
        self._build()
        self.day.committed.connect(lambda _day: self._ask())
        self.stops.opened.connect(lambda stop: self.open_requested.emit(Place("customers", stop.customer_id)))
        self.stops.left_out.connect(self._leave_out)
        desk.changes.listen(self, self._touched, "activities", "customers", "contacts", "quotes")

    def plan_visits(self, customers: Sequence[UUID]) -> None:
        """Plan visits to these customers, on the day in the field; afresh, on the next one that has room."""
        self._customers = list(customers)
        first = day_to_plan(wall_of(self._desk.clock.now(), self._desk.clock.zone))
        if not self.isVisible() or (self.day.value() or date.min) < first:
            self.day.show_value(first)
        self._ask()

    def close_drawer(self) -> None:
        super().close_drawer()  # a day that was typed is asked for when its line is left
        self._desk.background.drop(self._question)

    def can_be_entered(self) -> bool:
        """Say whether a visit of the plan that is in sight has no hour in the calendar yet."""
        return self.isVisible() and self.plan is not None and bool(to_enter(self.plan))

    def enter(self) -> None:
        """Write the hours of the plan into the calendar; say how many, and for how many there was no room."""
        if self.plan is None or not self.day.commit() or self.day.value() != self.plan.day:
            return  # another day is typed: its plan comes first
        left = sum(stop.start is None for stop in self.plan.stops)
        work = partial(enter_tour, self._desk.database, self.plan, remind_before=USUAL)
        do(self._desk, work, owner=self, say="plan.entered.left" if left else "plan.entered", left=left)

    def print(self) -> None:
        """Choose a printer, and print. Without any printer, a PDF can be saved instead."""
        if self.plan is not None:
            window, content = self.window(), self._content(self.plan)
            job = PrintJob(self._desk, window, self.title.text(), content, said="plan.printed")
            job.no_printer.connect(self.save_as)
            job.start()

    def save_as(self) -> None:
        """Ask where to, and write the PDF there."""
        if self.plan is None:
            return
        name = say("plan.file", day=f"{self.plan.day:%Y-%m-%d}")
        dialog = QFileDialog(self.window(), say("plan.save"), f"{name}.pdf", "PDF (*.pdf)")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("pdf")
        dialog.fileSelected.connect(partial(self.write, self.plan))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def write(self, plan: DayPlan, path: str) -> None:
        """Write the page of a plan into a file, and say so."""
        content = self._content(plan)
        work = lambda: save_as(Path(path), content())  # noqa: E731
        said = partial(self._desk.notices.say, "plan.saved", file=path)
        self._desk.background.change(
            work, owner=self, then=lambda _none: said(), failed=self._desk.notices.failed
        )

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if getattr(self, "plan", None) is None:
            return
        if event.type() == QEvent.Type.LanguageChange and self.plan is not None:
            self._show(self.plan)
        elif event.type() == QEvent.Type.StyleChange:
            self.stops.fit()

    def _build(self) -> None:
        buttons = AdaptiveRow(spacing=8)
        for button in (self.enter_button, self.print_button, self.save_button):
            buttons.row.addWidget(button)
        buttons.row.addStretch()
        self.body.addWidget(PlainLabel(key="plan.day", role="muted"))
        self.body.addWidget(self.day)
        self.body.addWidget(buttons)
        self.body.addWidget(self.stops)
        self.body.addWidget(self.others)
        self.body.addStretch(1)

    def _ask(self) -> None:
        day = self.day.value() or self._desk.today()
        work = partial(plan_day, self._desk.database, self._customers, day)
        self._desk.background.drop(self._question)
        self._question = self._desk.background.ask(work, owner=self, then=self._show, failed=self._refused)

    def _refused(self, error: Exception) -> None:
        if isinstance(error, BadInput) and error.field == "date":
            self.day.refuse(error)
        else:
            self._desk.notices.failed(error)

    def _show(self, plan: DayPlan) -> None:
        self.plan = plan
        self.set_titles(title_of(plan.day), say("plan.paper.summary", n=len(plan.stops)))
        self.stops.show_stops([_line(stop, plan.day) for stop in plan.stops])
        self._show_enter(plan)
        there = (f"{each.customer_name} {each.subject}".strip() for each in plan.others)
        what = " · ".join(there)
        self.others.setText(say("plan.others", what=what) if what else "")
        fresh = not self.isVisible()
        self.show()
        if fresh:
            self.stops.setFocus()

    def _show_enter(self, plan: DayPlan) -> None:
        open_still = bool(to_enter(plan))
        entered = not open_still and any(stop.agreed for stop in plan.stops)
        self.enter_button.setText(say("plan.enter.all" if entered else "plan.enter"))
        self.enter_button.set_icon("calendar-check" if entered else "calendar-plus")
        self.enter_button.setEnabled(open_still)

    def _content(self, plan: DayPlan) -> Callable[[], bytes]:
        return partial(print_plan, self._desk.database, plan)

    def _leave_out(self, stop: Stop) -> None:
        self._customers = [each for each in self._customers if each != stop.customer_id]
        if self._customers:
            self._ask()
        else:
            self.close_drawer()

    def _touched(self, _touched: Touched) -> None:
        if self.isVisible() and self._customers:
            self._ask()


def _line(stop: Stop, day: date) -> StopLine:
    return StopLine(
        source=stop,
        area=area_of(stop),
        hours=hours_of(stop),
        mark=say("plan.agreed") if stop.agreed else "",
        name=stop.name,
        texts=ways_of(stop),
        details=tuple(details_of(stop, day)),
        without_room=stop.start is None,
    )
