"""The calendar: a day, a week or a month of calls, visits and tasks."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cached_property, partial
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from salesdesk.desktop.calendar.changing import Changing
from salesdesk.desktop.calendar.commands import commands_of
from salesdesk.desktop.calendar.drawer import AppointmentDrawer
from salesdesk.desktop.calendar.files import CalendarFiles
from salesdesk.desktop.calendar.hour_view import HourView
from salesdesk.desktop.calendar.month_view import MonthView
from salesdesk.desktop.calendar.new_sheet import NewAppointment
from salesdesk.desktop.calendar.slots import Slot, SlotModel, slot_of
from salesdesk.desktop.calendar.spans import span_words
from salesdesk.desktop.calendar.view import CalendarView
from salesdesk.desktop.runtime.changes import Touched
from salesdesk.desktop.runtime.clock import zone_here
from salesdesk.desktop.runtime.commands import Command
from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.runtime.places import Place
from salesdesk.desktop.widgets.buttons import Button, IconButton, MenuButton, Segments
from salesdesk.desktop.widgets.page import Page
from salesdesk.desktop.widgets.plain import PlainLabel, panel
from salesdesk.domain.days import Spoken
from salesdesk.domain.periods import add_months, month_of, week_of
from salesdesk.domain.wall_time import wall_of
from salesdesk.services import calendar
from salesdesk.services.calendar import Appointment
from salesdesk.words import say

VIEWS = ("day", "week", "month")


class CalendarPage(Page):
    """D, W and M choose the view, T goes to today, arrows choose, Alt and an arrow moves."""

    kind = "calendar"
    title_key = "calendar.title"
    icon = "calendar-days"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.model, self.changing = SlotModel(self), Changing(desk, self)
        self.files = CalendarFiles(desk, self)
        self.day = desk.today()
        self._key: tuple[UUID, date] | None = None
        self._stale, self._edge = True, 0
        self.segments = Segments("calendar.view", [(view, f"calendar.{view}") for view in VIEWS])
        self.span = PlainLabel(role="faint")
        self.hint = PlainLabel(role="small")
        self.views: dict[str, CalendarView] = {
            "day": HourView(self.model, self._wall, 1),
            "week": HourView(self.model, self._wall, 7),
            "month": MonthView(self.model),
        }
        self._build()
        self._listen()
        self.segments.setContentsMargins(6, 0, 6, 0)
        self.segments.show_value("week")
        self._arrange_days()

    @cached_property
    def drawer(self) -> AppointmentDrawer:
        """One appointment; made when it is first opened."""
        drawer = AppointmentDrawer(self.desk)
        drawer.open_requested.connect(self.open_requested)
        drawer.remove_asked.connect(self.remove)
        drawer.closed.connect(lambda: self.front().setFocus())
        self._row.addWidget(drawer)
        return drawer

    def show_place(self, place: Place) -> None:  # noqa: ARG002 - there is only one place here
        self._arrange_days()
        if self._stale:
            self.load()
        self.front().setFocus()

    def front(self) -> CalendarView:
        """Return the view that is shown."""
        return self.views[self.segments.value() or "week"]

    def show_view(self, name: str) -> None:
        """Show a day, a week or a month."""
        self.segments.show_value(name)
        self._arrange_days()
        self.load()
        self.front().setFocus()

    def go_to_day(self, day: date) -> None:
        """Show the days around one."""
        self.day = day
        self._arrange_days()
        self.load()

    def step(self, screens: int) -> None:
        """Go so many days, weeks or months on or back; the cursor comes to the edge one came from."""
        self._edge, view = screens, self.segments.value()
        if view == "month":
            self.go_to_day(add_months(self.day.replace(day=1), screens))
        else:
            self.go_to_day(self.day + timedelta(days=screens * (7 if view == "week" else 1)))

    def new_appointment(self, when: Spoken | None = None) -> None:
        """Ask for a new one in words."""
        day = self.day if self.front().first <= self.desk.today() <= self.day else self.desk.today()
        sheet = NewAppointment(self.desk, when or Spoken(day), self)
        sheet.made.connect(self._made)
        sheet.open()
        sheet.words.setFocus()

    def open_slot(self, slot: Slot) -> None:
        """Show one in detail."""
        self.drawer.show_activity(slot.appointment.id)

    def current(self) -> Slot | None:
        """Return what the cursor is on."""
        return self.front().current()

    def remove(self) -> None:
        """Remove what the cursor is on."""
        slot = self.current()
        if slot is not None:
            self.changing.remove(slot)

    def take_files(self, paths: Sequence[Path]) -> None:
        self.files.look_at(paths)

    def export(self, what: str) -> None:
        """Write a calendar: of the one under the cursor, of the days in sight, or of all that is open."""
        slot, name = self.current(), f"{say(self.title_key)} {self.desk.today():%Y-%m-%d}"
        if what == "one":
            if slot is not None:
                self.files.ask_where([slot.appointment.id], slot.appointment.customer_name)
        elif what == "days":
            self.files.ask_where(list({each.appointment.id for each in self.model.slots}), name)
        else:
            self.files.ask_where(None, name)

    def load(self) -> None:
        """Read the days in sight."""
        self._stale = False
        view = self.front()
        work = partial(calendar.days, self.desk.database, view.first, view.first + timedelta(days=view.count))
        self.desk.background.ask(work, owner=self, then=partial(self._show, view.first, view.count))

    def commands(self) -> tuple[Command, ...]:
        return commands_of(self)

    def state(self) -> Mapping[str, Any]:
        return {"view": self.segments.value()}

    def restore(self, state: Mapping[str, Any]) -> None:
        if state.get("view") in VIEWS:
            self.segments.show_value(state["view"])
            self._arrange_days()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "views"):
            self._say_span()

    def _build(self) -> None:
        self._build_header()
        self.stack, sheet = QStackedWidget(), panel("sheet")
        column, self._row = QVBoxLayout(sheet), QHBoxLayout()
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        for name in VIEWS:
            self.stack.addWidget(self.views[name])
        column.addWidget(self.stack, 1)
        self.hint.setContentsMargins(14, 6, 14, 8)
        column.addWidget(self.hint)
        self._row.setSpacing(10)
        self._row.addWidget(sheet, 1)
        self.body.addLayout(self._row, 1)

    def _build_header(self) -> None:
        back = IconButton("chevron-left", "calendar.back", partial(self.step, -1), shortcut="PgUp")
        ahead = IconButton("chevron-right", "calendar.ahead", partial(self.step, 1), shortcut="PgDown")
        for widget in (self.segments, back, ahead, self.span):
            self.header.add_views(widget)
        files = MenuButton(fill=self._fill_menu, key="calendar.files", icon="file-down", kind="ghost")
        today = Button(key="calendar.today", icon="calendar", kind="ghost", run=self.go_today)
        new = Button(key="calendar.new.action", icon="plus", kind="primary", run=self.new_appointment)
        for button in (files, today, new):
            self.header.add_action(button)

    def _fill_menu(self, menu: QMenu) -> None:
        for command in self.commands():
            if command.name.startswith(("calendar.export", "calendar.import")) and command.enabled():
                menu.addAction(command.title, command.run)

    def go_today(self) -> None:
        """Show today."""
        self.go_to_day(self.desk.today())
        view = self.front()
        if isinstance(view, HourView):
            view.scroll_to_morning()

    def _listen(self) -> None:
        self.segments.chosen.connect(self.show_view)
        for view in self.views.values():
            view.opened.connect(self.open_slot)
            view.moved.connect(self.changing.move)
            view.ticked.connect(self.changing.tick)
            view.asked_new.connect(self.new_appointment)
            view.stepped.connect(self.step)
            view.day_asked.connect(self._open_day)
            view.selectionModel().currentChanged.connect(self._note_current)
        self.desk.changes.listen(self, self._touched, "activities", "customers", "company_settings")
        self.desk.clock.day_changed.connect(self._arrange_days)
        self.desk.clock.minute.connect(lambda: self.front().viewport().update())

    def _arrange_days(self) -> None:
        name, today = self.segments.value() or "week", self.desk.today()
        first = {"day": self.day, "week": week_of(self.day).start}.get(name)
        month, view = self.views["month"], self.views[name]
        if isinstance(month, MonthView):
            month.month = self.day
        fresh = self.stack.currentWidget() is not view or not self.isVisible()
        view.show_days(first or week_of(month_of(self.day).start).start, today)
        self.stack.setCurrentWidget(view)
        self.setFocusProxy(view)
        if fresh and isinstance(view, HourView):
            view.scroll_to_morning()
        self._say_span()

    def _show(self, first: date, count: int, found: Sequence[Appointment]) -> None:
        view = self.front()
        if (first, count) != (view.first, view.count):
            return
        by_moment = self.desk.choices.get("travel") == "moment"
        here = zone_here() if by_moment else None
        key = self._key
        self.model.show(slot_of(each, self.desk.clock.zone, here) for each in found)
        row = self.model.row_of(key) if key is not None else -1
        if row < 0 and self._edge and found:
            row = 0 if self._edge > 0 else len(found) - 1
        self._edge = 0
        if row >= 0:
            view.go_to(row)
        self.hint.setText(say("calendar.keys" if found else "calendar.empty"))

    def _say_span(self) -> None:
        view = self.front()
        self.span.setText(span_words(self.segments.value(), self.day, view.first))
        self.hint.setText(say("calendar.keys" if self.model.slots else "calendar.empty"))

    def _note_current(self, *_indexes: object) -> None:
        slot = self.current()
        if slot is not None:
            self._key = slot.key
        self.commands_changed.emit()

    def _open_day(self, day: date) -> None:
        self.day = day
        self.show_view("day")

    def _made(self, activity_id: UUID) -> None:
        self._key = (activity_id, self.day)
        self.front().setFocus()
        self.load()

    def _touched(self, _touched: Touched) -> None:
        if self.isVisible():
            self.load()
        else:
            self._stale = True

    def _wall(self) -> datetime:
        return wall_of(self.desk.clock.now(), zone_here())
