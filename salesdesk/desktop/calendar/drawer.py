"""One appointment in detail: every field is edited where it stands."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final
from uuid import UUID

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from salesdesk.desktop.activities.choices import ReminderField, RepeatField
from salesdesk.desktop.activities.outcome_bar import OutcomeBar
from salesdesk.desktop.activities.walls import moved, on_wall
from salesdesk.desktop.runtime.changes import Touched
from salesdesk.desktop.runtime.desk import Desk
from salesdesk.desktop.runtime.places import Place
from salesdesk.desktop.widgets.buttons import Button, IconButton
from salesdesk.desktop.widgets.drawer import Drawer
from salesdesk.desktop.widgets.fields.choice import ChoiceField
from salesdesk.desktop.widgets.fields.dates import WhenField
from salesdesk.desktop.widgets.fields.field import Field
from salesdesk.desktop.widgets.fields.form import Form
from salesdesk.desktop.widgets.fields.text import LongTextField, TextField
from salesdesk.desktop.widgets.plain import PlainLabel
from salesdesk.desktop.widgets.undoable import do
from salesdesk.domain.activities import ActivityKind
from salesdesk.domain.days import Spoken
from salesdesk.domain.errors import NotFound, SalesDeskError
from salesdesk.domain.repeating import PRESETS, preset_of
from salesdesk.services import activities
from salesdesk.services.activities import ActivityDetail
from salesdesk.words import say

LENGTHS: Final = (None, 15, 30, 45, 60, 90, 120, 240, 480)  # minutes
_WIDE: Final = 400


class LengthField(ChoiceField):
    """How long it takes, in minutes, or None."""

    def __init__(self) -> None:
        super().__init__("activity.field.minutes", quiet=True)
        self.show_value(None)

    def show_value(self, value: Any) -> None:
        wanted = [(each, _length_key(each)) for each in LENGTHS]
        if value not in LENGTHS:
            wanted.append((value, "length.other"))
        self._value = value
        if wanted != self._options:
            self.show_options(wanted)
        super().show_value(value)


def _length_key(minutes: int | None) -> str:
    return "length.none" if minutes is None else f"length.{minutes}"


class AppointmentDrawer(Drawer):
    """Shows an appointment and writes what is changed. It follows changes made elsewhere."""

    open_requested = Signal(Place)
    remove_asked = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(_WIDE, parent)
        self._desk = desk
        self.shown: ActivityDetail | None = None
        self._wanted: UUID | None = None
        self.customer = Button(kind="link", run=self._open_customer)
        self.form = Form(self._fields())
        self.outcome = OutcomeBar()
        self.done = Button(key="calendar.done.action", icon="check", kind="primary", run=self._tick)
        self._build()
        self.form.changed.connect(self._write)
        desk.changes.listen(self, self._touched, "activities", "customers")

    def show_activity(self, activity_id: UUID) -> None:
        """Show one; it opens when it is here."""
        self._wanted = activity_id
        ask = partial(activities.activity, self._desk.database, activity_id)
        self._desk.background.ask(ask, owner=self, then=self._show, failed=self._failed)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and getattr(self, "shown", None) is not None:
            self._say()

    def _fields(self) -> list[tuple[str, Field]]:
        kinds = [(kind, f"timeline.{kind}") for kind in ActivityKind]
        return [
            ("kind", ChoiceField("activity.field.kind", kinds, quiet=True)),
            ("subject", TextField("activity.field.subject", quiet=True)),
            ("when", WhenField("activity.field.when", self._desk.today, quiet=True)),
            ("minutes", LengthField()),
            ("place", TextField("activity.field.place", quiet=True)),
            ("remind_before", ReminderField(quiet=True)),
            ("repeats", RepeatField(quiet=True)),
            ("body", LongTextField("activity.field.body", quiet=True)),
        ]

    def _build(self) -> None:
        self.add_action(
            IconButton("trash-2", "calendar.command.delete", self.remove_asked.emit, shortcut="Del")
        )
        self.body.addWidget(self.customer, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(self.form)
        self._came = PlainLabel(key="log.outcome", role="caption")
        for widget in (self._came, self.outcome):
            self.body.addWidget(widget)
        row = QHBoxLayout()
        row.addWidget(self.done)
        row.addStretch()
        self.body.addLayout(row)
        self.body.addStretch(1)

    def _show(self, found: ActivityDetail) -> None:
        if found.id != self._wanted:
            return
        self.shown = found
        self._say()
        self.show()

    def _say(self) -> None:
        """Put all that is shown in words, in the language in use."""
        found = self.shown
        if found is None:
            return
        self.set_titles(found.subject or say(f"timeline.{found.kind}"))
        self.customer.setText(found.customer_name)
        self.form.show_values(self._values(found))
        is_open = found.done_at is None
        self.outcome.show_value(found.outcome)
        for widget in (self._came, self.outcome):
            widget.setVisible(found.kind != ActivityKind.NOTE)
        self.done.setText(say("calendar.done.action" if is_open else "calendar.reopen.action"))
        self.done.set_icon("check" if is_open else "rotate-ccw")

    def _values(self, found: ActivityDetail) -> Mapping[str, Any]:
        wall = on_wall(found.happens_at, found.zone, self._desk)
        day = found.all_day_on or wall.date()
        when = Spoken(day) if found.all_day_on else Spoken(day, wall.time())
        preset = preset_of(found.repeats, day) if found.repeats else ""
        plain = ("kind", "subject", "minutes", "place", "remind_before", "body")
        values = {name: getattr(found, name) for name in plain}
        return values | {"when": when, "repeats": PRESETS[preset] if preset else found.repeats}

    def _write(self, name: str, value: object) -> None:
        if self.shown is None:
            return
        changes = {name: value}
        if name == "when":
            if not isinstance(value, Spoken):
                self.form.show_values(self._values(self.shown))
                return
            changes = moved(self.shown.zone, value, self._desk)
        work = partial(activities.edit_activity, self._desk.database, self.shown.id, changes)
        self._desk.background.change(work, owner=self, failed=partial(self._refused, name))

    def _tick(self) -> None:
        if self.shown is None:
            return
        database, row_id, name = self._desk.database, self.shown.id, self.shown.customer_name
        if self.shown.done_at is None:
            work = partial(activities.finish_activity, database, row_id, outcome=self.outcome.value())
            do(self._desk, work, owner=self, say="today.done.told", name=name)
        else:
            do(self._desk, partial(activities.reopen_activity, database, row_id), owner=self,
               say="calendar.reopened", name=name)  # fmt: skip

    def _open_customer(self) -> None:
        if self.shown is not None:
            self.open_requested.emit(Place("customers", self.shown.customer_id))

    def _touched(self, touched: Touched) -> None:
        if self.isVisible() and self._wanted is not None and touched.touch("activities", "customers"):
            self.show_activity(self._wanted)

    def _refused(self, name: str, error: Exception) -> None:
        if isinstance(error, SalesDeskError) and name in self.form.fields:
            self.form.fields[name].refuse(error)
        else:
            self._desk.notices.failed(error)

    def _failed(self, error: Exception) -> None:
        if isinstance(error, NotFound):
            self.close_drawer()
        else:
            self._desk.notices.failed(error)
