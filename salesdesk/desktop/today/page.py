"""Today: what is late, what is due, what runs out, and who has been silent; or the first steps."""

from collections.abc import Mapping
from datetime import datetime
from functools import cached_property, partial
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from salesdesk import formats
from salesdesk.desktop.activities.walls import on_wall
from salesdesk.desktop.runtime.changes import Touched
from salesdesk.desktop.runtime.commands import Command
from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.runtime.places import Place
from salesdesk.desktop.theme.dress import dress
from salesdesk.desktop.theme.look import look
from salesdesk.desktop.today.acting import DAYS, Acting
from salesdesk.desktop.today.cards import CountCards
from salesdesk.desktop.today.checklist import DEMO, Checklist, first_steps, open_demo
from salesdesk.desktop.today.commands import commands_of
from salesdesk.desktop.today.task_list import TaskList
from salesdesk.desktop.today.tasks import Key, Task, counts, tasks
from salesdesk.desktop.widgets.buttons import Button
from salesdesk.desktop.widgets.empty import EmptyState
from salesdesk.desktop.widgets.page import Page
from salesdesk.desktop.widgets.plain import PlainLabel, panel
from salesdesk.domain.days import Spoken
from salesdesk.domain.narrowing import Narrowing
from salesdesk.services import activities
from salesdesk.services.agenda import Agenda, agenda
from salesdesk.words import language, say

if TYPE_CHECKING:
    from salesdesk.desktop.today.filters import DayFilters
    from salesdesk.desktop.today.picked_bar import PickedBar
    from salesdesk.desktop.today.plan_drawer import PlanDrawer

_HIDDEN = "first_steps_hidden"
_SEEN_DEMO = "seen_demo"
_WATCHED = (*("activities", "customers", "contacts", "quotes", "products", "company_settings", "comments"),)
_LIST, _CALM, _NOTHING = range(3)
W = TypeVar("W", bound=QWidget)


class TodayPage(Page):
    """A calm list of what today asks for; D does a line, 1 and 7 put it off, Enter opens it.

    Filter line, the bar for what is picked, and the plan of the day are made when they are first asked for.
    """

    kind = "today"
    title_key = "today.title"
    icon = "sun"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._agenda: Agenda | None = None
        self._stale = True
        self._entering = False
        self._question = -1
        self._meant: set[Key] = set()  # what a day is typed for, wherever the cursor is by now
        self.date = PlainLabel(role="faint")
        self.cards, self.list, self.checklist = CountCards(), TaskList(), Checklist()
        self.acting = Acting(desk, self)
        self._build()
        self._listen()

    def show_place(self, place: Place) -> None:  # noqa: ARG002 - there is only one place here
        self._say_date()
        if self._stale:
            self.load()
        self.list.setFocus()

    def load(self) -> None:
        """Read what today asks for, and which of the first steps are done."""
        self._stale = False
        ask, database = self.desk.background.ask, self.desk.database
        self.desk.background.drop(self._question)
        work = partial(agenda, database, self.desk.today(), self._narrowing())
        self._question = ask(work, owner=self, then=self._show)
        if not self.desk.choices.get(_HIDDEN):
            ask(partial(first_steps, database), owner=self, then=self._show_steps)

    def commands(self) -> tuple[Command, ...]:
        return commands_of(self)

    @cached_property
    def filters(self) -> "DayFilters":
        """The filter line above the list."""
        from salesdesk.desktop.today.filters import DayFilters  # noqa: PLC0415 - see the class

        made = DayFilters(self.desk)
        made.setContentsMargins(look().px(14), look().px(8), look().px(8), 0)
        made.changed.connect(self.load)
        made.left_down.connect(self._enter_list)
        return self._put_above(made)

    @cached_property
    def bar(self) -> "PickedBar":
        """The bar for what is picked."""
        from salesdesk.desktop.today.picked_bar import PickedBar  # noqa: PLC0415 - see the class

        made = PickedBar(self.desk.today)
        made.day_given.connect(self._put_off)
        made.done_asked.connect(partial(self.list.ask, "done"))
        made.plan_asked.connect(self.plan_visits)
        made.cleared.connect(self._let_go)
        return self._put_above(made)

    @cached_property
    def drawer(self) -> "PlanDrawer":
        """The plan of the day, beside the list."""
        from salesdesk.desktop.today.plan_drawer import PlanDrawer  # noqa: PLC0415 - see the class

        made = PlanDrawer(self.desk)
        made.open_requested.connect(self.open_requested)
        made.closed.connect(self.list.setFocus)
        dress(made)
        self._beside.addWidget(made)
        return made

    def search(self) -> None:
        """Go to the filter line."""
        self._entering = False
        self.filters.show()
        self.filters.load()
        self.filters.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filters.line.selectAll()

    def begin_putting_off(self, text: str = "") -> None:
        """Go to the line for the day to which what is chosen is put off."""
        chosen = self.list.chosen()
        if any(task.can_wait for task in chosen):
            self._meant = {task.key for task in chosen}
            self._show_picked()
            self.bar.begin(text)

    def plan_visits(self) -> None:
        """Plan visits to the customers that are picked, or to the one under the cursor."""
        self.drawer.plan_visits([task.customer_id for task in self.list.chosen()])

    def has_plan(self) -> bool:
        """Say whether a plan of the day is in sight."""
        return "drawer" in vars(self) and self.drawer.isVisible()

    def can_enter_plan(self) -> bool:
        """Say whether a plan is in sight of which a visit is not in the calendar."""
        return self.has_plan() and self.drawer.can_be_entered()

    def enter_plan(self) -> None:
        """Put the plan of the day into the calendar."""
        self.drawer.enter()

    def print_plan(self) -> None:
        """Print the plan of the day."""
        self.drawer.print()

    def save_plan(self) -> None:
        """Write the plan of the day into a file."""
        self.drawer.save_as()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self.has_plan():
            self.drawer.close_drawer()
        elif "filters" in vars(self) and self.filters.isVisible():
            self.filters.hide()
            self.filters.clear()
            self.list.setFocus()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "acting"):
            self._say_date()
            self._show_tasks()

    def _build(self) -> None:
        self.header.add_views(self.date)
        self.header.add_action(Button(key="today.filter", icon="list-filter", kind="ghost", run=self.search))
        self.header.add_action(
            Button(key="today.command.plan", icon="map-pin", kind="ghost", run=self.plan_visits)
        )
        self.hint = PlainLabel(key="today.keys", role="small", elide=True)
        sheet, self._above = panel("sheet"), QVBoxLayout()
        column, self._beside = QVBoxLayout(sheet), QHBoxLayout()
        column.setContentsMargins(1, 1, 1, 1)
        column.addLayout(self._above)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.list)
        self.setFocusProxy(self.list)  # its keys do what is due, however one came here
        calm = Button(key="today.calm.action", kind="primary", run=self._look_around)
        more = Button(key="today.nothing.action", run=lambda: self.filters.clear())  # noqa: PLW0108 - made late
        self.stack.addWidget(EmptyState("sun", "today.calm", "today.calm.text", calm))
        self.stack.addWidget(EmptyState("search", "today.nothing", "today.nothing.text", more))
        column.addWidget(self.stack, 1)
        self.hint.setContentsMargins(look().px(14), 0, look().px(14), look().px(8))
        column.addWidget(self.hint)
        self._beside.setSpacing(10)
        self._beside.addWidget(sheet, 1)
        self._beside.addWidget(self.checklist)
        self.checklist.hide()
        self.body.addWidget(self.cards)
        self.body.addLayout(self._beside, 1)

    def _listen(self) -> None:
        self.cards.section_asked.connect(self.list.go_to_section)
        self.list.asked.connect(self._act)
        self.list.typed.connect(self.begin_putting_off)
        self.list.tasks.picks_changed.connect(self._show_picked)
        self.checklist.open_requested.connect(self.open_requested)
        self.checklist.hide_asked.connect(self._hide_steps)
        self.checklist.demo_asked.connect(self._open_demo)
        self.desk.changes.listen(self, self._touched, *_WATCHED)
        self.desk.clock.day_changed.connect(self._new_day)

    def _put_above(self, widget: W) -> W:
        dress(widget)
        self._above.addWidget(widget)
        return widget

    def _narrowing(self) -> Narrowing:
        return self.filters.narrowing() if "filters" in vars(self) else Narrowing()

    def _show(self, found: Agenda) -> None:
        self._agenda = found
        self._show_tasks()

    def _show_tasks(self) -> None:
        if self._agenda is None:
            return
        found = tasks(self._agenda, today=self.desk.today(), now=self.desk.clock.now(), wall=self._wall)
        self.cards.show_counts(counts(self._agenda))
        self.list.show_tasks(found)
        self.stack.setCurrentIndex(_LIST if found else _NOTHING if self._narrowing() else _CALM)
        self.hint.setVisible(bool(found))
        if found and self._entering:
            self._enter_list()

    def _enter_list(self) -> None:
        """Go to the list; where none is yet, as soon as what was typed last has found something."""
        self._entering = self.list.isHidden()
        self.list.setFocus()

    def _show_picked(self) -> None:
        picked = self.list.tasks.picked()
        self._meant = {task.key for task in picked} or self._meant
        if picked or "bar" in vars(self):
            self.bar.show_count(len(picked))

    def _let_go(self) -> None:
        self.list.setFocus()
        self.list.tasks.clear_picks()

    def _wall(self, each: activities.ActivityDetail) -> datetime:
        return on_wall(each.happens_at, each.zone, self.desk)

    def _show_steps(self, done: Mapping[str, bool]) -> None:
        steps = {**done, DEMO: bool(self.desk.choices.get(_SEEN_DEMO))}
        self.checklist.show_steps(steps)
        fresh = not steps["quote"] or not steps["customers"]
        self.checklist.setVisible(fresh and not self.desk.choices.get(_HIDDEN))

    def _act(self, act: str, chosen: list[Task]) -> None:
        if act == "open":
            self.open_requested.emit(chosen[0].place)
            return
        if act == "done":
            self.acting.finish(chosen)
        else:
            self.acting.put_off_by(chosen, DAYS[act])
        self.list.tasks.clear_picks()

    def _put_off(self, when: Spoken) -> None:
        meant = self.list.tasks.known_by(self._meant)
        self._let_go()
        self.acting.put_off(meant, when)

    def _hide_steps(self) -> None:
        self.desk.choices.set(_HIDDEN, True)
        self.checklist.hide()
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _open_demo(self) -> None:
        self.desk.choices.set(_SEEN_DEMO, True)
        open_demo()
        self.desk.notices.say("today.start.demo.how")
        self.load()

    def _look_around(self) -> None:
        self.open_requested.emit(Place("customers"))

    def _touched(self, _touched: Touched) -> None:
        if self.isVisible():
            self.load()
        else:
            self._stale = True

    def _new_day(self) -> None:
        self._say_date()
        self.load()

    def _say_date(self) -> None:
        day, code = self.desk.today(), language()
        self.date.setText(say("today.date", weekday=formats.weekday(day, code), day=formats.day(day, code)))
