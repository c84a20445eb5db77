"""Today: what is late, what is due, what runs out, and who has been silent; or the first steps."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import partial

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from salesdesk import formats
from salesdesk.desktop.activities.walls import on_wall
from salesdesk.desktop.runtime.changes import Touched
from salesdesk.desktop.runtime.commands import Command
from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.runtime.places import Place
from salesdesk.desktop.theme.look import look
from salesdesk.desktop.today.acting import DAYS, Acting
from salesdesk.desktop.today.cards import CountCards
from salesdesk.desktop.today.checklist import DEMO, Checklist, first_steps, open_demo
from salesdesk.desktop.today.task_list import TaskList
from salesdesk.desktop.today.tasks import Task, counts, tasks
from salesdesk.desktop.widgets.buttons import Button
from salesdesk.desktop.widgets.empty import EmptyState
from salesdesk.desktop.widgets.page import Page
from salesdesk.desktop.widgets.plain import PlainLabel, panel
from salesdesk.services import activities, comments, pool
from salesdesk.services.activities import Agenda
from salesdesk.services.comments import Mention
from salesdesk.services.pool import Returning
from salesdesk.storage.database import Database
from salesdesk.words import language, say

_HIDDEN = "first_steps_hidden"
_SEEN_DEMO = "seen_demo"
_WATCHED = ("activities", "customers", "quotes", "products", "company_settings", "comments")
Asked = tuple[Agenda, Sequence[Returning], Sequence[Mention]]
"""What a day asks for: the agenda, who goes back to the pool soon, where colleagues call one."""


class TodayPage(Page):
    """A calm list of what today asks for; D does a line, 1 and 7 put it off, Enter opens it."""

    kind = "today"
    title_key = "today.title"
    icon = "sun"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._agenda: Agenda | None = None
        self._returning: Sequence[Returning] = ()
        self._called: Sequence[Mention] = ()
        self._stale = True
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
        ask(partial(_read, database, self.desk.today()), owner=self, then=self._show)
        if not self.desk.choices.get(_HIDDEN):
            ask(partial(first_steps, database), owner=self, then=self._show_steps)

    def commands(self) -> tuple[Command, ...]:
        has_task = lambda: self.list.current_task() is not None  # noqa: E731
        return tuple(
            Command(
                f"today.{act}",
                f"today.command.{act}",
                partial(self.list.ask, act),
                icon=icon,
                enabled=has_task,
            )
            for act, icon in (("done", "check"), ("tomorrow", "clock"), ("week", "calendar-plus"))
        )

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "acting"):
            self._say_date()
            self._show_tasks()

    def _build(self) -> None:
        self.header.add_views(self.date)
        self.hint = PlainLabel(key="today.keys", role="small")
        sheet = panel("sheet")
        column, row = QVBoxLayout(sheet), QHBoxLayout()
        column.setContentsMargins(1, 1, 1, 1)
        calm = Button(key="today.calm.action", kind="primary", run=self._look_around)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.list)
        self.setFocusProxy(self.list)  # its keys do what is due, however one came here
        self.stack.addWidget(EmptyState("sun", "today.calm", "today.calm.text", calm))
        column.addWidget(self.stack, 1)
        self.hint.setContentsMargins(look().px(14), 0, 0, look().px(8))
        column.addWidget(self.hint)
        row.setSpacing(10)
        row.addWidget(sheet, 1)
        row.addWidget(self.checklist)
        self.checklist.hide()
        self.body.addWidget(self.cards)
        self.body.addLayout(row, 1)

    def _listen(self) -> None:
        self.cards.section_asked.connect(self.list.go_to_section)
        self.list.asked.connect(self._act)
        self.checklist.open_requested.connect(self.open_requested)
        self.checklist.hide_asked.connect(self._hide_steps)
        self.checklist.demo_asked.connect(self._open_demo)
        self.desk.changes.listen(self, self._touched, *_WATCHED)
        self.desk.clock.day_changed.connect(self._new_day)

    def _show(self, found: Asked) -> None:
        self._agenda, self._returning, self._called = found
        self._show_tasks()

    def _show_tasks(self) -> None:
        if self._agenda is None:
            return
        today = self.desk.today()
        now = self.desk.clock.now()
        found = tasks(
            self._agenda,
            today=today,
            now=now,
            wall=self._wall,
            returning=self._returning,
            called=self._called,
        )
        self.cards.show_counts(counts(self._agenda, found, today))
        self.list.show_tasks(found)
        self.stack.setCurrentIndex(0 if found else 1)
        self.hint.setVisible(bool(found))

    def _wall(self, each: activities.ActivityDetail) -> datetime:
        return on_wall(each.happens_at, each.zone, self.desk)

    def _show_steps(self, done: Mapping[str, bool]) -> None:
        steps = {**done, DEMO: bool(self.desk.choices.get(_SEEN_DEMO))}
        self.checklist.show_steps(steps)
        fresh = not steps["quote"] or not steps["customers"]
        self.checklist.setVisible(fresh and not self.desk.choices.get(_HIDDEN))

    def _act(self, act: str, task: Task) -> None:
        if act == "open":
            self.open_requested.emit(task.place)
        elif act == "done":
            self.acting.finish(task)
        else:
            self.acting.put_off(task, DAYS[act])

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


def _read(database: Database, today: date) -> Asked:
    """Read what the day asks for, who goes back to the pool, and where colleagues call. For a worker."""
    return activities.agenda(database, today), pool.returning(database), comments.mentions_of_me(database)
